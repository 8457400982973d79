"""Who has a word about destroying a case, and who has none although the case is theirs to read."""

from __future__ import annotations

from typing import Any  # what is passed on as it comes

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.keeping import INQUIRY, LINE, closed, decide, id_of, propose
from tests.usecases.office import House
from tests.usecases.stand import Stand
from tests.usecases.written import grant, recuse
from webapp.domain.errors import NotDeclared, NotFound, OfficeError
from webapp.domain.ids import CaseId
from webapp.store import wiping
from webapp.store.db import Tx
from webapp.store.tables import case, destruction, incident, recusal
from webapp.usecases.destroying import destroy_decided
from webapp.usecases.retention import check_destruction, decide_destruction, refuse_destruction
from webapp.usecases.retention_pages import retention_page

PAST = "2036-03-03T09:00"
WIDE = {"max_level": "head_next_lower", "max_secrecy": "top_secret", "reads_cases": True}


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An inquiry on Ma is closed, and what came from it; ten years pass in each test by itself."""
    return stand.played(closed)


@pytest.fixture
def past(house: House) -> House:
    house.clock.move_to(PAST)
    return house


def inquiry(house: House) -> list[str]:
    """Propose the whole line and give the inquiry's item."""
    propose(house)
    (one,) = [row.id for row in rows(house, destruction) if row.case_id == id_of(house, INQUIRY)]
    return [one]


def stage(house: House, wanted: list[str]) -> set[str]:
    return {row.stage for row in rows(house, destruction) if row.id in wanted}


def test_while_there_is_a_secretary_no_deputy_and_no_head_of_a_room_decides(past: House) -> None:
    wanted = inquiry(past)
    grant(past, "luo", "room_head", "third_room", **WIDE)
    past.run(check_destruction, "he", item_ids=wanted)

    for who in ("wang", "luo"):
        assert past.view(retention_page, who).to_decide == ()
        with pytest.raises(NotFound):
            past.run(decide_destruction, who, item_ids=wanted)

    assert stage(past, wanted) == {"checked"}


@ON_SQLITE
def test_in_the_secretarys_place_a_deputy_decides_and_no_head_of_a_room(past: House) -> None:
    wanted = inquiry(past)
    grant(past, "luo", "room_head", "third_room", **WIDE)
    past.run(check_destruction, "he", item_ids=wanted)
    recuse(past, "chen")

    with pytest.raises(NotFound):
        past.run(decide_destruction, "luo", item_ids=wanted)

    assert stage(past, wanted) == {"checked"}


def test_whoever_has_not_declared_has_no_word_yet(past: House) -> None:
    wanted = inquiry(past)
    with past.office.database.write() as tx:
        tx.execute(sa.delete(recusal).where(recusal.c.person_id.in_(["wang", "chen"])))

    with pytest.raises(NotDeclared):
        past.run(check_destruction, "wang", item_ids=wanted)
    with pytest.raises(NotDeclared):
        past.run(refuse_destruction, "wang", item_ids=wanted, reason="此人还在任，暂不销毁。")
    past.run(check_destruction, "he", item_ids=wanted)
    with pytest.raises(NotDeclared):
        past.run(decide_destruction, "chen", item_ids=wanted)

    assert stage(past, wanted) == {"checked"}


@ON_SQLITE
def test_what_is_confined_another_keeper_checks_and_the_secretary_decides_whatever_its_room(past: House) -> None:
    """Luo and Deng took no part in it: no reading duty opens what is confined."""
    with past.office.database.write() as tx:
        tx.execute(sa.update(case).where(case.c.process == INQUIRY).values(confined=True))
    wanted = inquiry(past)
    grant(past, "luo", "room_head", "third_room", **WIDE)

    with pytest.raises(NotFound):
        past.run(check_destruction, "luo", item_ids=wanted)
    past.run(check_destruction, "han", item_ids=wanted)
    grant(past, "deng", "secretary", **WIDE)
    past.run(decide_destruction, "deng", item_ids=wanted)

    assert stage(past, wanted) == {"decided"}


@ON_SQLITE
def test_a_keeper_who_is_recused_checks_nothing_of_that_person(past: House) -> None:
    with past.office.database.write() as tx:
        tx.execute(sa.update(case).where(case.c.process == INQUIRY).values(room_id=None))
    wanted = inquiry(past)
    recuse(past, "han")

    with pytest.raises(NotFound):
        past.run(check_destruction, "han", item_ids=wanted)

    assert stage(past, wanted) == {"proposed"}


@ON_SQLITE
def test_the_page_shows_nobody_what_the_own_word_was_given_about(past: House) -> None:
    grant(past, "wang", "archive_admin", **WIDE)
    grant(past, "wang", "secretary", **WIDE)
    grant(past, "chen", "deputy", "third_room", **WIDE)
    wanted = propose(past, who="wang")

    assert past.view(retention_page, "wang").to_check == ()
    past.run(check_destruction, "chen", item_ids=wanted)

    assert past.view(retention_page, "wang").to_decide == past.view(retention_page, "chen").to_decide == ()


# ---------------------------------------------------------------- carried out


@ON_SQLITE
def test_one_that_cannot_be_destroyed_stops_no_other_and_is_one_incident_until_it_is(
    past: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wipe, bad = wiping.wipe, id_of(past, INQUIRY)

    def failing(tx: Tx, case_id: CaseId, **more: Any) -> int:
        if case_id == bad:
            raise OfficeError
        return wipe(tx, case_id, **more)

    decide(past)
    with monkeypatch.context() as patch:
        patch.setattr(wiping, "wipe", failing)
        for _ in range(2):
            destroy_decided(past.office)
    left = {row.case_id for row in rows(past, destruction) if row.stage == "decided"}
    raised = [(row.kind, row.settled_at) for row in rows(past, incident)]
    destroy_decided(past.office)

    assert bad in left
    assert len(left) < len(LINE)
    assert raised == [("destruction", None)]
    assert {row.stage for row in rows(past, destruction)} == {"done"}
    assert [(row.settled_at, row.remedy) for row in rows(past, incident)] == [(past.clock(), "destroyed")]
