"""The roster from a table: choose a file, look through what each row would do, write it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.domain.roster_columns import SHEETS
from webapp.http.acting import LATE, act, sent_file, ticked, typed
from webapp.http.door import run, view
from webapp.http.downloads import download
from webapp.http.texts import say
from webapp.usecases import importing, sheets

pages = Blueprint("rosters", __name__, url_prefix="/people/import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
def start() -> str:
    """This function will offer the template, ask for a file and list what waits."""
    return render_template("roster_start.html", found=view(importing.waiting_rosters), sheets=list(SHEETS))


@pages.get("/template")
def template() -> Response:
    """This function will give an empty workbook with all sheets and columns."""
    view(importing.waiting_rosters)
    return download("人员登记表.xlsx", sheets.template().getvalue(), XLSX)


@pages.post("")
def bring() -> Response:
    """This function will read a file and show what it would do."""
    file = sent_file("file")
    if file is None:
        return redirect(url_for("rosters.start"))
    try:
        name, content = file.filename or "", file.stream.read()
        draft_id = run(importing.bring_roster, name=name, content=content, sheet=_chosen(typed("sheet")))
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(url_for("rosters.start"))
    return redirect(url_for("rosters.preview", draft_id=draft_id))


def _chosen(number: str) -> str:
    """The sheet that a CSV file is, by its place in the list; nothing for what is not there."""
    titles = dict(enumerate(SHEETS, start=1))
    return titles.get(int(number), "") if number.isdecimal() else ""


@pages.get("/<key:draft_id>")
def preview(draft_id: str) -> str:
    """This function will show each row with what it would do or what is wrong with it."""
    return render_template("roster_import.html", found=view(importing.import_page, draft_id=draft_id))


@pages.post("/<key:draft_id>")
def decide(draft_id: str) -> Response:
    """This function will write the rows, all or those without fault, or let go of them."""
    if ticked("drop"):
        return act(importing.drop_roster, url_for("rosters.start"), "已放弃，没有写入。", draft_id=draft_id)
    named = {"draft_id": draft_id, "only_clean": ticked("only_clean")}
    return act(importing.write_roster, url_for("people.roster"), "已写入。", **named)  # type: ignore[arg-type]
