"""Duties: who holds which role in which room; the database keeps the three administrators apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.exc import IntegrityError

from webapp.domain.errors import AlreadyThere, Refused
from webapp.domain.ids import PersonId, RoomId
from webapp.domain.records import Secrecy
from webapp.domain.roster import RoleGrant
from webapp.store import power_check, versions
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import breaks
from webapp.store.tables import ADMIN_ROLES, role_grant
from webapp.store.visibility import in_force

_FIELDS = (
    "id",
    "person_id",
    "role",
    "room_id",
    "max_level",
    "max_secrecy",
    "reads_cases",
    "measure",
    "from_on",
    "until_on",
)
APART = "administrators_apart"
"""The databases' triggers, by the name of what they refuse."""
_ADD = sa.insert(role_grant)
_END = sa.delete(role_grant).where(role_grant.c.id == b("grant"))
_OF = sa.select(role_grant).where(in_force(role_grant, of=b("person", type_=sa.Text))).order_by(role_grant.c.role)
_ALL = sa.select(role_grant).order_by(role_grant.c.person_id, role_grant.c.role)
_HOLDERS = (
    sa.select(role_grant)
    .where(role_grant.c.role == b("role"), in_force(role_grant, of=role_grant.c.person_id))
    .order_by(role_grant.c.person_id)
)


def add(tx: Tx, one: RoleGrant) -> None:
    """This function will give a person a duty.

    Raises Refused when it is an administrator's and the person holds another one, or the reverse; AlreadyThere for the
    same duty.
    """
    try:
        tx.execute(_ADD, {name: getattr(one, name) for name in _FIELDS})
    except IntegrityError as error:
        raise _refusal(error, one) from error
    _changed(tx)


def _refusal(error: IntegrityError, one: RoleGrant) -> Exception:
    two = breaks(error, APART) or breaks(error, "uq_role_grant_admin", "role_grant.person_id")
    if two or (one.role in ADMIN_ROLES and breaks(error, "admins_read_no_cases")):
        return Refused(why="系统、安全、审计管理员须由三人分任，且不看事项")
    return AlreadyThere() if breaks(error, "uq_role_grant_") or "UNIQUE" in str(error.orig) else error


def end(tx: Tx, one: RoleGrant) -> bool:
    """This function will take a duty away (the audit keeps that it was held); False when the office never gave it."""
    ours = power_check.is_listed(tx, "role_grant", one.id, one.person_id)
    tx.execute(_END, {"grant": one.id})
    _changed(tx)
    return ours


def _changed(tx: Tx) -> None:
    versions.bump(tx, versions.PEOPLE)


def of_person(tx: Tx, person_id: PersonId, *, on: dt.date) -> tuple[RoleGrant, ...]:
    """This function will give the duties that a person holds on a day."""
    return tuple(_grant(row) for row in tx.execute(_OF, {"person": person_id, "today": on}))


def holders(tx: Tx, role: str, *, on: dt.date, room_id: RoomId | None = None) -> tuple[PersonId, ...]:
    """This function will give who holds a role on a day (in a room), each once."""
    rows = tx.execute(_HOLDERS, {"role": role, "today": on})
    found = (row.person_id for row in rows if room_id is None or row.room_id == room_id)
    return tuple(dict.fromkeys(found))


def reporters(tx: Tx, *, on: dt.date) -> tuple[PersonId, ...]:
    """This function will give who owes the special report: leaders of resident groups, secretaries; each once."""
    found = (one for role in ("resident", "secretary") for one in holders(tx, role, on=on))
    return tuple(dict.fromkeys(found))


def all_grants(tx: Tx) -> tuple[RoleGrant, ...]:
    """This function will give all duties, past and future ones too; from memory while nothing changed."""
    return versions.remembered(tx, versions.PEOPLE, "duties", lambda _version: _read_all(tx))


def _read_all(tx: Tx) -> tuple[RoleGrant, ...]:
    return tuple(_grant(row) for row in tx.execute(_ALL))


def of_pools(tx: Tx) -> Mapping[tuple[str, RoomId], Sequence[RoleGrant]]:
    """This function will give the duties that make candidates, by role and room; from memory while nothing changed."""
    return versions.remembered(tx, versions.PEOPLE, "pools", lambda _version: _pools(all_grants(tx)))


def _pools(held: Iterable[RoleGrant]) -> Mapping[tuple[str, RoomId], Sequence[RoleGrant]]:
    found: dict[tuple[str, RoomId], list[RoleGrant]] = {}
    for one in held:
        if one.measure is None:
            found.setdefault((one.role, one.room_id), []).append(one)
    return found


def _grant(row: AnyRow) -> RoleGrant:
    fields = {name: row._mapping[name] for name in _FIELDS}
    return RoleGrant(**fields | {"max_secrecy": Secrecy(fields["max_secrecy"])})
