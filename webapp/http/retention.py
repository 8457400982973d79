"""保管销毁: what is due, the list of destruction with its three people, holds."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import CaseId
from webapp.http.acting import act, ticked, typed
from webapp.http.door import view
from webapp.usecases import holds
from webapp.usecases import retention as verbs
from webapp.usecases.retention_pages import retention_page

pages = Blueprint("retention", __name__, url_prefix="/retention")
MOST = 500


@pages.get("")
def page() -> str:
    """This function will show what is due, what waits for the viewer and the register of destruction."""
    return render_template("retention.html", page=view(retention_page, cursor=request.args.get("cursor", "")))


@pages.post("")
def propose() -> Response:
    """This function will propose that the ticked cases are destroyed."""
    case_ids = [CaseId(one) for one in request.form.getlist("case")[:MOST]]
    return act(verbs.propose_destruction, url_for("retention.page"), "已列入销毁清单，等待审核。", case_ids=case_ids)


@pages.post("/check")
def check() -> Response:
    """This function will agree to the ticked cases as the second person, or refuse them with the reason."""
    if ticked("refuse"):
        return _refuse()
    done = "已审核，送书记批准。"
    return act(verbs.check_destruction, url_for("retention.page"), done, item_ids=_items())


@pages.post("/decide")
def decide() -> Response:
    """This function will decide on the ticked cases, or refuse them with the reason."""
    if ticked("refuse"):
        return _refuse()
    done = "已批准，一分钟内由系统销毁，不能恢复。"
    return act(verbs.decide_destruction, url_for("retention.page"), done, item_ids=_items())


def _refuse() -> Response:
    done = "已退出销毁清单，继续保管。"
    given = {"item_ids": _items(), "reason": typed("reason")}
    return act(verbs.refuse_destruction, url_for("retention.page"), done, **given)  # type: ignore[arg-type]


def _items() -> list[str]:
    return request.form.getlist("item")[:MOST]


@pages.post("/holds/<key:case_id>")
def hold(case_id: str) -> Response:
    """This function will set a hold on a case, or on every case of its person."""
    given = {"case_id": CaseId(case_id), "of_person": ticked("of_person")}
    words = {"reason": typed("reason"), "basis": typed("basis")}
    back = url_for("cases.case", case_id=case_id, _anchor="holds")
    return act(holds.set_hold, back, "已暂缓销毁，解除以前不会销毁。", **given, **words)  # type: ignore[arg-type]


@pages.post("/holds/<key:hold_id>/ask")
def ask(hold_id: str) -> Response:
    """This function will ask that a hold be lifted."""
    done = "已申请解除，须另一人同意。"
    return act(holds.ask_lifting, _back(), done, hold_id=hold_id, reason=typed("reason"))


@pages.post("/holds/<key:hold_id>/lift")
def lift(hold_id: str) -> Response:
    """This function will lift a hold that another one asked to lift, or let it stay."""
    agree = ticked("agree")
    done = "已解除暂缓销毁。" if agree else "继续暂缓销毁。"
    return act(holds.lift_hold, _back(), done, hold_id=hold_id, agree=agree)


def _back() -> str:
    """The case from whose page it was asked; the page of keeping for every other."""
    case_id = typed("case")[:64]
    return url_for("cases.case", case_id=case_id, _anchor="holds") if case_id else url_for("retention.page")
