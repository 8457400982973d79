"""A year of the ten real measures, run by its clock: the scheduler opens it, officers work, the coverage page tells."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.offices import KILLED, at_once, killed
from tests.http.stories.conftest import Sit
from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.lists import approve_lists
from tests.usecases.office import House, hold
from tests.usecases.officers import Officers
from tests.usecases.passages import today
from webapp.domain.ids import CaseId, PersonId, RoomId, UnitId
from webapp.domain.records import Secrecy
from webapp.domain.roster import Affiliation, Person, Post, RoleGrant
from webapp.scheduler import build_scheduler
from webapp.store import grants, letters, people
from webapp.store.tables import application, case, cycle_run, incident
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.calendars import enter_year
from webapp.usecases.coverage import coverage_page
from webapp.usecases.cycles import RoundRefused, open_round
from webapp.usecases.gaps import explain_gap
from webapp.usecases.outside_words import record_word, words_waiting
from webapp.usecases.people import add_person, add_post, end_post
from webapp.usecases.yearly_lists import add_line

pytestmark = pytest.mark.story

M01, M02, M03, M03B = "m01_political_evaluation", "m02_main_responsibility", "m03_power_watch", "m03b_special_report"
M05, M06, M09A = "m05_integrity_talk", "m06_life_meeting", "m09a_archive_update"
LEAVING = dt.date(2027, 10, 15)
EACH = {M01: 4, M02: 4, M03: 4, M03B: 4, M05: 3, M06: 5, M09A: 4}
"""The cases of the year: of five units, four who report; nobody talks with whoever is ill."""
DONE, ILL = ("done", ""), ("missing", "长期病休")
YEAR = {
    "马远帆": [DONE] * 6,
    "刘长河": [DONE, ("done", "办结任职期间部分"), DONE, DONE, DONE, DONE],
    "温如玉": [DONE, ("running", ""), DONE, ILL, DONE, DONE],
    "向明远": [DONE, DONE, DONE, DONE, ("running", ""), DONE],
}
"""How each head stands at the end: evaluation, check, special report, talk, life meeting, archive."""
IN_JANUARY = (M02, M03, M03B, M05, M06, M09A)
MA, LIU = PersonId("ma"), PersonId("liu")
FACT = {"verified": "yes", "level": "good"}
HEARD = {"held": "yes", "second_officer": "zhao", "topics": ["major"], "class": "opinion"}
FOUND = {"class": "neutral", "fact": "采购没有内部监督的规定。", "document": "采购台账", "source_kind": "register"}
RECEIVED = {"document": "市纪函〔2027〕9号", "text": "已收到专题报告。"}
MEETING = {"attendance": "attended", "due": 9, "present": 8, "head_order": "first", "self_grade": "good"}
ANSWERS = {
    "check_competence": lambda _: {"ours": True},
    "choose_consult": lambda _: {"consult": "no"},
    "draft_evaluation": lambda _: {
        "dimensions": [FACT] * 5,
        "abilities": [{"weak": "yes"}, {"weak": "no"}, {"weak": "no"}],
        "deviations": [{"found": "no"}] * 3,
        "unfiled_sanction": "no",
        "breach_sign": "no",
        "early_sign": "no",
    },
    "check_evaluation": lambda _: {"good": "yes", "breach_sign": "no"},
    "plan_talk": lambda house: {"talker": "chen", "recorder": "gao", "talk_on": later(house, 14)},
    "record_talk": lambda _: {"came": "yes", "talker": "chen", "recorder": "gao"},
    "weigh_talk": lambda _: {"found": "none"},
    "plan_visit": lambda _: {"lead": "li", "second": "zhao", "intensity": "plain"},
    "interview": lambda _: HEARD,
    "confirm_interview": lambda _: {"confirmed": "yes"},
    "pick_meetings": lambda _: {"meetings": []},
    "synthesise": lambda _: {"findings": [FOUND]},
    "find": lambda _: {"no_duty": "no", "clue": "no"},
    "conclude": lambda _: {"grade": "good"},
    "plan_meeting": lambda house: {"meeting_on": later(house, 20)},
    "attend": lambda _: {**MEETING, "quality": "good", "breach": "no", "new_breach": "no"},
    "list_items": lambda _: {"items": []},
    **dict.fromkeys(("check_letter", "check_entry", "confirm_items"), lambda _: {"good": True}),
    "deliver": lambda house: {"way": "confidential", "result": "received", "received_on": later(house, 0)},
}


def later(house: House, days: int) -> str:
    return (today(house) + dt.timedelta(days=days)).isoformat()


def left_of(county: County) -> Callable[[Any], bool]:
    """The steps that nobody does: the old year's list, one check of the acting head, what waits for Liu's leaving."""
    old = {row.id for row in rows(county.house, case) if row.process == "open_cycle"}

    def left(row: Any) -> bool:
        mine = (row.process, row.element, row.subject_id)
        waits = today(county.house) <= LEAVING and mine in {
            ("m02a_check", "check_items", LIU),
            (M01, "draft_evaluation", LIU),
        }
        return (
            row.case_id in old
            or waits
            or mine == (M02, "conclude", county.acting)
            or (row.element == "report_meeting" and row.subject_id == county.newcomer)
        )

    return left


def beat(house: House, _number: int = 0) -> None:
    """Let the scheduler's beats happen, as long as they find something to do."""
    beats = [job for job in build_scheduler(house.office, seconds=5).get_jobs() if job.id != "seal"]
    for _ in range(3):
        for job in beats:
            job.func(*job.args)


