"""What is past its term, and what still needs it: ids, numbers, days and codes, never a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.domain.retention import UNDER_WAY, Needed, Stage
from webapp.domain.sights import Viewer
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.holds import covering
from webapp.store.tables import (
    IS_OPEN,
    appeal,
    archive_entry,
    case,
    case_link,
    destruction,
    key_watch,
    letter,
    message_in,
)
from webapp.store.visibility import ME, by, checked, no_administrator, not_recused

_TODAY = b("today", type_=sa.Date)
_other = case.alias()
_IN_USE = sa.and_(_other.c.destroyed_at.is_(None), _other.c.status != CaseStatus.GIVEN_UP)


def _some(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions).correlate(case))


def _listed(stages: Sequence[Stage]) -> sa.ColumnElement[bool]:
    """Whether the other case is on the list of destruction."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(destruction)
        .where(destruction.c.case_id == _other.c.id, destruction.c.stage.in_(stages))
        .correlate(_other)
    )


def _later(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a case that came from this one, or into which it was joined, is such: its reader reads this one, too."""
    joined = sa.join(case_link, _other, _other.c.id == case_link.c.other_id)
    return sa.or_(
        _some(_other, _other.c.origin_case_id == case.c.id, *conditions),
        _some(joined, case_link.c.case_id == case.c.id, _other.c.id != case.c.id, *conditions),
    )


_BESIDE = sa.join(case_link, _other, sa.or_(_other.c.id == case_link.c.other_id, _other.c.id == case_link.c.case_id))
_APPEALED = sa.join(sa.join(appeal, letter, letter.c.id == appeal.c.letter_id), _other, _other.c.id == appeal.c.case_id)
_NEEDED: Mapping[Needed, sa.ColumnElement[bool]] = {
    Needed.OPEN: IS_OPEN,
    Needed.HELD: covering(),
    Needed.ARCHIVE: _some(
        archive_entry,
        archive_entry.c.source_case_id == case.c.id,
        sa.or_(archive_entry.c.retention_until.is_(None), archive_entry.c.retention_until >= _TODAY),
    ),
    Needed.LATER: _later(_IN_USE, sa.not_(_listed(UNDER_WAY))),
    Needed.LINKED: sa.or_(
        _some(_other, _other.c.id == case.c.origin_case_id, _other.c.status == CaseStatus.OPEN),
        _some(
            _BESIDE,
            sa.or_(case_link.c.case_id == case.c.id, case_link.c.other_id == case.c.id),
            _other.c.id != case.c.id,
            _other.c.status == CaseStatus.OPEN,
        ),
    ),
    Needed.APPEAL: _some(_APPEALED, letter.c.case_id == case.c.id, _IN_USE),
    Needed.WATCHED: _some(
        key_watch, key_watch.c.case_id == case.c.id, key_watch.c.status == "listed", key_watch.c.until_on >= _TODAY
    ),
    Needed.MESSAGE: _some(
        message_in,
        message_in.c.settled_at.is_(None),
        sa.or_(message_in.c.source_case_id == case.c.id, message_in.c.target_case_id == case.c.id),
    ),
}
_FLAGS = [condition.label(f"needed_{code.value}") for code, condition in _NEEDED.items()]
_STRICT = _later(_IN_USE).label("later_in_use")
_FACTS = (case.c.id, case.c.number, case.c.process, case.c.measure, case.c.ended_at_element, case.c.closed_at)
_ENDED = sa.and_(
    case.c.status.in_((CaseStatus.CLOSED, CaseStatus.ENDED)),
    case.c.destroyed_at.is_(None),
    case.c.closed_at < b("before", type_=Instant),
)
_OLD = sa.select(*_FACTS, *_FLAGS).where(_ENDED).order_by(case.c.closed_at, case.c.id)
_WHY = "a register of numbers, days and codes for whoever proposes destruction; never past a recusal"
_EVERY_OLD = checked(_OLD, "the office's own list, on its command line and for its keeper")
_OLD_FOR_ME = checked(
    _OLD.where(
        no_administrator(),
        sa.func.coalesce(case.c.subject_id, "") != ME,
        not_recused(case.c.subject_id, case.c.id),
    ),
    _WHY,
)
_ONE = checked(sa.select(*_FACTS, *_FLAGS).where(case.c.id == b("case_id")), "the act has locked the case")
_LAST = checked(sa.select(_STRICT).where(case.c.id == b("case_id")), "the act has locked the case")
_NEXT = checked(
    sa.select(destruction.c.id)
    .join(case, case.c.id == destruction.c.case_id)
    .where(destruction.c.stage == Stage.DECIDED, sa.not_(_later(_IN_USE, _listed((Stage.DECIDED,)))))
    .order_by(destruction.c.id),
    "the office's own clock carries out what was decided",
)


@dataclass(frozen=True, kw_only=True)
class Old:
    """A case that ended before a day, with what still needs it (nothing: it may go once its term is over)."""

    case_id: CaseId
    number: str | None
    process: str
    measure: str
    ended_at: str | None
    closed_at: dt.datetime
    needed: tuple[Needed, ...]


def old(tx: Tx, *, before: dt.datetime, today: dt.date, viewer: Viewer | None = None) -> tuple[Old, ...]:
    """This function will give the cases that ended before an instant and are not destroyed, the oldest first."""
    asked = {"before": before, "today": today}
    rows = tx.execute(_EVERY_OLD, asked) if viewer is None else tx.execute(_OLD_FOR_ME, asked | by(viewer))
    return tuple(_old(row) for row in rows)


def facts_of(tx: Tx, case_id: CaseId, *, today: dt.date) -> Old:
    """This function will give the same of one case, which the act has locked."""
    return _old(tx.execute(_ONE, {"case_id": case_id, "today": today}).one())


def later_in_use(tx: Tx, case_id: CaseId) -> bool:
    """This function will tell whether a case that came from this one is still there, on the list or not."""
    return bool(tx.execute(_LAST, {"case_id": case_id}).scalar_one())


def next_decided(tx: Tx) -> tuple[str, ...]:
    """This function will give what on the list is decided and comes next: what came from a case goes before it."""
    return tuple(tx.execute(_NEXT).scalars())


def _old(row: AnyRow) -> Old:
    found = row._mapping
    return Old(
        case_id=CaseId(row.id),
        number=row.number,
        process=row.process,
        measure=row.measure,
        ended_at=row.ended_at_element,
        closed_at=row.closed_at,
        needed=tuple(code for code in _NEEDED if found[f"needed_{code.value}"]),
    )
