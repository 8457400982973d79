"""Yearly lists: read, add to, change, set out of use, take over from last year."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.sights import year_in
from webapp.http.acting import act, typed
from webapp.http.door import view
from webapp.usecases import yearly_lists

pages = Blueprint("lists", __name__, url_prefix="/lists")
FIRST = next(iter(yearly_lists.LISTS))


@pages.get("")
def shown() -> str:
    """This function will show a year's list, its changes, and the boxes to change it."""
    year = request.args.get("year", "")
    found = view(
        yearly_lists.list_page,
        of=request.args.get("list", FIRST),
        year=year_in(year),
    )
    return render_template("lists.html", found=found, lists=yearly_lists.LISTS)


@pages.post("/<word:of>/<int(fixed_digits=4):year>")
def add(of: str, year: int) -> Response:
    """This function will add a line."""
    words = {"text": typed("text"), "source": typed("source")}
    return act(
        yearly_lists.add_line, _page(of, year), "已列入清单，以后打开的表单即按此办理。", of=of, year=year, **words
    )


@pages.post("/<word:of>/<int(fixed_digits=4):year>/copy")
def copy(of: str, year: int) -> Response:
    """This function will take over last year's list."""
    return act(yearly_lists.copy_last_year, _page(of, year), "已沿用上年清单，请逐项核对。", of=of, year=year)


@pages.post("/<word:of>/<int(fixed_digits=4):year>/<key:line_id>")
def change(of: str, year: int, line_id: str) -> Response:
    """This function will change a line's words, or set it out of use and into use again."""
    if switch := typed("active"):
        return act(yearly_lists.switch_line, _page(of, year), "已登记。", line_id=line_id, active=switch == "yes")
    words = {"text": typed("text"), "source": typed("source")}
    return act(yearly_lists.change_line, _page(of, year), "已修改，原文字留存在修改记录中。", line_id=line_id, **words)


def _page(of: str, year: int) -> str:
    return url_for("lists.shown", list=of, year=year)
