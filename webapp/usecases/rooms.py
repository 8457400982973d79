"""The rooms of the house (科室) as of any day: their names and whether they were open, from the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from webapp.domain.actor import Permission
from webapp.domain.calendar import ONE_DAY
from webapp.domain.ids import OFFICE_ROOM
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Room
from webapp.store import audit_list, people
from webapp.usecases.act import Act, reads
from webapp.usecases.roster_history import OF_ROOMS, history_of_rooms
from webapp.usecases.views.rosters import RoomsView, RoomThen

ADDED = "room.added"
MOST = 1000


@reads(Permission.KEEP_ROSTER)
def rooms_page(act: Act, *, as_of: dt.date | None = None) -> RoomsView:
    """This function will list the rooms as of a day, and what was changed about them.

    A room that an import brought was always there; before its first change it is told as it was before that.
    """
    names, day = people.directory(act.tx), min(as_of or act.today, act.today)
    end = dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=act.office.zone)
    written = audit_list.about(act.tx, {str(one) for one in names.rooms}, acts=OF_ROOMS, most=MOST, opened=True)
    ordered = sorted(names.rooms.values(), key=lambda room: (room.position, room.id))
    changes = {
        room.id: [one.entry for one in reversed(written) if one.entry.facts.get("room") == room.id] for room in ordered
    }
    then = [_then(room, changes[room.id], end) for room in ordered if room.id != OFFICE_ROOM]
    return RoomsView(
        as_of=day,
        is_today=day == act.today,
        rows=tuple(one for one in then if one is not None),
        history=history_of_rooms(act, names),
    )


def _then(room: Room, changes: Sequence[AuditEntry], end: dt.datetime) -> RoomThen | None:
    before = [one for one in changes if one.at < end]
    if before:
        return RoomThen(name=_name(before[-1], "after", room), active=bool(before[-1].facts.get("active", True)))
    if not changes:
        return RoomThen(name=room.name, active=room.active)
    return None if changes[0].act == ADDED else RoomThen(name=_name(changes[0], "before", room), active=True)


def _name(one: AuditEntry, which: str, room: Room) -> str:
    """Entries of earlier versions say no name: then it is today's."""
    return str((one.sealed or {}).get(which) or room.name)
