"""廉政档案: the list, one person's archive with portrait as of a day, its print."""

from __future__ import annotations

import hashlib
import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.actor import Permission
from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId
from webapp.http.acting import LATE
from webapp.http.door import actor, run, view
from webapp.http.house import today
from webapp.http.tasks import day_of
from webapp.http.texts import say, t
from webapp.usecases import archives as verbs
from webapp.usecases.archive_requests import requests_waiting
from webapp.usecases.declaring import KINDS

pages = Blueprint("archives", __name__, url_prefix="/archives")
LONGEST = 60
SHAPES = {"red": "late", "yellow": "soon", "green": "done"}
"""A colour as the house shows it: shape and word beside it."""


@pages.get("")
def listed() -> str:
    """This function will list the archives that the officer may read, and heads without one."""
    words = request.args.get("q", "").strip()[:LONGEST]
    found, requests = view(verbs.archive_list, words=words), view(requests_waiting)
    return render_template("archives.html", found=found, requests=requests, token=secrets.token_hex(16))


@pages.get("/<key:person_id>")
def archive(person_id: str) -> str:
    """This function will show a person's archive and portrait as of a day."""
    return _drawn(person_id, printed=False)


@pages.get("/<key:person_id>/print")
def paper(person_id: str) -> str:
    """This function will show the same for printing; that it was printed is noted."""
    return _drawn(person_id, printed=True)


@pages.post("/<key:person_id>/recusal")
def recusal(person_id: str) -> Response:
    """This function will answer the question of recusal about the person; who steps back reads the archive no more."""
    back = url_for("archives.archive", person_id=person_id)
    try:
        recused = run(verbs.declare_about_archive, person_id=PersonId(person_id), answer=request.form.get("answer", ""))
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(back)
    if not recused:
        return redirect(back)
    flash(t("已登记回避，这份档案不再向您开放。"))
    listed = "archives.listed" if actor().may(Permission.READ_ARCHIVE) else "archive_requests.listed"
    return redirect(url_for(listed))


def _drawn(person_id: str, *, printed: bool) -> str:
    day = day_of(request.args.get("as_of", ""))
    found = view(verbs.archive_paper if printed else verbs.archive_page, person_id=PersonId(person_id), as_of=day)
    kinds = tuple(KINDS.items())
    return render_template(
        "archive.html", found=found, printed=printed, shapes=SHAPES, today=today(), anchor=anchor, recusals=kinds
    )


def anchor(number: str) -> str:
    """This function will give the mark of an entry on its page: letters and digits, whatever its number holds."""
    return f"e{hashlib.sha256(number.encode()).hexdigest()[:12]}"
