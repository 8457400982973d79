"""Agenda items (议题): waiting for a meeting, listed, decided or sent back; who is recused from each, who said what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import AgendaItem, ItemStatus, Opinion
from webapp.store import keys
from webapp.store.codec import pack, unpack
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import agenda_item, item_recusal, opinion
from webapp.store.vault import Place
from webapp.store.writing import insert_once, insert_or_change

_CLEAR = (
    "id",
    "meeting_id",
    "body",
    "case_id",
    "subject_id",
    "task_id",
    "path",
    "position",
    "status",
    "chair_id",
    "result",
    "made_at",
    "decided_at",
)
_ADD = sa.insert(agenda_item)
_ORDER = (agenda_item.c.position, agenda_item.c.made_at, agenda_item.c.id)
_IN_LIST = (agenda_item.c.case_id, sa.func.length(agenda_item.c.path), agenda_item.c.path)
"""The persons of one list in its order: study[2] before study[10]."""
_ONE = sa.select(agenda_item).where(agenda_item.c.id == b("item"))
_OF_MEETING = sa.select(agenda_item).where(agenda_item.c.meeting_id == b("meeting")).order_by(*_ORDER)
_OF_CASE = sa.select(agenda_item).where(agenda_item.c.case_id == b("of_case")).order_by(agenda_item.c.made_at)
_WAITING = (
    sa.select(agenda_item)
    .where(agenda_item.c.body == b("body"), agenda_item.c.meeting_id.is_(None), agenda_item.c.status == "waiting")
    .order_by(agenda_item.c.made_at, *_IN_LIST, agenda_item.c.id)
)
_later = agenda_item.alias()
_SENT_BACK = (
    sa.select(agenda_item)
    .where(
        agenda_item.c.body == b("body"),
        agenda_item.c.status == "returned",
        sa.not_(
            sa.exists(
                sa.select(sa.literal(1))
                .select_from(_later)
                .where(_later.c.case_id == agenda_item.c.case_id, _later.c.made_at > agenda_item.c.made_at)
            )
        ),
    )
    .order_by(agenda_item.c.made_at, agenda_item.c.id)
)
_COUNTS = (
    sa.select(agenda_item.c.body, sa.func.count().label("items"))
    .where(agenda_item.c.meeting_id.is_(None), agenda_item.c.status == "waiting")
    .group_by(agenda_item.c.body)
)
_LIST = (
    sa.update(agenda_item)
    .where(agenda_item.c.id == b("item"), agenda_item.c.status.in_(("waiting", "listed")))
    .values(meeting_id=b("meeting"), position=b("place"), status=b("new_status"))
)
_DECIDE = (
    sa.update(agenda_item)
    .where(agenda_item.c.id == b("item"), agenda_item.c.status == "listed")
    .values(status=b("new_status"), result=b("word"), reason=b("sealed"), decided_at=b("now"))
)
_PRESIDE = sa.update(agenda_item).where(agenda_item.c.id == b("item")).values(chair_id=b("chair"))
_VOID = (
    sa.update(agenda_item)
    .where(agenda_item.c.id == b("item"), agenda_item.c.status.in_(("listed", "decided", "returned")))
    .values(status=b("new_status"), reason=b("sealed"), decided_at=b("now"))
)
_WITHDRAW = (
    sa.update(agenda_item)
    .where(agenda_item.c.case_id == b("of_case"), agenda_item.c.status.in_(("waiting", "listed")))
    .values(status="withdrawn", decided_at=b("now"))
)
_RECUSE = insert_once(item_recusal)
_RECUSED = sa.select(item_recusal).where(item_recusal.c.item_id.in_(b("items", expanding=True)))
_SAY = insert_or_change(
    opinion, ["item_id", "person_id"], change=["stand", "text", "position", "at"], add={"version": 1}
)
_OPINIONS = (
    sa.select(opinion, agenda_item.c.case_id)
    .join(agenda_item, agenda_item.c.id == opinion.c.item_id)
    .where(opinion.c.item_id.in_(b("items", expanding=True)))
    .order_by(opinion.c.item_id, opinion.c.position, opinion.c.at)
)


def request(tx: Tx, *items: AgendaItem) -> None:
    """This function will put cases, or persons of one, on the lists of bodies' next meetings, all at once."""
    if items:
        tx.execute(_ADD, [_row(tx, one) for one in items])


def read(tx: Tx, item_id: str) -> AgendaItem:
    """This function will give one item; raises NotFound."""
    row = tx.execute(_ONE, {"item": item_id}).one_or_none()
    if row is None:
        raise NotFound
    return _item(tx, row)


def of_meeting(tx: Tx, meeting_id: str) -> tuple[AgendaItem, ...]:
    """This function will give a meeting's items in their order (the caller shows only what the viewer may see)."""
    return tuple(_item(tx, row) for row in tx.execute(_OF_MEETING, {"meeting": meeting_id}))


def of_case(tx: Tx, case_id: CaseId) -> tuple[AgendaItem, ...]:
    """This function will give the items of a case that the caller has checked, oldest first."""
    return tuple(_item(tx, row) for row in tx.execute(_OF_CASE, {"of_case": case_id}))


def waiting(tx: Tx, body: str) -> tuple[AgendaItem, ...]:
    """This function will give the items that wait for a meeting of a body, oldest first."""
    return tuple(_item(tx, row) for row in tx.execute(_WAITING, {"body": body}))


def sent_back(tx: Tx, body: str) -> tuple[AgendaItem, ...]:
    """This function will give the items that a body sent back and that have not been put to it again, oldest first."""
    return tuple(_item(tx, row) for row in tx.execute(_SENT_BACK, {"body": body}))


