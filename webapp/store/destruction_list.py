"""The list of destruction: proposed, checked, decided by three people, then done, or taken off again.

Who proposes reads it as a register of numbers and days; who checks or decides sees the case by right.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.exc import IntegrityError

from webapp.domain.ids import OFFICE_ROOM, CaseId, PersonId
from webapp.domain.retention import UNDER_WAY, Needed, Stage
from webapp.domain.sights import PAGE_SIZE, Page, Viewer
from webapp.store import keys
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import Contended
from webapp.store.tables import case, destruction
from webapp.store.vault import Place
from webapp.store.visibility import ME, by, checked, no_administrator, not_recused, visible

_ITEM = (destruction, case.c.number, case.c.measure, case.c.subject_id)
_ITEMS = sa.select(*_ITEM).join(case, case.c.id == destruction.c.case_id)
_ORDER = (destruction.c.kept_until, case.c.number, destruction.c.id)
_NUMBER = sa.func.coalesce(case.c.number, "")
_SEEN = visible(_ITEMS.where(destruction.c.stage == b("wanted")).order_by(*_ORDER), glass=False)
_OF_NO_ROOM = checked(
    _ITEMS.where(
        destruction.c.stage == b("wanted"),
        destruction.c.proposed_by != ME,
        sa.or_(case.c.room_id.is_(None), case.c.room_id == OFFICE_ROOM, case.c.confined),
        no_administrator(),
        sa.func.coalesce(case.c.subject_id, "") != ME,
        not_recused(case.c.subject_id, case.c.id),
    ).order_by(*_ORDER),
    "a register of numbers, days and codes for another one than who proposed; never past a recusal",
)
_REGISTER = checked(
    _ITEMS.where(no_administrator(), not_recused(case.c.subject_id, case.c.id), destruction.c.stage != Stage.KEPT)
    .order_by(destruction.c.proposed_at.desc(), _NUMBER.desc(), destruction.c.id.desc())
    .limit(b("size", type_=sa.Integer)),
    "a register of numbers, days and codes for whoever proposes; never past a recusal",
)
_FURTHER = _REGISTER.where(
    sa.tuple_(destruction.c.proposed_at, _NUMBER, destruction.c.id)
    < sa.tuple_(b("after_0", type_=Instant), b("after_1", type_=sa.Text), b("after_2", type_=sa.Text))
)
_LOCK = (
    sa.select(destruction)
    .where(destruction.c.id.in_(b("items", expanding=True)))
    .order_by(destruction.c.id)
    .with_for_update()
)
_CASE_OF = sa.select(destruction.c.case_id).where(destruction.c.id == b("item"))
_ADD = sa.insert(destruction)
_UNDER_WAY = sa.select(destruction.c.case_id).where(destruction.c.stage.in_(UNDER_WAY))
_CHECK = (
    sa.update(destruction)
    .where(destruction.c.id == b("item"), destruction.c.stage == Stage.PROPOSED)
    .values(stage=Stage.CHECKED, checked_by=b("by"), checked_at=b("now"))
)
_DECIDE = (
    sa.update(destruction)
    .where(destruction.c.id == b("item"), destruction.c.stage == Stage.CHECKED)
    .values(stage=Stage.DECIDED, decided_by=b("by"), decided_at=b("now"))
)
_OPEN = destruction.c.stage.in_(UNDER_WAY)
_REFUSE = (
    sa.update(destruction)
    .where(destruction.c.id == b("item"), destruction.c.stage.in_((Stage.PROPOSED, Stage.CHECKED)))
    .values(stage=Stage.REFUSED, refused_by=b("by"), words=b("sealed"), over_at=b("now"))
)
_held = case.alias()
_KEEP = (
    sa.update(destruction)
    .where(
        _OPEN,
        destruction.c.case_id.in_(
            checked(
                sa.select(_held.c.id).where(
                    sa.or_(_held.c.id == b("of_case"), _held.c.subject_id == b("of_subject", type_=sa.Text))
                ),
                "what is needed, or held, goes off the list, whoever sees it",
            )
        ),
    )
    .values(stage=Stage.KEPT, needed=b("why", type_=sa.Text), over_at=b("now"))
)
_DONE = (
    sa.update(destruction)
    .where(destruction.c.id == b("item"), destruction.c.stage == Stage.DECIDED)
    .values(stage=Stage.DONE, over_at=b("now"))
)
_COUNTS = sa.select(destruction.c.stage, sa.func.count().label("cases")).group_by(destruction.c.stage)
_STUCK = sa.select(sa.func.min(destruction.c.decided_at, type_=Instant)).where(destruction.c.stage == Stage.DECIDED)
_OLDEST = sa.select(sa.func.min(destruction.c.proposed_at, type_=Instant)).where(_OPEN)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A case on the list of destruction and how far it has come."""

    id: str
    case_id: CaseId
    term: str
    ended_on: dt.date
    kept_until: dt.date
    stage: Stage
    proposed_by: str
    proposed_at: dt.datetime
    checked_by: PersonId | None = None
    decided_by: PersonId | None = None
    refused_by: PersonId | None = None
    needed: Needed | None = None
    over_at: dt.datetime | None = None
    words: str = ""
    number: str | None = None
    measure: str = ""
    subject_id: PersonId | None = None


