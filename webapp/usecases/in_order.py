"""The one order in which persons are offered: officers by room and post, heads by unit and post, then by name."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.roster import Affiliation, Directory, by_name
from webapp.store import grants, people
from webapp.usecases.act import Act

POSTS = ("secretary", "deputy", "room_head")
"""Leading posts, the highest first; whoever holds none comes after."""
Place = tuple[bool, int, int, tuple[bytes, str]]


def in_order(act: Act, persons: Iterable[PersonId]) -> tuple[PersonId, ...]:
    """This function will put persons into the order of every list to pick from."""
    names, places = people.directory(act.tx), _rooms(act)
    known = [one for one in persons if one in names.persons]
    return tuple(sorted(known, key=lambda one: _key(act, names, one, places)))


def _rooms(act: Act) -> dict[PersonId, tuple[int, int]]:
    """Each person's first room, the house before all, and the highest post held."""
    names, found = people.directory(act.tx), dict[PersonId, tuple[int, int]]()
    for one in grants.all_grants(act.tx):
        if one.held_on(act.today):
            room = names.rooms.get(one.room_id)
            place = -1 if one.room_id == OFFICE_ROOM or room is None else room.position
            post = POSTS.index(one.role) if one.role in POSTS else len(POSTS)
            before = found.get(one.person_id, (place, post))
            rooms = [at for at in (before[0], place) if at >= 0]
            found[one.person_id] = (min(rooms) if rooms else -1, min(before[1], post))
    return found


def _key(act: Act, names: Directory, person_id: PersonId, places: dict[PersonId, tuple[int, int]]) -> Place:
    person = names.persons[person_id]
    if person.kind is Affiliation.OFFICER:
        return (False, *places.get(person_id, (-1, len(POSTS))), by_name(person))
    posts = names.posts_of(person_id, on=act.today)
    units = [(names.units[one.unit_id].position, int(not one.is_head)) for one in posts if one.unit_id in names.units]
    return (True, *min(units, default=(0, 1)), by_name(person))
