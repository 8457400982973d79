"""A limit of the whole matter is urged like a step's: told of before, reminder, supervisor, secretary, each once.

The talk before a post begins: effective on Wednesday 1 April, whatever step the talk is at.
"""

from __future__ import annotations

import pytest

from tests.usecases.due import morning, rows
from tests.usecases.invariants import every_header_knows_its_next_day
from tests.usecases.office import House
from tests.usecases.passages import case_of, issue
from tests.usecases.robot import do
from tests.usecases.stand import Stand
from tests.usecases.written import recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId
from webapp.store import audit, deadlines
from webapp.store.tables import case, letter, rung, told
from webapp.usecases.digests import own_digest
from webapp.usecases.ladder import climb_all
from webapp.usecases.monitor import monitor
from webapp.usecases.opening import start_case
from webapp.usecases.stuck import reasons

TALK, LIMIT = "m05_integrity_talk", "talk.preappointment"
PLAN = {"talker": "chen", "recorder": "zhao", "talk_on": "2026-03-20"}
LINE = "全程时限“任前谈话”"


def arranged(house: House) -> None:
    """An appointment is recorded; the talk is arranged by Li and waits for the head of the room."""
    house.run(start_case, "zheng", process="m05b_appointment", start_event="appointment", token=house.token())
    do(house, "zheng", "register_appointment", person="ma", effective_on="2026-04-01")
    do(house, "li", "plan_talk", **PLAN)


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a talk before a post begins waits for its approval."""
    return stand.played(arranged)


def talk_of(house: House) -> CaseId:
    return CaseId(case_of(house, TALK).id)


def of_the_whole(house: House, table: object = told) -> list[tuple[str, ...]]:
    """Give what was written of the limit of the whole matter: rung, and of tellings whom."""
    found = [row for row in rows(house, table) if row.step_id.endswith(f":{LIMIT}")]  # type: ignore[arg-type]
    return sorted((row.rung, row.person_id) if table is told else (row.rung,) for row in found)


def lines(house: House, who: str) -> list[str]:
    found = house.view(own_digest, who)
    return [words for _, words in found.lines if LINE in words] if found else []


def test_whoever_can_act_is_told_before_the_day_then_the_ladder_climbs_and_each_rung_once(house: House) -> None:
    said: dict[str, set[str]] = {}

    for day in ("03-20", "03-23", "03-26", "03-27", "04-01", "04-02", "04-03", "04-06", "04-07", "04-16", "04-17"):
        before = set(of_the_whole(house))
        morning(house, f"2026-{day}")
        morning(house, f"2026-{day}", "09:30")
        for name, who in set(of_the_whole(house)) - before:
            said.setdefault(f"{day} {name}", set()).add(who)

    assert {key.split()[1] for key in said} == {"before", "before_last", "after", "supervisor", "secretary"}
    assert [who for key, who in said.items() if key.endswith((" before", " before_last", " after"))] == [{"luo"}] * 3
    assert next(who for key, who in said.items() if key.endswith("supervisor")) >= {"su"}
    assert next(who for key, who in said.items() if key.endswith("secretary")) == {"chen"}
    assert [name for (name,) in of_the_whole(house, rung)].count("after") == 1
    assert climb_all(house.office) == 0


def test_the_digest_names_the_limit_and_the_days_and_no_letter_goes_out(house: House) -> None:
    talk = talk_of(house)

    morning(house, "2026-03-27")
    near = lines(house, "luo")
    morning(house, "2026-04-02")
    late = lines(house, "luo")

    with house.office.database.read() as tx:
        urged = [one.entry.facts for one in audit.entries(tx, audit.stream_of(talk)) if one.entry.act == "urged"]
    assert near == [f"{LINE}将于2026年4月1日到期，还有3个工作日"]
    assert late == [f"催办，{LINE}已超期1个工作日"]
    assert lines(house, "ma") == lines(house, "zhou") == []
    assert LIMIT in {str(one["step"]) for one in urged}
    assert rows(house, letter) == []


def test_supervisors_lists_and_the_reasons_say_so_and_who_can_act(house: House) -> None:
    talk = talk_of(house)
    do(house, "luo", "approve_plan/by_room", decision="agree")
    house.clock.move_to("2026-03-31T09:00")
    near = house.office.view(reasons, SYSTEM, cases={talk: house.clock()})[talk]
    house.clock.move_to("2026-04-02T09:00")
    late = house.office.view(reasons, SYSTEM, cases={talk: house.clock()})[talk]

    (whole,) = [one for one in late if one.kind == "whole"]
    assert [one.why for one in near if one.kind == "whole"] == [f"{LINE}即将到期"]
    assert (whole.why, whole.who, whole.remedy, whole.late) == (f"{LINE}已经超期", "王慎独", "催办所在环节", True)
    line = next(row for row in house.view(monitor, "su", only_overdue=True).rows if row.step == LINE)
    assert (line.holder, line.overdue, line.can_urge) == ("王慎独", True, False)
    every_header_knows_its_next_day(house)


def test_a_limit_far_off_paused_or_served_urges_nobody(house: House) -> None:
    talk = talk_of(house)
    far = house.view(monitor, "su").rows
    with house.office.database.write() as tx:
        deadlines.pause(tx, talk, key=LIMIT, on=house.clock().date())
    morning(house, "2026-04-06")
    paused = of_the_whole(house)
    with house.office.database.write() as tx:
        deadlines.change_due(tx, talk, key=LIMIT, due_on=house.clock().date(), extension=False)
    for step, who in (("by_room", "luo"), ("by_deputy", "wang"), ("by_secretary", "chen")):
        do(house, who, f"approve_plan/{step}", decision="agree")
    do(house, "li", "outline")
    do(house, "chen", "confirm_outline")
    issue(house, "talk/issue_notice", "li", to="ma")
    do(house, "li", "talk/record_talk", came="yes", talker="chen", recorder="zhao")
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    morning(house, "2026-04-28")

    assert LINE not in {row.step for row in far}
    assert paused == []
    assert of_the_whole(house) == [], "the talk was held"
    assert LINE not in {row.step for row in house.view(monitor, "su").rows}


def test_who_is_recused_or_concerned_hears_nothing(house: House) -> None:
    recuse(house, "luo")

    morning(house, "2026-04-17")

    assert not {"luo", "ma"} & {who for _, who in of_the_whole(house)}
    assert lines(house, "luo") == []
    assert next(row for row in rows(house, case) if row.process == TALK).status == "open"