def under_way(tx: Tx) -> frozenset[CaseId]:
    """This function will give the cases that are on the list and neither done nor taken off."""
    return frozenset(CaseId(one) for one in tx.execute(_UNDER_WAY).scalars())


def propose(tx: Tx, rows: Sequence[Mapping[str, object]], *, by: str, now: dt.datetime) -> int:
    """This function will put cases on the list and give how many; rows hold case, term and its two days."""
    made = [
        {**row, "id": uuid.uuid4().hex, "stage": Stage.PROPOSED, "proposed_by": by, "proposed_at": now} for row in rows
    ]
    try:
        tx.execute(_ADD, made)
    except IntegrityError as error:  # another keeper was faster: the act begins again and finds it on the list
        raise Contended from error
    return len(made)


def seen(tx: Tx, viewer: Viewer, stage: Stage) -> tuple[Item, ...]:
    """This function will give what stands so on the list, of cases that the viewer sees by right."""
    return tuple(_item(tx, row) for row in tx.execute(_SEEN, by(viewer) | {"wanted": stage}))


def of_no_room(tx: Tx, viewer: Viewer, stage: Stage) -> tuple[Item, ...]:
    """This function will give what stands so of cases that are in no room's hand, proposed by another one."""
    return tuple(_item(tx, row) for row in tx.execute(_OF_NO_ROOM, by(viewer) | {"wanted": stage}))


def register(tx: Tx, viewer: Viewer, *, after: tuple[object, ...] | None = None, size: int = PAGE_SIZE) -> Page[Item]:
    """This function will give a page of the list as a register, the newest first: numbers, days and who decided."""
    asked: dict[str, Any] = by(viewer) | {"size": size + 1}
    asked |= {f"after_{place}": mark for place, mark in enumerate(after or ())}
    rows = tx.execute(_REGISTER if after is None else _FURTHER, asked).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        rows=tuple(_item(tx, row) for row in rows[:size]),
        after=None if last is None else (last.proposed_at, last.number or "", last.id),
    )


def lock(tx: Tx, ids: Iterable[str]) -> Mapping[str, Item]:
    """This function will lock rows of the list, in one order, and give them by id."""
    return {row.id: _item(tx, row) for row in tx.execute(_LOCK, {"items": list(ids)}).all()}


def case_of(tx: Tx, item_id: str) -> CaseId:
    """This function will give the case of a row of the list."""
    return CaseId(tx.execute(_CASE_OF, {"item": item_id}).scalar_one())


def check(tx: Tx, item_id: str, *, by: PersonId, now: dt.datetime) -> bool:
    """This function will note that a second person agrees; False when it has moved on."""
    return tx.execute(_CHECK, {"item": item_id, "by": by, "now": now}).rowcount == 1


def decide(tx: Tx, item_id: str, *, by: PersonId, now: dt.datetime) -> bool:
    """This function will note the decision; False when it has moved on. The database itself asks for three people."""
    return tx.execute(_DECIDE, {"item": item_id, "by": by, "now": now}).rowcount == 1


def refuse(tx: Tx, one: Item, *, by: PersonId, words: str, now: dt.datetime) -> bool:
    """This function will take a case off the list, with the reason; False when it has moved on."""
    sealed = keys.of_case(tx, one.case_id).seal(_place(one.id), words.encode())
    return tx.execute(_REFUSE, {"item": one.id, "by": by, "sealed": sealed, "now": now}).rowcount == 1


def keep(
    tx: Tx, case_id: CaseId, *, needed: Needed | None, now: dt.datetime, subject_id: PersonId | None = None
) -> int:
    """This function will take a case, and all cases of a person, off the list; what was decided goes no more."""
    asked = {"of_case": case_id, "of_subject": subject_id, "why": needed, "now": now}
    return tx.execute(_KEEP, asked).rowcount


def finish(tx: Tx, item_id: str, *, now: dt.datetime) -> None:
    """This function will note that a case is destroyed."""
    tx.execute(_DONE, {"item": item_id, "now": now})


def counts(tx: Tx) -> Mapping[str, int]:
    """This function will count the list by stage."""
    return {row.stage: row.cases for row in tx.execute(_COUNTS)}


def oldest(tx: Tx) -> dt.datetime | None:
    """This function will give when the oldest proposal was made that is not over."""
    found: dt.datetime | None = tx.execute(_OLDEST).scalar_one()
    return found


def stuck_since(tx: Tx) -> dt.datetime | None:
    """This function will give when the oldest decision was made that is not carried out."""
    found: dt.datetime | None = tx.execute(_STUCK).scalar_one()
    return found


def _item(tx: Tx, row: AnyRow) -> Item:
    found = row._mapping
    names = Item.__dataclass_fields__.keys() & found.keys() - {"words"}
    clear: dict[str, Any] = {name: found[name] for name in names}
    clear |= {"stage": Stage(row.stage), "needed": Needed(row.needed) if row.needed else None}
    key = None if row.words is None else keys.opens(tx, keys.owner_of(row.case_id))
    words = "" if key is None else key.open(_place(row.id), row.words).decode()
    return Item(**clear, words=words)


def _place(row: str) -> Place:
    return Place(table="destruction.words", row=row)
