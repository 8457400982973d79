"""Messages between matters (消息往来): of one case, and the supervisors' list; an unseen end is not even numbered."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import CaseId
from webapp.http.door import view
from webapp.usecases import message_pages

pages = Blueprint("messages", __name__)
STATES = (("all", "全部"), ("waiting", "待送达"), ("no_receiver", "接收流程未启用"), ("faulty", "故障"))
SHAPES = {"delivered": "done", "waiting": "run", "faulty": "late"}


@pages.get("/messages")
def listed() -> str:
    """This function will list the messages of which the supervisor sees an end."""
    asked = request.args
    found = view(message_pages.messages_passed, state=asked.get("state", "all"), cursor=asked.get("cursor", ""))
    params = {name: text for name, text in asked.items() if name != "cursor"}
    return render_template("messages.html", found=found, case=None, states=STATES, shapes=SHAPES, params=params)


@pages.get("/cases/<key:case_id>/messages")
def of_case(case_id: str) -> str | Response:
    """This function will show the messages of a case; who has not answered the question of recusal does so first."""
    found = view(message_pages.case_messages, case_id=CaseId(case_id))
    if not found.declared:
        return redirect(url_for("cases.case", case_id=case_id))
    return render_template("messages.html", found=found, case=found, states=STATES, shapes=SHAPES, params={})
