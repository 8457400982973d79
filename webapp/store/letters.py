"""Official letters as issued; contents sealed with the case's key. Tries to deliver them are steps of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import LetterRow
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.rows import KEY_COLUMNS, key_of_case
from webapp.store.tables import data_key, letter
from webapp.store.vault import DataKey, Place
from webapp.store.writing import insert_or_change

ANSWERED = "answered"
"""A reminder whose reply came before it was delivered: it is not delivered any more."""
VOIDED = "voided"
"""A letter that was numbered and never sealed: its number is void, nobody gets it."""
RECALLED = "recalled"
_CLEAR = (
    "id",
    "case_id",
    "template",
    "path",
    "number",
    "status",
    "recipient_id",
    "recipient_unit_id",
    "drafted_by",
    "checked_by",
    "signed_by",
    "made_at",
    "checked_at",
    "signed_at",
    "issued_at",
    "received_at",
    "print_code",
    "replaces",
)
_SEALED = ("title", "record", "text")
_PUT = insert_or_change(
    letter,
    ["id"],
    change=[name for name in (*_CLEAR, "content") if name not in ("id", "case_id", "print_code")],
    add={"version": 1},
)
_WITH_KEY = sa.select(letter, *KEY_COLUMNS).join(data_key, key_of_case(letter), isouter=True)
_OF_CASE = _WITH_KEY.where(letter.c.case_id == b("case_id")).order_by(letter.c.made_at, letter.c.id)
_ONE = _WITH_KEY.where(letter.c.id == b("letter_id"))
_BY_CODE = _WITH_KEY.where(letter.c.print_code == b("code"))
_TO_PERSON = _WITH_KEY.where(
    letter.c.recipient_id == b("person"), letter.c.issued_at.is_not(None), letter.c.recalled_at.is_(None)
).order_by(letter.c.issued_at.desc(), letter.c.id)
_ISSUED_TO = sa.select(letter.c.id, letter.c.case_id).where(
    letter.c.number == b("of_number"), letter.c.recipient_id == b("person")
)
_REPLACED = (
    sa.select(letter.c.replaces, letter.c.number, letter.c.issued_at)
    .where(letter.c.replaces.in_(b("numbers", expanding=True)), letter.c.recalled_at.is_(None))
    .order_by(letter.c.issued_at, letter.c.id)
)
_RECEIVED = (
    sa.update(letter)
    .where(letter.c.number == b("of_number"), letter.c.received_at.is_(None))
    .values(received_at=b("at"), received_on=b("day"), status="received")
)
_VOID = sa.update(letter).where(letter.c.number == b("of_number")).values(recalled_at=b("now"), status=VOIDED)
_RECALL = (
    sa.update(letter)
    .where(letter.c.case_id == b("of_case"), letter.c.recipient_id == b("to"), letter.c.status != RECALLED)
    .values(recalled_at=b("now"), status=RECALLED)
)
_ANSWERED = (
    sa.update(letter).where(letter.c.id == b("letter_id"), letter.c.received_at.is_(None)).values(status=ANSWERED)
)


def put(tx: Tx, one: LetterRow) -> None:
    """This function will write a letter or change one; its words are sealed."""
    words = {name: getattr(one, name) for name in _SEALED}
    content = keys.of_case(tx, one.case_id).seal(_place(one.id), pack(words))
    row = {name: getattr(one, name) for name in _CLEAR} | {"content": content, "version": 1}
    tx.execute(_PUT, row)


def of_case(tx: Tx, case_id: CaseId) -> tuple[LetterRow, ...]:
    """This function will give the letters of a case that the caller has checked, oldest first."""
    return tuple(_letter(row, keys.learn(tx, row)) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def read(tx: Tx, letter_id: str) -> LetterRow:
    """This function will give a letter (the caller checks its case or that it is the viewer's own); raises NotFound."""
    return _one(tx, tx.execute(_ONE, {"letter_id": letter_id}).one_or_none())


def by_code(tx: Tx, code: str) -> LetterRow:
    """This function will give the letter that bears a print code (the scan finds its step); raises NotFound."""
    return _one(tx, tx.execute(_BY_CODE, {"code": code}).one_or_none())


def to_person(tx: Tx, person_id: PersonId) -> tuple[LetterRow, ...]:
    """This function will give the letters issued to a person, the newest first (the own portal)."""
    return tuple(_letter(row, keys.learn(tx, row)) for row in tx.execute(_TO_PERSON, {"person": person_id}))


def issued_to(tx: Tx, *, number: str, recipient_id: PersonId | None) -> tuple[str, CaseId] | None:
    """This function will give the letter of that number to that person and the case that issued it, or None."""
    found = tx.execute(_ISSUED_TO, {"of_number": number, "person": recipient_id}).one_or_none()
    return None if found is None else (found.id, CaseId(found.case_id))


def replaced(tx: Tx, numbers: Sequence[str]) -> Mapping[str, tuple[str, dt.datetime]]:
    """This function will give number and instant of the newest letter that took each one's place, by its number."""
    rows = tx.execute(_REPLACED, {"numbers": list(numbers)}) if numbers else ()
    return {row.replaces: (row.number, row.issued_at) for row in rows}


def received(tx: Tx, *, number: str, on: dt.date, at: dt.datetime) -> None:
    """This function will write down the day of receipt, once; the instant is that of the entry."""
    tx.execute(_RECEIVED, {"of_number": number, "day": on, "at": at})


def recall(tx: Tx, case_id: CaseId, *, to: PersonId, now: dt.datetime) -> int:
    """This function will recall a case's letters to a person (a namesake's, situation 12) and count them.

    Nobody finds them in a portal any more.
    """
    return tx.execute(_RECALL, {"of_case": case_id, "to": to, "now": now}).rowcount


def void(tx: Tx, number: str, *, now: dt.datetime) -> None:
    """This function will take a letter back whose number is void: it was never sealed, nobody finds it as issued."""
    tx.execute(_VOID, {"of_number": number, "now": now})


def answered(tx: Tx, letter_id: str) -> bool:
    """This function will mark a reminder that is not received yet as answered; False for one that is."""
    return tx.execute(_ANSWERED, {"letter_id": letter_id}).rowcount == 1


def _one(tx: Tx, row: AnyRow | None) -> LetterRow:
    if row is None:
        raise NotFound
    return _letter(row, keys.learn(tx, row))


def _letter(row: AnyRow, key: DataKey) -> LetterRow:
    words: Any = unpack_mapping(key.open(_place(row.id), row.content))
    clear = {name: row._mapping[name] for name in _CLEAR}
    return LetterRow(**clear, **words, received_on=row.received_on, recalled_at=row.recalled_at)


def _place(row: str) -> Place:
    return Place(table="letter.content", row=row)
