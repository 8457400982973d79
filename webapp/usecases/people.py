"""Persons, posts, units and rooms: kept by the security administrator, who sees no case."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from webapp.domain.actor import ADMIN_ROLES, Permission
from webapp.domain.calendar import ONE_DAY
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.records import LEVEL_ORDER
from webapp.domain.roster import Affiliation, Directory, Person, Post, Room, Unit
from webapp.domain.roster_heads import rivals
from webapp.domain.said import Said
from webapp.store import beginnings, grants, logins, people
from webapp.usecases.act import Act, writes
from webapp.usecases.categories import as_head, by_hand
from webapp.usecases.departures import successors_of
from webapp.usecases.leaving import end_duties
from webapp.usecases.successions import renamed
from webapp.usecases.viewing import entry_of, note

SHORTEST_NAME = 2


class RosterRefused(Refused):
    """人员登记未能办理：{why}。"""

    code = "roster_refused"


@writes(Permission.KEEP_ROSTER)
def add_person(
    act: Act,
    *,
    name: str,
    kind: str,
    unit_id: UnitId,
    title: str,
    is_head: bool = False,
    level: str = "other",
    from_on: dt.date | None = None,
    phone: str = "",
) -> PersonId:
    """This function will enter a person with a first post and give the id; a head's post makes a head of anybody."""
    one = Person(
        id=PersonId(uuid.uuid4().hex), kind=_kind(kind), name=_filled(name, "姓名"), phone=phone.strip() or None
    )
    post = _post(act, one.id, unit_id=unit_id, title=title, is_head=is_head, level=level, from_on=from_on)
    _refuse_second_head(act, post)
    people.put_person(act.tx, one)
    one = as_head(act, one, post)
    people.put_post(act.tx, post)
    note(act, entry_of(act, "person.added", person=one.id, kind=str(one.kind), post=post.id))
    return one.id


@writes(Permission.KEEP_ROSTER, fresh=True)
def change_person(
    act: Act, *, person_id: PersonId, name: str, phone: str = "", active: bool = True, kind: str = ""
) -> None:
    """This function will correct name, phone or category, or close the access: sessions end, duties stay on paper."""
    beginnings.one_at_a_time(act.tx, person_id)
    before = people.person_of(act.tx, person_id)
    known = before if kind in ("", before.kind) else by_hand(act, before, _kind(kind))
    if before.active and not active and _administers(act, person_id):
        raise RosterRefused(why="管理员须先由两名管理员在“两人办理”页撤销岗位，再停用")
    after = dataclasses.replace(known, name=_filled(name, "姓名"), phone=phone.strip() or None, active=active)
    people.put_person(act.tx, after)
    if not active:
        logins.end_all(act.tx, person_id, now=act.now)
    was, now = str(before.kind), str(after.kind)
    entry = entry_of(act, "person.changed", person=person_id, active=active, kind_before=was, kind=now)
    note(act, dataclasses.replace(entry, sealed={"name_before": before.name, "name_after": after.name}))


def _administers(act: Act, person_id: PersonId) -> bool:
    return any(one.person_id == person_id and one.role in ADMIN_ROLES for one in grants.all_grants(act.tx))


@writes(Permission.KEEP_ROSTER)
def add_post(
    act: Act,
    *,
    person_id: PersonId,
    unit_id: UnitId,
    title: str,
    is_head: bool = False,
    leader_talk: bool = False,
    level: str = "other",
    from_on: dt.date | None = None,
) -> str:
    """This function will give a person a further post and give its id; a head's post makes a head of the person."""
    one = people.person_of(act.tx, person_id)
    post = _post(act, person_id, unit_id=unit_id, title=title, is_head=is_head, level=level, from_on=from_on)
    _refuse_second_head(act, post)
    was, now = str(one.kind), str(as_head(act, one, post).kind)
    people.put_post(act.tx, dataclasses.replace(post, leader_talk=leader_talk))
    note(act, entry_of(act, "post.added", person=person_id, post=post.id, unit=unit_id, kind_before=was, kind=now))
    return post.id


