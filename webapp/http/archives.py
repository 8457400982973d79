"""廉政档案: the list, one person's archive with portrait as of a day, its print."""

from __future__ import annotations

import hashlib
import secrets

from flask import Blueprint, render_template, request

from webapp.domain.ids import PersonId
from webapp.http.door import view
from webapp.http.house import today
from webapp.http.tasks import day_of
from webapp.usecases import archives as verbs

pages = Blueprint("archives", __name__, url_prefix="/archives")
LONGEST = 60
SHAPES = {"red": "late", "yellow": "soon", "green": "done"}
"""A colour as the house shows it: shape and word beside it."""


@pages.get("")
def listed() -> str:
    """This function will list the archives that the officer may read, and heads without one."""
    words = request.args.get("q", "").strip()[:LONGEST]
    return render_template("archives.html", found=view(verbs.archive_list, words=words), token=secrets.token_hex(16))


@pages.get("/<key:person_id>")
def archive(person_id: str) -> str:
    """This function will show a person's archive and portrait as of a day."""
    return _drawn(person_id, printed=False)


@pages.get("/<key:person_id>/print")
def paper(person_id: str) -> str:
    """This function will show the same for printing; that it was printed is noted."""
    return _drawn(person_id, printed=True)


def _drawn(person_id: str, *, printed: bool) -> str:
    day = day_of(request.args.get("as_of", ""))
    found = view(verbs.archive_paper if printed else verbs.archive_page, person_id=PersonId(person_id), as_of=day)
    return render_template("archive.html", found=found, printed=printed, shapes=SHAPES, today=today(), anchor=anchor)


def anchor(number: str) -> str:
    """This function will give the mark of an entry on its page: letters and digits, whatever its number holds."""
    return f"e{hashlib.sha256(number.encode()).hexdigest()[:12]}"
