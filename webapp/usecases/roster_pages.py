"""The roster's pages: who is there, in which posts, with which duties, and which duties nobody holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from webapp.domain.actor import ADMIN_ROLES, Permission, Roles, RoleScope, is_given_by_two
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.roster import Directory, Person, RoleGrant
from webapp.domain.roster_heads import unlike_head, without_post
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.store import absences, accounts, grants, people, recusals
from webapp.usecases.act import Act, reads
from webapp.usecases.first_passwords import holds_by_two
from webapp.usecases.roster_history import history_of
from webapp.usecases.views.office import PeopleView, PersonRow, PersonView
from webapp.usecases.views.rosters import UnsettledRow
from webapp.usecases.words import measure_name

MOST = 200
LEADING = ("room_head", "deputy")
NOT_NEEDED = frozenset({"subject", "upper_head", "unit", "colleague", "service_user", "superior", "caller"})


@reads(Permission.KEEP_ROSTER)
def people_page(act: Act, *, words: str = "") -> PeopleView:
    """This function will list up to 200 persons, those found by every word of name, unit or post, and vacant duties."""
    names, held = people.directory(act.tx), grants.all_grants(act.tx)
    found = names.search(words, limit=MOST) if words.strip() else _first(names)
    return PeopleView(
        rows=tuple(person_row(act, one, names, held) for one in found),
        words=words,
        roles=_role_pairs(act),
        rooms=_room_pairs(names, closed=True),
        units=tuple(
            (one.id, one.name) for one in sorted(names.units.values(), key=lambda unit: (unit.position, unit.id))
        ),
        can_grant=True,
        vacant=vacancies(act, names, held),
        unsettled=unsettled(names),
    )


@reads(Permission.KEEP_ROSTER)
def person_page(act: Act, *, person_id: PersonId) -> PersonView:
    """This function will give one person with posts, duties, absences and the number of recusals."""
    names, held = people.directory(act.tx), grants.all_grants(act.tx)
    one = people.person_of(act.tx, person_id)
    account = accounts.by_person(act.tx, person_id)
    return PersonView(
        row=person_row(act, one, names, held),
        phone=one.phone or "",
        grants=tuple(_grant_line(act, grant, names) for grant in held if grant.person_id == person_id),
        posts=tuple(
            (post.id, f"{names.unit_name(post.unit_id)}{post.title}", _span(post.from_on, post.until_on))
            for post in names.posts_of(person_id)
        ),
        absences=tuple(
            (one.id, one.from_on, one.until_on, names.name(one.substitute_id))
            for one in absences.of_person(act.tx, person_id)
            if one.ended_at is None
        ),
        recusals=sum(one.recused for one in recusals.of_person(act.tx, person_id)),
        rooms=_room_pairs(names),
        roles=_role_pairs(act),
        units=_unit_pairs(names),
        can_grant=person_id != act.actor.person_id,
        locked_until=account.locked_until if account else None,
        must_change=bool(account and account.must_change),
        by_two=holds_by_two(act, person_id),
        administers=any(grant.person_id == person_id and grant.role in ADMIN_ROLES for grant in held),
        history=history_of(act, person_id, names),
    )


def person_row(act: Act, one: Person, names: Directory, held: Sequence[RoleGrant]) -> PersonRow:
    """This function will give a person's line: posts of today, duties each named once, login."""
    account = accounts.by_person(act.tx, one.id)
    mine = [grant for grant in held if grant.person_id == one.id]
    return PersonRow(
        person_id=one.id,
        name=one.name,
        kind=str(one.kind),
        login=account.login if account else None,
        posts=tuple(f"{names.unit_name(post.unit_id)}{post.title}" for post in names.posts_of(one.id, on=act.today)),
        roles=tuple(sorted({_duty_words(act, grant, names) for grant in mine})),
        active=one.active,
    )


