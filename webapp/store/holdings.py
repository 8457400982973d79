"""What the office holds on persons across measures, as codes only: matters open and closed, entries that weigh."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.store.archive import IN_ARCHIVE
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import activity, archive_entry, case, meeting
from webapp.store.visibility import checked

_WHY = "write path of a handler: codes of the persons on whom an opinion was asked"
CLUE = "m07_clue_disposal"
_PASSED = sa.select(sa.func.count()).where(activity.c.case_id == case.c.id).correlate(case)
_FILED = _PASSED.where(activity.c.element == "tell_filed").scalar_subquery()
_TRIED = _PASSED.where(activity.c.element == "accept_trial").scalar_subquery()
_SETTLED = _PASSED.where(activity.c.element == "tell_stage").scalar_subquery()
_WEIGHS = sa.and_(
    archive_entry.c.source_case_id == case.c.id,
    archive_entry.c.subject_id == case.c.subject_id,
    archive_entry.c.status == "verified",
    archive_entry.c.weight == "adverse",
    IN_ARCHIVE,
)
_MATTERS = checked(
    sa.select(
        case.c.id,
        case.c.subject_id,
        case.c.process,
        case.c.number,
        case.c.status,
        _FILED.label("filed"),
        _TRIED.label("tried"),
        _SETTLED.label("settled"),
        archive_entry.c.kind,
        archive_entry.c.effect_until,
    )
    .outerjoin(archive_entry, _WEIGHS)
    .where(case.c.subject_id.in_(b("people", expanding=True)), case.c.measure.in_(("m07", "m08", "m10")))
    .order_by(case.c.opened_at, case.c.id, archive_entry.c.id),
    _WHY,
)
_ANSWERS = (
    sa.select(archive_entry.c.kind, archive_entry.c.on, archive_entry.c.source_case_id)
    .where(archive_entry.c.subject_id == b("person"), archive_entry.c.kind.like("opinion.%"), IN_ARCHIVE)
    .order_by(archive_entry.c.on.desc(), archive_entry.c.entered_at.desc())
)
_PLANNED = (
    sa.select(sa.func.min(meeting.c.held_on))
    .where(meeting.c.body == b("body"), meeting.c.status != "signed")
    .where(meeting.c.held_on >= b("from_day", type_=meeting.c.held_on.type))
)
_OTHERS = checked(
    sa.select(case.c.subject_id)
    .where(case.c.subject_id.in_(b("people", expanding=True)), case.c.status == "open")
    .where(case.c.process == b("process"), case.c.id != b("but"))
    .where(_PASSED.where(activity.c.element == b("up_to")).scalar_subquery() == 0),
    _WHY,
)


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """A verified adverse entry (DMN-12: no other colours an opinion); while it has effect, it stands in the way."""

    kind: str
    effect_until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An opinion as the archive keeps it."""

    result: str
    on: dt.date
    case_id: CaseId | None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A case about a person with the entries that came of it: `filed` and `tried` say how far a verification is.

    A clue that was disposed of is not open any more, though its reporter has still to be answered.
    """

    case_id: CaseId
    person: PersonId
    process: str
    numbered: bool
    is_open: bool
    filed: bool
    tried: bool
    weighing: tuple[Weighing, ...] = ()


def matters(tx: Tx, people: Sequence[PersonId]) -> tuple[Matter, ...]:
    """This function will give the cases about persons, the oldest first, each with the entries that came of it."""
    found: dict[CaseId, Matter] = {}
    for row in tx.execute(_MATTERS, {"people": list(people)}):
        one = found.setdefault(row.id, _matter(row))
        if row.kind is not None:
            more = Weighing(kind=row.kind, effect_until=row.effect_until)
            found[row.id] = dataclasses.replace(one, weighing=(*one.weighing, more))
    return tuple(found.values())


def _matter(row: AnyRow) -> Matter:
    return Matter(
        case_id=row.id,
        person=row.subject_id,
        process=row.process,
        numbered=row.number is not None,
        is_open=row.status == "open" and not (row.process == CLUE and row.settled > 0),
        filed=row.filed > 0,
        tried=row.tried > 0,
    )


def answered(tx: Tx, person: PersonId) -> Answered | None:
    """This function will give the newest answer on a person, its day and the case that gave it."""
    row = tx.execute(_ANSWERS, {"person": person}).first()
    if row is None:
        return None
    return Answered(result=row.kind.partition(".")[2], on=row._mapping["on"], case_id=row.source_case_id)


def next_meeting(tx: Tx, body: str, *, day: dt.date) -> dt.date | None:
    """This function will give the day of the body's next meeting that is not signed."""
    return tx.execute(_PLANNED, {"body": body, "from_day": day}).scalar()


def others_open(tx: Tx, people: Collection[PersonId], *, process: str, up_to: str, but: CaseId) -> frozenset[PersonId]:
    """This function will give those of some people about whom another case of a process is open, short of a step."""
    values = {"people": sorted(people), "process": process, "up_to": up_to, "but": but}
    return frozenset(PersonId(who) for who in tx.execute(_OTHERS, values).scalars()) if people else frozenset()
