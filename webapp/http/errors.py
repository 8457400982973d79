"""Errors in words: what happened, what became of the typed text, what to do next."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from webapp.domain import errors
from webapp.domain.forms.bounds import MAX_ANSWER
from webapp.http.door import is_concerned, signed_in
from webapp.http.house import house
from webapp.http.replaying import what_was_typed
from webapp.http.security import FILES_AT_ONCE
from webapp.http.texts import own, say, t
from webapp.settings import MEGABYTE

log = logging.getLogger("shibiyan.http")
STATUS: tuple[tuple[type[errors.OfficeError], int], ...] = (
    (errors.NotFound, 404),
    (errors.Overtaken, 409),
    (errors.AlreadyThere, 409),
    (errors.AlreadySubmitted, 409),
    (errors.NotOpen, 409),
    (errors.HandedIn, 409),
    (errors.Refused, 403),
    (errors.TooOften, 429),
    (errors.FormRejected, 422),
    (errors.DeploymentRefused, 422),
    (errors.Incident, 500),
    (errors.Unavailable, 503),
    (errors.OfficeError, 400),
)
"""The first that fits."""
HTTP_WORDS = {
    400: "提交的内容不完整，请返回后重试。",
    405: "该地址不能这样打开，请从菜单进入。",
    413: "一次提交的内容太多，没有收下。",
    429: "操作过于频繁，请稍后再试。",
}
RETRY_SECONDS = "10"
BYTES_OF_A_WORD = 3
"""So many take a Chinese character."""


def add_to(app: Flask) -> None:
    """This function will give every error its page."""
    app.register_error_handler(errors.OfficeError, _office_error)
    app.register_error_handler(CSRFError, _form_not_ours)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def status_of(error: errors.OfficeError) -> int:
    """This function will give the HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def _office_error(error: errors.OfficeError) -> Response:
    if isinstance(error, errors.ProofWanted):
        from webapp.http.proofs import to_proof

        return to_proof()
    status = status_of(error)
    if status == 404:
        return _not_found()
    if status == 503:
        return _unavailable(error)
    whom = (
        t("如有疑问，请与来函所列联系人联系。") if is_concerned() else t("如需办理，请联系室主任或者案件监督管理室。")
    )
    lines = {
        403: (whom,),
        409: (t("刷新后可以看到现在的情况。"),),
        429: (t("已经填写的内容没有丢失，到时可以再次提交。"),) if request.method == "POST" else (),
        500: (t("事项停在原处，没有丢失内容；请联系系统管理员，并告知时间。"),),
    }.get(status, ())
    answer = _page(status, say(error.message), lines, replay=status in (403, 409, 429) and request.method == "POST")
    if isinstance(error, errors.TooOften):
        answer.headers["Retry-After"] = http_date(error.until)
    return answer


def _not_found() -> Response:
    """The same body for what is absent, foreign or recused."""
    lines = (t("请核对编号后重新查找。"), t("如果这件事应由您办理，请联系本室主任或者案件监督管理室。"))
    return _page(404, t("该事项不存在或您无权查看"), lines[:1] if is_concerned() else lines)


def _unavailable(error: errors.OfficeError) -> Response:
    lines = (t("请稍后重试，本页会自动恢复。"), t("急件可以先用纸质办理：打印、签名、扫描回传，效力相同。"))
    answer = _page(503, say(error.message), lines, replay=request.method == "POST")
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _form_not_ours(_: CSRFError) -> Response:
    lines = [t("本页打开时间过长，或者浏览器清除了登录信息。请核对下列内容后重试。")]
    if house().settings.secure_cookies and request.scheme != "https":  # else nobody finds out why nobody gets in
        lines.append(t("地址不是以https开头的，浏览器不送出登录信息：请用https打开；系统管理员请核对代理的TLS。"))
    return _page(400, t("表单已过期，内容未提交"), tuple(lines), replay=True)


def _http_error(error: HTTPException) -> Response:
    if error.code == 404:
        return _not_found()
    if error.response is not None:  # a redirect that routing asked for
        return make_response(error.get_response())
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    lines = _too_much() if status == 413 else ()
    return _page(status, t(HTTP_WORDS.get(status, "操作未能完成，请稍后再试。")), lines)


def _too_much() -> tuple[object, ...]:
    """Nothing of the form was read: what the draft does not hold is not here."""
    size = house().office.largest_file // MEGABYTE
    return (
        t(
            "每个文件不能超过{limit}MB，一次提交合计不能超过{total}MB；请减少文件，分几次上传。",
            limit=size,
            total=size * FILES_AT_ONCE,
        ),
        t("所填文字合计不能超过{count}万字。", count=MAX_ANSWER // BYTES_OF_A_WORD // 10_000),
        t("上次保存的草稿仍在；此后填写的文字没有收到，请退回上一页核对。"),
    )


def _fault(error: Exception) -> Response:
    """The fault's own text may hold contents: only its type and its places are logged."""
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)))
    log.error("fault=%s endpoint=%s at=%s", type(error).__name__, request.endpoint, places[:600])
    return _page(
        500,
        t("系统出错，内容未提交") if request.method == "POST" else t("系统出错，页面未能打开"),
        (t("请稍后重试；仍不行的，请联系系统管理员，并告知时间。"),),
        replay=request.method == "POST",
    )


def _page(status: int, heading: object, lines: tuple[object, ...], *, replay: bool = False) -> Response:
    links: list[tuple[object, str]] = []
    if request.method == "GET" and status in (409, 503):
        links.append((t("刷新"), request.full_path.rstrip("?")))
    if status in (403, 409) and request.method == "POST":
        links.append((t("刷新"), _nearest_page()))
    if status == 413:
        links.append((t("返回填写"), _nearest_page()))
    if signed_in():
        links.append((t("回到来函与答复") if is_concerned() else t("回到首页"), url_for("session.home")))
    g.from_error = True
    page = render_template(
        "error.html",
        heading=heading,
        lines=lines,
        links=links,
        replay=what_was_typed() if replay else None,
        again=status == 503 and request.method == "GET",
        help=_help(),
    )
    return make_response(page, status)


def _nearest_page() -> str:
    """The address itself or the nearest above it that opens as a page."""
    addresses, path = current_app.create_url_adapter(request), request.path
    while addresses is not None and path.count("/") > 1:
        if addresses.test(path, method="GET"):
            return path
        path = path.rpartition("/")[0]
    return url_for("session.home")


def _help() -> object:
    return t("需要帮助：{name}，{phone}", name=own(house().settings.office_name), phone=house().settings.office_phone)
