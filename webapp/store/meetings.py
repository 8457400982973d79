"""Meetings (议题单): items of many cases, members present, opinions, results; signed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.ids import PersonId
from webapp.domain.papers import Meeting, Member
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import meeting, meeting_member
from webapp.store.vault import Place
from webapp.store.writing import insert_or_change

_CLEAR = (
    "id",
    "body",
    "status",
    "held_on",
    "chair_id",
    "recorder_id",
    "minutes_number",
    "made_by",
    "made_at",
    "signed_at",
)
_PUT = insert_or_change(
    meeting, ["id"], change=[name for name in (*_CLEAR, "content") if name not in ("id", "body", "made_by", "made_at")]
)
_ONE = sa.select(meeting).where(meeting.c.id == b("meeting"))
_LOCK = _ONE.with_for_update()
_ALL = sa.select(meeting).order_by(meeting.c.held_on.desc(), meeting.c.made_at.desc())
_OF_BODY = _ALL.where(meeting.c.body == b("body"))
_SIGN = (
    sa.update(meeting)
    .where(meeting.c.id == b("meeting"), meeting.c.status != "signed")
    .values(status="signed", signed_at=b("now"), minutes_number=b("new_number"))
)
_MEMBER_FIELDS = ("person_id", "entitled", "present", "substitute_for", "position")
_CLEAR_MEMBERS = sa.delete(meeting_member).where(meeting_member.c.meeting_id == b("meeting"))
_ADD_MEMBERS = sa.insert(meeting_member)
_MEMBERS = (
    sa.select(meeting_member)
    .where(meeting_member.c.meeting_id == b("meeting"))
    .order_by(meeting_member.c.position, meeting_member.c.person_id)
)


_PLANNED_WITH = (
    sa.select(meeting)
    .where(
        meeting.c.status == "planned",
        meeting.c.held_on.between(b("first"), b("last")),
        meeting.c.id.in_(sa.select(meeting_member.c.meeting_id).where(meeting_member.c.person_id == b("person"))),
    )
    .order_by(meeting.c.id)
    .with_for_update()
)


def put(tx: Tx, one: Meeting) -> None:
    """This function will write a meeting or change one that is not signed yet."""
    content = keys.office(tx).seal(_place(one.id), pack({"place": one.place, "minutes": one.minutes}))
    tx.execute(_PUT, {name: getattr(one, name) for name in _CLEAR} | {"content": content, "version": 1})


def read(tx: Tx, meeting_id: str) -> Meeting:
    """This function will give a meeting; raises NotFound."""
    return _found(tx, tx.execute(_ONE, {"meeting": meeting_id}).one_or_none())


def lock(tx: Tx, meeting_id: str) -> Meeting:
    """This function will lock a meeting for a change; raises NotFound."""
    return _found(tx, tx.execute(_LOCK, {"meeting": meeting_id}).one_or_none())


def every(tx: Tx, *, body: str | None = None) -> tuple[Meeting, ...]:
    """This function will give the meetings (of a body), the newest first."""
    rows = tx.execute(_ALL) if body is None else tx.execute(_OF_BODY, {"body": body})
    return tuple(_meeting(tx, row) for row in rows)


def planned_with(tx: Tx, person_id: PersonId, *, first: dt.date, last: dt.date) -> tuple[Meeting, ...]:
    """This function will lock and give the meetings of these days that are only planned and have this member."""
    rows = tx.execute(_PLANNED_WITH, {"person": person_id, "first": first, "last": last})
    return tuple(_meeting(tx, row) for row in rows.all())


def sign(tx: Tx, meeting_id: str, *, minutes_number: str, now: dt.datetime) -> None:
    """This function will close a meeting under the number of its minutes; raises NotOpen when it is signed already."""
    values = {"meeting": meeting_id, "now": now, "new_number": minutes_number}
    if tx.execute(_SIGN, values).rowcount != 1:
        raise NotOpen


def set_members(tx: Tx, meeting_id: str, members: Iterable[Member]) -> None:
    """This function will write who belongs to a meeting, who is present and who stands in for whom."""
    tx.execute(_CLEAR_MEMBERS, {"meeting": meeting_id})
    rows = [{name: getattr(one, name) for name in _MEMBER_FIELDS} | {"meeting_id": meeting_id} for one in members]
    if rows:
        tx.execute(_ADD_MEMBERS, rows)


def members(tx: Tx, meeting_id: str) -> Sequence[Member]:
    """This function will give a meeting's members in their order."""
    rows = tx.execute(_MEMBERS, {"meeting": meeting_id})
    return tuple(Member(**{name: row._mapping[name] for name in _MEMBER_FIELDS}) for row in rows)


def _found(tx: Tx, row: AnyRow | None) -> Meeting:
    if row is None:
        raise NotFound
    return _meeting(tx, row)


def _meeting(tx: Tx, row: AnyRow) -> Meeting:
    words: Any = unpack_mapping(keys.office(tx).open(_place(row.id), row.content))
    return Meeting(**{name: row._mapping[name] for name in _CLEAR}, **words)


def _place(row: str) -> Place:
    return Place(table="meeting.content", row=row)