class County:
    """Four heads of 2027: one of two posts, one who leaves in autumn, one acting, one who comes in spring."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.newcomer: PersonId | None = None
        for who in ("shen", "zhu", "lin", "gong", "ren"):
            house.run(end_post, "jin", post_id=f"post_{who}", until_on=dt.date(2026, 11, 30))
        house.run(enter_year, "cui", year=2027, lines="2027-01-01 放假 元旦")
        second = {"unit_id": UnitId("county_housing"), "title": "局长"}
        house.run(add_post, "jin", person_id=MA, is_head=True, from_on=dt.date(2026, 12, 1), level="head", **second)
        self.acting = self.head("温如玉", "county_health", "代局长", dt.date(2026, 12, 1))
        self.third_officer()
        for number in range(3):
            words = {"text": f"第{number}项责任按期落实。", "source": f"第{number}条"}
            house.run(add_line, "su", of="main_responsibility", year=2027, **words)

    def head(self, name: str, unit: str, title: str, from_on: dt.date) -> PersonId:
        held = {"kind": "head", "is_head": True, "level": "head", "unit_id": UnitId(unit), "title": title}
        return self.house.run(add_person, "jin", name=name, from_on=from_on, **held)

    def third_officer(self) -> None:
        """The second room, too, has somebody to draft, somebody to check and a head to approve."""
        with self.house.office.database.write() as tx:
            who, room = PersonId("ming"), RoomId("second_room")
            people.put_person(tx, Person(id=who, kind=Affiliation.OFFICER, name="明知远"))
            post = {"unit_id": UnitId("commission"), "title": "监督检查人员", "from_on": dt.date(2024, 1, 1)}
            people.put_post(tx, Post(id="post_ming", person_id=who, **post))
            duty = {"max_level": "head_next_lower", "max_secrecy": Secrecy.CONFIDENTIAL, "reads_cases": True}
            grants.add(tx, RoleGrant(id="ming-supervise", person_id=who, role="supervise", room_id=room, **duty))
            hold(tx, self.house.clock())


def opened_twice_at_once(house: House, folder: Path, county: County) -> None:
    """5 January: two schedulers beat at once, one process dies in the middle of the opening, two go on."""
    house.clock.move_to("2027-01-05T08:00")
    assert at_once(house, folder, beat, count=2) == [0, 0]
    for process in IN_JANUARY:
        assert approve_lists(house, process, each_week=1 if process == M05 else 20) == 1, "one list each"
    assert killed(house, folder, beat, at="before commit", turn=9) == KILLED
    assert at_once(house, folder, beat, count=2) == [0, 0]
    beat(house)
    ill = {"reason": "ill", "text": "手术后休养至年底"}
    house.run(
        explain_gap, "su", process=M05, start_event="yearly", period="2027", kind="person", subject=county.acting, **ill
    )


def lived(house: House, officers: Officers, until: dt.date) -> None:
    """Let weeks pass: the scheduler beats, officers work."""
    while today(house) < until:
        beat(house)
        officers.work()
        house.clock.shift(days=7)


def leaver_goes(house: House) -> None:
    """Liu leaves: each of his cases asks; the check ends with the part served, the evaluation goes on for that part."""
    house.run(end_post, "jin", post_id="post_liu", until_on=LEAVING)
    house.clock.move_to(f"{LEAVING + dt.timedelta(days=1)}T09:00")
    beat(house)
    asked = {row.case_id for row in rows(house, incident) if row.kind == "moved" and row.settled_at is None}
    mine = {row.id: row.process for row in rows(house, case) if row.subject_id == LIU and row.status == "open"}
    assert {mine[one] for one in asked} == set(mine.values()) == {M01, M02}
    (check,) = [CaseId(key) for key, process in mine.items() if process == M02]
    house.run(
        apply_early_ending, "chen", case_id=check, reason="subject_left_post", text="本人已经离任，办结任职期间部分。"
    )
    (one,) = rows(house, application)
    house.run(decide, "pan", application_id=one.id, agree=True)


def superior_receives(house: House) -> None:
    """The superior organ acknowledges the secretary's report."""
    (row,) = house.view(words_waiting, "sun").rows
    house.run(record_word, "sun", wait_id=row.wait_id, token=house.token(), received_on=today(house), **RECEIVED)
    house.drain()


