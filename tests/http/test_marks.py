"""No content lies open: not in the database's files, in logs, addresses, mails, crash reports or temporary files."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import FROZEN
from tests.http.marking import Marking
from tests.outbound.postbox import postbox, words_of
from tests.usecases.due import inquiry, morning
from tests.usecases.dumps import raw_dump
from tests.usecases.marks import MARK, MarkedStage, clear_marks, free_texts, mark, overheard
from tests.usecases.office import PASSWORD, PROCESSES, House, an_office
from tests.usecases.robot import do
from tests.usecases.test_digests import with_mail
from webapp.domain.forms import read_form, routing
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster_columns import UNITS
from webapp.http import create_app
from webapp.settings import Settings
from webapp.store.record_export import record
from webapp.store.seals import Sealer, make_signing_key
from webapp.usecases.absences import set_absence
from webapp.usecases.demo.cases import SPAN, County
from webapp.usecases.importing import bring_roster
from webapp.usecases.people import add_person
from webapp.usecases.phrases import add_phrase
from webapp.usecases.work import tick

AT_ONCE = ("ding", "chen", "ma", "jin")
FEWEST = 5
WRITERS = ("ding", "chen", "ma", "he", "sun", "su", "cui", "jin")
"""Who keeps the roster comes last: that one puts marks into everybody's duties."""
BEGIN = ("/", "/own", "/absences", "/recusals", "/sign-in")


def app_of(house: House) -> Flask:
    app = create_app(house.office, Settings(secret="s" * 40, secure_cookies=False, demo=True))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def walked(app: Flask, who: str) -> Marking:
    client = app.test_client()
    client.post("/sign-in", data={"login": who, "password": PASSWORD})
    walk = Marking(client)
    walk.go(*BEGIN)
    return walk


def wrong_sign_ins(app: Flask) -> None:
    """A password that is none, and one typed where the login belongs."""
    app.test_client().post("/sign-in", data={"login": "zhou", "password": mark()})
    app.test_client().post("/sign-in", data={"login": mark(), "password": PASSWORD})


@pytest.fixture
def own_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for whatever is put down for a moment."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "writers", [pytest.param(AT_ONCE, id="some"), pytest.param(WRITERS, id="all", marks=pytest.mark.long)]
)
def test_of_all_that_the_county_writes_nothing_can_be_read(
    tmp_path: Path, own_temporary_files: Path, writers: tuple[str, ...]
) -> None:
    """One test, so that the stories are told once."""
    folder = tmp_path / "office"
    folder.mkdir()
    house = an_office(f"sqlite:///{folder / 'office.sqlite3'}", FROZEN, folder)
    end = FROZEN + dt.timedelta(days=SPAN)
    with overheard() as log:
        stage = MarkedStage(house.office, begins=FROZEN)
        County(stage, end=end).tell()
        house.clock.at = end
        app = app_of(house)
        walks = [walked(app, who) for who in writers]
        wrong_sign_ins(app)
        break_in(house, app)

    found = clear_marks(raw_dump(house) | {"log": "\n".join(log)} | left_behind(own_temporary_files))

    assert stage.planted > 100
    assert {who: walk.planted for who, walk in zip(writers, walks, strict=True) if walk.planted <= FEWEST} == {}
    assert len(log) > 100
    assert [one for walk in walks for one in walk.broken] == []
    assert found == []
    house.office.database.close()


def test_files_reasons_and_phrases_of_a_day_lie_sealed_in_either_database(house: House) -> None:
    with overheard() as log, postbox() as server:
        with_mail(house, server)
        roster = f"单位名称,类别,上级单位\n{mark()},{mark()},{mark()}\n"
        house.run(bring_roster, "jin", name=f"{mark()}.csv", content=roster.encode(), sheet=UNITS)
        day = house.clock().date()
        house.run(set_absence, "zhou", substitute_id=PersonId("wu"), from_on=day, until_on=day, reason=mark())
        house.run(add_phrase, "chen", text=mark())
        person = {"name": mark(), "phone": mark(), "title": mark(), "kind": "officer", "unit_id": UnitId("commission")}
        house.run(add_person, "jin", **person)
        inquiry(house)
        do(house, "li", "plan_inquiry", kind="letter", questions=[{"text": f"请说明{mark()}的情况。"}])
        morning(house, "2026-03-10")
        while tick(house.office):
            pass
        watched = app_of(house).test_client().get("/metrics").data

    told = {f"mail to {one['To']}": f"{one}\n{words_of(one)}" for one in server.kept}
    assert len(told) == 2
    assert b"shibiyan_" in watched
    found = raw_dump(house) | dumped(house.office.database.url) | told | {"log": "\n".join(log), "metrics": watched}
    assert clear_marks(found | {"record": exported(house)}) == []


def dumped(url: str) -> dict[str, bytes]:
    """Give what the database's own tools take out of it, as somebody who copies an office would."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            return {".dump": "\n".join(connection.iterdump()).encode()}
    place = url.replace("postgresql+psycopg:", "postgresql:")
    plain = subprocess.run(["pg_dump", "--inserts", place], capture_output=True, check=True).stdout
    custom = ["pg_dump", "--format=custom", "--compress=0", place]
    return {"pg_dump": plain, "pg_dump custom": subprocess.run(custom, capture_output=True, check=True).stdout}


def exported(house: House) -> str:
    """Give the record as it goes to an auditor."""
    folder = Path(tempfile.mkdtemp())
    make_signing_key(folder / "seal.key")
    with house.office.database.read() as tx:
        return "".join(record(tx, Sealer(folder / "seal.key", folder / "seals.jsonl")))


def test_no_text_of_any_form_goes_into_the_diagram() -> None:
    """What a form hands to gateways may be read in case data: words that somebody chose, never words typed."""
    forms = {path: read_form(json.loads(path.read_text("utf-8"))) for path in sorted(PROCESSES.rglob("*.form"))}
    typed = {path: [name for name, _ in free_texts(form.fields)] for path, form in forms.items()}

    leaks = [
        f"{path.name}: {name}"
        for path, form in forms.items()
        for name in typed[path]
        if MARK in str(routing(form, _filled(name)))
    ]

    assert sum(map(len, typed.values())) > 300
    assert leaks == []


def _filled(name: str) -> dict[str, object]:
    outer, _, inner = name.partition(".")
    return {outer: [{inner: mark()}] if inner else mark()}


def left_behind(folder: Path) -> dict[str, bytes]:
    return {f"temporary {path.name}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def break_in(house: House, app: Flask) -> None:
    """Let everything break while forms full of marks come in: what is said of it may hold none."""
    with house.office.database.engine.connect() as connection:
        connection.execute(sa.text("ALTER TABLE submission RENAME TO away"))
        connection.commit()
    client = app.test_client()
    client.post("/sign-in", data={"login": "zhou", "password": PASSWORD})
    Marking(client).go("/tasks")
    with house.office.database.engine.connect() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO submission"))
        connection.commit()
