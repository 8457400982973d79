"""Holidays and make-up workdays, year by year."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.domain.sights import year_in
from webapp.http.acting import LATE, act, typed, typed_day
from webapp.http.door import run, view
from webapp.http.texts import in_english, say, t
from webapp.usecases import calendars

pages = Blueprint("holidays", __name__, url_prefix="/holidays")


@pages.get("")
def year() -> str:
    """This function will show a year's table."""
    return _drawn(request.args.get("year", ""))


@pages.post("/<int(fixed_digits=4):number>/import")
def import_year(number: int) -> Response:
    """This function will import the official table of a year."""
    try:
        changed = run(calendars.import_year, year=number)
    except Refused as refused:
        flash(say(refused.message), LATE)
    else:
        flash(t("{year}年的安排已导入，{count}件事项的时限已重新计算。", year=number, count=changed))
    return redirect(url_for("holidays.year", year=number))


@pages.post("/<int(fixed_digits=4):number>")
def enter(number: int) -> Response | tuple[str, int]:
    """This function will take a year's table as typed; a wrong line leaves the text on the page."""
    lines = typed("lines")
    try:
        changed = run(calendars.enter_year, year=number, lines=lines)
    except Refused as refused:
        return _drawn(str(number), lines=lines, fault=refused.message), 422
    flash(t("{year}年的安排已保存，{count}件事项的时限已重新计算。", year=number, count=changed))
    return redirect(url_for("holidays.year", year=number))


@pages.post("/days")
def day() -> Response:
    """This function will change one day."""
    on = typed_day("on")
    if on is None:
        flash(t("请选择日期。"), LATE)
        return redirect(url_for("holidays.year"))
    back = url_for("holidays.year", year=on.year)
    return act(
        calendars.set_day, back, "该日安排已修改，有关时限已重新计算。", on=on, kind=typed("kind"), name=typed("name")
    )


def _drawn(asked: str, *, lines: str | None = None, fault: str = "") -> str:
    found = view(calendars.year_page, year=year_in(asked))
    kinds = calendars.KINDS if in_english() else {}
    kept = (f"{on.isoformat()} {kinds.get(kind, kind)} {name}" for on, kind, name in found.days)
    shown = "\n".join(kept) if lines is None else lines
    return render_template("holidays.html", found=found, lines=shown, fault=fault)
