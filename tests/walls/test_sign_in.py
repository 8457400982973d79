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
from tests.walls.roles import OWNER, as_role
from webapp.cli.doctor.database import second_wall
from webapp.cli.doctor.lines import Mark
from webapp.http import create_app
from webapp.settings import Settings
from webapp.store import health
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
        stands, put_up_for, schema = health.walls(tx)
    assert (stands, put_up_for) == (True, schema)

    with owner(furnished_behind_walls) as connection:
        connection.execute("COMMENT ON FUNCTION shibiyan_sees(text) IS 'walls for schema 0059'")
    with house.office.database.read() as tx:
        named = list(second_wall(*health.walls(tx)))
    with owner(furnished_behind_walls) as connection:
        connection.execute("COMMENT ON FUNCTION shibiyan_sees(text) IS NULL")
    with house.office.database.read() as tx:
        older = list(second_wall(*health.walls(tx)))

    assert [one.mark for one in (*named, *older)] == [Mark.BAD, Mark.BAD]
    assert "按结构0059设置" in named[0].words


@contextmanager
def owner(walls: Walled) -> Iterator[psycopg.Connection]:
    """Come as the tables' owner."""
    address = as_role(walls.server, "one", OWNER).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
