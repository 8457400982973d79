"""Role by case by way in: what the handbook's model forbids shows in no answer, what it allows is there.

Everything is asked of every role, of who is recused, left, administers or has nothing; two offices that differ only in
what somebody may not know give that somebody the same bytes.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.http.compiled import compiled_once
from tests.http.rights import county, model, places
from tests.http.rights.answers import MARKS, marks_in, said
from tests.http.rights.county import mark
from tests.http.rights.model import Matter
from tests.http.rights.places import ABSENT, BODIES, LISTS, NUMBERS, Ids
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.office import House
from tests.usecases.stand import need_not_wait
from webapp.domain.ids import PersonId
from webapp.domain.roster import Session
from webapp.http import create_app
from webapp.http.door import COOKIE
from webapp.settings import Settings
from webapp.store import logins
from webapp.store.tables import access_log, audit, case

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
PARTS, THIRDS = 6, 3
"""The people are dealt out, so that workers share them."""
PART = [county.logins()[number::PARTS] for number in range(PARTS)]
OF_EVERYBODY = pytest.mark.parametrize("who", PART, ids=range(PARTS))
AT_ONCE = 1
OF_SOME = pytest.mark.parametrize(
    "who", [pytest.param(part, id=str(n), marks=() if n < AT_ONCE else pytest.mark.long) for n, part in enumerate(PART)]
)
"""In `make test` one part of six; `make long` asks everybody."""


@dataclass(frozen=True)
class World:
    """An office with its application, its marker cases, and everybody at a browser."""

    house: House
    app: Flask
    matters: tuple[Matter, ...]
    ids: tuple[Ids, ...]
    browsers: dict[str, FlaskClient]

    def get(self, who: str, path: str) -> TestResponse:
        return self.browsers[who].get(path)

    def send(self, who: str, path: str) -> TestResponse:
        """Act at a browser that has no sentence of an earlier act to show."""
        self.browsers[who].delete_cookie("shibiyan_form")
        return self.browsers[who].post(path)


@pytest.fixture(scope="module")
def before(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """An office whose third room has a matter under way."""
    with played(furnished, tmp_path_factory.mktemp("before"), _now(), county.begin, stage="before") as kept:
        yield kept


@pytest.fixture(scope="module")
def after(before: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """The same office with the matters of others added."""
    with played(before, tmp_path_factory.mktemp("after"), _now(), county.go_on, stage="after") as kept:
        yield kept


def _now() -> datetime:
    from tests.conftest import FROZEN

    return FROZEN


@pytest.fixture(scope="module")
def world(after: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The office with everything in it."""
    with copy_of(after, tmp_path_factory.mktemp("world"), _now()) as house:
        yield _world(house)


