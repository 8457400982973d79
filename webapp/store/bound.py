"""What the record binds: of every table the columns whose silent change would change what anybody reads or may do.

A table is bound unless it is named here; of a bound table every column is, unless it is named here. DECISIONS.md says
why these are not.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol  # Any: columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.types import TypeDecorator

from webapp.store import prepared
from webapp.store.columns import Instant, canonical, instant_text
from webapp.store.prepared import Told
from webapp.store.tables import metadata

UNBOUND = frozenset(
    {
        *("audit", "audit_stream", "seal", "access_log", "look_gone"),  # the chains and the seals hold these themselves
        *("session", "tally", "kept_form", "phrase", "kept_version", "heartbeat", "job", "incident", "watch"),
        *("rung", "told", "digest", "day_run", "attempt"),
        "power_mark",  # bears a mark of its own
    }
)
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "case": frozenset({"chain_length", "chain_head", "next_due_on"}),
    "deadline": frozenset({"whole"}),  # as the diagram says
    "task": frozenset({"seen_at", "follow_up_on"}),
    "attachment": frozenset({"content"}),
    "deployment_blob": frozenset({"content"}),
    "data_key": frozenset({"wrapped", "master_id"}),
    "message_in": frozenset({"status", "attempts", "tried_at", "next_try_at"}),
    "timer": frozenset({"attempts", "next_try_at"}),
    "cycle_run": frozenset({"attempts", "next_try_at"}),
    "account": frozenset({"failures", "locked_until"}),
    "factor": frozenset({"uses", "used_step", "used_at"}),
}
TOGETHER: Mapping[str, tuple[str, ...]] = {"activity": ("case_id", "rev")}
"""Tables that are only added to: one digest for what an act adds to a group; a row's own number says nothing."""
OVER = ("delivered", "incident")
Writer = Callable[[Any, sa.Dialect], Any]
Written = dict[str, dict[str, str]]
"""Table, row, digest."""
MARK = {"binds": False}
"""Execution option of a statement that changes no bound column."""
_OLD_LENGTH, _BYTES = 64, 16
_PLAIN = frozenset({str, int, bool})
_ANY = sqlite.dialect()  # the house's own types mean the same in each


@dataclass(frozen=True, kw_only=True, eq=False)
class Binding:
    """A bound table: the columns that name a row (or a group of rows) and those of the digest."""

    table: sa.Table
    key: tuple[str, ...]
    columns: tuple[sa.ColumnElement[Any], ...]
    writers: tuple[tuple[str, Writer | None], ...]
    together: bool
    order: tuple[sa.ColumnElement[Any], ...]
    defaults: frozenset[str]

    def key_of(self, values: Mapping[Any, Any]) -> str:
        """This function will name a row, or the group that it belongs to."""
        return ":".join(str(values[name]) for name in self.key)

    def digest(self, values: Mapping[Any, Any]) -> str:
        """This function will give the digest of a row: SHA-256, cut to 128 bits, in base64.

        Nulls, and nothings of columns with a default, are left out: a column that a later version adds changes none.
        """
        clear = {
            name: value if type(value) in _PLAIN else _text(value)
            for name, value in values.items()
            if value is not None and (value or name not in self.defaults)
        }
        return _short(canonical(clear))

    def fits(self, values: Mapping[Any, Any], said: str) -> bool:
        """This function will tell whether a row is as an entry says (the oldest entries hold longer digests)."""
        return self.digest_like(values, said) == said

    def digest_like(self, values: Mapping[Any, Any], said: str) -> str:
        """This function will give the digest of a row in the form of the one that an entry holds."""
        if len(said) != _OLD_LENGTH:
            return self.digest(values)
        every = canonical({name: _text(value) for name, value in values.items()})
        return hashlib.sha256(every.encode()).hexdigest()


def _binding(table: sa.Table) -> Binding:
    together = TOGETHER.get(table.name)
    out = LEFT_OUT.get(table.name, frozenset()) | (frozenset({"id"}) if together else frozenset())
    shown: list[sa.ColumnElement[Any]] = [
        as_it_lies(one).label(one.name) for one in table.columns if one.name not in out
    ]
    if table.name == "message_in":
        shown.append(sa.literal_column(f"status IN {OVER}", sa.Boolean).label("over"))
    return Binding(
        table=table,
        key=together or tuple(one.name for one in table.primary_key),
        columns=tuple(shown),
        writers=tuple((one.name, _writer(one)) for one in table.columns if one.name not in out),
        together=together is not None,
        order=(*(table.c[name] for name in together), table.c.id) if together else (),
        defaults=frozenset({one.name for one in table.columns if one.server_default is not None} | {"over"}),
    )


