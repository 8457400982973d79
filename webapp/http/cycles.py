"""Yearly rounds (年度任务): preview, open, progress, reasons, retry."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from webapp.http.acting import act, typed
from webapp.http.door import view
from webapp.usecases import cycles, gaps, round_pages
from webapp.usecases.words import MEASURES

pages = Blueprint("cycles", __name__, url_prefix="/cycles")


@pages.get("")
def all_rounds() -> str:
    """This function will list the yearly rounds."""
    return render_template("cycles.html", found=view(round_pages.rounds_page), measures=MEASURES)


@pages.get("/<word:process>/<word:start_event>")
def look_up(process: str, start_event: str) -> Response:
    """This function will lead to another period of a round, as typed."""
    period = request.args.get("period", "").strip()[:10] or "-"
    return redirect(url_for("cycles.one_round", process=process, start_event=start_event, period=period))


@pages.get("/<word:process>/<word:start_event>/<key:period>")
def one_round(process: str, start_event: str, period: str) -> str:
    """This function will show one round: who belongs to it and why, the load of each officer, how far it is."""
    found = view(round_pages.round_page, process=process, start_event=start_event, period=period)
    return render_template("cycle.html", found=found, measures=MEASURES)


@pages.post("/<word:process>/<word:start_event>/<key:period>/open")
def open_round(process: str, start_event: str, period: str) -> Response:
    """This function will begin a round by hand: its list goes to the officer who checks it."""
    named = {"process": process, "start_event": start_event, "period": period}
    return act(cycles.open_round, _page(**named), "年度任务已开启，名单已送核对。", **named)


@pages.post("/<word:process>/<word:start_event>/<key:period>/retry")
def retry(process: str, start_event: str, period: str) -> Response:
    """This function will let what could not be opened be tried again."""
    named = {"process": process, "start_event": start_event, "period": period}
    return act(gaps.retry_round, _page(**named), "将立即重试。", **named)


@pages.post("/<word:process>/<word:start_event>/<key:period>/reasons")
def explain(process: str, start_event: str, period: str) -> Response:
    """This function will write why somebody has no case, or let the case be opened after all."""
    named = {"process": process, "start_event": start_event, "period": period}
    whose = {"kind": typed("kind"), "subject": typed("subject")}
    if typed("resume"):
        return act(gaps.resume, _page(**named), "已恢复开启。", **named, **whose)
    reason = {"reason": typed("reason"), "text": typed("text")}
    return act(gaps.explain_gap, _page(**named), "未办理由已写入。", **named, **whose, **reason)


def _page(process: str, start_event: str, period: str) -> str:
    return url_for("cycles.one_round", process=process, start_event=start_event, period=period)
