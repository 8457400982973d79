"""Statements that are run again and again: compiled once, then given to the driver as they are.

SQLAlchemy stays who writes the SQL, says how values lie and turns the driver's errors; it is only not asked anew for
each run. A statement run for the first time, and one whose text depends on its values, goes its common way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any  # statements, their parameters and rows, which only SQL knows

import sqlalchemy as sa
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

HOT: Mapping[str, Any] = {"hot": True}
"""Execution option of a select whose rows are read by the names of their columns alone."""
_MOST_ROWS = 40
Reader = tuple[int, Callable[[Any], Any]]
Value = tuple[str, Callable[[Any], Any] | None, Any]
"""What the caller calls a parameter, how it is written for the driver, and what it is when the caller gives none."""


class Told(IteratorResult[Any]):
    """What a statement gave back, and how many rows it wrote."""

    def __init__(self, shape: SimpleResultMetaData, rows: Sequence[Sequence[Any]], *, count: int) -> None:
        super().__init__(shape, iter(rows))
        self.rowcount = count


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A statement compiled for a database and a set of parameters; `shape` is None where it gives no rows."""

    text: str
    names: tuple[str, ...]
    values: tuple[Value, ...]
    positional: bool
    at_once: bool
    flat: tuple[str, ...]
    pick: Callable[[Any], Iterable[Any]]
    shape: SimpleResultMetaData | None
    readers: tuple[Reader, ...]

    def given(self, parameters: Any) -> Any:
        """This function will give the parameters as the driver takes them."""
        if not isinstance(parameters, list):
            return self._row(parameters or {})
        if not self.at_once:
            return [self._row(one) for one in parameters]
        return self._row(dict(zip(self.flat, chain.from_iterable(map(self.pick, parameters)), strict=True)))

    def _row(self, one: Mapping[str, Any]) -> Any:
        get = one.get
        row = [get(key, preset) if write is None else write(get(key, preset)) for key, write, preset in self.values]
        return tuple(row) if self.positional else dict(zip(self.names, row, strict=True))

    def run(self, connection: sa.Connection, given: Any) -> tuple[list[Any], int]:
        """This function will let the driver run it and give its rows, read by their types, and the number written."""
        many = isinstance(given, list)
        cursor = connection.connection.cursor()
        try:
            for heard in connection.dispatch.before_cursor_execute:
                heard(connection, cursor, self.text, given, None, many)
            send = connection.dialect.do_executemany if many else connection.dialect.do_execute
            send(cursor, self.text, given)
            if self.shape is None:
                return [], cursor.rowcount
            rows = self._read(cursor.fetchall())
            return rows, len(rows)
        except BaseException as error:  # noqa: BLE001 - SQLAlchemy's own way, it raises it anew in its words
            connection._handle_dbapi_exception(error, self.text, given, cursor, None)
        finally:
            cursor.close()

    def _read(self, rows: Sequence[Any]) -> list[Any]:
        if not self.readers:
            return list(rows)
        read = [list(row) for row in rows]
        for row in read:
            for place, reader in self.readers:
                row[place] = reader(row[place])
        return read


@dataclass(kw_only=True, eq=False)
class _Known:
    """A statement with what it was compiled to; seen once, it may be one that is built for each act."""

    statement: Any
    hot: bool
    seen: bool = False
    forms: dict[tuple[object, ...], Prepared | None] = field(default_factory=dict)

    def form(self, dialect: sa.Dialect, parameters: Any) -> Prepared | None:
        many = isinstance(parameters, list)
        keys = tuple((parameters[0] if many else parameters) or ())
        rows = len(parameters) if many and self.statement.is_insert and self.statement._returning else 0
        shape = (dialect.name, keys, rows)
        if shape not in self.forms:
            self.forms[shape] = _prepared(self.statement, dialect, keys=keys, rows=rows)
        return self.forms[shape]


@lru_cache(maxsize=1024)
def _known(statement: Any) -> _Known:
    hot = statement.is_dml or statement.get_execution_options().get("hot", False)
    return _Known(statement=statement, hot=bool(hot))


def run(connection: sa.Connection, statement: Any, parameters: Any) -> Any:
    """This function will run a statement in an open transaction, prepared where it can be, and give its result."""
    known = _known(statement)
    ready = known.form(connection.dialect, parameters) if known.hot and known.seen and parameters != [] else None
    known.seen = True
    given = None if ready is None else _given(ready, parameters)
    if ready is None or given is None:
        return connection.execute(statement, parameters)
    rows, count = ready.run(connection, given)
    return Told(ready.shape or _NOTHING, rows, count=count)


_NOTHING = SimpleResultMetaData([])


def _given(ready: Prepared, parameters: Any) -> Any:
    """What does not fit is refused by SQLAlchemy, in its own words."""
    try:
        return ready.given(parameters)
    except (ValueError, TypeError, AttributeError, LookupError):
        return None


def _prepared(statement: Any, dialect: sa.Dialect, *, keys: Sequence[str], rows: int) -> Prepared | None:
    if rows > _MOST_ROWS:
        return None
    shaped = statement.inline() if statement.is_insert and not statement._returning else statement
    if rows:
        kinds = {name: statement.table.c[name].type for name in keys}
        shaped = statement.values(
            [{name: sa.bindparam(f"{name}__{row}", type_=kinds[name]) for name in keys} for row in range(rows)]
        )
    compiled = shaped.compile(dialect=dialect, column_keys=None if rows or statement.is_select else list(keys))
    known = {f"{name}__{row}" for name in keys for row in range(rows)} if rows else set(keys)
    values = None if _varies(compiled) else _values(compiled, dialect, known)
    if values is None:
        return None
    columns, readers = _columns(compiled, dialect)
    if len(set(columns)) != len(columns):
        return None
    return Prepared(
        text=compiled.string,
        names=_names(compiled),
        values=values,
        positional=compiled.positional,
        at_once=rows > 0,
        flat=tuple(f"{name}__{row}" for row in range(rows) for name in keys),
        pick=itemgetter(*keys) if len(keys) > 1 else lambda row: [row[name] for name in keys],
        shape=SimpleResultMetaData(columns) if columns else None,
        readers=readers,
    )


def _varies(compiled: SQLCompiler) -> bool:
    return bool(
        compiled.prefetch
        or compiled.post_compile_params
        or compiled.literal_execute_params
        or compiled.escaped_bind_names
    )


def _names(compiled: SQLCompiler) -> tuple[str, ...]:
    return tuple(compiled.positiontup or ()) if compiled.positional else tuple(compiled.binds)


def _values(compiled: SQLCompiler, dialect: sa.Dialect, known: set[str]) -> tuple[Value, ...] | None:
    binds = [compiled.binds[name] for name in _names(compiled)]
    if any(bind.callable or (bind.required and bind.key not in known) for bind in binds):
        return None
    return tuple((bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect), bind.value) for bind in binds)


def _columns(compiled: SQLCompiler, dialect: sa.Dialect) -> tuple[list[str], tuple[Reader, ...]]:
    given = compiled._result_columns
    readers = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in given]
    return [one.keyname for one in given], tuple((n, one) for n, one in enumerate(readers) if one is not None)
