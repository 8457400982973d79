"""暂缓销毁: set and lifted in writing, by those who answer for the case; one of them may also let it stay."""

from __future__ import annotations

from operator import attrgetter

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.keeping import INQUIRY, closed, id_of
from tests.usecases.office import House
from tests.usecases.stand import Stand
from webapp.domain.errors import NotOpen, Refused
from webapp.store.tables import audit, legal_hold
from webapp.usecases.case_pages import case_page
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.holds import ask_lifting, lift_hold, set_hold
from webapp.usecases.views.retention import HoldRow

REASON, BASIS = "上级正在复查此事，结论作出之前不得销毁。", "云纪复〔2036〕3号"
OVER = "复查已经结束，结论已经归档。"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An inquiry on Ma is closed, and what came from it."""
    return stand.played(closed)


@pytest.fixture
def held(house: House) -> str:
    """A hold on the inquiry, set by the deputy."""
    house.run(set_hold, "wang", case_id=id_of(house, INQUIRY), of_person=False, reason=REASON, basis=BASIS)
    (one,) = [row.id for row in rows(house, legal_hold)]
    return str(one)


def shown(house: House, who: str) -> HoldRow:
    (row,) = house.view(case_page, who, case_id=id_of(house, INQUIRY)).holds.rows
    return row


@ON_SQLITE
@pytest.mark.parametrize("reason", ["", "不得销毁", "    复查    "])
def test_neither_a_hold_nor_its_end_goes_without_a_reason(house: House, held: str, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        house.run(set_hold, "he", case_id=id_of(house, INQUIRY), of_person=False, reason=reason, basis=BASIS)
    with pytest.raises(ReasonMissing):
        house.run(ask_lifting, "he", hold_id=held, reason=reason)

    assert [row.lift_asked_by for row in rows(house, legal_hold)] == [None]


def test_a_hold_of_which_another_says_that_it_stays_is_in_force_and_may_be_asked_about_again(
    house: House, held: str
) -> None:
    house.run(ask_lifting, "he", hold_id=held, reason=OVER)
    with pytest.raises(NotOpen):
        house.run(ask_lifting, "chen", hold_id=held, reason=OVER)
    waits = shown(house, "chen")

    house.run(lift_hold, "chen", hold_id=held, agree=False)

    assert (waits.may_ask, waits.may_lift, shown(house, "chen").may_ask) == (False, True, True)
    assert shown(house, "chen").lifted_at is None
    with pytest.raises(NotOpen):
        house.run(lift_hold, "chen", hold_id=held, agree=True)
    assert [one.act for one in sorted(rows(house, audit), key=attrgetter("id")) if one.act.startswith("hold.")] == [
        "hold.set",
        "hold.lift_asked",
        "hold.stays",
    ]
    house.run(ask_lifting, "he", hold_id=held, reason=OVER)
    house.run(lift_hold, "wang", hold_id=held, agree=True)
    assert (shown(house, "chen").may_ask, shown(house, "chen").may_lift) == (False, False)


@ON_SQLITE
def test_whoever_reads_the_case_without_answering_for_it_sees_the_hold_and_moves_nothing(
    house: House, held: str
) -> None:
    row = shown(house, "zhou")

    assert (row.reason, row.may_ask, row.may_lift) == (REASON, False, False)
    with pytest.raises(Refused):
        house.run(ask_lifting, "zhou", hold_id=held, reason=OVER)
    house.run(ask_lifting, "he", hold_id=held, reason=OVER)
    assert not shown(house, "zhou").may_lift
    with pytest.raises(Refused):
        house.run(lift_hold, "zhou", hold_id=held, agree=True)