@writes(Permission.KEEP_ROSTER, fresh=True)
def end_post(act: Act, *, post_id: str, until_on: dt.date) -> None:
    """This function will end a post on a day (its last one); with an officer's last post the duties end, too."""
    found = next((one for one in people.directory(act.tx).posts if one.id == post_id), None)
    if found is None:
        raise NotFound
    if until_on < found.from_on:
        raise RosterRefused(why="离任日期不能早于任职日期")
    ended = dataclasses.replace(found, until_on=until_on)
    if found.until_on is not None and until_on > found.until_on:  # a shorter one only ends what contradicts
        _refuse_second_head(act, ended)
    people.put_post(act.tx, ended)
    duties = end_duties(act, ended)
    note(act, entry_of(act, "post.ended", person=found.person_id, post=post_id, duties=duties))


@writes(Permission.KEEP_ROSTER)
def add_unit(act: Act, *, name: str, kind: str, parent_id: UnitId | None = None) -> UnitId:
    """This function will enter a unit and give its id."""
    one = Unit(
        id=UnitId(uuid.uuid4().hex), name=_filled(name, "单位名称"), kind=kind.strip() or "bureau", parent_id=parent_id
    )
    people.put_unit(act.tx, one)
    note(act, entry_of(act, "unit.added", unit=one.id))
    return one.id


@writes(Permission.KEEP_ROSTER)
def succeed_unit(act: Act, *, unit_id: UnitId, successor_id: UnitId, on: dt.date) -> None:
    """This function will note that a unit's affairs go over to another from a day on (situation 6)."""
    known = people.directory(act.tx).units
    if unit_id not in known or successor_id not in known:
        raise NotFound
    _refuse_succession(act, known[unit_id], known[successor_id], on=on)
    people.succeed(act.tx, unit_id, successor_id=successor_id, on=on)
    people.put_unit(act.tx, dataclasses.replace(known[unit_id], until_on=on - dt.timedelta(days=1)))
    note(act, entry_of(act, "unit.succeeded", unit=unit_id, successor=successor_id))


@writes(Permission.KEEP_ROSTER)
def stand_again(act: Act, *, unit_id: UnitId) -> None:
    """This function will take back that a unit's affairs went over to another, which was entered by mistake.

    Cases that were handed on meanwhile stay where somebody decided. A rename is none: posts went along with it.
    """
    known = people.directory(act.tx).units
    if unit_id not in known:
        raise NotFound
    if not people.successors(act.tx, unit_id, on=dt.date.max):
        raise RosterRefused(why="该单位没有登记承继")
    if unit_id in renamed(act).values():
        raise RosterRefused(why="该单位是更名，不能撤销；请将新名称再更名")
    people.stand_again(act.tx, unit_id)
    people.put_unit(act.tx, dataclasses.replace(known[unit_id], until_on=None))
    note(act, entry_of(act, "unit.stands", unit=unit_id))


def _refuse_succession(act: Act, old: Unit, successor: Unit, *, on: dt.date) -> None:
    """Refuse what contradicts: a unit that is there no more takes nothing over, nor does one that this one follows."""
    if old.id == successor.id:
        raise RosterRefused(why="承继单位不能是本单位")
    if old.id in successors_of(act, successor.id, on=dt.date.max):
        raise RosterRefused(why="承继单位的事项已经登记由本单位承继，请核对")
    if successor.until_on is not None and successor.until_on < on:
        raise RosterRefused(why="承继单位在这一天已经撤并，请选择现有单位")
    if old.from_on is not None and on <= old.from_on:
        raise RosterRefused(why="撤并日期应当晚于单位设立日期")