@pytest.fixture(scope="module")
def poorer(before: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The office without the matters of others."""
    with copy_of(before, tmp_path_factory.mktemp("poorer"), _now()) as house:
        yield _world(house)


def _world(house: House) -> World:
    event.listen(house.office.database.engine, "connect", need_not_wait)
    house.office.database.close()  # what is connected already still waits for the disk
    app = compiled_once(create_app(house.office, Settings(secret="s" * 40, secure_cookies=False, demo=False)))
    app.config["WTF_CSRF_ENABLED"] = False  # that every act wants a token is looked at elsewhere
    found = model.matters(house)
    browsers = {who: _seat(app, house, who) for who in county.logins()}
    return World(house, app, found, tuple(places.ids_of(house, one) for one in found), browsers)


def _seat(app: Flask, house: House, who: str) -> FlaskClient:
    token, now = f"token-of-{who}", house.clock()
    session = Session(
        id=house.session_id(token),
        person_id=PersonId(who),
        made_at=now,
        seen_at=now,
        idle_until=now.replace(year=now.year + 1),
        ends_at=now.replace(year=now.year + 1),
        csrf="c",
    )
    with house.office.database.write() as tx:
        logins.add(tx, session)
    browser = app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser


# ---------------------------------------------------------------- what an answer holds


# ---------------------------------------------------------------- the matrix


def test_every_route_has_its_place_in_the_matrix(poorer: World) -> None:
    app = poorer.app

    placed = {*LISTS, *places.FOR_EVERYBODY, *places.OF_PEOPLE}
    lost = [rule.rule for rule in places.rules(app, "GET") if rule.endpoint not in placed and not _names_a_case(rule)]
    gone = placed - {rule.endpoint for rule in app.url_map.iter_rules()}
    acts = {rule.endpoint for rule in places.rules(app, "POST") if not _names_a_case(rule)}

    assert not lost, f"give them a place in tests/http/rights/places.py: {lost}"
    assert not gone, f"no such route any more: {gone}"
    assert not acts - places.ACTS, f"say in places.py what these acts name: {acts - places.ACTS}"
    assert not places.ACTS - acts
    held = {duty.role for one in county.everybody() for duty in one.duties}
    by_kind = {"subject", "upper_head"}  # of whoever is a head; nobody grants them
    assert held | by_kind == {code for code, row in county.roles().items() if row["permissions"]}


def _names_a_case(rule: Rule) -> bool:
    return bool(set(places.OBJECTS) & rule.arguments)


@OF_SOME
def test_no_list_search_or_download_holds_or_counts_what_the_model_forbids(
    world: World, poorer: World, who: tuple[str, ...]
) -> None:
    """Whoever may not know of a matter gets the same bytes with and without it."""
    there = {one.id for one in poorer.matters}
    added = [one for one in world.matters if one.id not in there]
    wrong = []
    for one in who:
        right = model.allowed(one, world.matters)
        blind = not any(model.knows_of(one, matter) for matter in added)
        for endpoint, paths in LISTS.items():
            alike = blind and not model.counts_all(one, endpoint)
            for path in paths:
                answer = world.get(one, path)
                wrong += [(one, path, answer.status_code)] if answer.status_code >= 500 else []
                wrong += [(one, path, found) for found in marks_in(answer) - right]
                if alike and (apart := _apart(said(answer), said(poorer.get(one, path)))):
                    wrong.append((one, path, apart))

    assert len(added) >= 3
    assert wrong == []


@OF_EVERYBODY
def test_a_hidden_matter_answers_as_one_that_is_not_there(world: World, who: tuple[str, ...]) -> None:
    wrong, nothing = [], _Nothing(world, "GET")
    for one in who:
        right = model.allowed(one, world.matters)
        for ids in world.ids:
            hidden, own = not model.knows_of(one, ids.matter), model.is_own(one, ids.matter)
            for rule in places.of_a_case(world.app, "GET"):
                path = places.address(world.app, rule, ids.values)
                if path is None:
                    continue
                answer = world.get(one, path)
                wrong += [(one, path, found) for found in marks_in(answer) - right]
                wrong += [(one, path, 500)] if answer.status_code >= 500 else []
                hidden_here = hidden and not (own and rule.endpoint.startswith("portal."))
                hidden_here &= not ("task_id" in rule.arguments and model.was_candidate(one, ids.matter))
                if hidden_here and said(answer, *ids.values.values()) != nothing.of(one, rule):
                    wrong.append((one, ids.matter.where, rule.endpoint, answer.status_code))

    assert wrong == []


def _apart(one: bytes, other: bytes) -> str:
    """Give the first place where two answers part, nothing where they are the same."""
    place = next((n for n, pair in enumerate(zip_longest(one, other)) if pair[0] != pair[1]), None)
    return "" if place is None else f"{one[place - 80 : place + 80]!r} / {other[place - 20 : place + 80]!r}"


class _Nothing:
    """What somebody is answered of what is not there, asked once for each route."""

    def __init__(self, world: World, method: str) -> None:
        self.world, self.method = world, method
        self.kept: dict[tuple[str, str], bytes] = {}

    def of(self, who: str, rule: Rule) -> bytes:
        """Give the answer without nonces and ids."""
        if (who, rule.rule) not in self.kept:
            path = places.address(self.world.app, rule, dict.fromkeys(places.OBJECTS, ABSENT))
            assert path is not None
            answer = self.world.send(who, path) if self.method == "POST" else self.world.get(who, path)
            self.kept[who, rule.rule] = said(answer, ABSENT)
        return self.kept[who, rule.rule]


@OF_EVERYBODY
def test_what_the_model_allows_is_there(world: World, who: tuple[str, ...]) -> None:
    missing, shown = [], 0
    for one in who:
        for ids in world.ids:
            if not model.sees(one, ids.matter):
                continue
            page = world.get(one, f"/cases/{ids.values['case_id']}")
            shown += 1
            missing += [(one, ids.matter.where, page.status_code)] if page.status_code != 200 else []
            words = {mark(ids.matter.where, kind) for kind in ("text", "summary")}
            if ids.matter.where in ("own", "other", "secret") and not words & marks_in(page):
                missing.append((one, ids.matter.where, "text"))
            for name, kind in (("letter_id", "letters"), ("attachment_id", "attachments")):
                if name in ids.values:
                    paper = world.get(one, f"/{kind}/{ids.values[name]}")
                    missing += [(one, kind, paper.status_code)] if paper.status_code != 200 else []

    assert shown
    assert missing == []


@OF_SOME
def test_no_act_on_a_hidden_matter_tells_that_it_is_there_or_changes_it(world: World, who: tuple[str, ...]) -> None:
    """Each role with each matter; of the routes a third each time, all of them for whoever is odd."""
    unchanged, wrong, nothing = _state(world), [], _Nothing(world, "POST")
    acts = places.of_a_case(world.app, "POST")
    for number, one in enumerate(who):
        hidden = [ids for ids in world.ids if not model.knows_of(one, ids.matter) and not model.is_own(one, ids.matter)]
        step = 1 if model.odd(one).odd else THIRDS
        for place, ids in enumerate(hidden):
            for rule in acts[(number + place) % step :: step]:
                path = places.address(world.app, rule, {"incident_id": ABSENT} | ids.values)
                told = "task_id" in rule.arguments and model.was_candidate(one, ids.matter)
                if path is None or told:
                    continue
                answer = world.send(one, path)
                if said(answer, *ids.values.values()) != nothing.of(one, rule):
                    wrong.append((one, ids.matter.where, rule.endpoint, answer.status_code))
        wrong += list(_by_the_form(world, one, hidden[:2]))

    assert wrong == []
    assert _state(world) == unchanged


def _by_the_form(world: World, who: str, hidden: list[Ids]) -> Iterator[tuple[object, ...]]:
    """Acts that name a step or a case in the form: what is hidden is as if nothing had been named."""
    for rule in places.rules(world.app, "POST"):
        path = places.address(world.app, rule, {"kind": "approve"})
        for ids in hidden if path else ():
            if rule.endpoint in BODIES:
                if model.was_candidate(who, ids.matter):
                    continue
                field, name = BODIES[rule.endpoint]
                given, nothing = {field: ids.values[name]}, {field: ABSENT}
            elif rule.endpoint == "glass.open_case" and model.may(who, "break_glass"):
                continue  # to open what is not seen is what it is for: tests/usecases/test_glass.py
            elif rule.endpoint in NUMBERS:
                given, nothing = {"number": _number(world, ids)}, {"number": "云线索〔2026〕999号"}
                given, nothing = given | {"reason": county.WHY}, nothing | {"reason": county.WHY}
            else:
                continue
            one, other = (_led(world, who, path, form) for form in (given, nothing))
            if said(one, *ids.values.values()) != said(other, ABSENT):
                yield (who, ids.matter.where, rule.endpoint, one.status_code)


def _led(world: World, who: str, path: str, form: dict[str, str]) -> TestResponse:
    browser = world.browsers[who]
    browser.delete_cookie("shibiyan_form")
    return browser.post(path, data=form, follow_redirects=True)


def _number(world: World, ids: Ids) -> str:
    with world.house.office.database.read() as tx:
        return str(tx.execute(sa.select(case.c.number).where(case.c.id == ids.matter.id)).scalar_one())


def _state(world: World) -> list[object]:
    """What acts would change: every case's chain, and the entries of the office that are no refusals."""
    with world.house.office.database.read() as tx:
        chains = tx.execute(sa.select(case.c.id, case.c.chain_head).order_by(case.c.id)).all()
        acts = tx.execute(sa.select(audit.c.act).where(audit.c.act != "refused").order_by(audit.c.id)).scalars().all()
    return [[tuple(row) for row in chains], list(acts)]


def test_nobody_signed_in_gets_the_door_and_nothing_else(world: World) -> None:
    stranger, wrong = world.app.test_client(), []
    paths = [path for several in LISTS.values() for path in several]
    for ids in world.ids:
        found = (places.address(world.app, rule, ids.values) for rule in places.of_a_case(world.app, "GET"))
        paths += [path for path in found if path]

    for path in paths:
        answer = stranger.get(path)
        door = answer.status_code == 302 and urlsplit(answer.headers["Location"]).path == "/sign-in"
        wrong += [] if door and not marks_in(answer) else [(path, answer.status_code)]
    for rule in places.rules(world.app, "POST"):
        given = dict.fromkeys(rule.arguments, ABSENT) | {"kind": "approve", "of": "duty", "year": 2026, "number": 2026}
        address = world.app.url_map.bind("").build(rule.endpoint, given | _codes(rule), method="POST")
        answer = stranger.post(address)
        open_to_all = rule.endpoint in ("session.enter", "session.language", "factors.enter")
        wrong += [] if answer.status_code == 401 or open_to_all else [(rule.endpoint, answer.status_code)]

    assert wrong == []


def _codes(rule: Rule) -> dict[str, str]:
    return {name: "m05" for name in ("process", "start_event") if name in rule.arguments}


def test_ids_in_addresses_cannot_be_guessed(world: World) -> None:
    with world.house.office.database.read() as tx:
        rows = [tx.execute(sa.select(table.c.id)).scalars().all() for table in places.ADDRESSED]

    assert all(rows)
    assert {uuid.UUID(key).version for several in rows for key in several} == {4}


def test_a_missing_page_is_noted_for_the_auditor_without_its_address(world: World) -> None:
    world.get("x_trial_all", f"/cases/{ABSENT}")

    with world.house.office.database.read() as tx:
        rows = tx.execute(sa.select(access_log).where(access_log.c.person_id == "x_trial_all")).all()
    missed = [row for row in rows if row.what == "missed"]
    assert missed
    assert {(row.case_id, row.subject_id, row.reason) for row in missed} == {(None, None, None)}


def test_logs_hold_no_word_of_a_matter(after: Furnished, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with copy_of(after, tmp_path, _now()) as house:
        here = _world(house)
        for who in ("chen", "zhou", "x_trial_all", "x_sec_auditor_all"):
            for path in (f"/cases/{one.id}" for one in here.matters):
                here.get(who, path)

    text = "\n".join(record.getMessage() for record in caplog.records)
    assert text
    assert not [one for one in (*MARKS, "马远帆", "刘长河") if one in text]
