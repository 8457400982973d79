"""What a round adds to whom, before it is opened: who by the lanes of its diagram gets its steps, and has what now.

Domain section 4.13, situation 10. Steps are those that a case of the round can reach: a case takes as many at most. A
role and room is told with what its officers have there; whoever stands in several (a deputy of three rooms, a head of
room who works, too) is told once more as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.actor import Permission, RoleScope
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.engine import Definition, Kind, Trigger
from webapp.store import grants, loads, people
from webapp.store.loads import Held
from webapp.usecases.act import Act
from webapp.usecases.opening import room_role
from webapp.usecases.pools import LEADING
from webapp.usecases.rounds import Yearly
from webapp.usecases.views.rounds import Loads, OfficerLoad, RoomLoad, WholeLoad

CALLER = "caller"
AUTHORS = ("resident", "secretary")
"""Who reports in person (population `residents`): each the own report, nobody another's."""
HUMAN = (Kind.USER, Kind.MANUAL)


@dataclass(frozen=True, kw_only=True)
class _Pool:
    """Officers among whom the steps of a role are shared: so many new cases, so many steps of each at most."""

    role: str
    room: RoomId
    officers: tuple[PersonId, ...]
    cases: int
    steps: int


def loads_of(act: Act, one: Yearly, subjects: Sequence[str]) -> Loads:
    """This function will give the load of every room and officer who gets steps of a round for these subjects."""
    pools = tuple(_reported(act, one, subjects) if one.population == "residents" else _shared(act, one, len(subjects)))
    held = loads.held(act.tx, sorted({who for pool in pools for who in pool.officers}), on=act.today)
    free = loads.unclaimed(act.tx, sorted({pool.role for pool in pools}))
    names = people.directory(act.tx)
    return Loads(
        rooms=tuple(_load(act, names, pool, held, free) for pool in pools),
        several=tuple(_whole(names, who, mine, held) for who, mine in _by_officer(pools).items() if len(mine) > 1),
    )


def _load(
    act: Act, names: Directory, pool: _Pool, held: Sequence[Held], free: Mapping[tuple[str, RoomId], int]
) -> RoomLoad:
    there = [one for one in held if (one.role, one.room_id) == (pool.role, pool.room)]
    rows = tuple(_officer(names, who, there) for who in pool.officers)
    room = names.rooms[pool.room].name if pool.room in names.rooms and pool.room != OFFICE_ROOM else ""
    return RoomLoad(
        role=Said(act.office.library.roles(act.tx)[pool.role].zh),
        room=room,
        officers=rows,
        waiting=free.get((pool.role, pool.room), 0),
        new=pool.cases,
        steps=pool.steps,
    )


def _officer(names: Directory, who: PersonId, held: Iterable[Held]) -> OfficerLoad:
    mine = [one for one in held if one.officer == who]
    return OfficerLoad(name=names.name(who), now=sum(one.steps for one in mine), late=sum(one.late for one in mine))


def _by_officer(pools: Iterable[_Pool]) -> dict[PersonId, list[_Pool]]:
    found: dict[PersonId, list[_Pool]] = {}
    for pool in pools:
        for who in pool.officers:
            found.setdefault(who, []).append(pool)
    return found


def _whole(names: Directory, who: PersonId, pools: Sequence[_Pool], held: Iterable[Held]) -> WholeLoad:
    added = sum(pool.cases * pool.steps / len(pool.officers) for pool in pools)
    return WholeLoad(officer=_officer(names, who, held), places=len(pools), added=round(added, 1))


# ---------------------------------------------------------------- who gets the steps


def _shared(act: Act, one: Yearly, cases: int) -> Iterator[_Pool]:
    """Rooms share the cases, the one with the least first; a role of the whole office has a share in every case."""
    own = room_role(act, one.definition, one.definition.elements[one.process, one.start_event].role)
    mine = _spread(act, own, cases) if own else {}
    for role, steps in _roles(act, one.definition, one.start_event, but=frozenset()):
        rooms = _rooms(act, role)
        if rooms.keys() == {OFFICE_ROOM}:
            spread: Mapping[RoomId, int] = {OFFICE_ROOM: cases}
        elif role in LEADING or rooms.keys() & mine.keys():
            spread = mine
        else:
            spread = _spread(act, role, cases)
        yield from _pools(role, steps, rooms, spread)


