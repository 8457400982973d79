"""Destroying a case: its key and its reporters' go, rows that are nothing but content go, its person is not named.

What stays is what the register and the record need: number, steps, days, officers, letters' numbers. What other keys
seal about the case (reasons of looks, of recusals, of openings) is emptied, so that their readers go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store import keys
from webapp.store.codec import pack
from webapp.store.db import Tx
from webapp.store.reporters import owner_of as owner_of_reporter
from webapp.store.tables import (
    agenda_item,
    application,
    archive_entry,
    archive_file,
    archive_snapshot,
    attachment,
    break_glass,
    case,
    comment,
    cycle_run,
    glass_review,
    key_watch,
    legal_hold,
    letter,
    meeting,
    message_in,
    opinion,
    own_statement,
    person,
    recusal_request,
    reporter,
    reporter_opening,
    submission,
    subscription,
    task,
)
from webapp.store.vault import Place
from webapp.store.visibility import checked

_THIS = b("of_case", type_=sa.Text)
_WHY = "the act has locked the case; nothing of it is shown"
_REPORTERS = sa.select(reporter.c.id).where(reporter.c.case_id == _THIS)
_ITEMS = sa.select(agenda_item.c.id).where(agenda_item.c.case_id == _THIS)
_ENTRIES = sa.select(archive_entry.c.id).where(archive_entry.c.source_case_id == _THIS)
_OUTSIDERS = sa.select(person.c.id).where(person.c.kind != "officer")


def _unless_outsider(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.case((column.in_(_OUTSIDERS), sa.null()), else_=column)


_STOOD = checked(
    sa.select(sa.case((case.c.status == CaseStatus.CLOSED, "done"), else_="ended")).where(case.c.id == _THIS), _WHY
).scalar_subquery()
"""How a yearly round goes on showing a subject whose case is gone."""

_SHAPELESS = (
    sa.delete(attachment).where(attachment.c.case_id == _THIS),
    sa.delete(submission).where(submission.c.case_id == _THIS),
    sa.delete(comment).where(comment.c.case_id == _THIS),
    sa.delete(application).where(application.c.case_id == _THIS),
    sa.delete(opinion).where(opinion.c.item_id.in_(_ITEMS)),
    sa.update(archive_entry).where(archive_entry.c.supersedes_id.in_(_ENTRIES)).values(supersedes_id=None),
    sa.delete(archive_entry).where(archive_entry.c.source_case_id == _THIS),
)
"""Rows that are nothing but content."""
_PEOPLE = ("assignee_id", "completed_by", "on_behalf_of")
_NAMELESS = (
    sa.update(task)
    .where(task.c.case_id == _THIS)
    .values(subject_id=None, unit_id=None, withheld_from=None, item=None)
    .values({name: _unless_outsider(task.c[name]) for name in _PEOPLE}),
    sa.update(task)
    .where(task.c.case_id == _THIS, task.c.role.in_(("subject", "unit", "upper_head", "colleague", "service_user")))
    .values(room_id=None),
    sa.update(letter).where(letter.c.case_id == _THIS).values(recipient_id=None, recipient_unit_id=None),
    sa.update(agenda_item).where(agenda_item.c.case_id == _THIS).values(subject_id=None),
    sa.update(message_in)
    .where(sa.or_(message_in.c.source_case_id == _THIS, message_in.c.target_case_id == _THIS))
    .values(subject_id=None),
    sa.update(subscription).where(subscription.c.case_id == _THIS).values(correlate=None),
    sa.update(reporter).where(reporter.c.case_id == _THIS).values(name_hash=None),
    sa.update(recusal_request).where(recusal_request.c.case_id == _THIS).values(subject_id=None),
    sa.update(legal_hold).where(legal_hold.c.case_id == _THIS).values(subject_id=None),
    *(
        sa.update(one).where(one.c.case_id == _THIS).values(case_id=None)
        for one in (archive_file, archive_snapshot, own_statement)
    ),
    sa.update(cycle_run).where(cycle_run.c.case_id == _THIS).values(case_id=None, state=_STOOD),
)
"""Rows that stay, without whom the case was about."""
_CASE = (
    sa.update(case)
    .where(case.c.id == _THIS, case.c.destroyed_at.is_(None))
    .values(subject_id=None, unit_id=None, destroyed_at=b("now"), initiator_id=_unless_outsider(case.c.initiator_id))
)
_FREE_WATCH = sa.update(key_watch).where(key_watch.c.id == b("of_row")).values(case_id=None, reason=b("sealed"))
_of_meeting = agenda_item.alias()
_ALL_GONE = checked(
    sa.select(meeting.c.id).where(
        meeting.c.id.in_(sa.select(agenda_item.c.meeting_id).where(agenda_item.c.case_id == _THIS)),
        sa.not_(
            sa.exists(
                sa.select(sa.literal(1))
                .select_from(sa.join(_of_meeting, case, case.c.id == _of_meeting.c.case_id))
                .where(_of_meeting.c.meeting_id == meeting.c.id, case.c.destroyed_at.is_(None))
            )
        ),
    ),
    _WHY,
)


@dataclass(frozen=True, kw_only=True)
class _Emptied:
    """A column that the office's key seals: which rows are about the case, and what stands there afterwards."""

    column: sa.Column[Any]
    key: sa.Column[Any]
    rows: sa.Select[Any]
    plain: bytes = b""

    def place(self, row: str) -> Place:
        return Place(table=f"{self.column.table.name}.{self.column.name}", row=row)

    def update(self) -> sa.Update:
        return sa.update(self.column.table).where(self.key == b("of_row")).values({self.column.name: b("sealed")})


