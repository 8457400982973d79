"""What each role may do, asked of the database itself, past all of the office's own code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from tests.usecases.due import rows
from tests.usecases.office import FACTS, House, hold
from tests.usecases.passages import to_reply
from tests.walls.conftest import Walled
from tests.walls.roles import BACKUP, OWNER, SCRIPTS, VERIFIER, WEB, WORK, as_role, run
from webapp.domain.ids import PersonId
from webapp.domain.roster import Recusal
from webapp.domain.sights import Viewer
from webapp.store import backups, people, recusals
from webapp.store.seals import make_signing_key
from webapp.store.tables import access_log, agenda_item, case, meeting_member, metadata, task
from webapp.store.visibility import PASSING, by, holds_role, visible
from webapp.usecases.pruning import prune_all
from webapp.usecases.sealing import seal_all

pytestmark = pytest.mark.postgres
WRITTEN = ("submission", "letter", "attachment", "comment")
OPEN_TO_ALL_ROLES = {
    *("access_log", "audit"),  # read by the auditor; sealed
    *(
        "agenda_item",
        "application",
        "break_glass",
        "cycle_run",
        "destruction",
        "job",
        "key_watch",
        "legal_hold",
        "recusal_request",
    ),  # reasons, sealed
}
NAMED = re.compile(r"^ +\('(\w+)', '", re.MULTILINE)


@contextmanager
def connected(walls: Walled, role: str) -> Iterator[psycopg.Connection]:
    """Come as one of the roles."""
    with psycopg.connect(as_role(walls.server, "one", role).replace("+psycopg", "")) as connection:
        yield connection


def say(connection: psycopg.Connection, person: str, *, day: str = "2026-03-02") -> None:
    """Say for whom a look is, as the office does."""
    words = {"person": person, "now": f"{day}T01:00:00+00:00", "today": day}
    for name, text in words.items():
        connection.execute("SELECT set_config(%s, %s, true)", (f"shibiyan.{name}", text))


def count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def walled_tables() -> set[str]:
    return set(NAMED.findall((SCRIPTS / "walls.sql").read_text(encoding="utf-8")))


def test_for_nobody_no_row_of_a_case_is_there(house: House, furnished_behind_walls: Walled):
    to_reply(house)

    with connected(furnished_behind_walls, WORK) as work, connected(furnished_behind_walls, WEB) as web:
        there = {name: count(work, name) for name in walled_tables()}
        seen = {name: count(web, name) for name in walled_tables()}

    assert there["case"]
    assert there["submission"]
    assert there["letter"]
    assert {name for name, rows in seen.items() if rows} == set()


def test_whoever_looks_sees_of_what_was_written_only_own_cases(house: House, furnished_behind_walls: Walled):
    to_reply(house)
    with house.office.database.read() as tx:
        persons = list(people.directory(tx).persons)

    seeing = set()
    for person in persons:
        allowed = may_see(house, person)
        with connected(furnished_behind_walls, WEB) as web:
            say(web, person)
            seen = {str(row[0]) for row in web.execute("SELECT DISTINCT case_id FROM submission")}
        assert seen <= allowed, person
        seeing |= {person} if seen else set()

    assert {"zhou", "he"} <= seeing
    assert not seeing & {"cui", "jin", "mo", "hu"}


def may_see(house: House, person: PersonId) -> set[str]:
    """Give the cases that a person may see, has or could have a step in, or studies in a body."""
    viewer = Viewer(person_id=person, now=house.clock(), today=house.clock().date())
    with house.office.database.read() as tx:
        seen = set(tx.execute(visible(sa.select(case.c.id)), by(viewer)).scalars())
        own = sa.select(task.c.case_id).where(
            sa.or_(
                task.c.assignee_id == person, task.c.completed_by == person, sa.and_(task.c.is_open, holds_role(task))
            )
        )
        studied = (
            sa.select(agenda_item.c.case_id)
            .join(meeting_member, meeting_member.c.meeting_id == agenda_item.c.meeting_id)
            .where(meeting_member.c.person_id == person)
        )
        more = (*tx.execute(own, by(viewer)).scalars(), *tx.execute(studied).scalars())
        return {str(one) for one in (*seen, *more)}


def test_whoever_is_recused_sees_nothing_of_what_was_written(house: House, furnished_behind_walls: Walled):
    to_reply(house)
    with house.office.database.write() as tx:
        one = Recusal(
            id="r", person_id=PersonId("zhou"), subject_id=PersonId("ma"), recused=True, kind=None, at=house.clock()
        )
        recusals.declare(tx, one)
        hold(tx, house.clock())

    with connected(furnished_behind_walls, WEB) as web:
        say(web, "zhou")
        assert [count(web, name) for name in WRITTEN] == [0] * len(WRITTEN)


@pytest.mark.parametrize("role", [WEB, WORK])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET act = 'other'",
        "UPDATE audit SET actor_id = 'wu'",
        "TRUNCATE audit",
        "DELETE FROM seal",
        "UPDATE seal SET root = ''",
        "UPDATE look_gone SET hash = ''",
        "UPDATE access_log SET person_id = 'wu'",
        "ALTER TABLE audit DISABLE ROW LEVEL SECURITY",
        "DROP POLICY web ON submission",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_no_service_changes_or_removes_the_record(
    furnished_behind_walls: Walled, house: House, role: str, statement: str
):
    with connected(furnished_behind_walls, role) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_a_look_goes_only_when_it_has_left_its_hash_behind(furnished_behind_walls: Walled, house: House):
    to_reply(house)
    with connected(furnished_behind_walls, WORK) as work:
        (first, looks) = work.execute("SELECT min(id), count(*) FROM access_log").fetchone() or (0, 0)
        assert work.execute("DELETE FROM access_log").rowcount == 0
        work.execute("UPDATE access_log SET sealed_by = 'x' WHERE id = %s", [first])
        work.execute("INSERT INTO look_gone SELECT id, hash, 'x' FROM access_log WHERE id = %s", [first])
        assert work.execute("DELETE FROM access_log").rowcount == 1 < looks
        work.rollback()
    with connected(furnished_behind_walls, WEB) as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute("DELETE FROM access_log")


def test_due_work_seals_and_clears_behind_the_walls(house: House, tmp_path: Path):
    to_reply(house)
    make_signing_key(tmp_path / "seal.key")
    house.office.facts = {**FACTS, "seal_key_file": str(tmp_path / "seal.key"), "seal_folder": str(tmp_path)}

    assert seal_all(house.office) > 0
    house.clock.move_to("2037-03-02T09:00")
    assert prune_all(house.office) > 0
    assert {one.person_id for one in rows(house, access_log)} == set()
    assert seal_all(house.office) > 0


def test_an_entry_that_an_earlier_act_wrote_is_not_finished_anew(furnished_behind_walls: Walled, house: House):
    with connected(furnished_behind_walls, WEB) as web:
        assert count(web, "audit") > 0
        assert web.execute("UPDATE audit SET facts = '{}', hash = ''").rowcount == 0


def test_the_verifier_reads_everything_and_writes_nothing(furnished_behind_walls: Walled, house: House):
    to_reply(house)
    with connected(furnished_behind_walls, VERIFIER) as verifier:
        assert count(verifier, "submission") > 0
        with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
            verifier.execute("UPDATE audit SET facts = '{}'")


def test_the_backup_role_copies_everything_and_the_copy_needs_no_roles(
    furnished_behind_walls: Walled, house: House, tmp_path: Path
):
    to_reply(house)
    url = as_role(furnished_behind_walls.server, "one", BACKUP)

    heart = backups.copy_out(url, tmp_path)
    backups.note_backup(url, now=house.clock(), facts={})
    found = furnished_behind_walls.server.create("found")
    backups.bring_back(tmp_path, found, mark="backup-1")
    backups.put_in_place(found)

    with psycopg.connect(found.replace("+psycopg", "")) as connection:
        assert count(connection, "audit") == heart.entries
        row = connection.execute("SELECT count(*) FROM pg_policies").fetchone()
        assert row == (0,)
    furnished_behind_walls.server.drop("found")


def test_the_passing_duties_are_those_of_the_first_wall():
    text = (SCRIPTS / "walls.sql").read_text(encoding="utf-8")

    assert f"ARRAY[{', '.join(repr(role) for role in PASSING)}]" in text


def test_every_table_with_sealed_words_of_a_case_has_a_wall_or_a_reason():
    sealed = {
        table.name
        for table in metadata.sorted_tables
        if any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
        and any(name in table.columns for name in ("case_id", "source_case_id"))
    }

    assert sealed - walled_tables() - OPEN_TO_ALL_ROLES == set()


ASKED = ("shibiyan_duties('jin')", "shibiyan_barred()", "shibiyan_sees('x')", "shibiyan_concerns('x')")


def test_no_other_role_of_the_server_comes_in_or_asks_what_the_walls_ask(furnished_behind_walls: Walled, house: House):
    server, other = furnished_behind_walls.server, sql.Identifier("another_program")
    place = make_conninfo(server.conninfo, dbname="one", user="another_program")
    server.run(sql.SQL("ALTER DATABASE one OWNER TO {}").format(sql.Identifier(OWNER)))
    run(server, "walls.sql", database="one", role=OWNER)
    server.run(sql.SQL("CREATE ROLE {} LOGIN").format(other))

    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(place)
        server.run(sql.SQL("GRANT CONNECT ON DATABASE one TO {}").format(other))
        for asked in ASKED:
            with psycopg.connect(place) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"SELECT {asked}".encode())
    finally:
        server.run(sql.SQL("REVOKE ALL ON DATABASE one FROM {}").format(other))
        server.run(sql.SQL("DROP ROLE {}").format(other))
