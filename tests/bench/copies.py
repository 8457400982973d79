"""Copies of a real case, row by row as the driver gives them, each with ids, key, state and chain head of its own.

A copy's state is sealed anew with its own key. What people wrote lies there for its size only, but in a copy that will
be worked on: there it can be read, too.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any  # columns of any type
from uuid import UUID

import sqlalchemy as sa

from tests.bench import chains
from tests.usecases.office import House
from webapp.domain.ids import CaseId
from webapp.store import case_reads, keys
from webapp.store.audit import MARKED
from webapp.store.rows import item_place, state_place
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
from webapp.store.vault import DataKey, Place

TABLES = (
    *(data_key, case, task, submission, timer, subscription, deadline, participant, activity, letter, agenda_item),
    *(number_issued, not_actor, audit),
)
"""In an order in which a row comes after those that it names."""
NAMED_BY = {"case": "id", "data_key": "owner", "audit": "stream"}
"""The column that says whose row it is, where that is not `case_id`."""
OWN = {"audit": "hash", "timer": "task_id", "subscription": "task_id"}
"""The column that holds an id of the case's own, where that is not `id`."""
UNIQUE = {"submission.form_token", "letter.number", "letter.print_code", "number_issued.text"}
SHIFTED = {f"{one}.due_on" for one in ("task", "subscription", "timer", "deadline")} | {"case.next_due_on"}
"""Days by which lists are sorted: spread over two months, so that they are not all the same."""
SPREAD = 60
SEALED: Mapping[str, Callable[[Mapping[str, Any]], Place]] = {
    "submission.content": lambda row: Place(table="submission.content", row=row["id"], version=row["version"]),
    "submission.state_before": lambda row: Place(
        table="submission.state_before", row=row["id"], version=row["version"]
    ),
    "task.item": lambda row: item_place(row["id"]),
    "letter.content": lambda row: Place(table="letter.content", row=row["id"]),
}
"""What is read when a case is worked on, and the place that it is sealed for."""
ID = 32

Row = tuple[Any, ...]
Patch = tuple[int, Callable[["Copy"], Any]]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy: its number, its own ids by those of the original, the twin rooms it lies in, its key and state."""

    number: int
    fresh: Mapping[str, str]
    twin: int
    case_id: CaseId
    key: DataKey
    wrapped: bytes
    state: bytes

    @property
    def later(self) -> dt.timedelta:
        """Give by how much the copy's days lie after those of the original."""
        return dt.timedelta(days=self.number % SPREAD)


class Original:
    """A real case's rows, and where in them stands what every copy has of its own; `twins`: what has them."""

    def __init__(self, house: House, case_id: CaseId, twins: Collection[str]) -> None:
        self.vault, self.case_id, self.twins = house.office.database.vault, case_id, twins
        with house.office.database.read() as tx:
            found = case_reads.opened(tx, case_id)
            self.measure, self.state, self.rev = found.measure, found.state, found.rev
            rows = {one.name: _rows(tx.connection, one, case_id) for one in TABLES}
            self.key = keys.of_case(tx, case_id)
        self.ids = {str(row[spot]) for name in rows for spot in _own(name) for row in rows[name]}
        self.rows = {name: [(row, self._patches(name, row)) for row in rows[name]] for name in rows}

    def rows_of(self, copy: Copy, *, readable: bool, series: chains.Series) -> Mapping[str, list[Row]]:
        """Give the rows of a copy by table, under a chain of its own; its numbers go on where their series stand."""
        made = {
            name: [self._named(name, copy, *one, readable=readable) for one in self.rows[name]] for name in self.rows
        }
        chains.forge(made, series)
        for one in made["audit"]:
            one["mac"] = self.vault.mark_for_long(MARKED, one["hash"])
        return {name: [tuple(one.values()) for one in rows] for name, rows in made.items()}

    def _named(self, table: str, copy: Copy, row: Row, patches: list[Patch], *, readable: bool) -> chains.Named:
        made = _patched(row, patches, copy)
        whole = self._sealed(table, made, row, copy) if readable else made
        return dict(zip(columns_of(table), whole, strict=True))

    def _sealed(self, table: str, made: Row, row: Row, copy: Copy) -> Row:
        columns = columns_of(table)
        before, after, out = dict(zip(columns, row, strict=True)), dict(zip(columns, made, strict=True)), list(made)
        for spot, name in enumerate(columns):
            place = SEALED.get(f"{table}.{name}")
            if place is not None and row[spot] is not None:
                out[spot] = copy.key.seal(place(after), self.key.open(place(before), row[spot]))
        return tuple(out)

    def moved(self, name: str, copy: Copy) -> str:
        """Give the twin of a room or of a person who works in one; others have none."""
        return twin_of(name, copy.twin) if name in self.twins else name

    def copy(self, number: int, *, twin: int) -> Copy:
        """Give what a copy has of its own; it lies in a twin of its original's room."""
        fresh = {old: os.urandom(len(old) // 2).hex() for old in self.ids}
        case_id = CaseId(fresh[self.case_id])
        key, wrapped = self.vault.make(f"case:{case_id}")
        state = self.state
        for old, new in fresh.items():
            if len(old) == ID:
                state = state.replace(UUID(hex=old).bytes, UUID(hex=new).bytes)
        sealed = key.seal(state_place(case_id, self.rev), state)
        return Copy(
            number=number, fresh=fresh, twin=twin, case_id=case_id, key=key, wrapped=wrapped.wrapped, state=sealed
        )

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
        if value == f"case:{self.case_id}":
            return lambda copy: f"case:{copy.case_id}"
        if isinstance(value, str) and value in self.twins:
            return lambda copy: self.moved(value, copy)
        return (lambda copy: copy.fresh[value]) if isinstance(value, str) and value in self.ids else None


OF_A_COPY: Mapping[str, Callable[[Copy], Any]] = {
    "data_key.wrapped": lambda copy: copy.wrapped,
    "case.state": lambda copy: copy.state,
    "case.key": lambda copy: f"crowd:{copy.case_id}",
    "case.number": lambda copy: f"样〔2026〕{copy.number}号",
}


def twin_of(name: str, number: int) -> str:
    """Give the name of a room's or a person's twin; number 0 is itself."""
    return f"{name}-{number}" if number else name


@cache
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
