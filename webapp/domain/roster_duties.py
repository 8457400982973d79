"""Duties and absences of an imported roster: the same rules as by hand, row by row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any  # values of a row, whose kinds its columns say

from webapp.domain.actor import ADMIN_ROLES, Permission, Role, Roles, RoleScope, is_given_by_two, is_of_the_house
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.records import LEVEL_ORDER
from webapp.domain.roster import CONCERNED, Absence, Affiliation, Person, RoleGrant
from webapp.domain.roster_sheets import Fault, Line, Values, fault

OF_UNIT = "unit"
Duty = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Holders:
    """What duties are compared with: the roles, who holds which (role, room), who is away, who imports, the day."""

    roles: Roles = field(default_factory=dict)
    held: Mapping[PersonId, frozenset[Duty]] = field(default_factory=dict)
    away: tuple[Absence, ...] = ()
    me: PersonId | None = None
    today: dt.date = dt.date.min

    def has(self, person_id: PersonId, duty: Duty) -> bool:
        """This function will tell whether a person holds a duty: a row that says so again grants nothing."""
        return duty in self.held.get(person_id, frozenset())

    def is_away(self, one: Absence) -> bool:
        """This function will tell whether an absence is entered already, with that substitute and those days."""
        same = (one.person_id, one.substitute_id, one.from_on, one.until_on)
        return same in {(each.person_id, each.substitute_id, each.from_on, each.until_on) for each in self.away}

    def of_house(self, person_id: PersonId) -> bool:
        """This function will tell whether a person holds a duty that only officers of this house hold."""
        codes = {code for code, _ in self.held.get(person_id, frozenset())} & self.roles.keys()
        return any(is_of_the_house(self.roles[code]) for code in codes)

    def role(self, word: str) -> Role | None:
        """This function will give a role by its name or code."""
        return self.roles.get(word) or next((one for one in self.roles.values() if one.zh == word), None)


def duty_of(
    line: Line, row: Values, who: Person, holders: Holders, *, places: Callable[[str, str], str | None]
) -> RoleGrant | Fault:
    """This function will give the duty that a row grants, or what is wrong with it.

    `places` finds a room (of a unit's Party committee: a unit) by its name.
    """
    role = holders.role(str(row["role"]))
    if role is None:
        return fault(line, "没有岗位“{word}”", word=str(row["role"]))
    room = _room(line, row, role, places)
    if isinstance(room, Fault):
        return room
    why = "" if holders.has(who.id, (role.code, room)) else _refused(row, who, role, holders)
    if why:
        return fault(line, why)
    until: Any = row["until_on"]
    return RoleGrant(
        id=uuid.uuid4().hex,
        person_id=who.id,
        role=role.code,
        room_id=room,
        max_level=str(row["level"] or LEVEL_ORDER[-1]),
        reads_cases=bool(row["reads"]),
        until_on=until,
    )


def _room(line: Line, row: Values, role: Role, places: Callable[[str, str], str | None]) -> RoomId | Fault:
    word = str(row["room"] or "")
    if role.code != OF_UNIT and (role.scope is RoleScope.ROOM) == (not word):
        return fault(line, "该岗位属于全机关，不选室" if word else "该岗位要选具体的室")
    if not word and role.code != OF_UNIT:
        return OFFICE_ROOM
    found = places(role.code, word)
    return RoomId(found) if found else fault(line, "没有科室或者单位“{word}”", word=word)


def _refused(row: Values, who: Person, role: Role, holders: Holders) -> str:
    if who.id == holders.me:
        return "不能给本人授予岗位，请由另一名管理员办理"
    if who.kind in CONCERNED:
        return "对象本人只有本人页面，不授予岗位"
    if who.kind is Affiliation.OUTSIDE and is_of_the_house(role):
        return "该岗位由本机关干部担任，此人登记为外单位人员"
    if row["reads"] and Permission.READ_CASES not in role.permissions:
        return "该岗位不查看事项"
    if row["reads"] and role.reads_by_measure:
        return "该岗位查看事项须逐项选定措施，请在人员页授予"
    if is_given_by_two(role):
        return "该岗位由两名管理员在“两人办理”页授予，不能导入"
    if {code for code, _ in holders.held.get(who.id, frozenset())} & ADMIN_ROLES:
        return "系统、安全、审计管理员须由三人分任，不得兼任其他岗位"
    return ""


def absence_of(line: Line, row: Values, who: Person, other: Person, holders: Holders) -> Absence | Fault:
    """This function will give the absence that a row tells of, or what is wrong with it."""
    first: Any = row["from_on"]
    last: Any = row["until_on"]
    if last < holders.today:
        return fault(line, "请填写今日以后的起止日期，止日不早于起日")
    if other.kind is not Affiliation.OFFICER or not other.active or other.id == who.id:
        return fault(line, "请选择另一名在岗人员受托")
    able = (holders.roles[code] for code, _ in holders.held.get(other.id, frozenset()) if code in holders.roles)
    if not any(Permission.WORK_TASKS in role.permissions for role in able):
        return fault(line, "所选人员不办理事项，不能受托")
    reason = str(row["reason"]) if row["reason"] else None
    found = Absence(
        id=uuid.uuid4().hex, person_id=who.id, substitute_id=other.id, from_on=first, until_on=last, reason=reason
    )
    if not holders.is_away(found) and any(one.leaves_alone(found) for one in holders.away):
        return fault(line, "所选受托人这期间也外出，请另选一人受托")
    return found
