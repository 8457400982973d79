"""Messages between cases: kept until a case takes them, offered again when somebody begins to wait for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import Message, Subscription
from webapp.store import keys
from webapp.store.bound import MARK, OVER
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, message_in, subscription
from webapp.store.vault import Place
from webapp.store.visibility import checked
from webapp.store.writing import insert_once

DELIVERED, WAITING, NO_MEASURE, INCIDENT = "delivered", "waiting", "waiting_for_measure", "incident"
KIND = "message"
"""Under this word a delivery is noted before it begins (`attempts`)."""
_LAST = frozenset(OVER)
_FIRST_PAUSE, _LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)

_POST = insert_once(message_in)
_THERE = sa.select(message_in.c.id).where(message_in.c.id == b("message"))
_wait = subscription.alias()
_SOMEBODY_WAITS = sa.exists(
    sa.select(sa.literal(1))
    .select_from(_wait)
    .where(
        _wait.c.message == message_in.c.name,
        _wait.c.gone_at.is_(None),
        _wait.c.opened_at >= message_in.c.tried_at,
        sa.or_(_wait.c.case_id == message_in.c.target_case_id, _wait.c.correlate == message_in.c.subject_id),
    )
)
_DUE = (
    sa.select(message_in.c.id)
    .where(
        message_in.c.settled_at.is_(None),
        sa.or_(message_in.c.next_try_at <= b("now", type_=message_in.c.at.type), _SOMEBODY_WAITS),
    )
    .order_by(message_in.c.at, message_in.c.id)
    .limit(b("size", type_=sa.Integer))
)
_LOCK = sa.select(message_in).where(message_in.c.id == b("message")).with_for_update(skip_locked=True)
_ABOUT = sa.select(sa.func.coalesce(message_in.c.target_case_id, message_in.c.source_case_id)).where(
    message_in.c.id == b("message")
)
_OPEN = sa.select(message_in).where(message_in.c.settled_at.is_(None)).order_by(message_in.c.at, message_in.c.id)
_OF_CASE = (
    sa.select(message_in)
    .where(sa.or_(message_in.c.source_case_id == b("case_id"), message_in.c.target_case_id == b("case_id")))
    .order_by(message_in.c.at, message_in.c.id)
)
_ANSWERS = checked(
    sa.select(message_in)
    .join(case, case.c.id == message_in.c.target_case_id)
    .where(message_in.c.name == "number_returned", case.c.process == b("process"), case.c.subject_id == b("subject"))
    .order_by(message_in.c.at, message_in.c.id),
    "the person's file: numbers only, for whoever holds a step about the same person",
)
_TRIED = (
    sa.update(message_in)
    .where(message_in.c.id == b("message"))
    .values(
        status=b("new_status"),
        tried_at=b("now"),
        next_try_at=b("next", type_=message_in.c.next_try_at.type),
        attempts=message_in.c.attempts + 1,
    )
)
_WAITS_ON = _TRIED.execution_options(**MARK)
_SETTLED = _TRIED.values(settled_at=b("now"), taken_by_id=b("taker", type_=sa.Text))
_OFFER = (
    sa.update(message_in)
    .where(message_in.c.status == NO_MEASURE, message_in.c.receiver == b("process"))
    .values(next_try_at=b("now"))
    .execution_options(**MARK)
)
_PLACE = subscription.c.process + sa.literal("/") + subscription.c.element
_CORRELATE = (
    sa.update(subscription)
    .where(subscription.c.case_id == b("of_case"), subscription.c.gone_at.is_(None))
    .where(_PLACE.not_in(b("places", expanding=True)))
    .values(correlate=b("subject", type_=sa.Text))
)
_OFFER_ABOUT = (
    sa.update(message_in)
    .where(message_in.c.settled_at.is_(None), message_in.c.subject_id == b("about", type_=sa.Text))
    .values(next_try_at=b("now"))
    .execution_options(**MARK)
)
_WAITS = checked(
    sa.select(subscription)
    .join(case, case.c.id == subscription.c.case_id)
    .where(subscription.c.message == b("name"), subscription.c.gone_at.is_(None), case.c.status == "open")
    .order_by(subscription.c.opened_at, subscription.c.path, subscription.c.task_id),
    "write path: delivery of a message to the case that waits for it",
)
_BY_SUBJECT = checked(
    _WAITS.where(
        subscription.c.correlate == b("correlate"),
        sa.or_(b("process", type_=sa.Text).is_(None), case.c.process == b("process", type_=sa.Text)),
        sa.or_(
            b("begun_by", type_=case.c.opened_at.type).is_(None),
            case.c.opened_at <= b("begun_by", type_=case.c.opened_at.type),
        ),
    ),
    "write path: as above",
)
_BY_CASE = checked(_WAITS.where(subscription.c.case_id == b("case_id")), "write path: as above")
_WAITS_OF_CASE = (
    sa.select(subscription)
    .where(subscription.c.case_id == b("case_id"), subscription.c.gone_at.is_(None))
    .order_by(subscription.c.opened_at, subscription.c.path, subscription.c.task_id)
)


def post(tx: Tx, rows: Sequence[Message]) -> None:
    """This function will keep messages for delivery after the commit; one whose id is there is not kept twice."""
    if rows:
        tx.execute(_POST, [_row(tx, one) for one in rows])


def is_there(tx: Tx, message_id: str) -> bool:
    """This function will tell whether a message was posted, whatever became of it."""
    return tx.execute(_THERE, {"message": message_id}).first() is not None


def about(tx: Tx, message_id: str) -> CaseId | None:
    """This function will give the case that a message is for, or else comes from."""
    found: CaseId | None = tx.execute(_ABOUT, {"message": message_id}).scalar_one_or_none()
    return found


def to_deliver(tx: Tx, *, now: dt.datetime, limit: int = 100) -> tuple[str, ...]:
    """This function will give the ids of messages to try now: new, due again, or with a wait that opened since."""
    return tuple(tx.execute(_DUE, {"now": now, "size": limit}).scalars())


def lock(tx: Tx, message_id: str) -> Message | None:
    """This function will lock a message for delivery, or give None when another worker has it or it is not there."""
    row = tx.execute(_LOCK, {"message": message_id}).one_or_none()
    if row is None:
        return None
    tx.memo["attempts", message_id] = row.attempts
    return _message(tx, row)


def mark(tx: Tx, message_id: str, *, status: str, at: dt.datetime, taken_by: CaseId | None = None) -> None:
    """This function will note how a try ended; one that waits is tried again after a growing pause (to 1 h).

    `taken_by` is the case that has it now.
    """
    attempts: int = tx.memo.get(("attempts", message_id), 0)
    pause = min(_FIRST_PAUSE * 2 ** min(attempts, 10), _LONGEST_PAUSE)
    over = status in _LAST
    values = {"message": message_id, "new_status": status, "now": at, "next": None if over else at + pause}
    if over:
        tx.execute(_SETTLED, values | {"taker": taken_by})
    else:
        tx.execute(_WAITS_ON, values)


def postpone(tx: Tx, message_id: str, *, now: dt.datetime) -> Message | None:
    """This function will try a message later whose delivery failed; it goes on waiting. None: another worker has it."""
    found = lock(tx, message_id)
    if found is not None:
        mark(tx, message_id, status=found.status, at=now)
    return found


def offer_again(tx: Tx, process: str, *, now: dt.datetime) -> None:
    """This function will offer the messages that waited for a process to be deployed."""
    tx.execute(_OFFER, {"process": process, "now": now})


def correlate(
    tx: Tx, case_id: CaseId, *, subject_id: PersonId | None, but: Sequence[tuple[str, str]], now: dt.datetime
) -> None:
    """This function will let a case's waits be found by another subject and offer what is waiting for that one again.

    `but` are the elements (process, id) that wait for something else than the subject.
    """
    places = [f"{process}/{element}" for process, element in but]
    if tx.execute(_CORRELATE, {"of_case": case_id, "subject": subject_id, "places": places}).rowcount:
        tx.execute(_OFFER_ABOUT, {"about": subject_id, "now": now})


def subscriptions(
    tx: Tx, *, name: str, correlate: str | None, process: str | None = None, begun_by: dt.datetime | None = None
) -> tuple[Subscription, ...]:
    """This function will give the live waits of open cases for a message about a subject.

    Of one process, and of cases that had begun by an instant, where these are given.
    """
    asked = {"name": name, "correlate": correlate, "process": process, "begun_by": begun_by}
    found = tx.execute(_BY_SUBJECT, asked)
    return tuple(_subscription(row) for row in found)


def subscriptions_of(tx: Tx, case_id: CaseId, *, name: str) -> tuple[Subscription, ...]:
    """This function will give the live waits of one open case for a message."""
    return tuple(_subscription(row) for row in tx.execute(_BY_CASE, {"name": name, "case_id": case_id}))


def waits_of(tx: Tx, case_id: CaseId) -> tuple[Subscription, ...]:
    """This function will give all live waits of a case that the caller has checked."""
    return tuple(_subscription(row) for row in tx.execute(_WAITS_OF_CASE, {"case_id": case_id}))


def unsettled(tx: Tx) -> tuple[Message, ...]:
    """This function will give the messages that nobody has taken yet, oldest first."""
    return tuple(_message(tx, row) for row in tx.execute(_OPEN))


def of_case(tx: Tx, case_id: CaseId) -> tuple[Message, ...]:
    """This function will give the messages that a case sent or that name it, oldest first."""
    return tuple(_message(tx, row) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def answers_to(tx: Tx, *, process: str, subject_id: PersonId) -> tuple[Message, ...]:
    """This function will give the numbers that came back to the cases of a process about a person, oldest first."""
    return tuple(_message(tx, row) for row in tx.execute(_ANSWERS, {"process": process, "subject": subject_id}))


def _row(tx: Tx, one: Message) -> dict[str, Any]:
    owner = keys.owner_of(one.source_case_id)
    return {
        "id": one.id,
        "name": one.name,
        "subject_id": one.subject_id,
        "source_case_id": one.source_case_id,
        "receiver": one.to,
        "target_case_id": one.target_case_id,
        "key_owner": owner,
        "payload": keys.of(tx, owner).seal(_place(one.id), pack(one.payload)),
        "at": one.at,
        "status": one.status,
        "next_try_at": one.at,
    }


def _message(tx: Tx, row: AnyRow) -> Message:
    """Of a message whose sender was destroyed since nothing is left to read."""
    key = keys.opens(tx, row.key_owner)
    return Message(
        id=row.id,
        name=row.name,
        subject_id=row.subject_id,
        source_case_id=row.source_case_id,
        to=row.receiver,
        target_case_id=row.target_case_id,
        payload={} if key is None else unpack_mapping(key.open(_place(row.id), row.payload)),
        at=row.at,
        status=row.status,
        attempts=row.attempts,
    )


def _subscription(row: AnyRow) -> Subscription:
    return Subscription(
        task_id=row.task_id,
        case_id=row.case_id,
        message=row.message,
        correlate=row.correlate,
        path=row.path,
        element=row.element,
        name=row.name,
        due_on=row.due_on,
        opened_at=row.opened_at,
        process=row.process,
        role=row.role,
        mandatory=row.mandatory,
        deadline=row.deadline,
        listens=row.listens,
    )


def _place(row: str) -> Place:
    return Place(table="message_in.payload", row=row)
