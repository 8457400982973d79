"""Rules about the statements themselves: all compile on both databases, and none shows case rows to just anybody."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

import webapp.store
from webapp.domain.sights import Sort, Tab
from webapp.store import cases, inbox, locks, tasks, timers
from webapp.store.db import Database, PerDialect
from webapp.store.migrating import migrate
from webapp.store.tables import case, task
from webapp.store.vault import Vault
from webapp.store.visibility import SIGHT

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}


def constants() -> Iterator[tuple[str, Executable | PerDialect]]:
    """Every statement that a module of the store keeps as a constant."""
    for found in pkgutil.iter_modules(webapp.store.__path__):
        if found.name in ("migrations", "tables"):
            continue
        module = importlib.import_module(f"webapp.store.{found.name}")
        for name, value in vars(module).items():
            if isinstance(value, PerDialect | sa.Select | sa.CompoundSelect | sa.Insert | sa.Update | sa.Delete):
                yield f"{found.name}.{name}", value


STATEMENTS = dict(constants())


def of_dialect(statement: Executable | PerDialect, dialect: str) -> Executable:
    return getattr(statement, dialect) if isinstance(statement, PerDialect) else statement


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_compiles(dialect: str) -> None:
    for statement in STATEMENTS.values():
        of_dialect(statement, dialect).compile(dialect=DIALECTS[dialect])  # type: ignore[attr-defined]


def reads_cases(statement: Executable | PerDialect) -> bool:
    """Tell whether a select brings rows of case or task (what its conditions look up is another matter)."""
    if not isinstance(statement, sa.Select | sa.CompoundSelect):
        return False
    if isinstance(statement, sa.CompoundSelect):
        return any(reads_cases(one) and SIGHT not in one.get_execution_options() for one in statement.selects)
    tables = {table for source in statement.get_final_froms() for table in source._from_objects}
    return bool(tables & {case, task})


def test_every_select_of_cases_and_tasks_is_filtered_or_says_why_not() -> None:
    naked = [
        name
        for name, statement in STATEMENTS.items()
        if reads_cases(statement) and SIGHT not in statement.get_execution_options()  # type: ignore[union-attr]
    ]
    parts = {"cases._WITH_KEY", "tasks._WITH_KEY", "locks._CASE_AND_KEY", "locks._FOR_TASK"}

    assert set(naked) <= parts, (
        f"{sorted(set(naked) - parts)}: use visibility.visible or workable, or checked(…) with the reason"
        " why whoever gets the rows may have them."
    )


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("inbox", inbox._page(frozenset(), tuple(Tab), Sort.DUE)),
        ("counts", inbox._counting(frozenset(), tuple(Tab), days=3)),
        ("task", tasks._READ),
        ("case", cases._READ),
        ("lock", locks._TO_ACT),
        ("due timers", timers._DUE),
    ],
)
def test_what_is_asked_all_day_never_walks_all_tasks_or_cases(
    tmp_path: Path, key_file: Path, name: str, statement: sa.Select[Any]
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'plan.sqlite3'}", Vault.from_file(key_file))
    migrate(database)
    asked = statement.compile(dialect=DIALECTS["sqlite"]).bind_names.values()
    given = statement.params({one: ["li"] if one == "absent" else "2026-03-02" for one in asked})
    compiled = given.compile(dialect=DIALECTS["sqlite"], compile_kwargs={"render_postcompile": True})
    values = tuple("2026-03-02" for _ in compiled.positiontup or ())

    with database.read() as tx:
        raw = tx.connection.connection.driver_connection
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {compiled}", values)]
    database.close()

    walks = [line for line in plan if re.match(r"SCAN (task|case|timer|submission)(_\d+)?$", line)]
    assert not walks, f"{name}: {walks} in {plan}"