def told(house: House, year: int = 2027) -> dict[str, list[tuple[str, str]]]:
    """Give how each head of a year stands in each column."""
    found = house.view(coverage_page, "chen", year=year)
    assert [column.due for column in found.columns] == [len(found.rows)] * 6
    return {row.name: [(cell.state, str(cell.reason)) for cell in row.cells] for row in found.rows}


def each_case_once(house: House) -> None:
    """One case for each subject and period, whatever died; late where the clock was; the analysis four times."""
    mine = [row for row in rows(house, case) if row.period == "2027" and row.process in EACH]
    assert Counter(row.process for row in mine) == EACH
    assert len({(row.process, row.unit_id if row.process == M06 else row.subject_id) for row in mine}) == len(mine)
    runs = [row for row in rows(house, cycle_run) if row.period == "2027"]
    assert {row.process for row in runs if row.late} == {M01}, "weeks between two beats: late, and marked so"
    regular = Counter(row.process for row in rows(house, case) if (row.period or "").startswith("2027-"))
    assert regular == {"m07c_analysis": 4, "m07c_monitoring": 12}


def the_leaver_is_evaluated_for_the_part_served(house: House) -> None:
    (one,) = [row for row in rows(house, case) if (row.process, row.period, row.subject_id) == (M01, "2027", LIU)]
    with house.office.database.read() as tx:
        texts = {row.template: row.text for row in letters.of_case(tx, CaseId(one.id))}
    assert "只评价在任期间" in texts["d01_evaluation"]
    assert "县交通运输局原局长刘长河" in texts["d02_evaluation_report"]


def test_the_year_runs_by_itself_through_every_yearly_measure(
    house: House, tmp_path: Path, sit: Sit, caplog: pytest.LogCaptureFixture
) -> None:
    house.clock.move_to("2026-12-01T09:00")
    county = County(house)
    beat(house)
    officers = Officers(house, ANSWERS, left_of(county))
    opened_twice_at_once(house, tmp_path, county)
    lived(house, officers, dt.date(2027, 4, 10))
    county.newcomer = county.head("向明远", "county_water", "局长", dt.date(2027, 4, 12))
    house.clock.move_to("2027-04-12T09:00")
    lived(house, officers, LEAVING)
    leaver_goes(house)
    lived(house, officers, dt.date(2027, 12, 25))
    superior_receives(house)
    house.clock.move_to("2027-12-30T09:00")
    beat(house)

    assert told(house) == YEAR
    each_case_once(house)
    the_leaver_is_evaluated_for_the_part_served(house)
    everything_holds(house)
    page = sit("chen").get("/coverage?year=2027")
    (row,) = [one for one in page.all("//table[@data-rows]/tbody/tr") if "温如玉" in "".join(one.itertext())]
    cells = ["".join(part.itertext()) for part in row.findall("td")]
    assert "长期病休：手术后休养至年底（苏景和，1月5日）" in cells[3]
    assert ["在办" in cell for cell in cells] == [False, True, False, False, False, False]

    house.clock.move_to("2028-01-05T08:00")
    beat(house)
    house.clock.move_to("2028-02-01T09:00")
    beat(house)

    assert told(house) == YEAR | {"温如玉": [DONE, ("missing", "锁定时仍在办理"), DONE, ILL, DONE, DONE]}
    assert set(told(house, 2026)["刘长河"][:1]) == {("missing", "名单没有批准")}
    lists = Counter(
        row.key.split(":")[1] for row in rows(house, case) if row.key.startswith("open_cycle:") and row.period == "2028"
    )
    assert lists == dict.fromkeys(IN_JANUARY, 1)
    assert [row.code for row in rows(house, incident) if row.kind == "holiday_year" and row.settled_at is None] == [
        "2028"
    ]
    with pytest.raises(RoundRefused, match="2028年节假日安排尚未导入"):
        house.run(open_round, "su", process=M01, start_event="yearly", period="2028")
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