_GLASSES = sa.select(break_glass.c.id).where(break_glass.c.case_id == _THIS)
_EMPTIED = tuple(
    (one, one.update())
    for one in (
        _Emptied(column=break_glass.c.reason, key=break_glass.c.id, rows=_GLASSES),
        _Emptied(
            column=glass_review.c.words,
            key=glass_review.c.break_glass_id,
            rows=sa.select(glass_review.c.break_glass_id).where(glass_review.c.break_glass_id.in_(_GLASSES)),
        ),
        _Emptied(
            column=recusal_request.c.reason,
            key=recusal_request.c.id,
            rows=sa.select(recusal_request.c.id).where(recusal_request.c.case_id == _THIS),
        ),
        _Emptied(
            column=reporter_opening.c.reason,
            key=reporter_opening.c.id,
            rows=sa.select(reporter_opening.c.id).where(reporter_opening.c.reporter_id.in_(_REPORTERS)),
        ),
        _Emptied(
            column=meeting.c.content,
            key=meeting.c.id,
            rows=_ALL_GONE,
            plain=pack({"place": "", "minutes": ""}),
        ),
    )
)
"""A meeting's minutes go with the last case that was on its agenda; the case itself is gone by then."""
_WATCHES = sa.select(key_watch.c.id).where(key_watch.c.case_id == _THIS)


def wipe(tx: Tx, case_id: CaseId, *, now: dt.datetime) -> int:
    """This function will destroy a locked case and give how many keys went with it; what is gone already stays gone.

    The keys go first: while a hold is in force the database refuses that, whoever asks.
    """
    owners = [keys.owner_of(case_id), *map(owner_of_reporter, tx.execute(_REPORTERS, {"of_case": case_id}).scalars())]
    for owner in owners:
        keys.destroy(tx, owner)
    for statement in (*_SHAPELESS, *_NAMELESS):
        tx.execute(statement, {"of_case": case_id})
    tx.execute(_CASE, {"of_case": case_id, "now": now})
    _empty(tx, case_id)
    return len(owners)


def _empty(tx: Tx, case_id: CaseId) -> None:
    seal: Callable[[Place, bytes], bytes] = keys.office(tx).seal
    for one, statement in _EMPTIED:
        for row in tx.execute(one.rows, {"of_case": case_id}).scalars().all():
            tx.execute(statement, {"of_row": row, "sealed": seal(one.place(row), one.plain)})
    for row in tx.execute(_WATCHES, {"of_case": case_id}).scalars().all():
        place = Place(table="key_watch.reason", row=row)
        tx.execute(_FREE_WATCH, {"of_row": row, "sealed": seal(place, pack(""))})
