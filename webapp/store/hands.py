"""Who had a hand in matters about a head, and what of them stands: asked when somebody steps back late."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.archives import ADVERSE
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ItemStatus
from webapp.domain.records import CaseStatus
from webapp.store.db import Tx
from webapp.store.tables import agenda_item, archive_entry, case, letter, opinion, task
from webapp.store.visibility import checked

_PERSON, _SUBJECT = b("person", type_=sa.Text), b("subject", type_=sa.Text)
_ABOUT = (
    sa.select(case.c.id)
    .where(case.c.subject_id == _SUBJECT)
    .union(sa.select(agenda_item.c.case_id).where(agenda_item.c.subject_id == _SUBJECT))
)
_DID = sa.exists(sa.select(sa.literal(1)).where(task.c.case_id == case.c.id, task.c.completed_by == _PERSON))
_DECIDED = sa.and_(
    agenda_item.c.case_id == case.c.id,
    agenda_item.c.status == ItemStatus.DECIDED,
    sa.or_(agenda_item.c.subject_id.is_(None), agenda_item.c.subject_id == _SUBJECT),
)
_VOTED = sa.exists(
    sa.select(sa.literal(1))
    .join_from(opinion, agenda_item, agenda_item.c.id == opinion.c.item_id)
    .where(opinion.c.person_id == _PERSON, _DECIDED)
)
_ENTRIES = (archive_entry.c.source_case_id == case.c.id, archive_entry.c.weight == ADVERSE)
_LETTERS = (letter.c.case_id == case.c.id, letter.c.number.is_not(None), letter.c.recalled_at.is_(None))


def _count(table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*where).scalar_subquery()


_HANDS = checked(
    sa.select(
        case.c.id,
        case.c.status,
        _DID.label("did"),
        _count(archive_entry, *_ENTRIES).label("entries"),
        _count(letter, *_LETTERS).label("letters"),
        _count(agenda_item, _DECIDED).label("decisions"),
    )
    .where(case.c.id.in_(_ABOUT), sa.or_(_DID, _VOTED))
    .order_by(case.c.id),
    "matters in which somebody who steps back had a hand, to ask about them; nothing of them is shown",
)
_EVERY = checked(_ABOUT, "matters about a head, to take back what was asked; nothing of them is shown")


@dataclass(frozen=True, kw_only=True)
class Hand:
    """A matter in which somebody did a step or (`voted`) only gave an opinion, and how much of it stands."""

    case_id: CaseId
    over: bool
    voted: bool
    entries: int
    letters: int
    decisions: int

    @property
    def bears(self) -> bool:
        """This function will tell whether anything may still rest on what was done."""
        return not self.over or bool(self.entries or self.letters or self.decisions)


def hands_in(tx: Tx, person_id: PersonId, *, subject_id: PersonId) -> tuple[Hand, ...]:
    """This function will give the matters about a head, lists that name the head too, in which a person had a hand.

    Of those that are over only such of which an adverse entry, a numbered letter or a decision stands.
    """
    rows = tx.execute(_HANDS, {"person": person_id, "subject": subject_id})
    found = (
        Hand(
            case_id=CaseId(row.id),
            over=row.status != CaseStatus.OPEN,
            voted=not row.did,
            entries=row.entries,
            letters=row.letters,
            decisions=row.decisions,
        )
        for row in rows
    )
    return tuple(one for one in found if one.bears)


def every_about(tx: Tx, subject_id: PersonId) -> frozenset[CaseId]:
    """This function will give every matter about a head, lists that name the head among them."""
    return frozenset(CaseId(one) for one in tx.execute(_EVERY, {"subject": subject_id}).scalars())
