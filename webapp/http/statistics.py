"""Statistics: every figure with its definition, one figure down to its cases, and the figures as a file."""

from __future__ import annotations

import datetime as dt
from typing import Any  # what a form asked for

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from webapp.http.acting import LATE, csv_file
from webapp.http.door import view
from webapp.http.texts import t
from webapp.usecases import statistics

pages = Blueprint("statistics", __name__, url_prefix="/statistics")


@pages.get("")
def overview() -> str:
    """This function will show every figure for a period, a unit and a room."""
    found = view(statistics.statistics_page, **_asked())
    return render_template("statistics.html", found=found, figure=None, params=_params())


@pages.get("/figures/<word:figure>")
def figure(figure: str) -> str:
    """This function will show one figure by room and the cases behind it."""
    found = view(statistics.figure_page, figure=figure, **_asked())
    return render_template("statistics.html", found=found, figure=found.figure, params=_params())


@pages.get("/figures.csv")
def file() -> Response:
    """This function will give the figures as a file, small numbers hidden."""
    return csv_file(*view(statistics.statistics_file, **_asked()))


def _asked() -> dict[str, Any]:
    given = request.args
    first, last = _day(given.get("first", "")), _day(given.get("last", ""))
    if first and last and first > last:
        flash(t("开始日期不能晚于结束日期，已按本年显示。"), LATE)
        first = last = None
    return {
        "first": first,
        "last": last,
        "unit_id": given.get("unit", "")[:64],
        "room_id": given.get("room", "")[:64],
    }


def _params() -> dict[str, str]:
    return {name: text for name, text in request.args.items() if name in ("first", "last", "unit", "room")}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
