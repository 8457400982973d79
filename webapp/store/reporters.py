"""Who reported (检举控告人): sealed with a key of its own, opened by two custodians together; each look is kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ReporterOpening
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, reporter, reporter_access, reporter_opening
from webapp.store.vault import Place
from webapp.store.visibility import checked

_ADD = sa.insert(reporter)
_OF_CASE = sa.select(
    reporter.c.id, reporter.c.case_id, reporter.c.real_name, reporter.c.confirmed, reporter.c.wishes_feedback
).where(reporter.c.case_id == b("case_id"))
_SAME_NAME = sa.select(sa.func.count()).where(reporter.c.name_hash.in_(b("hashes", expanding=True)))
_SEALED = sa.select(reporter.c.content, reporter.c.version).where(reporter.c.id == b("reporter"))
_CONFIRM = sa.update(reporter).where(reporter.c.case_id == b("of_case")).values(confirmed=b("is_confirmed"))
_WITHDRAW = (
    sa.update(reporter)
    .where(reporter.c.case_id == b("of_case"), reporter.c.withdrawn_at.is_(None))
    .values(
        withdrawn_at=b("now"),
        wishes_feedback=sa.and_(reporter.c.wishes_feedback, sa.not_(b("stop", type_=sa.Boolean))),
    )
)
_ASK = sa.insert(reporter_opening)
_APPROVE = (
    sa.update(reporter_opening)
    .where(
        reporter_opening.c.id == b("opening"),
        reporter_opening.c.approved_by.is_(None),
        reporter_opening.c.asked_by != b("by"),
    )
    .values(approved_by=b("by"), approved_at=b("now"), until_at=b("until"))
)
_OPENING = sa.select(reporter_opening).where(reporter_opening.c.id == b("opening"))
_ASKED = (
    sa.select(reporter_opening).where(reporter_opening.c.approved_by.is_(None)).order_by(reporter_opening.c.asked_at)
)
_OPEN_NOW = (
    sa.select(reporter_opening, reporter.c.case_id)
    .join(reporter, reporter.c.id == reporter_opening.c.reporter_id)
    .where(
        sa.or_(reporter_opening.c.until_at.is_(None), reporter_opening.c.until_at >= b("now")),
        sa.not_(
            sa.exists(
                sa.select(sa.literal(1))
                .select_from(reporter_access)
                .where(reporter_access.c.opening_id == reporter_opening.c.id)
            )
        ),
    )
    .order_by(reporter_opening.c.asked_at, reporter_opening.c.id)
)
_SPENT = sa.select(sa.literal(1)).select_from(reporter_access).where(reporter_access.c.opening_id == b("opening"))
_CASE_OF = (
    sa.select(reporter.c.case_id)
    .select_from(reporter_opening)
    .join(reporter, reporter.c.id == reporter_opening.c.reporter_id)
    .where(reporter_opening.c.id == b("opening"))
)
_SHOWN = checked(
    sa.select(case.c.number, reporter_opening.c.asked_by, reporter_opening.c.approved_by, reporter_access.c.at)
    .select_from(reporter_access)
    .join(reporter_opening, reporter_opening.c.id == reporter_access.c.opening_id)
    .join(reporter, reporter.c.id == reporter_opening.c.reporter_id)
    .join(case, case.c.id == reporter.c.case_id)
    .where(case.c.initiator_id == b("person"), reporter_access.c.at >= b("since"))
    .order_by(reporter_access.c.at.desc()),
    "numbers of what the reader registered, to be told that its reporter's identity was opened",
)
_LOOK = sa.insert(reporter_access)
_LOOKS = (
    sa.select(reporter_access, reporter_opening.c.reporter_id)
    .join(reporter_opening, reporter_opening.c.id == reporter_access.c.opening_id)
    .order_by(reporter_access.c.at)
)


class TwoCustodians(Refused):
    """检举控告人信息须由两名保管人共同开启。"""

    code = "two_custodians"


class AlreadyShown(Refused):
    """此次开启的检举控告人信息已经显示过一次，再次查看须重新申请并经另一名保管人同意。"""

    code = "already_shown"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """That a reporter's identity was opened: number of the case, the two custodians, when."""

    number: str | None
    by: tuple[PersonId, PersonId]
    at: dt.datetime


def put(tx: Tx, case_id: CaseId, *, content: Mapping[str, object], at: dt.datetime) -> str:
    """This function will seal who reported under a key of its own; the case's own key does not open it. Gives the id.

    `real_name` and `wish_feedback` of the form are all that stays in the clear, beside a keyed hash of the name.
    """
    reporter_id = uuid.uuid4().hex
    key = keys.make(tx, owner_of(reporter_id))
    name = str(content.get("name") or "").strip()
    row = {
        "id": reporter_id,
        "case_id": case_id,
        "content": key.seal(_place(reporter_id, 1), pack(content)),
        "version": 1,
        "name_hash": keys.office(tx).fingerprint(_searched(name)) if name else None,
        "real_name": bool(content.get("real_name", bool(name))),
        "confirmed": False,
        "wishes_feedback": content.get("wish_feedback") is True,
        "at": at,
    }
    tx.execute(_ADD, row)
    return reporter_id


