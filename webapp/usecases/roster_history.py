"""What happened to a person on the roster: posts, moves, duties, absences, account; who changed what and when.

Nothing of matters or recusals is among it: of whom somebody is recused is no concern of the roster's keeper.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import absences, audit_list, grants
from webapp.usecases.act import Act
from webapp.usecases.categories import KINDS
from webapp.usecases.views.rosters import PersonChange
from webapp.usecases.words import act_name

ACTS = (
    *("person.added", "person.changed", "post.added", "post.ended", "duty.given", "duty.taken"),
    *("absence.set", "absence.ended", "account.made", "account.renewed", "roster.imported", "unit.renamed"),
    "relation.noted",
)
IMPORTED = "roster.imported"
OF_IDENTITY = ("person.added", "person.changed", IMPORTED, "account.made", "account.renewed", "account.subject")
OF_ROOMS = ("room.added", "room.changed")
OF_UNITS = ("unit.added", "unit.renamed", "unit.succeeded", "unit.stands", IMPORTED)
MOST = 100


def history_of(act: Act, person_id: PersonId, names: Directory) -> tuple[PersonChange, ...]:
    """This function will list what was changed about a person, the newest first, up to a hundred acts."""
    ids = {str(person_id), *(post.id for post in names.posts_of(person_id))}
    ids |= {one.id for one in grants.all_grants(act.tx) if one.person_id == person_id}
    ids |= {one.id for one in absences.of_person(act.tx, person_id)}
    found = audit_list.about(act.tx, ids, acts=ACTS, most=MOST)
    return tuple(_change(act, one.entry, names) for one in found)


def identity_of(act: Act, person_id: PersonId, names: Directory) -> tuple[PersonChange, ...]:
    """This function will list who entered and renamed a person and made the account, the newest first.

    For whoever is to vouch for it that this is that person: one who is made up was entered by somebody.
    """
    found = audit_list.about(act.tx, {str(person_id)}, acts=OF_IDENTITY, most=MOST, opened=True)
    shown = (one.entry if one.entry.act != IMPORTED else dataclasses.replace(one.entry, sealed=None) for one in found)
    return tuple(_change(act, one, names) for one in shown)


def history_of_unit(act: Act, unit_id: UnitId, names: Directory) -> tuple[PersonChange, ...]:
    """This function will list what was changed about a unit, the newest first, up to a hundred acts."""
    found = audit_list.about(act.tx, {str(unit_id)}, acts=OF_UNITS, most=MOST, opened=True)
    return tuple(_change(act, one.entry, names) for one in found if _names_unit(one.entry, unit_id))


def _names_unit(one: AuditEntry, unit_id: UnitId) -> bool:
    """An import names units by what it changed about them, not by whose posts they hold."""
    return one.act != IMPORTED or bool(_renewed(one, unit_id))


def history_of_rooms(act: Act, names: Directory) -> tuple[PersonChange, ...]:
    """This function will list what was changed about the rooms of the house, the newest first."""
    ids = {str(one) for one in names.rooms}
    found = audit_list.about(act.tx, ids, acts=OF_ROOMS, most=MOST, opened=True)
    return tuple(_change(act, one.entry, names) for one in found)


def _renewed(one: AuditEntry, unit_id: UnitId) -> str:
    """What an import made of a unit: before and after, in the words of the sheet."""
    rows = (one.sealed or {}).get("units")
    return "；".join(str(row[1]) for row in rows if row[0] == unit_id) if isinstance(rows, list | tuple) else ""


def _change(act: Act, one: AuditEntry, names: Directory) -> PersonChange:
    told = DETAILS.get(one.act)
    by = Said("系统") if one.actor_id in (None, "system") else names.name(PersonId(str(one.actor_id)))
    return PersonChange(at=one.at, what=Said(act_name(one.act)), detail=told(act, one, names) if told else "", by=by)


def _post(_: Act, one: AuditEntry, names: Directory) -> str:
    post = next((each for each in names.posts if each.id == one.facts.get("post")), None)
    told = f"{names.unit_name(post.unit_id)}{post.title}" if post else ""
    kind = _kind(one)
    return Said("{post}；{kind}", post=told, kind=kind) if kind else told


def _kind(one: AuditEntry) -> str:
    """The category that changed; entries of earlier versions say none."""
    before, after = (KINDS.get(str(one.facts.get(name)), "") for name in ("kind_before", "kind"))
    changed = before and before != after
    return Said("类别由{before}改为{after}", before=Said(before), after=Said(after)) if changed else ""


def _duty(act: Act, one: AuditEntry, names: Directory) -> str:
    roles, room = act.office.library.roles(act.tx), str(one.facts.get("room"))
    code = str(one.facts.get("role"))
    word = Said(roles[code].zh) if code in roles else code
    if room == OFFICE_ROOM:
        return word
    there = names.rooms[RoomId(room)].name if room in names.rooms else names.unit_name(UnitId(room))
    return Said("{duty}（{room}）", duty=word, room=there)


def _away(_: Act, one: AuditEntry, names: Directory) -> str:
    substitute = names.name(PersonId(str(one.facts.get("substitute"))))
    return Said("委托{name}，至{until}", name=substitute, until=str(one.facts.get("until")))


def _access(_: Act, one: AuditEntry, __: Directory) -> str:
    said = one.sealed or {}
    before, after = str(said.get("name_before") or ""), str(said.get("name_after") or "")
    if before != after:
        return Said("{before}改为{after}", before=before, after=after)
    return _kind(one) or ("" if one.facts.get("active") else Said("已停用"))


def _renamed(_: Act, one: AuditEntry, names: Directory) -> str:
    before, after = (names.unit_name(UnitId(str(one.facts.get(name)))) for name in ("unit", "successor"))
    return Said("{before}更名为{after}", before=before, after=after)


def _related(_: Act, one: AuditEntry, names: Directory) -> str:
    words = {"relative": Said("近亲属"), "interest": Said("其他利害关系")}
    kind, before = str(one.facts.get("after")), one.facts.get("before")
    who = names.name(PersonId(str(one.facts.get("subject"))))
    if before:
        return Said("{name}：{before}改为{after}", name=who, before=words[str(before)], after=words[kind])
    return Said("{name}：{after}", name=who, after=words[kind])


def _named(_: Act, one: AuditEntry, __: Directory) -> str:
    said = one.sealed or {}
    before, after = said.get("before"), str(said.get("after") or "")
    name = Said("{before}改为{after}", before=str(before), after=after) if before and before != after else after
    return name if one.facts.get("active", True) else Said("{name}，停用", name=name)


def _imported(_: Act, one: AuditEntry, __: Directory) -> str:
    rows = (one.sealed or {}).get("units")
    return "；".join(str(row[1]) for row in rows) if isinstance(rows, list | tuple) else ""


def _succeeded(_: Act, one: AuditEntry, names: Directory) -> str:
    before, after = (names.unit_name(UnitId(str(one.facts.get(name)))) for name in ("unit", "successor"))
    return Said("{before}由{after}承继", before=before, after=after)


DETAILS: Mapping[str, Callable[[Act, AuditEntry, Directory], str]] = {
    "person.added": _post,
    "person.changed": _access,
    "post.added": _post,
    "post.ended": _post,
    "duty.given": _duty,
    "duty.taken": _duty,
    "absence.set": _away,
    "unit.renamed": _renamed,
    "unit.succeeded": _succeeded,
    "relation.noted": _related,
    "room.added": _named,
    "room.changed": _named,
    "roster.imported": _imported,
}
