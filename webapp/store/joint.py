"""What two administrators do together: each request's reason is sealed, and with it everything that was asked.

So nobody who writes to the database alone makes one, nor turns one that waits into another.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import AlreadyThere, NotFound
from webapp.domain.ids import PersonId
from webapp.domain.joint import JointKind, JointRequest, JointStatus
from webapp.store import keys
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import recovery
from webapp.store.vault import Place
from webapp.store.writing import insert_once

_ASK = insert_once(recovery)
_REQUESTS = (
    sa.select(recovery)
    .where(sa.or_(recovery.c.status == "open", recovery.c.settled_at > b("since", type_=recovery.c.settled_at.type)))
    .order_by(recovery.c.asked_at.desc(), recovery.c.id)
)
_SETTLE = (
    sa.update(recovery)
    .where(recovery.c.id == b("of"), recovery.c.status == "open")
    .values(status=b("to"), settled_by=b("by"), settled_at=b("now"))
)
_ASKED = ("person_id", "asked_by", "kind", "subject", "role")
"""Columns that are sealed with the reason."""


def ask(tx: Tx, one: JointRequest) -> None:
    """This function will write a request; raises AlreadyThere while one is open for the person."""
    asked: dict[str, object] = {name: getattr(one, name) for name in _ASKED}
    whole = {**asked, "at": _second(one.asked_at), "text": one.reason}
    sealed = keys.office(tx).seal(_reason(one.id), canonical(whole).encode())
    row = {"id": one.id, "asked_at": one.asked_at, "reason": sealed, "status": one.status, **asked}
    if tx.execute(_ASK, row).rowcount == 0:
        raise AlreadyThere


def requests(tx: Tx, *, since: dt.datetime) -> tuple[JointRequest, ...]:
    """This function will give the requests that are open, and those settled since an instant, the newest first."""
    return tuple(_request(tx, row) for row in tx.execute(_REQUESTS, {"since": since}))


def settle(tx: Tx, request_id: str, *, to: JointStatus, by: PersonId, now: dt.datetime) -> None:
    """This function will confirm or withdraw an open request; raises NotFound when it is not open (any more)."""
    if tx.execute(_SETTLE, {"of": request_id, "to": to, "by": by, "now": now}).rowcount != 1:
        raise NotFound


def _request(tx: Tx, row: AnyRow) -> JointRequest:
    text = keys.office(tx).open(_reason(row.id), bytes(row.reason)).decode()
    sealed = _sealed(text)
    kind = row.kind or (JointKind.FACTORS if row.subject is None else JointKind.SUBJECT)
    return JointRequest(
        id=row.id,
        person_id=row.person_id,
        kind=JointKind(kind),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        reason=str(sealed.get("text", text)),
        subject=row.subject,
        role=row.role,
        status=JointStatus(row.status),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        genuine=_is_as_asked(row, sealed) if sealed else row.kind is None,
    )


def _is_as_asked(row: AnyRow, sealed: Mapping[str, object]) -> bool:
    """The instant counts, too: an old request is not made young again."""
    return sealed["at"] == _second(row.asked_at) and all(sealed[name] == getattr(row, name) for name in _ASKED)


def _second(at: dt.datetime) -> int:
    return int(at.timestamp())


def _sealed(text: str) -> Mapping[str, object]:
    """Before 0065 the reason alone was sealed, for what had no kind; a text that somebody wrote is no such record."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.keys() == {*_ASKED, "at", "text"} else {}


def _reason(row: str) -> Place:
    return Place(table="recovery.reason", row=row)
