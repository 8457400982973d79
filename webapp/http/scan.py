"""Paper that comes back: look a code up, keep the scan, write off what was signed outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import FormRejected, NotFound, Refused
from webapp.domain.ids import TaskId
from webapp.http.acting import LATE, act, sent_file, typed, typed_day
from webapp.http.answering import drawn, with_faults
from webapp.http.door import run, view
from webapp.http.house import today
from webapp.http.posting import read_posted, with_row, without_row
from webapp.http.texts import say, t
from webapp.usecases import scans, tasks
from webapp.usecases.paper_requests import KINDS, register_request
from webapp.usecases.views.office import ScanView

pages = Blueprint("scan", __name__, url_prefix="/scan")
LONGEST_CODE = 40
REDRAWING = ("_add", "_remove", "_save")
Fields = Mapping[str, Sequence[str]]


@pages.get("")
def look_up() -> str | tuple[str, int]:
    """This function will ask for a code and say where it leads."""
    code = request.args.get("code", "").strip()[:LONGEST_CODE]
    if not code:
        view(scans.scan_door)
        return render_template("scan.html", found=None, code="", fault="")
    try:
        found: ScanView = view(scans.scan_lookup, code=code)
    except NotFound:
        fault = "没有这个回传码，请核对后重新输入。"
        return render_template("scan.html", found=None, code=code, fault=fault), 404
    kinds = tuple((one, t(word)) for one, word in KINDS.items())
    return render_template("scan.html", found=found, code=code, fault="", today=today(), kinds=kinds)


@pages.post("")
def send_back() -> Response:
    """This function will keep a scan at the step that its code names."""
    code, file = typed("code")[:LONGEST_CODE], sent_file("file")
    back = url_for("scan.look_up", code=code)
    if file is None:
        flash(t("请选择扫描件。"), LATE)
        return redirect(back)
    return act(scans.scan_back, back, "扫描件已存入该环节。", code=code, name=file.filename or "", content=file.read())


@pages.get("/<key:task_id>")
def paper(task_id: str) -> str:
    """This function will show the form of a step to write off from its signed scan."""
    return _drawn(task_id, {}, ())


@pages.post("/<key:task_id>")
def register(task_id: str) -> Response | str | tuple[str, int]:
    """This function will register what the signed paper says."""
    posted = read_posted(request.form)
    fields = {name: texts for name, texts in posted.fields.items() if name not in ("signed_on", "original_at")}
    if any(name in request.form for name in REDRAWING):
        return _drawn(task_id, _changed(fields), ())
    signed_on = typed_day("signed_on")
    if signed_on is None:
        flash(t("请填写签名日期。"), LATE)
        return _drawn(task_id, fields, ()), 422
    try:
        done = run(
            scans.register_paper,
            task_id=TaskId(task_id),
            token=posted.token,
            posted=fields,
            signed_on=signed_on,
            original_at=typed("original_at"),
            signer=_signer(),
        )
    except FormRejected as rejected:
        return _drawn(task_id, fields, rejected.faults), 422  # type: ignore[arg-type]
    except Refused as refused:
        flash(say(refused.message), LATE)
        return _drawn(task_id, fields, ()), 403
    flash(say(view(tasks.what_next, task_id=TaskId(task_id)) or done.sentence))
    return redirect(url_for("scan.look_up"))


@pages.post("/<key:task_id>/request")
def ask(task_id: str) -> Response:
    """This function will register an application that came on paper."""
    back, signed_on = url_for("scan.look_up", code=typed("code")[:LONGEST_CODE]), typed_day("signed_on")
    if signed_on is None:
        flash(t("请填写签名日期。"), LATE)
        return redirect(back)
    return act(
        register_request,
        back,
        "申请已登记，由有权决定的人员办理。",
        task_id=TaskId(task_id),
        kind=typed("kind"),
        reason=typed("reason"),
        until=typed_day("until"),
        signed_on=signed_on,
        original_at=typed("original_at"),
        signer=_signer(),
    )


def _signer() -> str:
    """Whose paper it is, where a unit has several who may sign."""
    return request.args.get("signer", "")[:64]


def _changed(fields: Fields) -> Fields:
    """Nothing is kept of another person's paper before it is registered: rows and fields are drawn again only."""
    if group := request.form.get("_add"):
        return with_row(fields, group)
    row = request.form.get("_remove")
    return without_row(fields, row) if row else fields


def _drawn(task_id: str, fields: Fields, faults: tuple[object, ...]) -> str:
    found = view(scans.paper_page, task_id=TaskId(task_id), signer=_signer(), posted=fields)
    state = with_faults(found.form_state, faults)
    return render_template(
        "paper.html",
        found=found,
        state=state,
        faults=faults,
        controls=drawn(state, None, fields, frozenset()),
        signed_on=typed("signed_on"),
        original_at=typed("original_at"),
        today=today(),
    )
