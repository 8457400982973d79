"""What is known of a person across cases, as numbers and codes only: clues, open matters, how they ended, links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, RoomId
from webapp.domain.records import CaseStatus
from webapp.domain.sights import Viewer
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, activity, case, case_link, case_tag, task
from webapp.store.visibility import by, checked, visible
from webapp.store.writing import insert_once

_WHY = "write path of a handler: numbers and codes of the subject of the case at hand"
MANNER = "manner"
"""Kind of tag that says how a clue came (real name, several people); it is counted, not offered as a filter."""
WATCHES = ("m07c_monitoring", "m07c_analysis", "m07d_campaign", "m07d_unit")
"""Processes of measure 7 that are no clue themselves."""
_NO_WATCH = case.c.process.not_in(WATCHES)
_LOOK = case.alias("look")
WATCHED = (
    sa.select(sa.literal(1))
    .select_from(sa.join(task, _LOOK, _LOOK.c.id == task.c.case_id))
    .where(_LOOK.c.process == WATCHES[0], _LOOK.c.subject_id == b("subject"), _LOOK.c.status == "open", task.c.is_open)
    .exists()
)
"""An officer has an open step of monitoring on the person."""
_REPORTS = checked(
    sa.select(
        case.c.number,
        case.c.opened_at,
        IS_OPEN.label("is_open"),
        sa.select(sa.func.count())
        .select_from(case_link)
        .where(case_link.c.other_id == case.c.id, case_link.c.kind == "repeat")
        .where(case_link.c.at >= b("since", type_=case_link.c.at.type))
        .scalar_subquery()
        .label("repeats"),
        WATCHED.label("watched"),
    )
    .where(case.c.subject_id == b("subject"), case.c.measure == "m07", case.c.id != b("but"))
    .where(_NO_WATCH, case.c.number.is_not(None))
    .order_by(case.c.opened_at.desc(), case.c.id),
    _WHY,
)
_INQUIRIES = checked(
    sa.select(case.c.number)
    .where(case.c.subject_id == b("subject"), case.c.process == "m08_talk_letter_inquiry", case.c.number.is_not(None))
    .order_by(case.c.opened_at.desc(), case.c.id),
    _WHY,
)
_OPEN_ON = checked(
    sa.select(case.c.id).where(
        case.c.subject_id == b("subject"), IS_OPEN, _NO_WATCH, case.c.measure.in_(b("measures", expanding=True))
    ),
    _WHY,
)
_ENDED = checked(
    sa.select(case.c.id, case.c.status, case.c.ended_at_element)
    .where(case.c.subject_id == b("subject"), case.c.id != b("but"), _NO_WATCH)
    .where(case.c.measure.in_(("m07", "m08", "m10")))
    .order_by(case.c.opened_at.desc(), case.c.id),
    _WHY,
)
_ONE = checked(sa.select(case.c.id, case.c.status, case.c.ended_at_element).where(case.c.id == b("case_id")), _WHY)
_BY_NUMBER = checked(sa.select(case.c.id, case.c.room_id).where(case.c.number == b("number")), _WHY)
_JOINABLE = checked(
    sa.select(case.c.number)
    .where(case.c.subject_id == b("subject"), case.c.measure == b("measure"), case.c.id != b("but"), IS_OPEN)
    .where(_NO_WATCH, case.c.number.is_not(None), case.c.room_id.is_not(None))
    .order_by(case.c.opened_at.desc(), case.c.id),
    _WHY,
)
_JOINED = checked(
    sa.select(case.c.id)
    .select_from(sa.join(case_link, case, case.c.id == case_link.c.case_id))
    .where(case_link.c.other_id == b("case_id"), case_link.c.kind == "joined")
    .order_by(case_link.c.at, case.c.id),
    "ids only: who shows them asks for sight, who answers them shows nothing",
)
_TOLD = checked(
    sa.select(case.c.number, case.c.opened_at, case.c.room_id, case_tag.c.word)
    .select_from(sa.outerjoin(case, case_tag, sa.and_(case_tag.c.case_id == case.c.id, case_tag.c.kind != MANNER)))
    .where(case.c.number.in_(b("numbers", expanding=True)))
    .order_by(case.c.opened_at.desc(), case.c.number, case_tag.c.kind, case_tag.c.word),
    "day, room and marks of the clues that a handler found on the subject of the case at hand",
)
_JOINED_TO = sa.select(case_link.c.other_id).where(case_link.c.case_id == b("case_id"), case_link.c.kind == "joined")
_REPEATS = sa.select(sa.func.count()).where(case_link.c.other_id == b("case_id"), case_link.c.kind == "repeat")
_PASSED = sa.select(activity.c.element).where(
    activity.c.case_id == b("case_id"), activity.c.element.in_(b("elements", expanding=True))
)
_BEFORE = checked(
    sa.select(case.c.id)
    .where(case.c.subject_id == b("subject"), case.c.process == b("of_process"), case.c.period < b("this_period"))
    .order_by(case.c.period.desc(), case.c.id)
    .limit(1),
    "the year before of the subject of the case at hand, whose open step is the reason",
)
_MARKED = sa.select(case_link.c.kind).where(
    case_link.c.case_id == b("case_id"), case_link.c.other_id == b("case_id"), case_link.c.kind == b("mark")
)
_LINK = insert_once(case_link)
_UNTAG = sa.delete(case_tag).where(case_tag.c.case_id == b("of_case"))
_TAG = sa.insert(case_tag)
_COUNTS = visible(
    sa.select(case_tag.c.kind, case_tag.c.word, sa.func.count(sa.distinct(case.c.id)).label("cases"))
    .select_from(sa.join(case_tag, case, case.c.id == case_tag.c.case_id))
    .where(sa.or_(b("anybody", type_=sa.Boolean), case.c.subject_id.in_(b("subjects", expanding=True))))
    .where(case_tag.c.kind != MANNER)
    .group_by(case_tag.c.kind, case_tag.c.word)
    .order_by(case_tag.c.kind, case_tag.c.word)
)
_TAGGED = visible(
    sa.select(case.c.id)
    .select_from(sa.join(case_tag, case, case.c.id == case_tag.c.case_id))
    .where(case_tag.c.kind == b("kind"), case_tag.c.word == b("word"))
    .order_by(case.c.opened_at.desc(), case.c.id)
)
_ACCOUNTED = checked(
    sa.select(case.c.number, case.c.process, case.c.opened_at, case.c.status, case.c.ended_at_element)
    .where(case.c.subject_id == b("subject"), case.c.id != b("but"), case.c.number.is_not(None))
    .where(case.c.process.in_(("m10_violation_handling", "m10f_accountability")), case.c.destroyed_at.is_(None))
    .order_by(case.c.opened_at.desc(), case.c.id),
    "number, day and end, for who must tell whether the subject of the case at hand is held to account twice",
)
_OF_CASE = sa.select(case_tag.c.kind, case_tag.c.word).where(case_tag.c.case_id == b("case_id"))


@dataclass(frozen=True, kw_only=True)
class Report:
    """A numbered clue, and how many letters since an instant only repeat it; is its person being looked at already?"""

    number: str
    opened_at: dt.datetime
    repeats: int
    is_open: bool
    watched: bool


@dataclass(frozen=True, kw_only=True)
class Accounted:
    """A verification or an accountability of a person: where it ended, None while it is open."""

    number: str
    process: str
    opened_at: dt.datetime
    ended_at: str | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What tells one clue from another without a word of its text."""

    number: str
    opened_at: dt.datetime
    room_id: RoomId
    words: tuple[str, ...]


