"""Units and rooms on the roster as of a day, what was changed about them; for the security administrator."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import UnitId
from webapp.http.acting import act, typed, typed_day
from webapp.http.door import view
from webapp.http.house import today
from webapp.http.tasks import day_of
from webapp.usecases import people, rooms, served

pages = Blueprint("units", __name__, url_prefix="/people/units")


@pages.get("/rooms")
def of_house() -> str:
    """This function will show the rooms of the house as of a day and what was changed about them."""
    found = view(rooms.rooms_page, as_of=day_of(request.args.get("as_of", "")))
    return render_template("rooms.html", found=found, today=today())


@pages.get("/<key:unit_id>")
def records(unit_id: str) -> str:
    """This function will show a unit with its service records as of a day and what was changed about it."""
    found = view(served.unit_page, unit_id=UnitId(unit_id), as_of=day_of(request.args.get("as_of", "")))
    return render_template("unit.html", found=found, today=today())


@pages.post("/<key:unit_id>")
def service(unit_id: str) -> Response:
    """This function will enter a service record, correct or withdraw one; or take back a merger of the unit."""
    unit, back = UnitId(unit_id), url_for("units.records", unit_id=unit_id)
    if typed("stands"):
        return act(people.stand_again, back, "承继已撤销，单位照常存续。", unit_id=unit)
    if typed("withdraw"):
        return act(served.withdraw_served, back, "已撤下，记录保留。", unit_id=unit, record_id=typed("record"))
    words = {name: typed(name) for name in ("who", "matter", "phone")}
    day, known = typed_day("served_on"), typed("record")
    return act(served.put_served, back, "服务记录已保存。", unit_id=unit, served_on=day, record_id=known, **words)