def _pools(
    role: str, steps: int, rooms: Mapping[RoomId, tuple[PersonId, ...]], spread: Mapping[RoomId, int]
) -> Iterator[_Pool]:
    for room, count in sorted(spread.items()):
        if room in rooms:
            yield _Pool(role=role, room=room, officers=rooms[room], cases=count, steps=steps)


def _reported(act: Act, one: Yearly, subjects: Sequence[str]) -> Iterator[_Pool]:
    """Whoever reports has the own report alone; what comes after it is shared by the role that the lane names."""
    for author in AUTHORS:
        others = frozenset(AUTHORS) - {author}
        steps = dict(_roles(act, one.definition, one.start_event, but=others))
        rooms = {
            room: tuple(who for who in officers if who in subjects) for room, officers in _rooms(act, author).items()
        }
        count = len({who for officers in rooms.values() for who in officers})
        for room, officers in sorted(rooms.items()):
            if officers and author in steps:
                yield _Pool(role=author, room=room, officers=officers, cases=len(officers), steps=steps[author])
        for role in steps.keys() - {author}:
            yield from _pools(role, steps[role], _rooms(act, role), dict.fromkeys(_rooms(act, role), count))


def _rooms(act: Act, role: str) -> dict[RoomId, tuple[PersonId, ...]]:
    """Who holds a role today, by room; one pool where the role is the whole office's."""
    found: dict[RoomId, list[PersonId]] = {}
    whole = act.office.library.roles(act.tx)[role].scope is RoleScope.OFFICE
    for grant in grants.all_grants(act.tx):
        if grant.role == role and grant.held_on(act.today):
            found.setdefault(OFFICE_ROOM if whole else grant.room_id, []).append(grant.person_id)
    return {room: tuple(dict.fromkeys(who)) for room, who in found.items()}


def _spread(act: Act, role: str, cases: int) -> dict[RoomId, int]:
    """Each new case goes to the room with the fewest open ones."""
    rooms = sorted(_rooms(act, role))
    now = loads.open_by_room(act.tx, rooms)
    new: Counter[RoomId] = Counter(dict.fromkeys(rooms, 0))
    for _ in range(cases if rooms else 0):
        new[min(rooms, key=lambda room: (now.get(room, 0) + new[room], room))] += 1
    return dict(new)


# ---------------------------------------------------------------- what the diagram asks of whom


def _roles(act: Act, definition: Definition, start: str, *, but: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Roles of officers with the number of steps that a case can ask of them; calls on behalf of `but` are left out."""
    roles = act.office.library.roles(act.tx)
    steps = Counter(_steps(definition, definition.process, (start,), None, but=but))
    for role, count in sorted(steps.items()):
        may = roles[role].permissions if role in roles else frozenset()
        if Permission.WORK_TASKS in may and Permission.OWN_PORTAL not in may:
            yield role, count


def _steps(
    definition: Definition, process: str, begin: Sequence[str], caller: str | None, *, but: frozenset[str]
) -> Iterator[str]:
    """The role of each human step that can be reached, in what is called as well (there `caller` is who calls)."""
    drawn = definition.processes[process]
    for node in _reached(definition, process, begin):
        one = drawn.elements[node]
        role = caller if one.role == CALLER else one.role
        if one.kind in HUMAN and role:
            yield role
        on_behalf = one.properties.get("role") or role
        if one.called and one.called in definition.processes and on_behalf not in but:
            plain = [way.id for way in definition.processes[one.called].starts if way.kind is Trigger.NONE]
            yield from _steps(definition, one.called, plain, on_behalf, but=but)


def _reached(definition: Definition, process: str, begin: Sequence[str]) -> Sequence[str]:
    drawn, found, ahead = definition.processes[process], dict.fromkeys(begin), list(begin)
    while ahead:
        fresh = [node for node in drawn.after(ahead.pop()) if node not in found]
        found.update(dict.fromkeys(fresh))
        ahead.extend(fresh)
    return tuple(found)