def as_it_lies(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """This function will give a column as the database holds it: nothing that lies there makes reading it fail."""
    return column if isinstance(column.type, sa.Boolean) else sa.type_coerce(column, sa.types.NullType())


def as_it_will_lie(binding: Binding, given: Mapping[str, Any]) -> Mapping[str, object]:
    """This function will give the bound columns of a row about to be written, as the database will hold them."""
    return {
        name: given.get(name) if writes is None else writes(given.get(name), _ANY) for name, writes in binding.writers
    }


def _writer(column: sa.Column[Any]) -> Writer | None:
    kind = column.type
    if isinstance(kind, TypeDecorator) and not isinstance(kind, Instant):
        return kind.process_bind_param
    return None


def _text(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, dt.datetime):
        return instant_text(value)
    return value if isinstance(value, str | int | bool | None) else str(value)


def _short(text: str) -> str:
    whole = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(whole[:_BYTES]).decode().rstrip("=")


def folded(digests: Iterable[str]) -> str:
    """This function will give the digest of rows that were added at once, with their number before it."""
    several = sorted(digests)
    return f"{len(several)}:" + _short("\n".join(several))


BOUND: Mapping[str, Binding] = {
    table.name: _binding(table) for table in metadata.sorted_tables if table.name not in UNBOUND
}


class Hearer(Protocol):
    """Who is told of bound rows that the office has written."""

    def __call__(self, binding: Binding, rows: Sequence[Mapping[str, Any]], /, *, gone: bool) -> None:
        """Hear of them."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A statement that writes a bound table, made to give back what the record has to hold of each row."""

    binding: Binding
    statement: Any
    own: tuple[str, ...]
    shape: SimpleResultMetaData
    one_by_one: bool
    removes: bool

    def run(self, connection: sa.Connection, parameters: Any, written: Written, hear: Hearer | None = None) -> Told:
        """This function will run it and note the digest of every row that it wrote (nothing for one that is gone).

        `hear` is told of the rows as they lie now, or lay before they went.
        """
        if self.binding.together:
            return self._add(connection, parameters, written)
        several = self.one_by_one and isinstance(parameters, list)
        rows: list[Any] = []
        for one in parameters if several else [parameters]:
            rows += prepared.run(connection, self.statement, one).all()
        names = [column.name for column in self.binding.columns]
        count = len(self.own)
        found = [dict(zip(names, row[count:], strict=True)) for row in rows]
        note(self.binding, [one for one in found if one.get("final", True)], written, gone=self.removes)
        if hear is not None:
            hear(self.binding, found, gone=self.removes)
        return Told(self.shape, [tuple(row[:count]) for row in rows] if count else [], count=len(rows))

    def _add(self, connection: sa.Connection, parameters: Any, written: Written) -> Told:
        """What is only added lies there as it was given: nothing has to be read back."""
        rows = parameters if isinstance(parameters, list) else [parameters]
        prepared.run(connection, self.statement, rows)
        note(self.binding, [as_it_will_lie(self.binding, row) for row in rows], written)
        return Told(self.shape, [], count=len(rows))


def note(binding: Binding, rows: Sequence[Mapping[str, object]], written: Written, *, gone: bool = False) -> None:
    """This function will note rows for the act's entry: each by itself, or those of a group that were added at once."""
    digests = [(binding.key_of(one), "" if gone else binding.digest(one)) for one in rows]
    if binding.together:
        digests = [(key, folded(made for _, made in of_key)) for key, of_key in groupby(digests, key=itemgetter(0))]
    for key, made in digests:
        say(written.setdefault(binding.table.name, {}), key, made, added=binding.together)


def say(rows: dict[str, str], key: str, made: str, *, added: bool) -> None:
    """This function will put a digest into an entry's words: what is only added to is said piece by piece."""
    rows[key] = f"{rows[key]} {made}" if added and key in rows else made


@lru_cache(maxsize=1024)
def telling(statement: Any) -> Telling | None:
    """This function will make a statement tell what it writes, or give None for one that writes nothing bound."""
    if not getattr(statement, "is_dml", False) or statement.get_execution_options().get("binds") is False:
        return None
    binding = BOUND.get(statement.table.name)
    if binding is None:
        return None
    own = tuple(str(one["name"]) for one in statement.returning_column_descriptions)
    return Telling(
        binding=binding,
        statement=statement if binding.together else statement.returning(*binding.columns),
        own=own,
        shape=SimpleResultMetaData(own),
        one_by_one=not statement.is_insert,
        removes=statement.is_delete,
    )