NOT_ESTABLISHED_AT = ("ask_clarify", "tell_clarify", "send_clarify")
SHELVED_AT = ("shelve", "shelved", "shelved_until")
FILED_AT = ("tell_filed",)


def reports_on(tx: Tx, person_id: PersonId, *, since: dt.datetime, but: CaseId) -> tuple[Report, ...]:
    """This function will give a person's clues, the newest first, without one, and the letters that repeat them."""
    rows = tx.execute(_REPORTS, {"subject": person_id, "since": since, "but": but})
    return tuple(
        Report(
            number=row.number,
            opened_at=row.opened_at,
            repeats=row.repeats,
            is_open=bool(row.is_open),
            watched=bool(row.watched),
        )
        for row in rows
    )


def inquiries_on(tx: Tx, person_id: PersonId) -> tuple[str, ...]:
    """This function will give the numbers of a person's inquiries, the newest first."""
    return tuple(tx.execute(_INQUIRIES, {"subject": person_id}).scalars())


def joinable(tx: Tx, person_id: PersonId, *, measure: str, but: CaseId) -> tuple[str, ...]:
    """This function will give the numbers of a person's other cases of a measure that a room is at work on."""
    rows = tx.execute(_JOINABLE, {"subject": person_id, "measure": measure, "but": but})
    return tuple(rows.scalars())


def told(tx: Tx, numbers: Sequence[str]) -> tuple[Told, ...]:
    """This function will give day, room and marks of the clues that bear these numbers, the newest first."""
    rows = tx.execute(_TOLD, {"numbers": list(numbers)}).all() if numbers else []
    words = {row.number: tuple(one.word for one in rows if one.number == row.number and one.word) for row in rows}
    first = {row.number: row for row in reversed(rows)}
    return tuple(
        Told(number=one, opened_at=first[one].opened_at, room_id=RoomId(first[one].room_id or ""), words=found)
        for one, found in words.items()
    )


def accounted(tx: Tx, subject_id: PersonId, *, but: CaseId) -> tuple[Accounted, ...]:
    """This function will list a person's other verifications and accountabilities, the newest first."""
    rows = tx.execute(_ACCOUNTED, {"subject": subject_id, "but": but})
    return tuple(
        Accounted(
            number=row.number,
            process=row.process,
            opened_at=row.opened_at,
            ended_at=None if row.status == CaseStatus.OPEN else row.ended_at_element,
        )
        for row in rows
    )


def open_on(tx: Tx, person_id: PersonId, *, measures: Sequence[str]) -> tuple[CaseId, ...]:
    """This function will give the ids of a person's open cases of these measures."""
    rows = tx.execute(_OPEN_ON, {"subject": person_id, "measures": list(measures)})
    return tuple(CaseId(found) for found in rows.scalars())


