"""A case whose subject is put right is found by messages about the right person, no longer by those about the other."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from tests.usecases.office import House
from tests.usecases.passages import case_of, to_inquiry
from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.advance import Call
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Message
from webapp.store import cases, messages
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.advancing import move
from webapp.usecases.desk import desk_of
from webapp.usecases.ports.clues import CluesPort
from webapp.usecases.viewing import entry_of

pytestmark = pytest.mark.story

M07 = "m07_clue_disposal"
WORD = "reporter_word"
CALL = Call(task_id=TaskId("set"), path="set", process=M07, element="set", handler="clues.set_subject", arguments={})


@writes(Permission.SYSTEM)
def put_right(act: Act, *, case_id: CaseId, person: PersonId | None) -> None:
    """Give a case another subject, as a step of its diagram does, and let nothing else happen."""
    desk = desk_of(act, cases.lock(act.tx, case_id))
    CluesPort(desk, CALL).set_subject(person)
    here = engine.inspect(desk.definition, desk.case.state, desk.world)
    still = dataclasses.replace(here, opened=(), timers=(), waits=(), calls=())
    move(desk, lambda: still, entry=entry_of(act, "case.moved", stream=stream_of(case_id)))


def word_about(house: House, subject: str) -> str:
    """Let a letter of a reporter about a person come in and give what became of it."""
    key = uuid.uuid4().hex
    row = Message(
        id=key,
        name=WORD,
        subject_id=subject,
        source_case_id=None,
        to=M07,
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()
    return state_of(house, key)


def state_of(house: House, key: str) -> str:
    """Tell what became of a message: delivered, or waiting still."""
    with house.office.database.read() as tx:
        return "waiting" if key in [one.id for one in messages.unsettled(tx)] else "delivered"


@pytest.fixture
def clue(house: House) -> CaseId:
    """A clue about Ma that has been handed over to an inquiry and waits for words about it."""
    to_inquiry(house)
    return CaseId(case_of(house, M07).id)


def test_a_message_finds_the_case_by_its_new_subject_only(house: House, clue: CaseId) -> None:
    house.office.run(put_right, SYSTEM, case_id=clue, person=PersonId("liu"))

    assert word_about(house, "ma") == "waiting"
    assert word_about(house, "liu") == "delivered"


def test_a_message_that_came_before_the_correction_is_taken_after_it(house: House, clue: CaseId) -> None:
    early = uuid.uuid4().hex
    word = {"name": WORD, "source_case_id": None, "to": M07, "target_case_id": None, "payload": {}}
    with house.office.database.write() as tx:
        messages.post(tx, [Message(id=early, subject_id="liu", at=house.clock(), **word)])  # type: ignore[arg-type]
    house.drain()
    assert state_of(house, early) == "waiting"

    house.office.run(put_right, SYSTEM, case_id=clue, person=PersonId("liu"))
    house.drain()

    assert state_of(house, early) == "delivered"


def test_a_case_whose_subject_is_struck_is_found_by_nobodys_message(house: House, clue: CaseId) -> None:
    house.office.run(put_right, SYSTEM, case_id=clue, person=None)

    assert word_about(house, "ma") == "waiting"
