"""What was typed outlives the session: kept on the server for its person, laid back into the form it came from."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.ids import TaskId
from webapp.domain.typed import Typed, TypedFile
from webapp.http.door import own_path, run, signed_in, view
from webapp.http.house import house
from webapp.http.refilling import KEPT, refilled, without
from webapp.http.texts import own, t
from webapp.usecases import kept_forms, tasks

pages = Blueprint("keeping", __name__)
FROM = "_from"
"""Every form says which page it stands on."""
OF_THE_PAGE = ("csrf_token", "_token", "_rev", "_draft", FROM, KEPT)
"""What a page draws anew by itself."""
SECRET = ("passwords", "factors", "proofs", "oidc")
NEVER = ("session.enter", "session.sign_out", "session.language")
"""Forms that hold passwords or codes, or nothing that anybody typed."""


def add_to(app: Flask) -> None:
    """This function will let kept files come along with a form, lay texts back into pages, and forget what was sent."""
    app.before_request(_bring_files)
    app.after_request(_lay_back)
    app.after_request(_forget_sent)


def typed_now() -> Typed | None:
    """This function will take what the request's form holds; None for one that is never kept."""
    endpoint = request.endpoint or ""
    if endpoint.partition(".")[0] in SECRET or endpoint in NEVER or endpoint.endswith(".draft"):
        return None
    pairs = tuple((name, text) for name, text in request.form.items(multi=True) if name not in OF_THE_PAGE)
    return Typed(path=request.path, page=own_path(request.form.get(FROM, "")), fields=pairs, files=_files())


def _files() -> tuple[TypedFile, ...]:
    """Files up to the size of one largest; what is beyond has to be chosen anew."""
    found, room = [], house().office.largest_file
    for box, file in request.files.items(multi=True):
        content = file.read() if file.filename else b""
        file.seek(0)
        if content and len(content) <= room:
            room -= len(content)
            found.append(TypedFile(box=box, name=file.filename or "", kind=file.mimetype, content=content))
    return tuple(found)


def lost_files(typed: Typed | None) -> bool:
    """This function will tell whether a file came that was too large to be kept."""
    sent = sum(1 for file in request.files.values() if file.filename)
    return sent > (len(typed.files) if typed else 0)


@pages.get("/kept/<key:kept_id>")
def back(kept_id: str) -> Response | str:
    """This function will lead to the form with what was typed: a task's draft, the page it stood on, or a plain one."""
    try:
        typed = view(kept_forms.own_form, kept_id=kept_id)
    except NotFound:
        return redirect(url_for("session.home"))
    if "plain" in request.args:
        return _plain(kept_id, typed)
    if (task_id := task_of(typed.path)) and not _into_draft(task_id, typed):
        return _plain(kept_id, typed)
    page = typed.page or page_of(typed.path)
    if not page:
        return _plain(kept_id, typed)
    return redirect(f"{page}{'&' if '?' in page else '?'}kept={kept_id}")


def _plain(kept_id: str, typed: Typed) -> str:
    return render_template("kept.html", typed=typed, kept_id=kept_id)


def task_of(path: str) -> TaskId | None:
    """This function will give the task whose form goes to a path, None for other forms."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="POST")
    except (HTTPException, RequestRedirect):
        return None
    return TaskId(values["task_id"]) if endpoint in ("tasks.complete", "portal.reply") else None


def page_of(path: str) -> str:
    """This function will give the path itself or the nearest above it that opens as a page, nothing where none does."""
    addresses = current_app.url_map.bind("")
    while path.count("/") > 1 or path.strip("/"):
        if addresses.test(path, method="GET"):
            return path
        path = path.rpartition("/")[0]
    return ""


def _into_draft(task_id: TaskId, typed: Typed) -> bool:
    fields: dict[str, list[str]] = {}
    for name, text in typed.fields:
        if not name.startswith("_"):
            fields.setdefault(name, []).append(text)
    try:
        run(tasks.save_draft, task_id=task_id, posted=fields)
    except OfficeError:
        flash(t("原来填写的内容不属于您可以办理的事项，未保存。"))
        return False
    return True


def _bring_files() -> None:
    """Files that were kept come along in the boxes that are left empty."""
    if request.method != "POST" or not signed_in() or KEPT not in request.form:
        return
    with suppress(OfficeError):
        typed = view(kept_forms.own_form, kept_id=request.form[KEPT][:64])
        chosen = [(box, file) for box, file in request.files.items(multi=True) if file.filename]
        boxes = {box for box, _ in chosen}
        kept = [(one.box, _file(one)) for one in typed.files if one.box not in boxes]
        request.files = ImmutableMultiDict([*chosen, *kept])


def _file(one: TypedFile) -> FileStorage:
    return FileStorage(BytesIO(one.content), filename=one.name, name=one.box, content_type=one.kind)


def _lay_back(answer: Response) -> Response:
    """A page that was asked for with what was typed shows it in its form; where it has no such form, a plain page."""
    kept_id = request.args.get("kept", "")
    if request.method != "GET" or not kept_id or answer.status_code != 200 or answer.mimetype != "text/html":
        return answer
    try:
        typed = view(kept_forms.own_form, kept_id=kept_id[:64])
    except OfficeError:
        return answer
    page = refilled(answer.get_data(as_text=True), typed, kept_id=kept_id, here=request.path, notice=_notice(typed))
    if page is None:
        return redirect(url_for("keeping.back", kept_id=kept_id, plain=1))
    answer.set_data(page)
    return answer


def _notice(typed: Typed) -> str:
    names = "、".join(one.name for one in typed.files)
    files = t("文件也已保留，提交时一并送出：{names}", names=own(names)) if names else ""
    return f"<p>{t('您填写的内容已放回表单，请核对后提交。')}{files}</p>"


def _forget_sent(answer: Response) -> Response:
    if request.method == "POST" and answer.status_code < 400 and signed_in() and KEPT in request.form:
        with suppress(OfficeError):
            run(kept_forms.drop_form, kept_id=request.form[KEPT][:64])
    return answer


def page_address() -> str:
    """This function will give the address of the page that is drawn, for its forms; nothing where it is an answer."""
    return without(request.full_path) if request.method == "GET" else own_path(request.form.get(FROM, ""))