def waiting_counts(tx: Tx) -> Mapping[str, int]:
    """This function will count the items that wait, by body."""
    return {row.body: row.items for row in tx.execute(_COUNTS)}


def place(tx: Tx, item_id: str, *, meeting_id: str | None, position: int = 0) -> None:
    """This function will list an item in a meeting, or take it off again (None); raises NotFound when it is decided."""
    status = ItemStatus.LISTED if meeting_id else ItemStatus.WAITING
    values = {"item": item_id, "meeting": meeting_id, "place": position, "new_status": status.value}
    if tx.execute(_LIST, values).rowcount != 1:
        raise NotFound


def decide(tx: Tx, one: AgendaItem, *, result: str, reason: str, now: dt.datetime, returned: bool = False) -> None:
    """This function will write a listed item's result, once; `returned` sends it back. Raises NotFound."""
    sealed = keys.of_case(tx, one.case_id).seal(_at("reason", one.id), reason.encode())
    status = ItemStatus.RETURNED if returned else ItemStatus.DECIDED
    values = {"item": one.id, "new_status": status.value, "word": result, "sealed": sealed, "now": now}
    if tx.execute(_DECIDE, values).rowcount != 1:
        raise NotFound


def preside(tx: Tx, item_id: str, *, chair_id: PersonId) -> None:
    """This function will fix who presides over an item."""
    tx.execute(_PRESIDE, {"item": item_id, "chair": chair_id})


def void(tx: Tx, one: AgendaItem, *, status: ItemStatus, reason: str, now: dt.datetime) -> None:
    """This function will close a round of an item, its opinions kept; raises NotFound when it is not on an agenda."""
    sealed = keys.of_case(tx, one.case_id).seal(_at("reason", one.id), reason.encode())
    values = {"item": one.id, "new_status": status.value, "sealed": sealed, "now": now}
    if tx.execute(_VOID, values).rowcount != 1:
        raise NotFound


def withdraw(tx: Tx, case_id: CaseId, *, now: dt.datetime) -> None:
    """This function will take a case that ends off all lists."""
    tx.execute(_WITHDRAW, {"of_case": case_id, "now": now})


def recuse(tx: Tx, item_id: str, *, person_id: PersonId) -> None:
    """This function will take a member out of an item (of its denominator too)."""
    tx.execute(_RECUSE, {"item_id": item_id, "person_id": person_id})


def recused(tx: Tx, item_ids: Iterable[str]) -> Mapping[str, frozenset[PersonId]]:
    """This function will give who is out of each item."""
    wanted = list(item_ids)
    rows = tx.execute(_RECUSED, {"items": wanted}).all() if wanted else []
    return {item: frozenset(row.person_id for row in rows if row.item_id == item) for item in wanted}


def say(tx: Tx, one: Opinion, *, case_id: CaseId) -> None:
    """This function will write a member's opinion on an item, or change it."""
    text = keys.of_case(tx, case_id).seal(_said_at(one.item_id, one.person_id), one.text.encode())
    names = ("item_id", "person_id", "stand", "position", "at")
    row = {name: getattr(one, name) for name in names} | {"text": text, "version": 1}
    tx.execute(_SAY, row)


def say_all(tx: Tx, said: Iterable[Opinion], *, case_id: CaseId) -> None:
    """This function will write what all members said on one item, in one statement."""
    key, names = keys.of_case(tx, case_id), ("item_id", "person_id", "stand", "position", "at")
    rows = [
        {name: getattr(one, name) for name in names}
        | {"text": key.seal(_said_at(one.item_id, one.person_id), one.text.encode()), "version": 1}
        for one in said
    ]
    tx.execute(_SAY, rows)


def opinions(tx: Tx, item_ids: Iterable[str]) -> tuple[Opinion, ...]:
    """This function will give the opinions on items, in the order in which they were given."""
    wanted = list(item_ids)
    return tuple(_opinion(tx, row) for row in tx.execute(_OPINIONS, {"items": wanted})) if wanted else ()


def _row(tx: Tx, one: AgendaItem) -> dict[str, Any]:
    key = keys.of_case(tx, one.case_id)
    clear = {name: getattr(one, name) for name in _CLEAR}
    proposal = key.seal(_at("proposal", one.id), pack(one.proposal))
    return clear | {"choices": list(one.choices), "proposal": proposal, "reason": None, "version": 1}


def _item(tx: Tx, row: AnyRow) -> AgendaItem:
    """What was studied of a case that was destroyed since is not there any more; its place on the agenda is."""
    key = keys.opens(tx, keys.owner_of(row.case_id))
    clear: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    clear |= {"status": ItemStatus(row.status), "choices": tuple(row.choices)}
    if key is None:
        return AgendaItem(**clear, proposal=None, reason="")
    reason = "" if row.reason is None else key.open(_at("reason", row.id), row.reason).decode()
    return AgendaItem(**clear, proposal=unpack(key.open(_at("proposal", row.id), row.proposal)), reason=reason)


def _opinion(tx: Tx, row: AnyRow) -> Opinion:
    key = keys.of_case(tx, row.case_id)
    text = key.open(_said_at(row.item_id, row.person_id), row.text).decode()
    names = ("item_id", "person_id", "stand", "position", "at")
    return Opinion(text=text, **{name: row._mapping[name] for name in names})


def _at(column: str, row: str) -> Place:
    return Place(table=f"agenda_item.{column}", row=row)


def _said_at(item_id: str, person_id: str) -> Place:
    return Place(table="opinion.text", row=f"{item_id}:{person_id}")
