"""三员分立: nobody holds two of the three, none of them any other duty, by whichever way."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.test_importing import brought, looked
from tests.usecases.test_roster import newcomer
from tests.usecases.written import grant
from webapp.domain.actor import ADMIN_ROLES, SYSTEM, RoleScope
from webapp.domain.errors import Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.roster import RoleGrant
from webapp.store import grants
from webapp.store.tables import person, role_grant
from webapp.usecases import duties
from webapp.usecases.first_people import AppointmentRefused, appoint_first

THREE = sorted(ADMIN_ROLES)
NOBODY = ("colleague", "service_user", "subject", "upper_head")
"""Roles that a person has by what happens to the person; nobody grants them."""


def granted(house: House) -> dict[str, RoomId]:
    """Give every role that is granted, with a place where it can be held."""
    with house.office.database.read() as tx:
        roles = house.office.library.roles(tx)
    places = {RoleScope.ROOM: RoomId("first_room"), RoleScope.OFFICE: OFFICE_ROOM}
    return {code: places[one.scope] for code, one in roles.items() if code not in NOBODY}


def pairs(house: House) -> Iterator[tuple[str, str]]:
    """Give every two duties of which at least one is an administrator's, in both orders."""
    for one, other in itertools.permutations(granted(house), 2):
        if {one, other} & ADMIN_ROLES:
            yield one, other


def row(who: str, role: str, room: str) -> dict[str, object]:
    """Give a duty as somebody writes it into the table by hand."""
    ranks = {"max_level": "other", "max_secrecy": "work_secret", "reads_cases": False}
    return {"id": uuid.uuid4().hex, "person_id": who, "role": role, "room_id": room, **ranks}


def test_by_hand_in_the_database_no_pair_can_be_written_nor_made_by_a_change(house: House) -> None:
    person_id, places = newcomer(house), granted(house)
    add, free = sa.insert(role_grant), sa.delete(role_grant).where(role_grant.c.person_id == person_id)
    change = sa.update(role_grant).where(role_grant.c.person_id == person_id)

    held: list[tuple[str, str]] = []
    changed: list[tuple[str, str]] = []
    with house.office.database.write() as tx:
        for one, other in pairs(house):
            tx.execute(free)
            tx.execute(add, row(person_id, one, places[one]))
            spare = row(person_id, "designer" if one != "designer" else "petition", OFFICE_ROOM)
            held += [(one, other)] if written(tx.connection, add.values(row(person_id, other, places[other]))) else []
            if one not in ADMIN_ROLES:
                tx.execute(add, spare)
                moved = change.where(role_grant.c.id == spare["id"]).values(role=other, room_id=places[other])
                changed += [(one, other)] if written(tx.connection, moved) else []
        tx.execute(free)

    assert len(list(pairs(house))) > 150
    assert (held, changed) == ([], [])


def written(connection: sa.Connection, statement: sa.Insert | sa.Update) -> bool:
    """Tell whether the database takes a statement; what it refuses is undone."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return False
    return True


def test_a_head_is_no_administrator_and_an_administrator_becomes_no_head(house: House) -> None:
    with house.office.database.write() as tx:
        made = written(tx.connection, sa.insert(role_grant).values(row("ma", "sysadmin", OFFICE_ROOM)))
        turned = written(tx.connection, sa.update(person).where(person.c.id == "cui").values(kind="head"))
        free = written(tx.connection, sa.update(person).where(person.c.id == "zhou").values(kind="outside"))

    assert (made, turned, free) == (False, False, True)


def test_two_who_grant_at_the_same_time_do_not_slip_past_each_other(house: House) -> None:
    person_id = newcomer(house)
    database, both, refused = house.office.database, threading.Barrier(2), list[str]()

    def give(role: str, room: str) -> None:
        both.wait(timeout=10)
        one = RoleGrant(id=uuid.uuid4().hex, person_id=person_id, role=role, room_id=RoomId(room))
        try:
            with database.write() as tx:
                grants.add(tx, one)
        except Refused:
            refused.append(role)

    threads = [threading.Thread(target=give, args=pair) for pair in (("sysadmin", "office"), ("trial", "office"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)

    with database.read() as tx:
        held = [one.role for one in grants.all_grants(tx) if one.person_id == person_id]
    assert (len(held), len(refused)) == (1, 1)


@ON_SQLITE
def test_by_the_roster_s_pages_no_pair_is_given(house: House) -> None:
    places = granted(house)
    given: list[tuple[str, str]] = []
    for one in places:
        person_id = newcomer(house, f"来人{one}")
        grant(house, person_id, one, unit_of(one) or places[one])
        for other in THREE if one not in ADMIN_ROLES else sorted(set(places) - {one}):
            try:
                house.run(duties.grant, "jin", person_id=person_id, role=other, room_id=unit_of(other) or places[other])
            except Refused:
                continue
            given.append((one, other))

    assert given == []


def unit_of(role: str) -> RoomId | None:
    """Who answers for a unit holds that duty in the unit."""
    return RoomId("county_water") if role == "unit" else None


@ON_SQLITE
def test_by_a_table_no_pair_is_imported(house: House) -> None:
    with house.office.database.read() as tx:
        words = {code: one.zh for code, one in house.office.library.roles(tx).items()}
    places, lines, wrong = granted(house), list[dict[str, str]](), list[bool]()
    for one in places:
        grant(house, newcomer(house, f"来人{one}"), one, unit_of(one) or places[one])
        for each in (one, *(sorted(set(places) - {one}) if one in ADMIN_ROLES else THREE)):
            room = {"unit": "县水务局", OFFICE_ROOM: ""}.get(each if each == "unit" else places[each], "第一监督检查室")
            lines.append({"干部": f"来人{one}", "岗位": words[each], "科室": room})
            wrong.append(each != one)

    found = looked(house, brought(house, 岗位=lines)).rows

    assert [any("三人分任" in said or "两名管理员" in said for said in row.faults) for row in found] == wrong


@ON_SQLITE
@pytest.mark.parametrize("role", THREE)
def test_from_the_command_line_nobody_who_is_known_is_appointed(house: House, role: str) -> None:
    """By login, by name, or beside a holder: the same person twice is what it takes to join two duties."""
    appointed = {"role": role, "password_hash": "x"}
    with pytest.raises(AppointmentRefused, match="已经有人"):
        house.office.run(appoint_first, SYSTEM, login="newcomer", name="温如玉", **appointed)
    with house.office.database.write() as tx:
        tx.execute(sa.delete(role_grant).where(role_grant.c.role == role))

    for login, name, why in (
        ("zhou", "温如玉", "账号已被使用"),
        ("newcomer", "崔致用", "同名"),
        ("n2", "周正言", "同名"),
    ):
        with pytest.raises(AppointmentRefused, match=why):
            house.office.run(appoint_first, SYSTEM, login=login, name=name, **appointed)
    made = house.office.run(appoint_first, SYSTEM, login="newcomer", name="温如玉", **appointed)

    with house.office.database.read() as tx:
        assert [one.role for one in grants.all_grants(tx) if one.person_id == PersonId(made)] == [role]