def ids_of_case(tx: Tx, case_id: CaseId) -> tuple[str, ...]:
    """This function will give the ids of a case's reporters (no identity)."""
    return tuple(row.id for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def note_identity(tx: Tx, case_id: CaseId, *, confirmed: bool) -> None:
    """This function will note whether the reporter's identity was confirmed."""
    tx.execute(_CONFIRM, {"of_case": case_id, "is_confirmed": confirmed})


def withdraw(tx: Tx, case_id: CaseId, *, stop_feedback: bool, at: dt.datetime) -> None:
    """This function will note that the reporter withdrew; the clue goes on (situation 4)."""
    tx.execute(_WITHDRAW, {"of_case": case_id, "now": at, "stop": stop_feedback})


def reports_by(tx: Tx, name: str) -> int:
    """This function will count the reports under a real name, by its keyed hash."""
    hashes = keys.office(tx).fingerprints(_searched(name))
    counted: int = tx.execute(_SAME_NAME, {"hashes": hashes}).scalar_one()
    return counted


def ask(tx: Tx, reporter_id: str, *, by: PersonId, reason: str, now: dt.datetime) -> str:
    """This function will write a custodian's request to open an identity and give its id."""
    opening = uuid.uuid4().hex
    sealed = keys.office(tx).seal(_reason_place(opening), reason.encode())
    tx.execute(_ASK, {"id": opening, "reporter_id": reporter_id, "asked_by": by, "asked_at": now, "reason": sealed})
    return opening


def approve(tx: Tx, opening_id: str, *, by: PersonId, now: dt.datetime, until: dt.datetime) -> None:
    """This function will approve a request until an instant; raises TwoCustodians for the one who asked."""
    if tx.execute(_APPROVE, {"opening": opening_id, "by": by, "now": now, "until": until}).rowcount != 1:
        raise TwoCustodians


def asked(tx: Tx) -> tuple[ReporterOpening, ...]:
    """This function will give the requests that wait for a second custodian, oldest first."""
    return tuple(_opening(tx, row) for row in tx.execute(_ASKED))


def open_now(tx: Tx, *, now: dt.datetime) -> tuple[tuple[ReporterOpening, CaseId], ...]:
    """This function will give the requests that wait for a second custodian or for the look, with their case."""
    rows = tx.execute(_OPEN_NOW, {"now": now})
    return tuple((_opening(tx, row), CaseId(row.case_id)) for row in rows)


def case_of(tx: Tx, opening_id: str) -> CaseId:
    """This function will give the case whose reporter a request is about; raises NotFound."""
    found = tx.execute(_CASE_OF, {"opening": opening_id}).scalar_one_or_none()
    if found is None:
        raise NotFound
    return CaseId(found)


def shown_of(tx: Tx, person_id: PersonId, *, since: dt.datetime) -> tuple[Shown, ...]:
    """This function will give when identities in cases that a person registered were opened, and by whom."""
    rows = tx.execute(_SHOWN, {"person": person_id, "since": since})
    return tuple(
        Shown(number=row.number, by=(PersonId(row.asked_by), PersonId(row.approved_by)), at=row.at) for row in rows
    )


def open_identity(tx: Tx, opening_id: str, *, by: PersonId, now: dt.datetime) -> Mapping[str, object]:
    """This function will open an identity for one of the two custodians while the approval lasts; the look is kept.

    Once: a second look is asked for and approved anew. Raises TwoCustodians without a second custodian's approval or
    after it has run out, AlreadyShown, NotFound for anybody else.
    """
    row = tx.execute(_OPENING, {"opening": opening_id}).one_or_none()
    if row is None or by not in (row.asked_by, row.approved_by):
        raise NotFound
    if row.approved_by is None or row.until_at is None or row.until_at < now:
        raise TwoCustodians
    if tx.execute(_SPENT, {"opening": opening_id}).first() is not None:
        raise AlreadyShown
    tx.execute(_LOOK, {"id": uuid.uuid4().hex, "opening_id": opening_id, "person_id": by, "at": now})
    found = tx.execute(_SEALED, {"reporter": row.reporter_id}).one()
    key = keys.of(tx, owner_of(row.reporter_id))
    return unpack_mapping(key.open(_place(row.reporter_id, found.version), found.content))


def looks(tx: Tx) -> tuple[tuple[str, PersonId, dt.datetime], ...]:
    """This function will give every look at an identity: reporter's id, custodian, instant."""
    return tuple((row.reporter_id, row.person_id, row.at) for row in tx.execute(_LOOKS))


def _opening(tx: Tx, row: AnyRow) -> ReporterOpening:
    return ReporterOpening(
        id=row.id,
        reporter_id=row.reporter_id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        reason=keys.office(tx).open(_reason_place(row.id), row.reason).decode(),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        until_at=row.until_at,
    )


def owner_of(reporter_id: str) -> str:
    """This function will name the owner of the key that seals a reporter's identity."""
    return f"reporter:{reporter_id}"


def hash_anew(tx: Tx, reporter_id: str) -> str | None:
    """This function will give the hash under which a reporter's name is found, by the office's newest key."""
    found = tx.execute(_SEALED, {"reporter": reporter_id}).one()
    content = unpack_mapping(keys.of(tx, owner_of(reporter_id)).open(_place(reporter_id, found.version), found.content))
    name = str(content.get("name") or "").strip()
    return keys.office(tx).fingerprint(_searched(name)) if name else None


def _searched(name: str) -> str:
    return f"reporter {name}"


def _place(row: str, version: int) -> Place:
    return Place(table="reporter.content", row=row, version=version)


def _reason_place(row: str) -> Place:
    return Place(table="reporter_opening.reason", row=row)
