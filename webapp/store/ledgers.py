"""Yearly lists (instructions, requirements), service records from which samples are drawn, personal matters."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.matters import DEVIATES, FOUND, refuse_unsettled
from webapp.domain.papers import Instruction, PersonalMatter, RowState, ServiceRecord
from webapp.store import keys
from webapp.store.archive import owner_of
from webapp.store.codec import pack, unpack_mapping
from webapp.store.columns import instant_of, instant_text
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import instruction, personal_matters, service_record
from webapp.store.vault import Place
from webapp.store.writing import insert_once, insert_or_change

HISTORY = "_history"
_LINE = ("id", "list", "year", "position", "text", "source", "active", "made_by", "at")
_PUT_LINE = insert_or_change(instruction, ["id"], change=["position", "text", "source", "active"])
_LINES = (
    sa.select(instruction)
    .where(instruction.c.list == b("of_list"), instruction.c.year == b("of_year"), instruction.c.active)
    .order_by(instruction.c.position, instruction.c.id)
)
_EVERY_LINE = (
    sa.select(instruction)
    .where(instruction.c.list == b("of_list"), instruction.c.year == b("of_year"))
    .order_by(instruction.c.position, instruction.c.id)
)
_ONE_LINE = sa.select(instruction).where(instruction.c.id == b("line"))
_ALL_LINES = (
    sa.select(instruction)
    .where(instruction.c.year == b("of_year"), instruction.c.active)
    .order_by(instruction.c.list, instruction.c.position, instruction.c.id)
)
_SERVED = ("id", "unit_id", "served_on", "source", "withdrawn_on")
_ADD_SERVED = insert_once(service_record)
_SERVED_IDS = (
    sa.select(service_record.c.id)
    .where(
        service_record.c.unit_id.in_(b("of_units", expanding=True)),
        service_record.c.served_on >= b("first"),
        service_record.c.served_on <= b("last"),
        service_record.c.withdrawn_on.is_(None),
    )
    .order_by(service_record.c.id)
)
_PUT_SERVED = insert_or_change(service_record, ["id"], change=["served_on", "content", "withdrawn_on"])
_OF_UNIT = (
    sa.select(service_record)
    .where(service_record.c.unit_id.in_(b("of_units", expanding=True)))
    .order_by(service_record.c.served_on.desc(), service_record.c.id)
    .limit(b("size", type_=sa.Integer))
)
_SERVED_THESE = sa.select(service_record).where(service_record.c.id.in_(b("records", expanding=True)))
_MATTER = ("id", "subject_id", "year", "kind", "status", "entered_by", "at", "case_id", "checked_by", "heard_on")
_PUT_MATTER = insert_or_change(
    personal_matters,
    ["id"],
    change=["status", "content", "entered_by", "at", "case_id", "checked_by", "heard_on"],
    add={"version": 1},
)
_MATTERS = (
    sa.select(personal_matters)
    .where(personal_matters.c.subject_id == b("subject"), personal_matters.c.year == b("of_year"))
    .order_by(personal_matters.c.kind, personal_matters.c.id)
)
_ALL_MATTERS = (
    sa.select(personal_matters)
    .where(personal_matters.c.subject_id == b("subject"))
    .order_by(personal_matters.c.year.desc(), personal_matters.c.kind, personal_matters.c.id)
)
SETTLED = sa.or_(personal_matters.c.status != DEVIATES, personal_matters.c.checked_by.is_not(None))
"""Not so where one officer alone noted a difference, as in earlier versions: that is a proposal."""
_FOUND = (
    sa.select(personal_matters)
    .where(personal_matters.c.subject_id == b("subject"), sa.or_(personal_matters.c.status == FOUND, sa.not_(SETTLED)))
    .where(sa.or_(personal_matters.c.case_id.is_(None), personal_matters.c.case_id == b("of_case")))
    .order_by(personal_matters.c.kind, personal_matters.c.id)
)


def put_line(tx: Tx, one: Instruction) -> None:
    """This function will add a line to a yearly list or change one (public words, kept in the clear)."""
    tx.execute(_PUT_LINE, {name: getattr(one, name) for name in _LINE})


def lines(tx: Tx, of: str, *, year: int) -> tuple[Instruction, ...]:
    """This function will give a year's list in its order."""
    rows = tx.execute(_LINES, {"of_list": of, "of_year": year})
    return tuple(Instruction(**{name: row._mapping[name] for name in _LINE}) for row in rows)


def all_lines(tx: Tx, of: str, *, year: int) -> tuple[Instruction, ...]:
    """This function will give a year's list with the lines out of use, in its order."""
    rows = tx.execute(_EVERY_LINE, {"of_list": of, "of_year": year})
    return tuple(Instruction(**{name: row._mapping[name] for name in _LINE}) for row in rows)


def line(tx: Tx, line_id: str) -> Instruction:
    """This function will give one line of a list; raises NotFound."""
    row = tx.execute(_ONE_LINE, {"line": line_id}).one_or_none()
    if row is None:
        raise NotFound
    return Instruction(**{name: row._mapping[name] for name in _LINE})


def lists(tx: Tx, *, year: int) -> dict[str, tuple[Instruction, ...]]:
    """This function will give all lists of a year by their names, each in its order."""
    found: dict[str, tuple[Instruction, ...]] = {}
    for row in tx.execute(_ALL_LINES, {"of_year": year}):
        one = Instruction(**{name: row._mapping[name] for name in _LINE})
        found[one.list] = (*found.get(one.list, ()), one)
    return found


