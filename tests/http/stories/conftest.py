"""The application over a furnished office, and its people at their browsers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from tests.http.compiled import compiled_once
from tests.http.stories.person import Concerned, Person
from tests.usecases.office import ZONE, House
from webapp.http import create_app
from webapp.settings import Settings

Sit = Callable[[str], Person]
HEADS = frozenset({"ma", "liu", "shen", "zhu", "lin", "gong", "ren"})


@pytest.fixture
def app(house: House) -> Flask:
    return compiled_once(create_app(house.office, Settings(secret="s" * 40, secure_cookies=False, demo=False)))


@pytest.fixture
def sit(app: Flask, house: House) -> Sit:
    """Seat a person at a browser; who is seated already is found there."""
    seated: dict[str, Person] = {}
    strictly = house.office.database.url.startswith("sqlite")

    def today() -> dt.date:
        return house.clock().astimezone(ZONE).date()

    def at(login: str) -> Person:
        if login not in seated:
            kind = Concerned if login in HEADS else Person
            seated[login] = kind(app, login, today, after=house.drain, strictly=strictly)
        return seated[login]

    return at