def conclusion(tx: Tx, person_id: PersonId, *, case_id: CaseId | None, but: CaseId) -> str:
    """This function will tell how a case, or the newest on the person, ended: not_established, shelved, unknown, open.

    A case that threw its request for clarification concluded `not_established`, whatever it does after.
    """
    if case_id is not None:
        row = tx.execute(_ONE, {"case_id": case_id}).one_or_none()
    else:
        row = tx.execute(_ENDED, {"subject": person_id, "but": but}).first()
    if row is None:
        return "unknown"
    if _passed(tx, row.id, NOT_ESTABLISHED_AT):
        return "not_established"
    if _passed(tx, row.id, SHELVED_AT):
        return "shelved"
    return "open" if row.status == "open" else "unknown"


def _passed(tx: Tx, case_id: CaseId, elements: Sequence[str]) -> bool:
    return tx.execute(_PASSED, {"case_id": case_id, "elements": list(elements)}).first() is not None


def link(tx: Tx, case_id: CaseId, *, number: str, kind: str, at: dt.datetime) -> RoomId | None:
    """This function will link a case to the one that bears the number and give its room; an unknown number, nothing."""
    other = tx.execute(_BY_NUMBER, {"number": number}).one_or_none()
    if other is None:
        return None
    tx.execute(_LINK, {"case_id": case_id, "other_id": other.id, "kind": kind, "at": at})
    return RoomId(other.room_id) if other.room_id else None


def joined_into(tx: Tx, case_id: CaseId) -> tuple[CaseId, ...]:
    """This function will give the ids of the cases that were joined to a case, the first joined first."""
    return tuple(CaseId(found) for found in tx.execute(_JOINED, {"case_id": case_id}).scalars())


def joined_to(tx: Tx, case_id: CaseId) -> tuple[CaseId, ...]:
    """This function will give the ids of the cases that a case was joined to."""
    return tuple(CaseId(found) for found in tx.execute(_JOINED_TO, {"case_id": case_id}).scalars())


def repeats(tx: Tx, case_id: CaseId) -> int:
    """This function will count the letters that were kept with a case because they only repeat it."""
    return int(tx.execute(_REPEATS, {"case_id": case_id}).scalar_one())


def numbered(tx: Tx, number: str) -> CaseId | None:
    """This function will give the case that bears a number, whoever may see it; the caller shows nothing of it."""
    found = tx.execute(_BY_NUMBER, {"number": number}).one_or_none()
    return None if found is None else CaseId(found.id)


def mark(tx: Tx, case_id: CaseId, *, kind: str, at: dt.datetime) -> None:
    """This function will mark a case in the register (shelved), as a link to itself."""
    tx.execute(_LINK, {"case_id": case_id, "other_id": case_id, "kind": kind, "at": at})


def before(tx: Tx, person_id: PersonId, *, process: str, period: str | None) -> CaseId | None:
    """This function will give the person's case of the newest period before this one, or None."""
    found = {"subject": person_id, "of_process": process, "this_period": period or ""}
    row = tx.execute(_BEFORE, found).scalar_one_or_none()
    return None if row is None else CaseId(row)


def is_marked(tx: Tx, case_id: CaseId, *, kind: str) -> bool:
    """This function will tell whether a case bears a mark in the register."""
    return tx.execute(_MARKED, {"case_id": case_id, "mark": kind}).first() is not None


def is_filed(tx: Tx, case_id: CaseId) -> bool:
    """This function will tell whether a case was filed for investigation, whatever it does after."""
    return _passed(tx, case_id, FILED_AT)


def tag(tx: Tx, case_id: CaseId, words: Mapping[str, Sequence[str]]) -> None:
    """This function will write a clue's tags by kind (`class`, `tag`, `eight`) in place of earlier ones."""
    tx.execute(_UNTAG, {"of_case": case_id})
    rows = [
        {"case_id": case_id, "kind": kind, "word": word} for kind, many in words.items() for word in sorted(set(many))
    ]
    if rows:
        tx.execute(_TAG, rows)


def tags_of(tx: Tx, case_id: CaseId) -> tuple[tuple[str, str], ...]:
    """This function will give kind and word of each tag of a case that the caller has checked."""
    return tuple((row.kind, row.word) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def tag_counts(
    tx: Tx, viewer: Viewer, *, subjects: Sequence[PersonId] | None = None
) -> tuple[tuple[str, str, int], ...]:
    """This function will count the visible cases by tag, of these subjects only; the click lists the same cases."""
    asked = {"anybody": subjects is None, "subjects": list(subjects or ())}
    return tuple((row.kind, row.word, row.cases) for row in tx.execute(_COUNTS, by(viewer) | asked))


def tagged(tx: Tx, viewer: Viewer, *, kind: str, word: str) -> tuple[CaseId, ...]:
    """This function will give the viewer's visible cases with a tag, the newest first."""
    rows = tx.execute(_TAGGED, by(viewer) | {"kind": kind, "word": word})
    return tuple(CaseId(found) for found in rows.scalars())
