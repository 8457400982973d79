"""Migrations go up and down with rows in the tables, and end where the models are."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from tests.store.builders import NOW, furnish, open_case
from webapp.domain.advance import Advance, Wait
from webapp.domain.bundle import Bundle
from webapp.domain.ids import TaskId
from webapp.store import deployments
from webapp.store.audit_check import verify
from webapp.store.db import Database
from webapp.store.migrating import downgrade, is_current, migrate
from webapp.store.tables import metadata
from webapp.store.vault import Vault


def shape_of(database: Database) -> set[str]:
    """Read every table's, index's and constraint's definition as the database words it; triggers are no models."""
    sqlite = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' AND name NOT LIKE 'alembic%'"
    postgres = """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
        UNION ALL SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
          coalesce(column_default, '') FROM information_schema.columns
          WHERE table_schema = 'public' AND table_name <> 'alembic_version'"""
    with database.read() as tx:
        rows = tx.execute(sa.text(sqlite if tx.dialect == "sqlite" else postgres)).scalars()
        return {part for row in rows for part in parts_of(" ".join(row.split()))}


def parts_of(definition: str) -> list[str]:
    """Cut a table's definition into lines, whose order says nothing."""
    if not definition.startswith("CREATE TABLE"):
        return [definition]
    head, _, body = definition.partition(" ( ")
    return [f"{head} {line}" for line in re.split(r", (?=CONSTRAINT|\"?[a-z_]+\"? [A-Z])", body.removesuffix(" )"))]


def test_the_migrations_end_where_the_models_are(bare_url: str, key_file: Path) -> None:
    database = Database(bare_url, Vault.from_file(key_file))

    migrate(database)
    by_migration = shape_of(database)
    with database.read() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    downgrade(database, "base")
    with database.write() as tx:
        metadata.create_all(tx.connection)
    by_models = shape_of(database)
    database.close()

    assert differences == []
    assert by_migration == by_models


def test_a_database_with_rows_goes_down_and_up_again(bare_url: str, key_file: Path) -> None:
    database = Database(bare_url, Vault.from_file(key_file))
    migrate(database)
    with database.write() as tx:
        tx.execute(sa.text("INSERT INTO room (id, name) VALUES ('room1', '一室')"))
        tx.execute(
            sa.text(
                "INSERT INTO number_issued (series, year, value, text, at)"
                " VALUES ('纪函', 2026, 3, '纪函〔2026〕3号', '2026-03-02T01:00:00.000000Z')"
            )
        )

    downgrade(database, "0012")
    with database.read() as tx:
        counted = tx.execute(
            sa.text("SELECT last FROM number_series WHERE series = '纪函' AND year = 2026")
        ).scalar_one()
    downgrade(database, "0002")
    was_current = is_current(database)
    with database.read() as tx:
        kept = tx.execute(sa.text("SELECT count(*) FROM room")).scalar_one()
        tables = set(sa.inspect(tx.connection).get_table_names())
    migrate(database)

    assert counted == 3
    assert kept == 2
    assert "number_issued" not in tables
    assert not was_current
    assert is_current(database)
    downgrade(database, "base")
    with database.read() as tx:
        assert sa.inspect(tx.connection).get_table_names() == ["alembic_version"]
    database.close()


def test_waits_of_a_border_are_read_from_the_diagrams_of_the_cases_that_wait(bare_url: str, key_file: Path) -> None:
    database = Database(bare_url, Vault.from_file(key_file))
    migrate(database)
    with database.write() as tx:
        furnish(tx)
        drawn = Bundle(process="m07", files={"m07/m07.bpmn": DRAWN, "m07/part.bpmn": DRAWN.replace(b"m07", b"part")})
        deployment = deployments.insert(tx, drawn, measure="m07", at=NOW)
        waits = tuple(wait(process, element) for process in ("m07", "part") for element in ("word", "answer"))
        open_case(tx, deployment, advance=Advance(state=b"state", waits=waits), process="m07", measure="m07")

    downgrade(database, "0009")
    migrate(database)

    with database.read() as tx:
        rows = tx.execute(sa.text("SELECT process, element, listens FROM subscription ORDER BY process, element")).all()
    assert [(row.process, row.element, bool(row.listens)) for row in rows] == [
        ("m07", "answer", False),
        ("m07", "word", True),
        ("part", "answer", False),
        ("part", "word", True),
    ]
    database.close()


def test_rows_older_than_the_binding_are_taken_into_the_record_once_and_nothing_is_whitened(
    bare_url: str, key_file: Path
) -> None:
    database = Database(bare_url, Vault.from_file(key_file))
    migrate(database)
    with database.write() as tx:
        furnish(tx)
    downgrade(database, "0016")
    with database.write() as tx:
        tx.execute(sa.text("UPDATE room SET name = '二室' WHERE id = 'room1'"))
        tx.execute(sa.text("INSERT INTO room (id, name) VALUES ('older', '三室')"))

    migrate(database)
    with database.write() as tx:
        tx.execute(sa.text("INSERT INTO room (id, name) VALUES ('forged', '四室')"))
    migrate(database)

    with database.read() as tx:
        named = sorted(one.what.partition("（")[2] for one in verify(tx).faults)
    assert named == ["room forged）没有操作记录", "room room1）与本条所记不符"]
    database.close()


DRAWN = b"""<bpmn:definitions><bpmn:process id="m07" name="x" isExecutable="true">
  <bpmn:boundaryEvent cancelActivity="false" id="word" name="y" attachedToRef="step"/>
  <bpmn:intermediateCatchEvent id="answer"/></bpmn:process></bpmn:definitions>"""


def wait(process: str, element: str) -> Wait:
    """A wait for a message, as a version wrote it that knew nothing of borders."""
    names = {"path": element, "process": process, "element": element, "name": element, "message": element}
    return Wait(task_id=TaskId(f"{process}-{element}"), role=None, correlate=None, **names)
