"""Duties: who holds which role in which room. The three administrators' are given and taken by two (`jointly`)."""

from __future__ import annotations

import datetime as dt
import uuid

from webapp.domain.actor import ADMIN_ROLES, Permission, Role, RoleScope, is_given_by_two, is_of_the_house
from webapp.domain.errors import NotFound
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.records import LEVEL_ORDER, Secrecy
from webapp.domain.roster import CONCERNED, Affiliation, RoleGrant
from webapp.store import beginnings, grants, logins, people
from webapp.usecases.act import Act, writes
from webapp.usecases.first_passwords import duty_of_administrator
from webapp.usecases.people import RosterRefused
from webapp.usecases.viewing import entry_of, note

READING = Permission.READ_CASES
UNIT = "unit"
"""The role by which a unit's Party committee answers: its place is the unit."""
BY_TWO = "管理员岗位由两名管理员在“两人办理”页授予和撤销"
GIVEN_BY_TWO = "该岗位由两名管理员在“两人办理”页授予"


@writes(Permission.KEEP_ROSTER, fresh=True)
def grant(
    act: Act,
    *,
    person_id: PersonId,
    role: str,
    room_id: RoomId = OFFICE_ROOM,
    max_level: str = LEVEL_ORDER[-1],
    max_secrecy: str = Secrecy.WORK_SECRET,
    measure: str | None = None,
    reads_cases: bool = False,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> str:
    """This function will give a person a duty and give its id.

    Refused: a duty for oneself, one that two administrators give, any duty beside an administrator's, a room duty
    without a room, reading cases by a role that reads none, or all of the house by one that approves nothing. A grant
    with `measure` only reads or monitors that measure.
    """
    beginnings.one_at_a_time(act.tx, person_id)
    _check(act, person_id, role, room_id=room_id)
    if reads_cases:
        _may_read(act.office.library.roles(act.tx)[role], measure)
    one = RoleGrant(
        id=uuid.uuid4().hex,
        person_id=person_id,
        role=role,
        room_id=room_id,
        max_level=max_level,
        max_secrecy=Secrecy(max_secrecy),
        reads_cases=reads_cases,
        measure=measure or None,
        from_on=from_on,
        until_on=until_on,
    )
    grants.add(act.tx, one)
    note(
        act, entry_of(act, "duty.given", person=person_id, role=role, room=room_id, reads=reads_cases, measure=measure)
    )
    return one.id


@writes(Permission.KEEP_ROSTER, fresh=True)
def revoke(act: Act, *, grant_id: str) -> None:
    """This function will take a duty away; the person's sessions end, so that it holds from now on."""
    found = next((one for one in grants.all_grants(act.tx) if one.id == grant_id), None)
    if found is None:
        raise NotFound
    if found.person_id == act.actor.person_id:
        raise RosterRefused(why="不能改动本人的岗位，请由另一名管理员办理")
    if found.role in ADMIN_ROLES:
        raise RosterRefused(why=BY_TWO)
    grants.end(act.tx, found)
    logins.end_all(act.tx, found.person_id, now=act.now)
    note(act, entry_of(act, "duty.taken", person=found.person_id, role=found.role, room=found.room_id))


def _check(act: Act, person_id: PersonId, role: str, *, room_id: RoomId) -> None:
    names, roles = people.directory(act.tx), act.office.library.roles(act.tx)
    places = names.units if role == UNIT else names.rooms
    if person_id not in names.persons or role not in roles or room_id not in places:
        raise NotFound
    if person_id == act.actor.person_id:
        raise RosterRefused(why="不能给本人授予岗位，请由另一名管理员办理")
    if role != UNIT and (roles[role].scope is RoleScope.ROOM) == (room_id == OFFICE_ROOM):
        raise RosterRefused(why="该岗位要选具体的室" if room_id == OFFICE_ROOM else "该岗位属于全机关，不选室")
    if names.persons[person_id].kind in CONCERNED:
        raise RosterRefused(why="对象本人只有本人页面，不授予岗位")
    if names.persons[person_id].kind is Affiliation.OUTSIDE and is_of_the_house(roles[role]):
        raise RosterRefused(why="该岗位由本机关干部担任，此人登记为外单位人员")
    if is_given_by_two(roles[role]):
        raise RosterRefused(why=GIVEN_BY_TWO)
    if duty_of_administrator(act, person_id):
        raise RosterRefused(why="系统、安全、审计管理员须由三人分任，不得兼任其他岗位")


def _may_read(role: Role, measure: str | None) -> None:
    if READING not in role.permissions:
        raise RosterRefused(why="该岗位不查看事项")
    if role.reads_by_measure and not measure:
        raise RosterRefused(why="该岗位查看事项须逐项选定措施")
