"""Meetings (议题单): what waits for which body, the agenda, attendance, opinions, decisions, minutes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId
from webapp.http.acting import LATE, act, typed, typed_day
from webapp.http.door import run, view
from webapp.http.downloads import download
from webapp.http.house import today
from webapp.http.texts import say, t
from webapp.usecases import (
    agreeing,
    deliberating,
    item_pages,
    listing,
    meeting_pages,
    meetings,
    minutes,
    outside_decisions,
)
from webapp.usecases.declaring import KINDS

pages = Blueprint("meetings", __name__, url_prefix="/meetings")
STATES = {"planned": "待召开", "held": "已到会", "signed": "纪要已签发"}
ITEM_STATES = {
    "waiting": "待研究",
    "listed": "待研究",
    "decided": "已形成结果",
    "returned": "退回补充",
    "withdrawn": "已撤下",
    "left": "留待下次会议",
}


@pages.get("")
def meeting_list() -> str:
    """This function will list bodies with what waits for them, and meetings."""
    found = view(meeting_pages.meeting_list)
    return render_template("meetings.html", found=found, states=STATES, item_states=ITEM_STATES, today=today())


@pages.post("")
def plan() -> Response:
    """This function will plan a meeting and open its page."""
    on = typed_day("on")
    if on is None:
        flash(t("请填写会议日期。"), LATE)
        return redirect(url_for("meetings.meeting_list"))
    try:
        meeting_id = run(meetings.plan_meeting, body=typed("body"), on=on, place=typed("place"))
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(url_for("meetings.meeting_list"))
    return redirect(url_for("meetings.meeting", meeting_id=meeting_id))


@pages.get("/<key:meeting_id>")
def meeting(meeting_id: str) -> str:
    """This function will show a meeting with its agenda."""
    page = request.args.get("page", 1, type=int)
    found = view(meeting_pages.meeting_page, meeting_id=meeting_id, page=page, at=request.args.get("at", ""))
    return render_template("meeting.html", found=found, states=STATES, item_states=ITEM_STATES)


@pages.get("/<key:meeting_id>/items/<key:item_id>")
def item(meeting_id: str, item_id: str) -> str:
    """This function will show the material of an item to a member who is to study it."""
    found = view(item_pages.item_page, meeting_id=meeting_id, item_id=item_id)
    return render_template("item.html", item=found, recusals=tuple(KINDS.items()))


@pages.post("/<key:meeting_id>/items/<key:item_id>/recusal")
def declare(meeting_id: str, item_id: str) -> Response:
    """This function will answer the question of recusal about an item's subject; who steps back leaves the item."""
    if not run(item_pages.declare_about_item, meeting_id=meeting_id, item_id=item_id, answer=typed("answer")):
        return redirect(url_for("meetings.item", meeting_id=meeting_id, item_id=item_id))
    flash(t("已登记回避，您不参加本议题的研究和表决。"))
    return redirect(_page(meeting_id))


@pages.post("/<key:meeting_id>/members")
def set_members(meeting_id: str) -> Response:
    """This function will write who is there and who stands in."""
    substitutes = {
        PersonId(name.removeprefix("for.")): PersonId(who)
        for name, who in request.form.items()
        if name.startswith("for.") and who
    }
    return act(
        meetings.set_members,
        _page(meeting_id),
        "到会人员已登记。",
        meeting_id=meeting_id,
        present=[PersonId(one) for one in request.form.getlist("present")],
        substitutes=substitutes,
        chair_id=PersonId(typed("chair")) if typed("chair") else None,
        on=typed_day("on"),
        place=typed("place"),
    )


@pages.post("/<key:meeting_id>/items")
def list_items(meeting_id: str) -> Response:
    """This function will put ticked items on the agenda, one act for each."""
    count = run(listing.list_items, meeting_id=meeting_id, item_ids=request.form.getlist("item"))
    return _listed(meeting_id, count)


@pages.post("/<key:meeting_id>/group")
def list_group(meeting_id: str) -> Response:
    """This function will put all that waits of one measure and period on the agenda."""
    measure, _, period = typed("group").partition("/")
    return _listed(meeting_id, run(listing.list_group, meeting_id=meeting_id, measure=measure, period=period))


def _listed(meeting_id: str, count: int) -> Response:
    flash(t("已列入{count}项议题。", count=count))
    return redirect(_page(meeting_id))


