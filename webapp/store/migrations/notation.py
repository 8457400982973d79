"""A short notation of tables for migrations. Frozen: a change of the models never changes what an old migration makes.

One statement a line or between semicolons:
    `name kind [key] [null] [= default]`   kinds: text blob instant day number rank flag serial
    `name -> table [key] [null]`           a reference
    `{flag}` or `{NOT flag}` in a condition: each database in the words in which queries ask it
    `unique a, b` · `check name: SQL` · `index name: a, b [where SQL]` · `unique index name: a, b [where SQL]`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

_KINDS: Mapping[str, Any] = {
    "text": sa.Text(),
    "blob": sa.LargeBinary(),
    "instant": sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql"),
    "day": sa.Date(),
    "number": sa.Integer(),
    "rank": sa.SmallInteger(),
    "flag": sa.Boolean(),
}
_DEFAULTS: Mapping[str, Any] = {"true": sa.true(), "false": sa.false()}
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_FLAG = re.compile(r"\{(NOT )?(\w+)\}")
_REST = re.compile(r"^(unique index|unique|check|index) (.*)$")


def make(tables: Mapping[str, str]) -> None:
    """This function will create tables with their constraints and indices."""
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        rest = [found.groups() for line in lines if (found := _REST.match(line))]
        columns = [part for line in lines if not _REST.match(line) for part in line.split(";")]
        constraints = [_constraint(kind, body) for kind, body in rest if "index" not in kind]
        op.create_table(name, *[_column(part.strip()) for part in columns], *constraints)
        for kind, body in rest:
            if "index" in kind:
                _index(name, body, unique=kind.startswith("unique"))


def remove(tables: Iterable[str]) -> None:
    """This function will drop tables, the last made first."""
    for name in reversed(list(tables)):
        op.drop_table(name)


def _column(text: str) -> sa.Column[Any]:
    name, kind, *words = text.split()
    if kind == "serial":
        return sa.Column(name, _SERIAL, primary_key=True, autoincrement=True)
    target = words.pop(0) if kind == "->" else ""
    points = [sa.ForeignKey(f"{target}.id")] if target else []
    default = words[words.index("=") + 1] if "=" in words else None
    return sa.Column(
        name,
        _KINDS["text" if target else kind],
        *points,
        primary_key="key" in words,
        nullable="null" in words,
        server_default=_DEFAULTS.get(default, default) if default else None,
        autoincrement=False,
    )


def _constraint(kind: str, body: str) -> Any:
    if kind == "unique":
        return sa.UniqueConstraint(*_names(body))
    name, _, condition = body.partition(": ")
    return sa.CheckConstraint(condition, name=name)


def _index(table: str, body: str, *, unique: bool) -> None:
    name, _, rest = body.partition(": ")
    columns, _, condition = rest.partition(" where ")
    options: dict[str, Any] = {}
    if condition:
        options["sqlite_where"] = sa.text(_FLAG.sub(lambda found: f"{found[2]} = {int(not found[1])}", condition))
        options["postgresql_where"] = sa.text(_FLAG.sub(lambda found: f"{found[1] or ''}{found[2]}", condition))
    op.create_index(name, table, _names(columns), unique=unique, **options)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]
