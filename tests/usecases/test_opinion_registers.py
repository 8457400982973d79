"""What a department's register says of a person: each kind of matter in its own, the worst stage of several."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import House, hold
from tests.usecases.passages import ALL_TRUE, ONE_FALSE, case_of, register_clue, to_reply, today
from tests.usecases.robot import do
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.advance import Call
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Holding
from webapp.store import archive, case_reads
from webapp.store.tables import case
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import desk_of
from webapp.usecases.ports.opinions import OpinionsPort

pytestmark = pytest.mark.story

M07 = "m07_clue_disposal"
NONE = ("none", None, 0)


@reads(Permission.SYSTEM)
def looked_up(act: Act, *, case_id: CaseId, who: str) -> tuple[Holding, ...]:
    call = Call(task_id=TaskId("t"), path="t", process=M07, element="t", handler="opinions.look_up", arguments={})
    return OpinionsPort(desk_of(act, case_reads.opened(act.tx, case_id)), call).holdings((PersonId(who),))


def held(house: House, who: str, *, process: str = M07) -> dict[str, tuple[str, str | None, int]]:
    """What each department holds on a person, without those that hold nothing."""
    case_id = CaseId(case_of(house, process).id)
    found = house.office.view(looked_up, SYSTEM, case_id=case_id, who=who)
    rows = {one.department: (one.holds, one.stage, one.matters) for one in found}
    return {name: row for name, row in rows.items() if row != NONE}


def test_a_clue_an_inquiry_and_a_verification_stand_in_the_registers_of_their_departments(house: House) -> None:
    to_reply(house)
    assert held(house, "ma") == {
        "case_mgmt": ("open", "clue_open", 1),
        "supervise": ("open", "verifying", 1),
    }

    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ONE_FALSE)

    assert held(house, "ma")["investigate"] == ("open", "verifying", 1)
    assert held(house, "lin") == {}


def test_a_second_clue_counts_beside_the_first(house: House) -> None:
    register_clue(house, subject="ma")
    before = held_of(house)
    register_clue(house, subject="ma")

    assert (before, held_of(house)) == (1, 2)


def held_of(house: House) -> int:
    """How many open matters case management has on Ma."""
    with house.office.database.read() as tx:
        first = tx.execute(case.select().where(case.c.process == M07).order_by(case.c.opened_at)).first()
    assert first is not None
    rows = house.office.view(looked_up, SYSTEM, case_id=CaseId(first.id), who="ma")
    return next(one.matters for one in rows if one.department == "case_mgmt")


@pytest.mark.parametrize(
    ("kind", "effect_until", "stage"),
    [
        ("decision.sanction", dt.date(2026, 3, 2), "in_effect"),
        ("decision.sanction", dt.date(2026, 3, 1), "effect_over"),
        ("decision.sanction", None, "in_effect"),
        ("inquiry.first_form", None, "minor_closed"),
    ],
)
def test_a_closed_matter_weighs_as_long_as_its_effect(
    house: House, kind: str, effect_until: dt.date | None, stage: str
) -> None:
    register_clue(house, subject="ma")
    found = case_of(house, M07)
    entry = ArchiveItem(
        id="entry",
        number="云档〔2026〕1号",
        subject_id=PersonId("ma"),
        section=3,
        kind=kind,
        status="verified",
        weight="adverse",
        level="head",
        source_case_id=CaseId(found.id),
        on=today(house),
        entered_at=house.clock(),
        entered_by=PersonId("zhou"),
        checked_by=PersonId("qian"),
        effect_until=effect_until,
        content={"summary": "已经处理。", "heard": "yes"},
    )
    with house.office.database.write() as tx:
        tx.execute(case.update().where(case.c.id == found.id).values(status="closed"))
        archive.enter(tx, entry)
        hold(tx, house.clock())

    assert held(house, "ma") == {"case_mgmt": ("closed", stage, 0)}


def test_a_closed_matter_without_entry_that_weighs_is_not_held_against_anybody(house: House) -> None:
    register_clue(house, subject="ma")
    with house.office.database.write() as tx:
        tx.execute(case.update().values(status="closed"))
        hold(tx, house.clock())

    assert held(house, "ma") == {"case_mgmt": ("closed", "not_established", 0)}
