"""Words from outside: what waits for the superior or for a reporter's further letter, and recording it."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.http.acting import LATE, act, typed, typed_day
from webapp.http.door import view
from webapp.http.house import today
from webapp.http.texts import t
from webapp.usecases import outside_words

pages = Blueprint("outside_words", __name__, url_prefix="/outside-words")
LONGEST_NUMBER, LONGEST_LETTER = 40, 20_000


@pages.get("")
def waiting() -> str:
    """This function will list the steps that wait for a word, a page at a time."""
    found = view(
        outside_words.words_waiting,
        number=request.args.get("q", "")[:LONGEST_NUMBER],
        cursor=request.args.get("cursor", ""),
    )
    return render_template("outside_words.html", found=found, token=secrets.token_urlsafe(16), today=today())


@pages.post("/<key:wait_id>")
def record(wait_id: str) -> Response:
    """This function will record a word and hand it to the case that waits for it."""
    back, received_on = url_for("outside_words.waiting"), typed_day("received_on")
    if received_on is None:
        flash(t("请填写收到日期。"), LATE)
        return redirect(back)
    return act(
        outside_words.record_word,
        back,
        "来文已登记并送达事项。",
        wait_id=wait_id,
        token=typed("token")[:64],
        document=typed("document"),
        received_on=received_on,
        text=typed("text", LONGEST_LETTER),
    )