@writes(Permission.KEEP_ROSTER)
def rename_unit(act: Act, *, unit_id: UnitId, name: str, on: dt.date) -> UnitId:
    """This function will let a unit go on under a new name from a day on, and give the id of what it is now.

    Posts, duties of its Party committee and the units under it go along; the old name stays where it was written.
    """
    names = people.directory(act.tx)
    if unit_id not in names.units:
        raise NotFound
    old, clean = names.units[unit_id], _filled(name, "单位名称")
    if on > act.today or (old.from_on is not None and on <= old.from_on) or old.until_on is not None:
        raise RosterRefused(why="更名日期不能晚于今日、早于单位设立；已经撤并的单位不能更名")
    if any(one.name == clean for one in names.units.values()):
        raise RosterRefused(why="已有同名单位")
    new = dataclasses.replace(old, id=UnitId(uuid.uuid4().hex), name=clean, from_on=on)
    people.put_unit(act.tx, new)
    people.succeed(act.tx, unit_id, successor_id=new.id, on=on)
    people.put_unit(act.tx, dataclasses.replace(old, until_on=on - ONE_DAY))
    _take_along(act, names, unit_id, new.id, on=on)
    note(act, entry_of(act, "unit.renamed", unit=unit_id, successor=new.id))
    return new.id


def _take_along(act: Act, names: Directory, old: UnitId, new: UnitId, *, on: dt.date) -> None:
    for post in names.posts:
        if post.unit_id == old and (post.until_on is None or post.until_on >= on):
            _post_along(act, post, new, on=on)
    for unit in names.units.values():
        if unit.parent_id == old:
            people.put_unit(act.tx, dataclasses.replace(unit, parent_id=new))
    for one in grants.all_grants(act.tx):
        if one.room_id == RoomId(old) and grants.end(act.tx, one):
            grants.add(act.tx, dataclasses.replace(one, id=uuid.uuid4().hex, room_id=RoomId(new)))


def _post_along(act: Act, post: Post, new: UnitId, *, on: dt.date) -> None:
    """A post that was held before the day ends there and begins anew; the past stays with the old unit."""
    if post.from_on >= on:
        people.put_post(act.tx, dataclasses.replace(post, unit_id=new))
        return
    people.put_post(act.tx, dataclasses.replace(post, until_on=on - ONE_DAY))
    people.put_post(act.tx, dataclasses.replace(post, id=uuid.uuid4().hex, unit_id=new, from_on=on))


@writes(Permission.KEEP_ROSTER)
def put_room(act: Act, *, name: str, room_id: RoomId | None = None, active: bool = True) -> RoomId:
    """This function will add a room or rename, close or open one, and give its id."""
    known = people.directory(act.tx).rooms
    if room_id is not None and (room_id not in known or room_id == OFFICE_ROOM):
        raise NotFound  # the whole house is no room: closed, no duty of the house could be given any more
    place = known[room_id].position if room_id else len(known)
    one = Room(id=room_id or RoomId(uuid.uuid4().hex), name=_filled(name, "室名"), position=place, active=active)
    people.put_room(act.tx, one)
    before = known[room_id].name if room_id else None
    entry = entry_of(act, "room.changed" if room_id else "room.added", room=one.id, active=active)
    note(act, dataclasses.replace(entry, sealed={"before": before, "after": one.name}))
    return one.id


def _kind(word: str) -> Affiliation:
    if word not in set(Affiliation):
        raise RosterRefused(why="请选择人员类别")
    return Affiliation(word)


def _post(
    act: Act, person_id: PersonId, *, unit_id: UnitId, title: str, is_head: bool, level: str, from_on: dt.date | None
) -> Post:
    if unit_id not in people.directory(act.tx).units:
        raise RosterRefused(why="请选择单位")
    if level not in LEVEL_ORDER:
        raise RosterRefused(why="请选择管理权限层级")
    return Post(
        id=uuid.uuid4().hex,
        person_id=person_id,
        unit_id=unit_id,
        title=_filled(title, "职务"),
        is_head=is_head,
        level=level,
        from_on=from_on or act.today,
    )


def _refuse_second_head(act: Act, post: Post) -> None:
    """A unit has one head a day, as in an import; who stands in for one says so in the title."""
    names = people.directory(act.tx)
    for other in rivals((one for one in names.posts if one.id != post.id), post):
        name = names.name(other.person_id)
        raise RosterRefused(why=Said("与{name}同时担任该单位“一把手”，请核对离任日期；代理的，职务写明代", name=name))


def _filled(text: str, label: str) -> str:
    clean = " ".join(text.split())
    if len(clean) < SHORTEST_NAME:
        raise RosterRefused(why=Said("请填写{label}，至少{count}个字", label=Said(label), count=SHORTEST_NAME))
    return clean
