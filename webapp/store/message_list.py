"""Messages as a reader sees them: where each came from and went, an end only as far as the reader may see its case."""

from __future__ import annotations

import functools
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.domain.sights import PAGE_SIZE, MessageEnd, MessageLine, Page, Viewer
from webapp.store.db import AnyRow, Tx
from webapp.store.messages import NO_MEASURE
from webapp.store.monitoring import watched_ids
from webapp.store.tables import case, incident, message_in
from webapp.store.visibility import by, checked, visible

ALL, WAITING, NO_RECEIVER, FAULTY = "all", "waiting", "no_receiver", "faulty"
STATES = (ALL, WAITING, NO_RECEIVER, FAULTY)
_GOES_TO = sa.func.coalesce(message_in.c.taken_by_id, message_in.c.target_case_id)
_OPEN = message_in.c.settled_at.is_(None)
_FAULTY = sa.exists(
    sa.select(sa.literal(1)).where(
        incident.c.kind == "message", incident.c.code == message_in.c.id, incident.c.settled_at.is_(None)
    )
)
_IS: dict[str, list[sa.ColumnElement[bool]]] = {
    ALL: [],
    WAITING: [_OPEN, message_in.c.status != NO_MEASURE],
    NO_RECEIVER: [message_in.c.status == NO_MEASURE],
    FAULTY: [_FAULTY],
}
_OF_CASE = sa.or_(message_in.c.source_case_id == b("of_case"), b("of_case") == _GOES_TO)
_LINE = ("id", "name", "at", "status", "settled_at", "receiver")
_END = ("number", "measure", "process")


def page(
    tx: Tx, viewer: Viewer, *, state: str = ALL, after: tuple[object, ...] | None = None, size: int = PAGE_SIZE
) -> Page[MessageLine]:
    """This function will give one page of the messages of which the viewer sees an end, the newest first."""
    values: dict[str, Any] = by(viewer) | {"size": size + 1}
    values |= {} if after is None else {"after_0": after[0], "after_1": after[1]}
    rows = tx.execute(_page(state, after is not None), values).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows=tuple(map(_line, rows[:size])), after=None if last is None else (last.at, last.id))


def count(tx: Tx, viewer: Viewer, *, state: str = ALL) -> int:
    """This function will count the same messages by the same query."""
    counted: int = tx.execute(_count(state), by(viewer)).scalar_one()
    return counted


def of_case(tx: Tx, viewer: Viewer, case_id: CaseId) -> tuple[MessageLine, ...]:
    """This function will give the messages that a case sent, took, or is named for, oldest first.

    The caller has seen the case; the other end is shown as far as the viewer may see that one.
    """
    return tuple(map(_line, tx.execute(_of_case(), by(viewer) | {"of_case": case_id})))


def _seen() -> sa.CTE:
    """The cases that the viewer may open (1), and those that a monitor's grant only numbers (0)."""
    mine = visible(sa.select(case.c.id, sa.literal(1).label("opens")))
    legs = sa.union_all(mine, *[one.add_columns(sa.literal(0).label("opens")) for one in watched_ids()]).subquery()
    found = sa.select(legs.c.id, sa.func.max(legs.c.opens).label("opens")).group_by(legs.c.id)
    return checked(found, "each part has its own sight").cte("seen")


def _joined(seen: sa.CTE, *more: Any) -> sa.Select[Any]:
    """Messages with both ends; of an end that is not seen not even the number is read."""
    comes, goes = seen.alias(), seen.alias()
    source, target = case.alias(), case.alias()
    columns: list[Any] = [*[message_in.c[name] for name in _LINE], _FAULTY.label("faulty")]
    columns += [message_in.c.source_case_id.is_not(None).label("comes"), _GOES_TO.is_not(None).label("goes")]
    for end, mark, name in ((source, comes, "source"), (target, goes, "target")):
        columns += [mark.c.opens.label(f"{name}_opens")]
        columns += [end.c.id.label(f"{name}_id"), *[end.c[one].label(f"{name}_{one}") for one in _END]]
    found = (
        sa.select(*columns)
        .select_from(message_in)
        .outerjoin(comes, comes.c.id == message_in.c.source_case_id)
        .outerjoin(goes, goes.c.id == _GOES_TO)
        .outerjoin(source, source.c.id == comes.c.id)
        .outerjoin(target, target.c.id == goes.c.id)
        .where(*more)
    )
    return checked(found, "ends are joined to what the viewer sees")


def _with_an_end(seen: sa.CTE) -> sa.ColumnElement[bool]:
    """Two sets joined, never an OR: each is read by its own index."""
    sent = sa.select(message_in.c.id).join(seen, seen.c.id == message_in.c.source_case_id)
    taken = sa.select(message_in.c.id).join(seen, seen.c.id == _GOES_TO)
    return message_in.c.id.in_(sa.union_all(sent, taken))


@functools.cache
def _page(state: str, further: bool) -> sa.Select[Any]:
    seen = _seen()
    found = _joined(seen, _with_an_end(seen), *_IS[state])
    if further:
        marks = (b("after_0", type_=message_in.c.at.type), b("after_1", type_=sa.Text))
        found = found.where(sa.tuple_(message_in.c.at, message_in.c.id) < sa.tuple_(*marks))
    return found.order_by(message_in.c.at.desc(), message_in.c.id.desc()).limit(b("size", type_=sa.Integer))


@functools.cache
def _count(state: str) -> sa.Select[Any]:
    found = sa.select(sa.func.count()).select_from(message_in).where(_with_an_end(_seen()), *_IS[state])
    return checked(found, "the same messages as the list")


@functools.cache
def _of_case() -> sa.Select[Any]:
    return _joined(_seen(), _OF_CASE).order_by(message_in.c.at, message_in.c.id)


def _line(row: AnyRow) -> MessageLine:
    known = row._mapping
    return MessageLine(
        **{name: known[name] for name in _LINE},
        faulty=bool(row.faulty),
        comes=bool(row.comes),
        goes=bool(row.goes),
        source=_end(row, "source"),
        target=_end(row, "target"),
    )


def _end(row: AnyRow, name: str) -> MessageEnd | None:
    known = row._mapping
    if known[f"{name}_id"] is None:
        return None
    told = {one: known[f"{name}_{one}"] for one in _END}
    return MessageEnd(case_id=CaseId(known[f"{name}_id"]), opens=bool(known[f"{name}_opens"]), **told)
