"""Lists of tasks: mine, open to claim, for the absent, done by me; and bulk acts on ticked rows."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.actor import Permission
from webapp.domain.errors import OfficeError
from webapp.domain.ids import TaskId
from webapp.http.door import actor, run, view
from webapp.http.tasks import day_of
from webapp.http.texts import say, t
from webapp.usecases import inbox
from webapp.usecases import tasks as verbs
from webapp.usecases.custody import told_of_openings
from webapp.usecases.digests import own_digest
from webapp.usecases.glass import to_review
from webapp.usecases.handing_back import just_back
from webapp.usecases.questions import own_questions
from webapp.usecases.retention_pages import keeping_waiting
from webapp.usecases.version_pages import versions_waiting
from webapp.usecases.views.tasks import InboxFilters, InboxRow

pages = Blueprint("inbox", __name__)
TABS = (("mine", "待办事项"), ("pool", "待领办"), ("absent", "受托事项"))
ENDPOINTS = {"mine": "inbox.tasks", "pool": "inbox.pool", "absent": "inbox.absent"}
DUE = (("", "全部"), ("late", "已超期"), ("today", "今日到期"), ("week", "本周到期"))
GROUPS = (("due", "按到期日"), ("subject", "按对象"), ("measure", "按措施"))
SORTS = (("due", "办理时限"), ("arrived", "到达时间"), ("priority", "缓急"), ("follow_up", "跟进日"))
DUE_GROUPS = {"late": "已超期", "today": "今日到期", "week": "五个工作日内到期", "later": "更晚"}
MOST_TICKED = 50


@pages.get("/tasks")
def tasks() -> str:
    """This function will show what the officer has to do, due first."""
    return _list("mine")


@pages.get("/tasks/pool")
def pool() -> str:
    """This function will show what is open to claim."""
    return _list("pool")


@pages.get("/tasks/absent")
def absent() -> str:
    """This function will show what the officer does for an absent colleague."""
    return _list("absent")


@pages.get("/tasks/done")
def done() -> str:
    """This function will show what the officer has done, and what each case waits for now."""
    rows = view(inbox.done_tasks, cursor=request.args.get("cursor", ""))
    return render_template("done.html", rows=rows)


@pages.post("/tasks/ticked")
def ticked() -> Response:
    """This function will do one act on every ticked row: claim, release, or set the follow-up date."""
    act, ids = request.form.get("act", ""), request.form.getlist("t")[:MOST_TICKED]
    failed: list[str] = []
    for task_id in ids:
        try:
            _one_act(act, task_id)
        except OfficeError as fault:
            failed.append(fault.message)
    flash(t("已办理{count}件。", count=len(ids) - len(failed)))
    for sentence in dict.fromkeys(failed):
        flash(say(sentence))
    return redirect(url_for("inbox.pool" if act == "claim" and failed else "inbox.tasks"))


def _one_act(act: str, task_id: str) -> None:
    if act == "claim":
        run(verbs.claim_task, task_id=TaskId(task_id))
    elif act == "release":
        run(verbs.release_task, task_id=TaskId(task_id))
    elif act == "follow-up":
        run(verbs.set_follow_up, task_id=TaskId(task_id), on=day_of(request.form.get("on", "")))


def _list(tab: str) -> str:
    asked = request.args
    filters = InboxFilters(
        tab=tab,
        measure=asked.get("measure", ""),
        due=asked.get("due", ""),
        words=asked.get("q", "").strip()[:100],
        group=asked.get("group", "due"),
        sort=asked.get("sort", "due"),
        cursor=asked.get("cursor", ""),
    )
    found = view(inbox.inbox, filters=filters)
    first = tab == "mine" and not filters.cursor
    told = view(own_digest) if first else None
    openings = view(told_of_openings) if first and actor().may(Permission.START_CASES) else ()
    asked_here = view(own_questions) if first and actor().may(Permission.ASSIGN_TASKS) else ()
    glass = len(view(to_review)) if first and actor().may(Permission.REVIEW_GLASS) else 0
    keeping = view(keeping_waiting) if first and actor().may(Permission.CHECK_DESTRUCTION) else 0
    versions = view(versions_waiting) if first and actor().may(Permission.PUBLISH_PROCESSES) else 0
    back = view(just_back) if first else ()
    groups = tuple(
        (name, tuple(rows)) for name, rows in groupby(found.rows, key=lambda row: _group(row, filters.group))
    )
    narrowed = bool(filters.measure or filters.due or filters.words)
    return render_template(
        "inbox.html",
        found=found,
        told=told,
        questions=asked_here,
        openings=openings,
        glass=glass,
        keeping=keeping,
        versions=versions,
        back=back,
        groups=groups,
        narrowed=narrowed,
        tabs=TABS,
        endpoints=ENDPOINTS,
        choices={"due": DUE, "group": GROUPS, "sort": SORTS},
        params={name: text for name, text in asked.items() if name != "cursor"},
    )


def _group(row: InboxRow, by: str) -> str:
    if by == "measure":
        return row.measure_name
    if by == "subject":
        return row.subject_name or row.unit_name or ""
    return DUE_GROUPS.get(row.group, row.group)