def add_served(tx: Tx, records: Iterable[ServiceRecord]) -> None:
    """This function will take in a unit's service records; contents are sealed, a record that is there stays."""
    key = keys.office(tx)
    rows = [
        {name: getattr(one, name) for name in _SERVED}
        | {"content": key.seal(_served_at(one.id), pack(_with_history(one.content, one.history)))}
        for one in records
    ]
    if rows:
        tx.execute(_ADD_SERVED, rows)


def served_ids(tx: Tx, *unit_ids: UnitId, first: dt.date, last: dt.date) -> tuple[str, ...]:
    """This function will give the ids of a unit's records of a period, under all its names: a sample's population."""
    return tuple(tx.execute(_SERVED_IDS, {"of_units": unit_ids, "first": first, "last": last}).scalars())


def served(tx: Tx, records: Sequence[str]) -> tuple[ServiceRecord, ...]:
    """This function will give records that were drawn, in that order; raises NotFound for one that is not there."""
    found = {row.id: row for row in tx.execute(_SERVED_THESE, {"records": list(records)})} if records else {}
    if set(records) - found.keys():
        raise NotFound
    return tuple(_record(tx, found[one]) for one in records)


def put_served(tx: Tx, one: ServiceRecord) -> None:
    """This function will change a unit's service record, or withdraw it from what samples are drawn of."""
    sealed = keys.office(tx).seal(_served_at(one.id), pack(_with_history(one.content, one.history)))
    tx.execute(_PUT_SERVED, {name: getattr(one, name) for name in _SERVED} | {"content": sealed})


def served_by(tx: Tx, *unit_ids: UnitId, size: int) -> tuple[ServiceRecord, ...]:
    """This function will give a unit's service records, under all its names, the newest first, withdrawn ones too."""
    return tuple(_record(tx, row) for row in tx.execute(_OF_UNIT, {"of_units": unit_ids, "size": size}))


def _record(tx: Tx, row: AnyRow) -> ServiceRecord:
    content, history = _without_history(unpack_mapping(keys.office(tx).open(_served_at(row.id), row.content)))
    return ServiceRecord(content=content, history=history, **{name: row._mapping[name] for name in _SERVED})


def _with_history(content: Mapping[str, object], history: Sequence[RowState]) -> dict[str, object]:
    """A row's content with what it said before: one sealed text, so that both go with their key."""
    states = [{"at": instant_text(one.at), "by": one.by, "said": dict(one.said)} for one in history]
    return {**content, HISTORY: states} if states else dict(content)


def _without_history(content: Mapping[str, object]) -> tuple[dict[str, object], tuple[RowState, ...]]:
    states: Any = content.get(HISTORY, ())
    history = tuple(
        RowState(at=instant_of(one["at"]), by=PersonId(one["by"]) if one["by"] else None, said=one["said"])
        for one in states
    )
    return {name: value for name, value in content.items() if name != HISTORY}, history


def put_matter(tx: Tx, *matters: PersonalMatter) -> None:
    """This function will write personal matters or change them; sealed with their persons' archive keys.

    Raises FourEyes and NotHeard for what is said to differ by one officer, or without the person heard.
    """
    for one in matters:
        refuse_unsettled(one)
    keys.ensure_all(tx, [owner_of(one.subject_id) for one in matters])
    if matters:
        tx.execute(_PUT_MATTER, [_matter_row(tx, one) for one in matters])


def _matter_row(tx: Tx, one: PersonalMatter) -> dict[str, Any]:
    content = _with_history(one.content, one.history)
    sealed = keys.of(tx, owner_of(one.subject_id)).seal(_matter_at(one.id), pack(content))
    return {name: getattr(one, name) for name in _MATTER} | {"content": sealed, "version": 1}


def matters(tx: Tx, subject_id: PersonId, *, year: int) -> tuple[PersonalMatter, ...]:
    """This function will give a person's matters of a year (the caller checks recusal)."""
    return tuple(_matter(tx, row) for row in tx.execute(_MATTERS, {"subject": subject_id, "of_year": year}))


def all_matters(tx: Tx, subject_id: PersonId) -> tuple[PersonalMatter, ...]:
    """This function will give a person's matters of all years, the newest year first (the caller checks recusal)."""
    return tuple(_matter(tx, row) for row in tx.execute(_ALL_MATTERS, {"subject": subject_id}))


def found(tx: Tx, subject_id: PersonId, *, case_id: CaseId) -> tuple[PersonalMatter, ...]:
    """This function will give what was found to differ and nobody has settled: of this case, and of none yet."""
    rows = tx.execute(_FOUND, {"subject": subject_id, "of_case": case_id})
    return tuple(_matter(tx, row) for row in rows)


def _matter(tx: Tx, row: AnyRow) -> PersonalMatter:
    opened = unpack_mapping(keys.of(tx, owner_of(row.subject_id)).open(_matter_at(row.id), row.content))
    content, history = _without_history(opened)
    one = PersonalMatter(content=content, history=history, **{name: row._mapping[name] for name in _MATTER})
    return one if one.status != DEVIATES or one.checked_by else dataclasses.replace(one, status=FOUND)


def _served_at(row: str) -> Place:
    return Place(table="service_record.content", row=row)


def _matter_at(row: str) -> Place:
    return Place(table="personal_matters.content", row=row)
