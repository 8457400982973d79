"""Recusals and emergency looks: SQL alone takes no recusal away and opens no case; whom it was done for is kept out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.usecases.office import House
from tests.usecases.passages import case_of, to_taken_inquiry
from tests.usecases.robot import task_at
from tests.usecases.stand import Stand
from tests.usecases.test_power_rows import named
from tests.usecases.test_session_rows import by_hand, is_in, sign_in
from tests.usecases.written import away, recusal_of
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId, PersonId
from webapp.store import recusals
from webapp.store.tables import break_glass, power_mark, recusal
from webapp.usecases import let_in, sessions
from webapp.usecases.declaring import declare_recusal

INQUIRY = "m08_talk_letter_inquiry"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An inquiry about Ma, which Zhou sees."""
    return stand.played(to_taken_inquiry)


def case_id(house: House) -> CaseId:
    return CaseId(case_of(house, INQUIRY).id)


def recused(house: House, who: str = "zhou") -> None:
    house.run(declare_recusal, who, task_id=task_at(house, "plan_inquiry"), answer="relative")


def of_zhou(statement: Callable[[sa.Table], sa.Update | sa.Delete]) -> sa.Update | sa.Delete:
    return statement(recusal).where(recusal.c.person_id == "zhou")


HANDS: dict[str, sa.Update | sa.Delete] = {
    "gone": of_zhou(sa.delete),
    "lifted": of_zhou(sa.update).values(recused=False),
    "of another": of_zhou(sa.update).values(subject_id="liu"),
    "another's": of_zhou(sa.update).values(person_id="wu"),
}


@pytest.mark.parametrize("name", HANDS)
def test_a_recusal_that_sql_took_away_opens_nothing(house: House, name: str) -> None:
    recused(house)
    token = sign_in(house, "zhou")
    before = (is_in(house, token), named(house))

    by_hand(house, HANDS[name])

    assert before == (True, [])
    assert not is_in(house, token)
    with pytest.raises(sessions.SignInRefused):
        sign_in(house, "zhou")
    assert named(house) == ["zhou"]


def test_a_recusal_from_one_case_is_held_in_the_same_way(house: House) -> None:
    one = recusal_of(house, "wu", None, case_id(house), kind="interest", source="closed")
    with house.office.database.write() as tx:
        recusals.close_to(tx, [one])
    token = sign_in(house, "wu")
    before = is_in(house, token)

    by_hand(house, sa.delete(recusal).where(recusal.c.id == one.id))

    assert before
    assert not is_in(house, token)


def test_who_stands_in_for_somebody_gets_nothing_by_a_recusal_that_sql_took_from_that_one(house: House) -> None:
    recused(house)
    away(house, "zhou", "wu")
    token = sign_in(house, "wu")
    before = is_in(house, token)

    by_hand(house, HANDS["gone"])

    assert before
    assert not is_in(house, token)


def test_what_the_office_declares_and_takes_back_keeps_everybody_in(house: House) -> None:
    recused(house)
    token = sign_in(house, "zhou")
    kept = is_in(house, token)
    with house.office.database.write() as tx:
        found = next(one for one in recusals.in_force(tx) if one.person_id == "zhou")
        recusals.lift(tx, found.id, by=PersonId("chen"), asked_by=None, now=house.clock())

    assert kept
    assert is_in(house, token)


def test_the_lists_made_anew_forget_no_recusal_that_is_gone_and_the_office_mends_it(house: House) -> None:
    recused(house)
    by_hand(house, HANDS["gone"])

    house.office.run(let_in.list_again, SYSTEM)
    left = named(house)
    with house.office.database.write() as tx:
        recusals.declare(tx, recusal_of(house, "zhou"))

    assert left == ["zhou"]
    assert is_in(house, sign_in(house, "zhou"))


def test_lists_of_before_get_the_recusals_that_the_record_bears_out(house: House) -> None:
    recused(house)
    by_hand(house, sa.delete(power_mark))

    house.office.run(let_in.list_again, SYSTEM)
    whole = named(house)
    by_hand(house, HANDS["lifted"])

    assert whole == []
    assert named(house) == ["zhou"]


def test_an_emergency_look_that_sql_wrote_opens_no_case(house: House) -> None:
    token, now = sign_in(house, "luo"), house.clock()
    look = {"id": "forged", "person_id": "luo", "case_id": case_id(house), "reason": b"x", "at": now}

    by_hand(house, sa.insert(break_glass).values(**look, until_at=now + dt.timedelta(hours=2)))

    assert not is_in(house, token)
    assert named(house) == ["luo"]
