"""A whole sign-in and a step of work as the pages' process does them behind the walls: by its own role alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from flask import Flask

from tests.http.compiled import compiled_once
from tests.http.stories.person import Person
from tests.usecases.due import rows
from tests.usecases.office import ZONE, House
from tests.walls.conftest import Walled
from tests.walls.roles import OWNER, SCRIPTS, WEB, as_role, run
from webapp.cli.doctor.database import second_wall
from webapp.cli.doctor.lines import Mark
from webapp.http import create_app
from webapp.settings import Settings
from webapp.store import health
from webapp.store.db import Database
from webapp.store.tables import audit, session, task
from webapp.usecases.office import Office

pytestmark = pytest.mark.postgres


@pytest.fixture
def pages(house: House) -> Flask:
    """The pages over the office as `shibiyan_web` alone, what the system does at the door, too."""
    web: Office = house.office.web  # type: ignore[attr-defined]
    web.facts, web.clock = house.office.facts, house.office.clock
    return compiled_once(create_app(web, Settings(secret="s" * 40, secure_cookies=False, demo=False)))


def test_signing_in_registering_and_signing_out_by_the_pages_role_alone(house: House, pages: Flask) -> None:
    def today() -> date:
        return house.clock().astimezone(ZONE).date()

    clerk = Person(pages, "ding", today, after=house.drain)
    step = clerk.starts("收到检举控告")
    clerk.submit(step)
    wrong = pages.test_client().post("/sign-in", data={"login": "ding", "password": "wrong"})

    assert wrong.status_code in (400, 403)
    done = [row for row in rows(house, task) if not row.is_open]
    assert [row.completed_by for row in done] == ["ding"]
    assert {"sign_in", "task.completed"} <= {row.act for row in rows(house, audit)}
    assert [row.person_id for row in rows(house, session)] == ["ding"]


def test_the_doctor_names_walls_that_are_older_than_the_schema(house: House, furnished_behind_walls: Walled) -> None:
    with house.office.database.read() as tx:
        assert [one.mark for one in second_wall(health.walls(tx))] == [Mark.GOOD]

    with owner(furnished_behind_walls) as connection:
        connection.execute("COMMENT ON FUNCTION shibiyan_sees(text) IS 'walls for schema 0059'")
    with house.office.database.read() as tx:
        named = list(second_wall(health.walls(tx)))
    with owner(furnished_behind_walls) as connection:
        connection.execute("COMMENT ON FUNCTION shibiyan_sees(text) IS NULL")
    with house.office.database.read() as tx:
        older = list(second_wall(health.walls(tx)))

    assert [one.mark for one in (*named, *older)] == [Mark.BAD, Mark.BAD]
    assert "按结构0059设置" in named[0].words


@pytest.mark.parametrize(
    "by_hand",
    [
        'ALTER TABLE "case" DISABLE ROW LEVEL SECURITY',
        "ALTER TABLE letter DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY web ON letter USING (true)",
        "CREATE POLICY open ON letter TO shibiyan_web USING (true)",
        "CREATE OR REPLACE FUNCTION shibiyan_barred() RETURNS text[] LANGUAGE sql STABLE AS 'SELECT ARRAY[]::text[]'",
        "GRANT DELETE ON audit TO shibiyan_web",
        "GRANT UPDATE (actor_id) ON audit TO shibiyan_work",
    ],
)
def test_the_doctor_names_walls_that_are_not_as_they_were_put_up(
    house: House, furnished_behind_walls: Walled, by_hand: str
) -> None:
    with owner(furnished_behind_walls) as connection:
        connection.execute(by_hand.encode())

    with house.office.database.read() as tx:
        (named,) = second_wall(health.walls(tx))

    assert (named.mark, "可能有人动过" in named.words) == (Mark.BAD, True)


def test_the_doctor_misses_walls_that_fell_and_not_those_that_were_taken_down(
    house: House, furnished_behind_walls: Walled
) -> None:
    down = (SCRIPTS / "walls_down.sql").read_text(encoding="utf-8")
    fallen = down[: down.index("    IF ")] + down[down.index("END\n$$") :]

    said = []
    for script in (fallen, down):
        with owner(furnished_behind_walls) as connection:
            connection.execute(script.encode())
        with house.office.database.read() as tx:
            said += [one.mark for one in second_wall(health.walls(tx))]

    assert said == [Mark.WATCH, Mark.GOOD]


def test_the_doctor_names_an_office_that_works_above_the_walls(house: House, furnished_behind_walls: Walled) -> None:
    above = Database(as_role(furnished_behind_walls.server, "one", OWNER), house.office.database.vault)

    with above.read() as tx:
        (named,) = second_wall(health.walls(tx))
    above.close()

    assert (named.mark, OWNER in named.words) == (Mark.WATCH, True)


def test_nobody_but_the_owner_makes_anything_in_the_schema(furnished_behind_walls: Walled, house: House) -> None:
    with owner(furnished_behind_walls) as connection:
        connection.execute(b"GRANT CREATE ON SCHEMA public TO PUBLIC")  # as it was before PostgreSQL 15
    run(furnished_behind_walls.server, "walls.sql", database="one", role=OWNER)

    address = as_role(furnished_behind_walls.server, "one", WEB).replace("+psycopg", "")
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(b"CREATE TABLE beside (id int)")


@contextmanager
def owner(walls: Walled) -> Iterator[psycopg.Connection]:
    """Come as the tables' owner."""
    address = as_role(walls.server, "one", OWNER).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
