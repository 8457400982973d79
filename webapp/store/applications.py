"""Applications on a case (extension, early ending …), their approvals and decision; and remarks (沟通, 批示原文)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import AlreadyThere, NotFound, NotOpen
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import Application, Comment
from webapp.store import keys
from webapp.store.columns import Json
from webapp.store.db import AnyRow, Tx
from webapp.store.rows import KEY_COLUMNS, key_of_case
from webapp.store.tables import application, comment, data_key
from webapp.store.vault import Place

_CLEAR = ("id", "case_id", "kind", "status", "asked_by", "asked_at", "facts", "decided_at")
_ADD = sa.insert(application)
_SAME = sa.select(application.c.id).where(
    application.c.case_id == b("of_case"), application.c.kind == b("of_kind"), application.c.status == "open"
)
_WITH_KEY = sa.select(application, *KEY_COLUMNS).join(data_key, key_of_case(application), isouter=True)
_ONE = _WITH_KEY.where(application.c.id == b("application"))
_LOCK = _ONE.with_for_update(of=application)
_OF_CASE = _WITH_KEY.where(application.c.case_id == b("of_case")).order_by(application.c.asked_at, application.c.id)
_OPEN = _WITH_KEY.where(application.c.status == "open").order_by(application.c.asked_at, application.c.id)
_CHANGE = (
    sa.update(application)
    .where(application.c.id == b("application"), application.c.status == "open")
    .values(status=b("new_status"), approvals=b("list", type_=Json), decided_at=b("now"))
)
_OPEN_OF_CASE = sa.select(application.c.id, application.c.facts).where(
    application.c.case_id == b("of_case"), application.c.status == "open"
)
_WITHDRAW = (
    sa.update(application)
    .where(application.c.id == b("application"), application.c.status == "open")
    .values(status="withdrawn", decided_at=b("now"))
)
_COMMENT_FIELDS = ("id", "case_id", "task_id", "person_id", "at", "kind")
_ADD_COMMENT = sa.insert(comment)
_COMMENTS = (
    sa.select(comment, *KEY_COLUMNS)
    .join(data_key, key_of_case(comment), isouter=True)
    .where(comment.c.case_id == b("of_case"))
    .order_by(comment.c.at, comment.c.id)
)


def ask(tx: Tx, one: Application) -> None:
    """This function will write an application; raises AlreadyThere while one of its kind is open on the case."""
    if tx.execute(_SAME, {"of_case": one.case_id, "of_kind": one.kind}).first() is not None:
        raise AlreadyThere
    reason = keys.of_case(tx, one.case_id).seal(_place(one.id), one.reason.encode())
    row: dict[str, Any] = {name: getattr(one, name) for name in _CLEAR}
    tx.execute(
        _ADD, row | {"facts": dict(one.facts), "approvals": [dict(each) for each in one.approvals], "reason": reason}
    )


def lock(tx: Tx, application_id: str) -> Application:
    """This function will lock an application for a decision; raises NotFound."""
    return _found(tx.execute(_LOCK, {"application": application_id}).one_or_none(), tx)


def read(tx: Tx, application_id: str) -> Application:
    """This function will give an application (the caller checks its case); raises NotFound."""
    return _found(tx.execute(_ONE, {"application": application_id}).one_or_none(), tx)


def of_case(tx: Tx, case_id: CaseId) -> tuple[Application, ...]:
    """This function will give the applications of a case that the caller has checked, oldest first."""
    return tuple(_application(tx, row) for row in tx.execute(_OF_CASE, {"of_case": case_id}))


def open_ones(tx: Tx) -> tuple[Application, ...]:
    """This function will give all open applications, oldest first (the caller shows only what the viewer may see)."""
    return tuple(_application(tx, row) for row in tx.execute(_OPEN))


def decide(tx: Tx, one: Application, *, approval: Mapping[str, object], status: str, now: dt.datetime) -> None:
    """This function will add an approval (person, decision …) and set the status: open, granted, refused, withdrawn.

    Raises NotOpen when it was decided meanwhile.
    """
    listed = [*[dict(each) for each in one.approvals], dict(approval)]
    over = None if status == "open" else now
    values = {"application": one.id, "new_status": status, "list": listed, "now": over}
    if tx.execute(_CHANGE, values).rowcount != 1:
        raise NotOpen


def withdraw(tx: Tx, case_id: CaseId, *, steps: Collection[TaskId] | None, now: dt.datetime) -> None:
    """This function will withdraw the open applications that rest on steps which are over; all of them for None.

    Whoever has locked the case in this transaction knows whether there are any: without them no statement is run.
    """
    if not tx.memo.get(("asked", case_id), True) or (steps is not None and not steps):
        return
    found = tx.execute(_OPEN_OF_CASE, {"of_case": case_id}).all()
    over = [row.id for row in found if steps is None or row.facts.get("task") in steps]
    if over:
        tx.execute(_WITHDRAW, [{"application": one, "now": now} for one in over])


def remark(tx: Tx, one: Comment) -> None:
    """This function will add a remark to a case."""
    text = keys.of_case(tx, one.case_id).seal(_comment_place(one.id), one.text.encode())
    tx.execute(_ADD_COMMENT, {name: getattr(one, name) for name in _COMMENT_FIELDS} | {"text": text})


def remarks(tx: Tx, case_id: CaseId) -> tuple[Comment, ...]:
    """This function will give the remarks on a case that the caller has checked, oldest first."""
    return tuple(_comment(tx, row) for row in tx.execute(_COMMENTS, {"of_case": case_id}))


def _found(row: AnyRow | None, tx: Tx) -> Application:
    if row is None:
        raise NotFound
    return _application(tx, row)


def _application(tx: Tx, row: AnyRow) -> Application:
    reason = keys.learn(tx, row).open(_place(row.id), row.reason).decode()
    clear = {name: row._mapping[name] for name in _CLEAR}
    return Application(**clear, reason=reason, approvals=tuple(row.approvals))


def _comment(tx: Tx, row: AnyRow) -> Comment:
    text = keys.learn(tx, row).open(_comment_place(row.id), row.text).decode()
    return Comment(text=text, **{name: row._mapping[name] for name in _COMMENT_FIELDS})


def _place(row: str) -> Place:
    return Place(table="application.reason", row=row)


def _comment_place(row: str) -> Place:
    return Place(table="comment.text", row=row)
