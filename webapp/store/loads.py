"""How much each room has under way."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import RoomId
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, case
from webapp.store.visibility import checked

_OPEN_BY_ROOM = checked(
    sa.select(case.c.room_id, sa.func.count().label("cases"))
    .where(IS_OPEN, case.c.room_id.in_(b("rooms", expanding=True)))
    .group_by(case.c.room_id),
    "counts only, to hand a new case to the room that has the least",
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
