"""Requests to read an archive: asked for, checked by its keeper, decided; and whose archives are open by one."""

from __future__ import annotations

import datetime as dt
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.archive_requests import ArchiveRequest, RequestStatus
from webapp.domain.errors import AlreadyThere, NotFound, NotOpen
from webapp.domain.ids import PersonId
from webapp.domain.sights import Viewer
from webapp.store import keys
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import archive_request
from webapp.store.vault import Place
from webapp.store.visibility import ME, TODAY, by, not_recused

_FIELDS = ("id", "subject_id", "asked_by", "asked_at", "status", "checked_by", "checked_at")
_MORE = ("decided_by", "decided_at", "until_on")
_WAITS = archive_request.c.status.in_((RequestStatus.ASKED, RequestStatus.CHECKED))
_ADD = sa.insert(archive_request)
_SAME = sa.select(archive_request.c.id).where(
    archive_request.c.asked_by == b("asker"), archive_request.c.subject_id == b("subject"), _WAITS
)
_LOCK = sa.select(archive_request).where(archive_request.c.id == b("request")).with_for_update()
_IN_ORDER = sa.select(archive_request).order_by(archive_request.c.asked_at.desc(), archive_request.c.id)
_MINE = _IN_ORDER.where(archive_request.c.asked_by == ME).limit(b("size", type_=sa.Integer))
# Nobody decides on the own archive, nor past a recusal, nor on the own request.
_WAITING = (
    sa.select(archive_request)
    .where(
        archive_request.c.status == b("wanted"),
        archive_request.c.asked_by != ME,
        archive_request.c.subject_id != ME,
        sa.func.coalesce(archive_request.c.checked_by, "") != ME,
        not_recused(archive_request.c.subject_id, sa.null()),
    )
    .order_by(archive_request.c.asked_at, archive_request.c.id)
)
_CHECK = (
    sa.update(archive_request)
    .where(archive_request.c.id == b("request"), archive_request.c.status == RequestStatus.ASKED)
    .values(status=b("new_status"), checked_by=b("by"), checked_at=b("now"), opinion=b("words"))
)
_DECIDE = (
    sa.update(archive_request)
    .where(archive_request.c.id == b("request"), archive_request.c.status == RequestStatus.CHECKED)
    .values(status=b("new_status"), decided_by=b("by"), decided_at=b("now"), answer=b("words"), until_on=b("until"))
)
_OPEN_NOW = sa.and_(
    archive_request.c.asked_by == ME,
    archive_request.c.status == RequestStatus.GRANTED,
    archive_request.c.until_on >= TODAY,
)
_OPENED = sa.select(archive_request.c.subject_id).where(_OPEN_NOW).distinct()
MOST = 50


def ask(tx: Tx, one: ArchiveRequest) -> None:
    """This function will write a request; raises AlreadyThere while one of the same officer and person waits."""
    if tx.execute(_SAME, {"asker": one.asked_by, "subject": one.subject_id}).first() is not None:
        raise AlreadyThere
    row: dict[str, Any] = {name: getattr(one, name) for name in (*_FIELDS, *_MORE)}
    tx.execute(_ADD, row | {"reason": _seal(tx, "reason", one.id, one.reason), "opinion": None, "answer": None})


def lock(tx: Tx, request_id: str) -> ArchiveRequest:
    """This function will lock a request for a decision; raises NotFound."""
    row = tx.execute(_LOCK, {"request": request_id}).one_or_none()
    if row is None:
        raise NotFound
    return _request(tx, row)


def of_viewer(tx: Tx, viewer: Viewer) -> tuple[ArchiveRequest, ...]:
    """This function will give the viewer's own requests, the newest first."""
    return tuple(_request(tx, row) for row in tx.execute(_MINE, by(viewer) | {"size": MOST}))


def waiting(tx: Tx, viewer: Viewer, status: RequestStatus) -> tuple[ArchiveRequest, ...]:
    """This function will give the requests that stand so and that the viewer may deal with, the oldest first."""
    return tuple(_request(tx, row) for row in tx.execute(_WAITING, by(viewer) | {"wanted": status}))


def check(tx: Tx, one: ArchiveRequest, *, agree: bool, who: PersonId, words: str, now: dt.datetime) -> None:
    """This function will note what the keeper says; without agreement it is over. Raises NotOpen."""
    status = RequestStatus.CHECKED if agree else RequestStatus.REFUSED
    values = {"request": one.id, "new_status": status, "by": who, "now": now}
    if tx.execute(_CHECK, values | {"words": _seal(tx, "opinion", one.id, words)}).rowcount != 1:
        raise NotOpen


def decide(tx: Tx, one: ArchiveRequest, *, until: dt.date | None, who: PersonId, words: str, now: dt.datetime) -> None:
    """This function will open the archive to whoever asked until a day, or refuse it (None). Raises NotOpen."""
    status = RequestStatus.REFUSED if until is None else RequestStatus.GRANTED
    values = {"request": one.id, "new_status": status, "by": who, "now": now, "until": until}
    if tx.execute(_DECIDE, values | {"words": _seal(tx, "answer", one.id, words)}).rowcount != 1:
        raise NotOpen


def opened_to(tx: Tx, viewer: Viewer) -> frozenset[PersonId]:
    """This function will give whose archives the viewer may read today by a request that was granted."""
    return frozenset(tx.execute(_OPENED, by(viewer)).scalars())


def _seal(tx: Tx, column: str, row: str, text: str) -> bytes | None:
    return keys.office(tx).seal(_place(column, row), text.encode()) if text else None


def _request(tx: Tx, row: AnyRow) -> ArchiveRequest:
    key = keys.office(tx)
    clear: dict[str, Any] = {name: row._mapping[name] for name in (*_FIELDS, *_MORE)}
    words: dict[str, Any] = {
        name: key.open(_place(name, row.id), sealed).decode() if (sealed := row._mapping[name]) else ""
        for name in ("reason", "opinion", "answer")
    }
    return ArchiveRequest(**clear | {"status": RequestStatus(row.status)}, **words)


def _place(column: str, row: str) -> Place:
    return Place(table=f"archive_request.{column}", row=row)
