"""Persons, units, posts, rooms and duties; names are sealed with the office's key and read from memory.

Each process keeps the opened directory; a version row tells when it is out of date (one small statement a transaction).
"""

from __future__ import annotations

import datetime as dt
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Directory, Person, Post, Room, Unit
from webapp.store import keys, versions
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import person, post, room, unit, unit_successor
from webapp.store.vault import DataKey, Place
from webapp.store.writing import insert_or_change

_PERSONS, _UNITS, _POSTS, _ROOMS = sa.select(person), sa.select(unit), sa.select(post), sa.select(room)
_PERSON_VERSION = sa.select(person.c.version).where(person.c.id == b("id"))
_UNIT_VERSION = sa.select(unit.c.version).where(unit.c.id == b("id"))
_POST_VERSION = sa.select(post.c.version).where(post.c.id == b("id"))
_PUT_PERSON = insert_or_change(person, ["id"], change=["kind", "name", "name_hash", "phone", "active", "version"])
_PUT_UNIT = insert_or_change(
    unit, ["id"], change=["parent_id", "kind", "name", "name_hash", "position", "from_on", "until_on", "version"]
)
_PUT_POST = insert_or_change(
    post,
    ["id"],
    change=["person_id", "unit_id", "title", "is_head", "leader_talk", "level", "from_on", "until_on", "version"],
)
_PUT_ROOM = insert_or_change(room, ["id"], change=["name", "position", "active"])
_BY_NAME = sa.select(person.c.id).where(person.c.name_hash.in_(b("hashes", expanding=True)))
_PUT_SUCCESSOR = insert_or_change(unit_successor, ["unit_id", "successor_id"], change=["from_on"])
_FORGET_SUCCESSORS = sa.delete(unit_successor).where(unit_successor.c.unit_id == sa.bindparam("unit_id"))
_SUCCESSIONS = sa.select(unit_successor.c.unit_id, unit_successor.c.successor_id, unit_successor.c.from_on).order_by(
    unit_successor.c.from_on, unit_successor.c.unit_id, unit_successor.c.successor_id
)
_SUCCESSORS = sa.select(unit_successor.c.successor_id).where(
    unit_successor.c.unit_id == b("unit_id"), unit_successor.c.from_on <= b("on")
)


def directory(tx: Tx) -> Directory:
    """This function will give all names, opened; from memory while nothing changed."""
    return versions.remembered(tx, versions.PEOPLE, "directory", lambda version: _load(tx, version))


def person_of(tx: Tx, person_id: PersonId) -> Person:
    """This function will give a person; raises NotFound."""
    found = directory(tx).persons.get(person_id)
    if found is None:
        raise NotFound
    return found


def put_person(tx: Tx, one: Person) -> None:
    """This function will add a person or change one."""
    key, version = keys.office(tx), _next(tx, _PERSON_VERSION, one.id)
    row = {
        "id": one.id,
        "kind": one.kind.value,
        "name": key.seal(_place("person.name", one.id, version), one.name.encode()),
        "name_hash": key.fingerprint(one.name),
        "phone": _sealed_text(key, _place("person.phone", one.id, version), one.phone),
        "active": one.active,
        "version": version,
    }
    tx.execute(_PUT_PERSON, row)
    versions.bump(tx, versions.PEOPLE)


def put_unit(tx: Tx, one: Unit) -> None:
    """This function will add a unit or change one."""
    key, version = keys.office(tx), _next(tx, _UNIT_VERSION, one.id)
    clear = {name: getattr(one, name) for name in ("id", "parent_id", "kind", "position", "from_on", "until_on")}
    name = key.seal(_place("unit.name", one.id, version), one.name.encode())
    tx.execute(_PUT_UNIT, clear | {"name": name, "name_hash": key.fingerprint(one.name), "version": version})
    versions.bump(tx, versions.PEOPLE)


def put_post(tx: Tx, one: Post) -> None:
    """This function will add a post or change one (its end, for one that is left)."""
    version = _next(tx, _POST_VERSION, one.id)
    names = ("id", "person_id", "unit_id", "is_head", "leader_talk", "level", "from_on", "until_on")
    clear = {name: getattr(one, name) for name in names}
    title = keys.office(tx).seal(_place("post.title", one.id, version), one.title.encode())
    tx.execute(_PUT_POST, clear | {"title": title, "version": version})
    versions.bump(tx, versions.PEOPLE)


