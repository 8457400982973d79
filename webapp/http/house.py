"""What one application holds: the office, its settings and its words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from flask import current_app

from webapp.http.words import Words
from webapp.settings import Settings
from webapp.usecases.office import Office

KEY = "shibiyan"


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts that a page may ask for; one per application."""

    office: Office
    settings: Settings
    words: Words


def house() -> House:
    """This function will give the house of the application that answers the request."""
    return cast(House, current_app.extensions[KEY])


def local(at: dt.datetime) -> dt.datetime:
    """This function will turn an instant into the office's own time."""
    return at.astimezone(house().office.zone)


def today() -> dt.date:
    """This function will give the day in the office's zone."""
    return local(house().office.clock()).date()
