"""The leader's page (批阅) and the list approval (呈批表): two taps an item, three a list; 圈阅 is not 同意."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.forms import DECISION, Fault, Form, Option, contradicts
from webapp.http import answering
from webapp.http.door import run, view
from webapp.http.form_rendering import Posted
from webapp.http.posting import read_posted
from webapp.http.texts import t
from webapp.usecases import approvals as verbs
from webapp.usecases.views.tasks import TaskView

pages = Blueprint("leader", __name__)
AGREE = "agree"
OPINION, REMARK = "opinion", "remark"
OWN_KEYS = frozenset({DECISION, OPINION, REMARK})
"""Keys of a leader's form that the page draws by itself: three buttons and one box for words."""
PAPER_KEYS = frozenset({"on_paper", "words", "scan"})
"""Keys of what a registrar writes for a leader who decided on paper: folded, but open as soon as it asks for more."""
HOUSE_PHRASES = (
    "同意，按程序办理。",
    "同意，抓紧办理，结果报我。",
    "注意方式方法，做好安全预案。",
    "请分管领导把关后实施。",
    "请补充材料后再报。",
    "依据不足，不同意所提意见。",
)
"""Offered to a leader who has written no phrases of his or her own yet."""
WORDS, PHRASE = "_words", "_phrase"
ORDER = {AGREE: 0, "return": 1, "refuse": 2}


def decisions(form: Form) -> tuple[Option, ...]:
    """This function will give the buttons of a leader's form, agreement first."""
    found = next((one.options for one in form.walk() if one.key == DECISION), ())
    return tuple(sorted(found, key=lambda one: ORDER.get(one.value, len(ORDER))))


def drawn_by_page(form: Form) -> frozenset[str]:
    """This function will give the keys that the page draws by itself: of a form that asks for no decision none."""
    return OWN_KEYS if decisions(form) else frozenset()


def is_led(form: Mapping[str, str]) -> bool:
    """This function will tell whether a decision came from the leader's page, whose box for words is always sent."""
    return DECISION in form and WORDS in form


def words_of(task: TaskView, posted: Posted) -> str:
    """This function will give what stands in the box for words: what was typed, else the draft's opinion or remark."""
    kept = task.form_state.values if task.form_state else {}
    typed = [*posted.get(OPINION, ()), *posted.get(REMARK, ())]
    return next((text for text in typed if text), "") or str(kept.get(OPINION) or kept.get(REMARK) or "")


def decide(task_id: str, redraw: Callable[[Posted, tuple[object, ...]], str]) -> Response | tuple[str, int]:
    """This function will take a leader's decision; the words go where the form keeps them.

    A picked phrase that says another decision than the button is asked about: one of the two was a slip.
    """
    posted = read_posted(request.form)
    phrase, typed, decision = (request.form.get(name, "").strip() for name in (PHRASE, WORDS, DECISION))
    place = REMARK if decision == AGREE else OPINION
    if contradicts(phrase, decision):
        return redraw({**posted.fields, place: [typed]}, (_slip(phrase),)), 422
    said = "\n".join(part for part in (phrase, typed) if part)
    fields = {**posted.fields, place: [said]} if said else posted.fields
    whole = dataclasses.replace(posted, fields=fields)
    return answering.hand_in(task_id, whole, page="tasks.task", home="inbox.tasks", redraw=redraw)


def _slip(phrase: str) -> Fault:
    sentence = t("常用语“{phrase}”与所选的办理意见不一致，请重新选择。", phrase=phrase)
    return Fault(field=OPINION, label=t("批示"), sentence=sentence)


@pages.get("/approvals")
def approvals() -> str:
    """This function will show every waiting request that may be agreed to in a list."""
    return approval_list("all")


@pages.get("/approvals/<word:kind>")
def approval_list(kind: str) -> str:
    """This function will show the requests of one kind; nothing is agreed to yet."""
    found = view(verbs.approval_list, kind=kind)
    return render_template("approvals.html", found=found, token=secrets.token_hex(16))


@pages.post("/approvals/<word:kind>")
def agree(kind: str) -> Response | str:
    """This function will count first and agree at the second click: both counts are the server's."""
    single = {
        name.removeprefix("single.")
        for name, text in request.form.items()
        if name.startswith("single.") and text == "1"
    }
    found = view(verbs.approval_list, kind=kind)
    ids = tuple(row.task_id for row in found.rows if row.listable and row.task_id not in single)
    asked = request.form.get("confirm", "")
    if asked != str(len(ids)) or not ids:
        confirmed = dataclasses.replace(found, agreed=len(ids), excepted=frozenset(single), confirm=bool(ids))
        return render_template("approvals.html", found=confirmed, token=request.form.get("_token", "")[:64])
    count = run(verbs.agree_list, kind=kind, task_ids=ids, token=request.form.get("_token", ""), confirm=True)
    flash(t("已同意{count}件。单独批阅的仍在待办事项中。", count=count))
    return redirect(url_for("inbox.tasks"))
