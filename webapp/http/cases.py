"""Cases: the list, and the page that says what a case waits for, who can act and until when; with its few verbs."""

from __future__ import annotations

import secrets
from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import CaseId, TaskId, UnitId
from webapp.http.answering import on_sheet
from webapp.http.diagrams import drawn
from webapp.http.door import run, view
from webapp.http.meetings import ITEM_STATES
from webapp.http.register import given_up
from webapp.http.texts import t
from webapp.usecases import applications
from webapp.usecases import cases as verbs
from webapp.usecases.answer_sheets import answer_sheet
from webapp.usecases.declaring import KINDS
from webapp.usecases.differing import settle_difference
from webapp.usecases.stepping_back import judge_work, record_recheck
from webapp.usecases.views.cases import SeenRow

pages = Blueprint("cases", __name__)
APPLICATION_STATES = {"open": "待批准", "granted": "已同意", "refused": "不同意", "withdrawn": "已撤回"}
STATUSES = (("open", "在办"), ("closed", "已办结"), ("ended", "已终止"), ("given_up", "已放弃登记"), ("all", "全部"))


@pages.get("/cases")
def case_list() -> str:
    """This function will list the cases that the officer may see."""
    asked = request.args
    found = view(
        verbs.case_list,
        words=asked.get("q", "").strip()[:100],
        measure=asked.get("measure", ""),
        status=asked.get("status", "open"),
        cursor=asked.get("cursor", ""),
        tag=asked.get("tag", "")[:64],
    )
    params = {name: text for name, text in asked.items() if name != "cursor"}
    return render_template("cases.html", found=found, statuses=STATUSES, params=params)


@pages.get("/cases/<key:case_id>")
def case(case_id: str) -> str:
    """This function will show a case."""
    found = view(verbs.case_page, case_id=CaseId(case_id), diagram=request.args.get("diagram", "")[:64])
    return render_template(
        "case.html",
        case=found,
        application_states=APPLICATION_STATES,
        item_states=ITEM_STATES,
        seen=_seen(found.seen),
        recusals=tuple(KINDS.items()),
        token=secrets.token_hex(16),
    )


@pages.get("/cases/<key:case_id>/sheets/<key:task_id>")
def sheet(case_id: str, task_id: str) -> str:
    """This function will show the answer sheet of a step of somebody outside, for printing."""
    found = view(answer_sheet, case_id=CaseId(case_id), task_id=TaskId(task_id))
    return render_template("answer_sheet.html", found=found, controls=on_sheet(found), own_page="")


@pages.post("/cases/<key:case_id>/beside")
def beside(case_id: str) -> Response:
    """This function will begin what the page offers beside the case, and open its first task."""
    process, _, event = request.form.get("start", "").partition(":")
    named = {"process": process, "start_event": event, "token": request.form.get("_token", "")[:64]}
    task_id = run(verbs.start_beside, case_id=CaseId(case_id), **named)
    return redirect(url_for("tasks.task", task_id=task_id)) if task_id else _back(case_id)


@pages.post("/cases/<key:case_id>/recusal")
def recusal(case_id: str) -> Response:
    """This function will answer the question of recusal about the case's subject; who steps back sees it no more."""
    answer = request.form.get("answer", "")
    if not run(verbs.declare_about_case, case_id=CaseId(case_id), answer=answer):
        return _back(case_id)
    flash(t("已登记回避，本事项不再由您办理。"))
    return redirect(url_for("cases.case_list"))


@pages.get("/cases/<key:case_id>/diagram.xml")
def diagram(case_id: str) -> Response:
    """This function will give the diagram that the case is pinned to."""
    process = request.args.get("process", "")
    found = view(verbs.case_diagram, case_id=CaseId(case_id), process=process)
    return drawn(found.xml)


@pages.post("/cases/<key:case_id>/end")
def end(case_id: str) -> Response:
    """This function will apply for an early ending; somebody else decides."""
    reason, text = request.form.get("end_reason", ""), request.form.get("reason", "")
    run(verbs.apply_early_ending, case_id=CaseId(case_id), reason=reason, text=text)
    flash(t("提前终止的申请已送出，批准之前照常办理。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/give-up")
def give_up(case_id: str) -> Response:
    """This function will give up a registration of which nothing was handed in."""
    given_up(request.form.get("task_id", ""))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/urge")
def urge(case_id: str) -> Response:
    """This function will remind whoever holds a task of the case."""
    run(verbs.urge, task_id=TaskId(request.form.get("task_id", "")))
    flash(t("已催办，对方打开后留有回执。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/retry")
def retry(case_id: str) -> Response:
    """This function will try a faulty step once more."""
    run(verbs.retry, incident_id=request.form.get("incident_id", ""))
    flash(t("已重新办理。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/goes-on")
def goes_on(case_id: str) -> Response:
    """This function will decide that the case goes on although its head has left or its unit has passed on."""
    run(verbs.go_on, case_id=CaseId(case_id), reason=request.form.get("reason", ""))
    flash(t("已决定继续办理。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/moves-on")
def moves_on(case_id: str) -> Response:
    """This function will hand the case of a former unit over to a successor."""
    unit, reason = UnitId(request.form.get("unit", "")), request.form.get("reason", "")
    run(verbs.move_on, case_id=CaseId(case_id), unit_id=unit, reason=reason)
    flash(t("已转由承继单位办理。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/questions/<key:incident_id>")
def judge(case_id: str, incident_id: str) -> Response:
    """This function will decide whether what an officer did before stepping back counts."""
    stands, reason = request.form.get("stands") == "1", request.form.get("reason", "")
    run(judge_work, case_id=CaseId(case_id), incident_id=incident_id, stands=stands, reason=reason)
    flash(t("决定已记入办理记录。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/differences/<key:incident_id>")
def settle(case_id: str, incident_id: str) -> Response:
    """This function will decide what becomes of that which rests on work found to be otherwise."""
    handled, reason = request.form.get("handled") == "1", request.form.get("reason", "")
    run(settle_difference, case_id=CaseId(case_id), incident_id=incident_id, handled=handled, reason=reason)
    flash(t("决定已记入办理记录。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/rechecks/<key:incident_id>")
def recheck(case_id: str, incident_id: str) -> Response:
    """This function will write down what a check of a recused officer's work found."""
    agrees, words = request.form.get("agrees") == "1", request.form.get("reason", "")
    run(record_recheck, case_id=CaseId(case_id), incident_id=incident_id, agrees=agrees, words=words)
    flash(t("核实结果已记入办理记录。"))
    return _back(case_id)


@pages.post("/cases/<key:case_id>/applications/<key:application_id>")
def decide(case_id: str, application_id: str) -> Response:
    """This function will agree to or refuse an application on the case."""
    agree = request.form.get("agree") == "1"
    run(applications.decide, application_id=application_id, agree=agree, text=request.form.get("reason", ""))
    flash(t("已同意。") if agree else t("已作出不同意的决定。"))
    return _back(case_id)


def _seen(rows: tuple[SeenRow, ...]) -> tuple[tuple[SeenRow, int], ...]:
    """Who has seen what: the latest time of each, and how often."""
    counts = Counter((row.who, row.what, row.reason) for row in rows)
    latest = {(row.who, row.what, row.reason): row for row in sorted(rows, key=lambda row: row.at)}
    newest = sorted(latest.items(), key=lambda pair: pair[1].at, reverse=True)
    return tuple((row, counts[key]) for key, row in newest)


def _back(case_id: str) -> Response:
    return redirect(url_for("cases.case", case_id=case_id))