@pages.post("/<key:meeting_id>/agree")
def agree(meeting_id: str) -> Response:
    """This function will record that all agree to the items on which nobody has spoken."""
    count = run(agreeing.agree_to_the_rest, meeting_id=meeting_id)
    flash(t("已登记{count}项一致同意。", count=count))
    return redirect(_page(meeting_id))


@pages.post("/<key:meeting_id>/items/<key:item_id>/leave")
def leave(meeting_id: str, item_id: str) -> Response:
    """This function will leave an item for the next meeting."""
    done = "该议题留待下次会议。"
    return act(deliberating.leave_item, _page(meeting_id), done, item_id=item_id, reason=typed("reason"))


@pages.post("/<key:meeting_id>/items/<key:item_id>/return")
def send_back(meeting_id: str, item_id: str) -> Response:
    """This function will send an item back for more material."""
    done = "已退回补充，纪要签发后送达事项。"
    return act(deliberating.return_item, _page(meeting_id, item_id), done, item_id=item_id, reason=typed("reason"))


@pages.post("/<key:meeting_id>/items/<key:item_id>/again")
def hear_again(meeting_id: str, item_id: str) -> Response:
    """This function will let everybody speak anew on an item."""
    done = "请重新发表意见，此前的意见已另存。"
    return act(deliberating.hear_again, _page(meeting_id), done, item_id=item_id, reason=typed("reason"))


@pages.post("/<key:meeting_id>/items/<key:item_id>/recuse")
def recuse(meeting_id: str, item_id: str) -> Response:
    """This function will take a member out of one item."""
    person = PersonId(typed("person"))
    return act(deliberating.recuse_member, _page(meeting_id), "回避已登记。", item_id=item_id, person_id=person)


@pages.post("/<key:meeting_id>/items/<key:item_id>/opinion")
def opinion(meeting_id: str, item_id: str) -> Response:
    """This function will write a member's opinion on an item."""
    return act(
        deliberating.give_opinion,
        _page(meeting_id, item_id),
        "意见已登记。",
        item_id=item_id,
        person_id=PersonId(typed("person")),
        stand=typed("stand"),
        text=typed("text"),
    )


@pages.post("/<key:meeting_id>/items/<key:item_id>/decision")
def decision(meeting_id: str, item_id: str) -> Response:
    """This function will write what the meeting decided."""
    return act(
        deliberating.decide_item,
        _page(meeting_id, item_id),
        "结果已登记，纪要签发后送达事项。",
        item_id=item_id,
        result=typed("result"),
        reason=typed("reason"),
    )


@pages.post("/items/<key:item_id>/outside")
def outside(item_id: str) -> Response:
    """This function will record what another organ decided on an item."""
    on = typed_day("on")
    back = url_for("meetings.meeting_list")
    if on is None:
        flash(t("请填写决定的日期。"), LATE)
        return redirect(back)
    return act(
        outside_decisions.record_outside,
        back,
        "结果已登记并送达事项。",
        item_id=item_id,
        result=typed("result"),
        document=typed("document"),
        on=on,
        reason=typed("reason"),
    )


@pages.post("/<key:meeting_id>/sign")
def sign(meeting_id: str) -> Response:
    """This function will sign the minutes and hand each decision to its case."""
    try:
        signed = run(minutes.sign_minutes, meeting_id=meeting_id)
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(_page(meeting_id))
    flash(t("纪要{number}已签发，{count}项结果已送达事项。", number=signed.number, count=signed.delivered))
    if signed.waiting:
        flash(t("另有{count}项由系统继续送达。", count=signed.waiting))
    return redirect(_page(meeting_id))


@pages.get("/<key:meeting_id>/minutes")
def read_minutes(meeting_id: str) -> str:
    """This function will show the minutes, before the signing as a draft."""
    html = view(minutes.minutes_page, meeting_id=meeting_id)
    return render_template("minutes.html", html=html, meeting_id=meeting_id)


@pages.get("/<key:meeting_id>/minutes.pdf")
def print_minutes(meeting_id: str) -> Response:
    """This function will give the minutes to print."""
    name, content = view(minutes.minutes_file, meeting_id=meeting_id)
    return download(name, content, "application/pdf")


def _page(meeting_id: str, item_id: str = "") -> str:
    anchor = f"i-{item_id}" if item_id else None
    return url_for("meetings.meeting", meeting_id=meeting_id, at=item_id or None, _anchor=anchor)
