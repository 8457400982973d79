"""Statements that both databases have, but each in its own words: insert once, insert or change; and JSON lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from webapp.store.db import PerDialect


def insert_once(table: sa.Table, *, binds: bool = True) -> PerDialect:
    """This function will build an insert that leaves a row that is there alone (rowcount 0 tells).

    One that does not bind leaves it to the act to tell the record of the row.
    """
    options = {"preserve_rowcount": True, "binds": binds}
    lite = sqlite.insert(table).on_conflict_do_nothing()
    post = postgresql.insert(table).on_conflict_do_nothing()
    return PerDialect(sqlite=lite.execution_options(**options), postgresql=post.execution_options(**options))


def insert_selected_once(
    table: sa.Table,
    columns: Mapping[str, sa.ColumnElement[Any]],
    where: sa.ColumnElement[bool],
    *,
    returning: Sequence[str],
) -> PerDialect:
    """This function will build an insert of what a select gives; rows whose key is there already are left out."""
    found = sa.select(*columns.values()).where(where)
    lite = sqlite.insert(table).from_select(list(columns), found).on_conflict_do_nothing()
    post = postgresql.insert(table).from_select(list(columns), found).on_conflict_do_nothing()
    given = [table.c[name] for name in returning]
    return PerDialect(sqlite=lite.returning(*given), postgresql=post.returning(*given))


def insert_or_change(
    table: sa.Table,
    keys: Sequence[str],
    *,
    change: Sequence[str] = (),
    keep_when_null: Sequence[str] = (),
    add: Mapping[str, int] | None = None,
    where: sa.ColumnElement[bool] | None = None,
    returning: bool = False,
) -> PerDialect:
    """This function will build an insert that, where the keys are there, changes the named columns.

    `keep_when_null` columns keep their old value when the new one is null; `add` counts columns up. `where` says which
    rows that are there may be changed: others stay and are not counted (rowcount). `returning` gives the row as it is.
    """

    def values(new: Any) -> Mapping[str, Any]:
        plain = {name: new[name] for name in change}
        kept = {name: sa.func.coalesce(new[name], table.c[name]) for name in keep_when_null}
        counted = {name: table.c[name] + step for name, step in (add or {}).items()}
        return plain | kept | counted

    lite, post = sqlite.insert(table), postgresql.insert(table)
    lite = lite.on_conflict_do_update(index_elements=list(keys), set_=values(lite.excluded), where=where)
    post = post.on_conflict_do_update(index_elements=list(keys), set_=values(post.excluded), where=where)
    if where is not None:
        lite = lite.execution_options(preserve_rowcount=True)
        post = post.execution_options(preserve_rowcount=True)
    if not returning:
        return PerDialect(sqlite=lite, postgresql=post)
    return PerDialect(sqlite=lite.returning(table), postgresql=post.returning(table))


class json_rows(sa.sql.expression.FunctionElement[str]):  # noqa: N801 - reads like an SQL function
    """All rows of a group as one JSON text: a list of lists, in no order."""

    inherit_cache = True
    type = sa.Text()


@compiles(json_rows)
def _json_rows_sqlite(element: json_rows, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **kw)}))"


@compiles(json_rows, "postgresql")
def _json_rows_postgresql(element: json_rows, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **kw)})) AS TEXT)"
