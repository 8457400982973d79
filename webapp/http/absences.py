"""The own absence: who stands in from when to when, for whom one stands in, and the list that hands back."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import PersonId
from webapp.http.acting import act, typed, typed_day
from webapp.http.door import view
from webapp.http.house import today
from webapp.usecases import absences, handing_back, search

pages = Blueprint("absences", __name__, url_prefix="/absences")


@pages.get("")
def own() -> str:
    """This function will show absences that are not over, and find colleagues to stand in."""
    words = request.args.get("q", "").strip()[:100]
    colleagues = view(search.pick_people, words=words) if words else ()
    return render_template(
        "absences.html",
        rows=view(absences.own_absences),
        ended=view(handing_back.handed_back),
        words=words,
        colleagues=colleagues,
        today=today(),
    )


@pages.get("/<key:absence_id>")
def handed(absence_id: str) -> str:
    """This function will show what was done for who was away, and what is open."""
    return render_template("hand_back.html", found=view(handing_back.hand_back_list, absence_id=absence_id))


@pages.post("")
def change() -> Response:
    """This function will write an absence or end one."""
    back = url_for("absences.own")
    if ended := typed("end"):
        return act(absences.end_absence, back, "外出已提前结束，事项即时交还。", absence_id=ended)
    first = typed_day("from_on") or today()
    return act(
        absences.set_absence,
        back,
        "外出受托已登记，期间由受托人办理并注明“代”。",
        substitute_id=PersonId(typed("substitute")),
        from_on=first,
        until_on=typed_day("until_on") or first,
        reason=typed("reason"),
    )