def put_room(tx: Tx, one: Room) -> None:
    """This function will add a room or change one."""
    tx.execute(_PUT_ROOM, {"id": one.id, "name": one.name, "position": one.position, "active": one.active})
    versions.bump(tx, versions.PEOPLE)


def named(tx: Tx, name: str) -> tuple[PersonId, ...]:
    """This function will give the persons of exactly that name, by its keyed hash."""
    found = tx.execute(_BY_NAME, {"hashes": keys.office(tx).fingerprints(name)}).scalars()
    return tuple(PersonId(person_id) for person_id in found)


def succeed(tx: Tx, unit_id: UnitId, *, successor_id: UnitId, on: dt.date) -> None:
    """This function will note that a unit's affairs go over to another from a day on (situation 6)."""
    tx.execute(_PUT_SUCCESSOR, {"unit_id": unit_id, "successor_id": successor_id, "from_on": on})
    versions.bump(tx, versions.PEOPLE)


def stand_again(tx: Tx, unit_id: UnitId) -> None:
    """This function will forget to which units a unit's affairs went over: that was entered by mistake."""
    tx.execute(_FORGET_SUCCESSORS, {"unit_id": unit_id})
    versions.bump(tx, versions.PEOPLE)


def successions(tx: Tx, *, on: dt.date) -> tuple[tuple[UnitId, UnitId, dt.date], ...]:
    """This function will give each unit that went over to another by a day, the other one, and the day."""
    known = versions.remembered(tx, versions.PEOPLE, "successions", lambda _version: _read_successions(tx))
    return tuple(one for one in known if one[2] <= on)


def _read_successions(tx: Tx) -> tuple[tuple[UnitId, UnitId, dt.date], ...]:
    return tuple((UnitId(row.unit_id), UnitId(row.successor_id), row.from_on) for row in tx.execute(_SUCCESSIONS))


def successors(tx: Tx, unit_id: UnitId, *, on: dt.date) -> tuple[UnitId, ...]:
    """This function will give the units to which a unit's affairs have gone over by a day."""
    return tuple(UnitId(found) for found in tx.execute(_SUCCESSORS, {"unit_id": unit_id, "on": on}).scalars())


def _load(tx: Tx, version: int) -> Directory:
    key = keys.office(tx)
    persons = [_person(key, row) for row in tx.execute(_PERSONS)]
    units = [_unit(key, row) for row in tx.execute(_UNITS)]
    posts = [_post(key, row) for row in tx.execute(_POSTS)]
    rooms = [Room(id=row.id, name=row.name, position=row.position, active=row.active) for row in tx.execute(_ROOMS)]
    return Directory(
        version=version,
        persons={one.id: one for one in persons},
        units={one.id: one for one in units},
        posts=tuple(sorted(posts, key=lambda one: (one.from_on, one.id))),
        rooms={one.id: one for one in rooms},
    )


def _person(key: DataKey, row: AnyRow) -> Person:
    phone = None if row.phone is None else key.open(_place("person.phone", row.id, row.version), row.phone).decode()
    name = key.open(_place("person.name", row.id, row.version), row.name).decode()
    return Person(id=row.id, kind=Affiliation(row.kind), name=name, phone=phone, active=row.active)


def _unit(key: DataKey, row: AnyRow) -> Unit:
    name = key.open(_place("unit.name", row.id, row.version), row.name).decode()
    clear = {field: row._mapping[field] for field in ("id", "parent_id", "kind", "position", "from_on", "until_on")}
    return Unit(name=name, **clear)


def _post(key: DataKey, row: AnyRow) -> Post:
    title = key.open(_place("post.title", row.id, row.version), row.title).decode()
    names = ("id", "person_id", "unit_id", "is_head", "leader_talk", "level", "from_on", "until_on")
    return Post(title=title, **{name: row._mapping[name] for name in names})


def _next(tx: Tx, statement: sa.Select[Any], row_id: str) -> int:
    return (tx.execute(statement, {"id": row_id}).scalar_one_or_none() or 0) + 1


def _sealed_text(key: DataKey, place: Place, text: str | None) -> bytes | None:
    return None if text is None else key.seal(place, text.encode())


def _place(table: str, row: str, version: int) -> Place:
    return Place(table=table, row=row, version=version)
