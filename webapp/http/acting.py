"""Small forms of the office's housekeeping: act, say what happened in one line, go back to the page."""

from __future__ import annotations

import datetime as dt
from typing import ParamSpec, TypeVar

from flask import flash, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from webapp.domain.errors import NotOpen, Refused, TextTooLong
from webapp.domain.typed import within
from webapp.http.door import run
from webapp.http.downloads import download
from webapp.http.texts import say, t
from webapp.usecases.act import Course, UseCase

P = ParamSpec("P")
R = TypeVar("R")
LATE = "late"
LONGEST = 4000


def act(
    use_case: UseCase[P, R] | Course[P, R], back: str, done: str, /, *arguments: P.args, **named: P.kwargs
) -> Response:
    """This function will act and go back with a sentence; a refusal is said there, so that nothing else is lost.

    Raises TextTooLong: its page gives the long text back.
    """
    try:
        run(use_case, *arguments, **named)
    except TextTooLong:
        raise
    except (Refused, NotOpen) as refused:
        flash(say(refused.message), LATE)
    else:
        flash(t(done))
    return redirect(back)


def csv_file(name: str, content: bytes) -> Response:
    """This function will give a table as a file to keep."""
    return download(name, content, "text/csv")


def typed(name: str, longest: int = LONGEST) -> str:
    """This function will give what was typed into a box, blanks around it left out.

    Raises TextTooLong, whose page holds what was typed.
    """
    return within(request.form.get(name, ""), longest)


def typed_day(name: str) -> dt.date | None:
    """This function will give the day of a date box, None when it is empty or none."""
    try:
        return dt.date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def ticked(name: str) -> bool:
    """This function will tell whether a box is ticked."""
    return request.form.get(name, "") not in ("", "0")


def sent_file(name: str) -> FileStorage | None:
    """This function will give a file that was chosen, or None."""
    found = request.files.get(name)
    return found if found is not None and found.filename else None