def vacancies(act: Act, names: Directory, held: Iterable[RoleGrant]) -> tuple[tuple[str, str], ...]:
    """This function will name the duties that the diagrams in force ask for and that nobody holds: (duty, room)."""
    roles, active = act.office.library.roles(act.tx), {p.id for p in names.persons.values() if p.active}
    duties = {(one.role, one.room_id) for one in held if one.measure is None and one.person_id in active}
    wanted = {lane for _, definition in act.office.library.starters(act.tx) for lane in _lanes(definition)} & set(roles)
    of_house = [(code, OFFICE_ROOM) for code in sorted(wanted) if roles[code].scope is RoleScope.OFFICE]
    working = sorted({room for role, room in duties if room in names.rooms and role not in LEADING})
    of_rooms = [(code, room) for room in working if room != OFFICE_ROOM for code in LEADING if code in wanted]
    empty = [pair for pair in (*of_house, *of_rooms) if pair not in duties and pair[0] not in NOT_NEEDED]
    return tuple((Said(roles[code].zh), _room_name(names, room)) for code, room in empty)


def unsettled(names: Directory) -> tuple[UnsettledRow, ...]:
    """This function will name whose entry an earlier version left without a first post, or not as a head (待补任职)."""
    heads = ((who, Said("任（任过）单位“一把手”，类别应当是“一把手”"), "account") for who in unlike_head(names))
    others = ((who, Said("没有登记任何任职"), "posts") for who in without_post(names))
    return tuple(
        UnsettledRow(
            person_id=who,
            name=names.name(who),
            kind=str(names.persons[who].kind),
            posts=tuple(f"{names.unit_name(post.unit_id)}{post.title}" for post in names.posts_of(who)),
            why=why,
            part=part,
        )
        for who, why, part in (*heads, *others)
    )


def _lanes(definition: Definition) -> Iterable[str]:
    return [lane.role for process in definition.processes.values() for lane in process.lanes if lane.role]


def _first(names: Directory) -> tuple[Person, ...]:
    ordered = sorted(names.persons.values(), key=lambda one: (one.kind != "officer", one.name.encode("gb18030")))
    return tuple(ordered[:MOST])


def _role_pairs(act: Act) -> tuple[tuple[str, str], ...]:
    """Duties that the roster's keeper gives alone; others two administrators give (`jointly`)."""
    roles: Roles = act.office.library.roles(act.tx)
    alone = (one for one in roles.values() if one.code not in NOT_NEEDED and not is_given_by_two(one))
    return tuple((one.code, Said(one.zh)) for one in alone)


def _room_pairs(names: Directory, *, closed: bool = False) -> tuple[tuple[str, str], ...]:
    """One that is closed is shown where it can be opened again."""
    ordered = sorted(names.rooms.values(), key=lambda one: (one.id != OFFICE_ROOM, one.position))
    named = ((one, _room_name(names, one.id)) for one in ordered if one.active or closed)
    return tuple((one.id, word if one.active else Said("{name}（已停用）", name=word)) for one, word in named)


def _unit_pairs(names: Directory) -> tuple[tuple[str, str], ...]:
    ordered = sorted(names.units.values(), key=lambda one: (one.position, one.id))
    return tuple((one.id, one.name) for one in ordered)


def _room_name(names: Directory, room_id: RoomId) -> str:
    """A duty lies in a room of the house, in the whole house, or in a unit whose Party committee answers by it."""
    if room_id == OFFICE_ROOM:
        return Said("全机关")
    return names.rooms[room_id].name if room_id in names.rooms else names.unit_name(UnitId(room_id))


def _duty_words(act: Act, one: RoleGrant, names: Directory) -> str:
    roles = act.office.library.roles(act.tx)
    word = Said(roles[one.role].zh) if one.role in roles else one.role
    return (
        word if one.room_id == OFFICE_ROOM else Said("{duty}（{room}）", duty=word, room=_room_name(names, one.room_id))
    )


def _grant_line(act: Act, one: RoleGrant, names: Directory) -> tuple[str, str, str, str]:
    reach = Said("查看事项" if one.reads_cases else ("督办范围" if one.role == "monitor" else "办理"))
    scope = Said("{reach}：{measure}", reach=reach, measure=Said(measure_name(one.measure))) if one.measure else reach
    return one.id, _duty_words(act, one, names), scope, _span(one.from_on, one.until_on)


def _span(first: dt.date | None, last: dt.date | None) -> Said:
    match first, last:
        case None, None:
            return Said("长期")
        case _, None:
            return Said("{first}至今", first=first)
        case None, _:
            return Said("至{last}", last=last)
        case _:
            return Said("{first}至{last}", first=first, last=last)
