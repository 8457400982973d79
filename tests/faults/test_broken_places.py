"""A database that is busy, full or read-only, seen from a page: said plainly, nothing half done, well again after."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.faults.disks import fill, small_disk
from tests.faults.length import LONG
from tests.faults.struck import forked
from tests.http.stories.pages import read
from tests.http.stories.person import Person
from tests.http.stories.sheets import sheet_of
from tests.usecases.conftest import Furnished, copy_of
from tests.usecases.due import ON_SQLITE, clue_to_register, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import PASSWORD, House
from webapp.store.db import Database
from webapp.store.tables import task

Sit = Callable[[str], Person]
STEP = "登记来件"
REDIRECTED = (302, 303)
QUICK = 0.05
FULL = 5.0
"""How long SQLite is asked again before a page says that it is busy, three times over: in these tests, in an office."""


def impatient(house: House, seconds: float = QUICK) -> Database:
    """Let the office wait so long for a busy database."""
    then = house.office.database
    house.office.database = Database(then.url, then.vault, busy_seconds=seconds)
    then.close()
    return house.office.database


def file_of(house: House) -> Path:
    return Path(house.office.database.url.removeprefix("sqlite:///"))


@contextmanager
def long_writer(house: House) -> Iterator[sqlite3.Connection]:
    """Another process's writer that does not come to an end."""
    other = sqlite3.connect(file_of(house), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    if other.in_transaction:
        other.execute("ROLLBACK")
    other.close()


def filled_in(sit: Sit, house: House) -> tuple[str, dict[str, list[object]]]:
    """Let Ding open the step of a new clue and fill it in; gives the address and what is posted."""
    clue_to_register(house)
    ding = sit("ding")
    page = ding.open(STEP)
    given = {"channel": "letter", "received_on": "2026-03-02"}
    given["persons"] = [{"management_level": "own", "subject": "ma"}]  # type: ignore[assignment]
    page = ding.fill(page, given)
    sheet = sheet_of(page.root)
    ding.write(sheet, given)
    return page.path, sheet.posted()


def done(house: House) -> list[str]:
    return [row.element for row in rows(house, task) if row.completed]


@ON_SQLITE
def test_a_long_writer_makes_a_page_say_busy_and_what_was_typed_goes_in_afterwards(sit: Sit, house: House) -> None:
    path, posted = filled_in(sit, house)
    impatient(house, FULL if LONG else QUICK)

    with long_writer(house):
        answer = sit("ding").send(path, posted)
        reading = sit("ding").client.get("/tasks").status_code

    assert (answer.status_code, reading) == (503, 200)
    assert answer.headers["Retry-After"]
    assert "您填写的内容未丢失" in answer.get_data(as_text=True)
    assert done(house) == []
    assert sit("ding").send(path, posted).status_code in REDIRECTED
    assert done(house) == ["register_envelope"]
    everything_holds(house)


@ON_SQLITE
def test_a_writer_that_comes_to_its_end_is_waited_for(sit: Sit, house: House) -> None:
    path, posted = filled_in(sit, house)
    impatient(house, FULL)

    with long_writer(house) as other:
        end = threading.Timer(10 if LONG else 0.3, other.execute, ["ROLLBACK"])
        end.start()
        answer = sit("ding").send(path, posted)
        end.join()

    assert answer.status_code in REDIRECTED
    assert done(house) == ["register_envelope"]
    everything_holds(house)


# ---------------------------------------------------------------- full


@pytest.fixture
def house(furnished: Furnished, tmp_path: Path, now: datetime, request: pytest.FixtureRequest) -> Iterator[House]:
    """Give an office of this test's own; one that asks for it lies on a disk of its own."""
    with ExitStack() as stack:
        small = request.node.get_closest_marker("small_disk")
        place = stack.enter_context(small_disk(tmp_path / "disk", 24)) if small else tmp_path
        yield stack.enter_context(copy_of(furnished, place, now))


@ON_SQLITE
@pytest.mark.small_disk
def test_a_full_disk_is_said_reading_goes_on_and_the_same_form_goes_in_when_there_is_room(
    sit: Sit, house: House, tmp_path: Path
) -> None:
    path, posted = filled_in(sit, house)
    filler = fill(tmp_path / "disk")

    answer, reading = sit("ding").send(path, posted), sit("ding").client.get("/tasks").status_code
    after_the_fault = done(house)
    filler.unlink()

    assert (answer.status_code, reading) == (503, 200)
    assert after_the_fault == []
    assert sit("ding").send(path, posted).status_code in REDIRECTED
    assert done(house) == ["register_envelope"]
    everything_holds(house)


# ---------------------------------------------------------------- read-only


def cannot_write(app: Flask, sit: Sit, path: str, posted: dict[str, list[object]]) -> None:
    """Fail unless lists are read, and all that would have to be written is refused in words."""
    ding = sit("ding")
    assert ding.client.get("/tasks").status_code == 200
    for answer in (ding.send(path, posted), ding.client.get(path), knock(app)):
        assert answer.status_code == 503
        assert "系统暂时不可用" in answer.get_data(as_text=True)
    assert ding.client.get("/tasks").status_code == 200


def knock(app: Flask) -> TestResponse:
    """Try to sign in anew: a sign-in is recorded, so that it cannot be had unrecorded."""
    browser = app.test_client()
    page = read(browser.get("/sign-in"))
    sheet = sheet_of(page.root, "//form[.//input[@type='password']]")
    sheet.asked["login"].values, sheet.asked["password"].values = ["zhou"], [PASSWORD]
    return browser.post("/sign-in", data=sheet.posted())


@pytest.mark.postgres
@pytest.mark.parametrize("furnished", ["postgres"], indirect=True)
def test_a_read_only_server_is_read_from_and_says_that_nothing_can_be_written(
    app: Flask, sit: Sit, house: House
) -> None:
    path, posted = filled_in(sit, house)
    name = sa.make_url(house.office.database.url).database
    with house.office.database.write() as tx:
        tx.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    house.office.database.close()

    cannot_write(app, sit, path, posted)


@ON_SQLITE
def test_a_read_only_folder_is_read_from_and_says_that_nothing_can_be_written(
    app: Flask, sit: Sit, house: House, tmp_path: Path
) -> None:
    path, posted = filled_in(sit, house)
    with sqlite3.connect(file_of(house)) as running:  # as a server that goes on has it open
        running.execute("SELECT count(*) FROM task").fetchone()
        closed = [tmp_path, *tmp_path.glob("office.sqlite3*")]
        house.office.database.close()

        def look() -> None:
            unprivileged()
            cannot_write(app, sit, path, posted)

        with unwritable(closed):
            child = forked(look, tmp_path.parent / "said.txt")
            assert child.wait() == 0, child.said.read_text(encoding="utf-8")
    running.close()
    everything_holds(house)


@contextmanager
def unwritable(paths: list[Path]) -> Iterator[None]:
    """Take from everybody the right to write, and let everybody read what lies there."""
    then = {path: path.stat().st_mode for path in [*paths, *paths[0].parents] if path != path.parent}
    for path in then:
        path.chmod(0o555 if path in paths else then[path] | 0o055)
    yield
    for path, mode in then.items():
        path.chmod(mode)


def unprivileged() -> None:
    """Stop being root, who may write everywhere."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
