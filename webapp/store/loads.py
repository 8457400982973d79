"""How much each room and each officer has under way: counts only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId, RoomId
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, case, task
from webapp.store.visibility import checked

_OPEN_BY_ROOM = checked(
    sa.select(case.c.room_id, sa.func.count().label("cases"))
    .where(IS_OPEN, case.c.room_id.in_(b("rooms", expanding=True)))
    .group_by(case.c.room_id),
    "counts only, to hand a new case to the room that has the least",
)
_LATE = sa.func.sum(sa.case((task.c.due_on < b("today", type_=sa.Date), 1), else_=0))
_WHERE = (task.c.assignee_id, task.c.role, task.c.room_id)
_HELD = checked(
    sa.select(*_WHERE, sa.func.count().label("steps"), _LATE.label("late"))
    .where(task.c.is_open, task.c.assignee_id.in_(b("officers", expanding=True)))
    .group_by(*_WHERE),
    "counts only, to tell what a round adds to whom",
)
_UNCLAIMED = checked(
    sa.select(task.c.role, task.c.room_id, sa.func.count().label("steps"))
    .where(task.c.is_open, task.c.assignee_id.is_(None), task.c.role.in_(b("roles", expanding=True)))
    .group_by(task.c.role, task.c.room_id),
    "counts only, to tell what a round adds to whom",
)
_ANY = checked(sa.select(case.c.id).limit(1), "whether there is any case at all, no row is shown")


def any_case(tx: Tx) -> bool:
    """This function will tell whether the office has any case."""
    return tx.execute(_ANY).first() is not None


def least_loaded(tx: Tx, rooms: Sequence[RoomId]) -> RoomId | None:
    """This function will give the room with the fewest open cases (among equals the first by id), or None."""
    if not rooms:
        return None
    counts = open_by_room(tx, rooms)
    return min(rooms, key=lambda room: (counts.get(room, 0), room))


def open_by_room(tx: Tx, rooms: Sequence[RoomId]) -> dict[RoomId, int]:
    """This function will count the open cases of rooms; one that has none is not named."""
    return {RoomId(row.room_id): row.cases for row in tx.execute(_OPEN_BY_ROOM, {"rooms": list(rooms)})}


@dataclass(frozen=True, kw_only=True)
class Held:
    """So many open steps that an officer has in a role and room, and how many of them are past their day."""

    officer: PersonId
    role: str | None
    room_id: RoomId | None
    steps: int
    late: int


def held(tx: Tx, officers: Sequence[PersonId], *, on: dt.date) -> tuple[Held, ...]:
    """This function will count the open steps of officers by role and room, and those past their day on a day."""
    rows = tx.execute(_HELD, {"officers": list(officers), "today": on})
    return tuple(
        Held(officer=PersonId(row.assignee_id), role=row.role, room_id=row.room_id, steps=row.steps, late=row.late or 0)
        for row in rows
    )


def unclaimed(tx: Tx, roles: Sequence[str]) -> Mapping[tuple[str, RoomId], int]:
    """This function will count the open steps that nobody holds, by role and room."""
    rows = tx.execute(_UNCLAIMED, {"roles": list(roles)})
    return {(row.role, RoomId(row.room_id)): row.steps for row in rows if row.room_id}
