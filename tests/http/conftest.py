"""The application over an office without a database, and a browser that keeps cookies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, Response, request_finished
from flask.testing import FlaskClient

from tests.http import twin
from tests.usecases.conftest import furnished, house, stand  # noqa: F401 - an office of its own for each story
from webapp.http import create_app
from webapp.http.door import COOKIE
from webapp.http.house import KEY


def goes_over_the_wire(_: Flask, response: Response) -> None:
    """Headers are Latin-1 on the wire: the test client takes others, a server answers them with an error."""
    for name, value in response.headers:
        f"{name}: {value}".encode("latin-1")


@pytest.fixture(autouse=True, scope="session")
def answered_as_by_a_server() -> Iterator[None]:
    """Let no answer pass that only a test client can read."""
    with request_finished.connected_to(goes_over_the_wire):
        yield


@pytest.fixture
def office() -> twin.Office:
    return twin.Office()


@pytest.fixture(scope="session")
def made() -> Flask:
    """One application for all tests: its templates are compiled once."""
    return create_app(twin.Office(), twin.SETTINGS)  # type: ignore[arg-type]


@pytest.fixture
def app(made: Flask, office: twin.Office) -> Flask:
    made.extensions[KEY] = dataclasses.replace(made.extensions[KEY], office=office)
    made.config["WTF_CSRF_ENABLED"] = False
    made.config["MAX_CONTENT_LENGTH"] = twin.SETTINGS.upload_limit_mb * 1_000_000
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An officer's browser."""
    browser = app.test_client()
    browser.set_cookie(COOKIE, "officer")
    return browser


@pytest.fixture
def concerned(app: Flask) -> FlaskClient:
    """The browser of a person concerned."""
    browser = app.test_client()
    browser.set_cookie(COOKIE, "concerned")
    return browser


@pytest.fixture
def sign_in_works(office: twin.Office) -> None:
    """Let everybody in whose password is right; the twin's token is the name of a person of `twin.PEOPLE`."""
    digest = office.hasher.hash("right")
    office.answers["account_of"] = SimpleNamespace(password_hash=digest)
    office.answers["note_sign_in"] = lambda tried, **_: "officer" if tried.fitted else None
