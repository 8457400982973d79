"""Copies of a real case, row by row as the driver gives them, each with ids, key, state and chain head of its own.

A copy can be worked on: its state is sealed anew with its own key. What else is sealed lies there for its size only.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any  # columns of any type
from uuid import UUID

import sqlalchemy as sa

from tests.bench.life import Inquiry
from tests.usecases.office import House
from webapp.domain.ids import CaseId
from webapp.store import case_reads
from webapp.store.rows import state_place
from webapp.store.tables import (
    activity,
    agenda_item,
    audit,
    case,
    data_key,
    deadline,
    letter,
    not_actor,
    number_issued,
    participant,
    submission,
    subscription,
    task,
    timer,
)
from webapp.usecases.demo.passages import Team

TABLES = (
    *(data_key, case, task, submission, timer, subscription, deadline, participant, activity, letter, agenda_item),
    *(number_issued, not_actor, audit),
)
"""In an order in which a row comes after those that it names."""
NAMED_BY = {"case": "id", "data_key": "owner", "audit": "stream"}
"""The column that says whose row it is, where that is not `case_id`."""
OWN = {"audit": "hash", "timer": "task_id", "subscription": "task_id"}
"""The column that holds an id of the case's own, where that is not `id`."""
UNIQUE = {"submission.form_token", "letter.print_code", "number_issued.text"}
SHIFTED = {"case.next_due_on", "task.due_on", "subscription.due_on"}
"""Days by which lists are sorted: spread over two months, so that they are not all the same."""
SPREAD = 60
ID = 32

Row = tuple[Any, ...]
Patch = tuple[int, Callable[["Copy"], Any]]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy: its number, its own ids by those of the original, the twin room it lies in, its key and state."""

    number: int
    fresh: Mapping[str, str]
    twin: int
    case_id: CaseId
    wrapped: bytes
    state: bytes

    def moved(self, name: str) -> str:
        """Give the twin of a room or of a person who works in it."""
        return twin_of(name, self.twin)

    @property
    def later(self) -> dt.timedelta:
        """Give by how much the copy's days lie after those of the original."""
        return dt.timedelta(days=self.number % SPREAD)


class Original:
    """A real case's rows, and where in them stands what every copy has of its own."""

    def __init__(self, house: House, inquiry: Inquiry) -> None:
        self.vault, self.inquiry = house.office.database.vault, inquiry
        with house.office.database.read() as tx:
            found = case_reads.opened(tx, inquiry.case_id)
            self.state, self.rev = found.state, found.rev
            rows = {one.name: _rows(tx.connection, one, inquiry.case_id) for one in TABLES}
        self.ids = {str(row[spot]) for name in rows for spot in _own(name) for row in rows[name]}
        self.rows = {name: [(row, self._patches(name, row)) for row in rows[name]] for name in rows}

    def rows_of(self, copy: Copy) -> Iterator[tuple[str, list[Row]]]:
        """Give the rows of a copy by table."""
        for name, rows in self.rows.items():
            yield name, [_patched(row, patches, copy) for row, patches in rows]

    def copy(self, number: int, *, twin: int) -> Copy:
        """Give what a copy has of its own; it lies in a twin of its original's room."""
        fresh = {old: os.urandom(len(old) // 2).hex() for old in self.ids}
        case_id = CaseId(fresh[self.inquiry.case_id])
        key, wrapped = self.vault.make(f"case:{case_id}")
        state = self.state
        for old, new in fresh.items():
            if len(old) == ID:
                state = state.replace(UUID(hex=old).bytes, UUID(hex=new).bytes)
        sealed = key.seal(state_place(case_id, self.rev), state)
        return Copy(number=number, fresh=fresh, twin=twin, case_id=case_id, wrapped=wrapped.wrapped, state=sealed)

    def _patches(self, table: str, row: Row) -> list[Patch]:
        found = ((spot, self._patch(f"{table}.{name}", row[spot])) for spot, name in enumerate(columns_of(table)))
        return [(spot, patch) for spot, patch in found if patch is not None]

    def _patch(self, column: str, value: Any) -> Callable[[Copy], Any] | None:
        if value is None:
            return None
        if column in OF_A_COPY:
            return OF_A_COPY[column]
        if column in UNIQUE:
            return lambda _copy: os.urandom(ID // 2).hex()
        if column in SHIFTED:
            day, as_text = dt.date.fromisoformat(str(value)), isinstance(value, str)
            return lambda copy: str(day + copy.later) if as_text else day + copy.later
        if value == f"case:{self.inquiry.case_id}":
            return lambda copy: f"case:{copy.case_id}"
        if value in people_of(self.inquiry.team):
            return lambda copy: copy.moved(value)
        return (lambda copy: copy.fresh[value]) if isinstance(value, str) and value in self.ids else None


OF_A_COPY: Mapping[str, Callable[[Copy], Any]] = {
    "data_key.wrapped": lambda copy: copy.wrapped,
    "case.state": lambda copy: copy.state,
    "case.key": lambda copy: f"crowd:{copy.case_id}",
    "case.number": lambda copy: f"样〔2026〕{copy.number}号",
    "letter.number": lambda copy: f"样函〔2026〕{copy.number}号",
    "number_issued.value": lambda copy: copy.number,
}


def people_of(team: Team) -> tuple[str, ...]:
    """Give a room and the people who work in it."""
    return team.room, team.handler, team.second, team.head, team.deputy


def twin_of(name: str, number: int) -> str:
    """Give the name of a room's or a person's twin; number 0 is itself."""
    return f"{name}-{number}" if number else name


def columns_of(table: str) -> list[str]:
    """Give the columns of a table but a number that the database gives."""
    found = next(one for one in TABLES if one.name == table)
    return [one.name for one in found.c if not (one.primary_key and isinstance(one.type, sa.BigInteger))]


def _own(table: str) -> list[int]:
    """Where in a table's rows an id of the case's own stands."""
    name, columns = OWN.get(table, "id"), columns_of(table)
    return [columns.index(name)] if name in columns else []


def _rows(connection: sa.Connection, table: sa.Table, case_id: CaseId) -> list[Row]:
    names = ", ".join(f'"{name}"' for name in columns_of(table.name))
    named_by = NAMED_BY.get(table.name, "case_id")
    whose = f"{named_by} = '{'' if named_by in ('case_id', 'id') else 'case:'}{case_id}'"
    if table is not_actor:
        whose = f"task_id IN (SELECT id FROM task WHERE case_id = '{case_id}')"  # noqa: S608 - as below
    raw = connection.connection.driver_connection
    assert raw is not None
    select = f'SELECT {names} FROM "{table.name}" WHERE {whose}'  # noqa: S608 - words of our own
    return list(raw.execute(select).fetchall())


def _patched(row: Row, patches: list[Patch], copy: Copy) -> Row:
    out = list(row)
    for spot, patch in patches:
        out[spot] = patch(copy)
    return tuple(out)
