"""廉政档案: the list, one person's archive with portrait as of a day, its print."""

from __future__ import annotations

import hashlib
import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.actor import Permission
from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId
from webapp.domain.roster_columns import MATTER_KINDS, MATTER_STATES
from webapp.http.acting import LATE, act, typed
from webapp.http.door import actor, run, view
from webapp.http.house import today
from webapp.http.tasks import day_of
from webapp.http.texts import say, t
from webapp.usecases import archive_matters as by_hand
from webapp.usecases import archives as verbs
from webapp.usecases.archive_requests import requests_waiting
from webapp.usecases.declaring import KINDS
from webapp.usecases.own_archive import persons_copy

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


@pages.get("/<key:person_id>/copy")
def copy(person_id: str) -> str:
    """This function will show what the person may read of the own archive, for printing and handing over."""
    found = view(persons_copy, person_id=PersonId(person_id))
    return render_template("archive_copy.html", found=found, person_id=person_id)


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


@pages.get("/<key:person_id>/matters")
def matters(person_id: str) -> str:
    """This function will show a head's personal matters as of a day, with every change."""
    found = view(by_hand.matters_page, person_id=PersonId(person_id), as_of=day_of(request.args.get("as_of", "")))
    kinds = {"kinds": MATTER_KINDS, "states": MATTER_STATES, "recusals": tuple(KINDS.items())}
    return render_template("matters.html", found=found, today=today(), **kinds)


@pages.post("/<key:person_id>/matters")
def put_matter(person_id: str) -> Response:
    """This function will enter a personal matter, correct or withdraw one; before the first, answer about recusal."""
    who, back = PersonId(person_id), url_for("archives.matters", person_id=person_id)
    if answer := typed("answer"):
        return act(by_hand.declare_about_matters, back, "已登记。", person_id=who, answer=answer)
    if typed("withdraw"):
        return act(by_hand.withdraw_matter, back, "已撤回，记录保留。", person_id=who, matter_id=typed("matter"))
    return act(
        by_hand.put_matter,
        back,
        "已登记。核查不一致的，由两名人员核实、听取本人意见以后才计入。",
        person_id=who,
        matter_id=typed("matter"),
        year=int(typed("year")) if typed("year").isdecimal() else 0,
        kind=typed("kind"),
        status=typed("state"),
        text=typed("text"),
    )


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
