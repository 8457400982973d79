"""Who acts: a person with grants; every permission comes from a role of `rules/roles.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.roster import CONCERNED, Affiliation


class Permission(StrEnum):
    """What a use case asks for; `rules/roles.yaml` says which role has it. `SIGNED_IN` is everybody's."""

    SIGNED_IN = "signed_in"
    WORK_TASKS = "work_tasks"
    READ_CASES = "read_cases"
    ASSIGN_TASKS = "assign_tasks"
    APPROVE = "approve"
    END_CASE = "end_case"
    EXTEND_LIMITS = "extend_limits"
    START_CASES = "start_cases"
    KEEP_MEETINGS = "keep_meetings"
    KEEP_LISTS = "keep_lists"
    READ_ARCHIVE = "read_archive"
    WRITE_ARCHIVE = "write_archive"
    OPEN_REPORTER = "open_reporter"
    BREAK_GLASS = "break_glass"
    REVIEW_GLASS = "review_glass"
    HOLD_RECORDS = "hold_records"
    PROPOSE_DESTRUCTION = "propose_destruction"
    CHECK_DESTRUCTION = "check_destruction"
    DECIDE_DESTRUCTION = "decide_destruction"
    SEE_DESK = "see_desk"
    SEE_COVERAGE = "see_coverage"
    OPEN_CYCLES = "open_cycles"
    SEE_STATISTICS = "see_statistics"
    RECORD_WORDS = "record_words"
    SEE_NUMBERS = "see_numbers"
    SCAN_PAPER = "scan_paper"
    DRAW_PROCESSES = "draw_processes"
    PUBLISH_PROCESSES = "publish_processes"
    EDIT_RULES = "edit_rules"
    RUN_SYSTEM = "run_system"
    KEEP_ROSTER = "keep_roster"
    RECOVER_ACCESS = "recover_access"
    READ_AUDIT = "read_audit"
    OWN_PORTAL = "own_portal"
    SYSTEM = "system"


ADMIN_ROLES = frozenset({"sysadmin", "sec_admin", "sec_auditor"})
"""The three separate administrators (三员分立): nobody holds two of them, and none sees a case."""


_OWN = {
    "sysadmin": Permission.RUN_SYSTEM,
    "sec_admin": Permission.KEEP_ROSTER,
    "sec_auditor": Permission.READ_AUDIT,
}
_OF_ADMINISTRATORS = frozenset({*_OWN.values(), Permission.RECOVER_ACCESS})
_OF_DESIGNERS = frozenset(
    {Permission.WORK_TASKS, Permission.DRAW_PROCESSES, Permission.PUBLISH_PROCESSES, Permission.EDIT_RULES}
)
_OF_THE_CONCERNED = frozenset({Permission.WORK_TASKS, Permission.OWN_PORTAL})
_OF_OUTSIDERS = _OF_THE_CONCERNED | {Permission.START_CASES, Permission.APPROVE}


def own_power(code: str) -> Permission | None:
    """This function will give what each of the three administrators has to have, None for all others.

    Without it nobody keeps system, roster or record, and nobody could give it back.
    """
    return _OWN.get(code)


def beyond(code: str, carried: Collection[Permission]) -> frozenset[Permission]:
    """This function will give what a role may not carry, whatever `rules/roles.yaml` says.

    Each administrator has the own power and nothing else, nobody else has one of theirs; who draws works no matter;
    who puts in force without drawing decides otherwise, too; the person concerned has the own page. Nobody is the
    office itself.
    """
    asked = frozenset(carried)
    if code in ADMIN_ROLES:
        return asked - {_OWN[code], Permission.RECOVER_ACCESS}
    out = asked & {Permission.SYSTEM, Permission.SIGNED_IN, *_OF_ADMINISTRATORS}
    if Permission.DRAW_PROCESSES in asked:
        out |= asked - _OF_DESIGNERS
    elif Permission.APPROVE not in asked:
        out |= asked & {Permission.PUBLISH_PROCESSES}
    if code == "subject" or Permission.OWN_PORTAL in asked:
        out |= asked - _OF_THE_CONCERNED
    return out


class RoleScope(StrEnum):
    """Whose pool a role's tasks go to: the case's own room, or one pool of the whole office."""

    ROOM = "room"
    OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role of `rules/roles.yaml`."""

    code: str
    zh: str
    en: str
    scope: RoleScope = RoleScope.OFFICE
    permissions: frozenset[Permission] = frozenset()

    @property
    def reads_by_measure(self) -> bool:
        """This function will tell whether who holds it reads single measures only.

        What the whole house deals with, clues among it, is for who approves it.
        """
        return self.scope is RoleScope.OFFICE and Permission.APPROVE not in self.permissions

    def widens(self, before: Role | None) -> bool:
        """This function will tell whether a role may do more than it did: another scope shows it other matters, too."""
        known = frozenset[Permission]() if before is None else before.permissions
        return bool(self.permissions - known) or (before is not None and self.scope is not before.scope)


def works_on_matters(role: Role) -> bool:
    """This function will tell whether a duty is one in matters: neither an administrator's nor a designer's."""
    return Permission.WORK_TASKS in role.permissions and Permission.DRAW_PROCESSES not in role.permissions


def is_of_the_house(role: Role) -> bool:
    """This function will tell whether only officers of this house hold a duty.

    Who reads matters declares recusals, and is named to the auditor who counts looks: from outside nobody is either.
    """
    return not role.permissions <= _OF_OUTSIDERS


def is_given_by_two(role: Role) -> bool:
    """This function will tell whether two administrators give a duty together.

    It is one of theirs, or one that opens who reported: one alone could make up both custodians.
    """
    opens = Permission.OPEN_REPORTER in role.permissions and role.scope is RoleScope.OFFICE
    return role.code in ADMIN_ROLES or opens


Roles = Mapping[str, Role]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role held in a room (`office` for roles of the whole house)."""

    role: str
    room_id: RoomId = OFFICE_ROOM


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person who acts, with grants and permissions as of the moment of the act.

    `fresh_until`: until when the person counts as just proven; None where nobody sits at a browser (clocks, commands).
    """

    person_id: PersonId
    kind: Affiliation = Affiliation.OFFICER
    grants: tuple[Grant, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    fresh_until: dt.datetime | None = None

    @property
    def roles(self) -> frozenset[str]:
        """This function will give the role codes."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_concerned(self) -> bool:
        """This function will tell whether the person has the portal of persons concerned, not the office's pages."""
        return self.kind in CONCERNED

    def may(self, permission: Permission) -> bool:
        """This function will tell whether any role carries the permission."""
        return permission is Permission.SIGNED_IN or permission in self.permissions


SYSTEM = Actor(person_id=PersonId("system"), permissions=frozenset({Permission.SYSTEM}))
"""Timers, messages and start-up act as the system: it has no permission of an officer."""


def actor_of(person_id: PersonId, kind: Affiliation, grants: tuple[Grant, ...], roles: Roles) -> Actor:
    """This function will give the actor of a person with the permissions that the roles carry."""
    held = [roles[grant.role].permissions for grant in grants if grant.role in roles]
    return Actor(person_id=person_id, kind=kind, grants=grants, permissions=frozenset().union(*held))
