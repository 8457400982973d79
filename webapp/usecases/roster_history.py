"""What happened to a person on the roster: posts, moves, duties, absences, account; who changed what and when.

Nothing of matters or recusals is among it: of whom somebody is recused is no concern of the roster's keeper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import absences, audit_list, grants
from webapp.usecases.act import Act
from webapp.usecases.views.office import PersonChange
from webapp.usecases.words import act_name

ACTS = (
    *("person.added", "person.changed", "post.added", "post.ended", "duty.given", "duty.taken"),
    *("absence.set", "absence.ended", "account.made", "account.renewed", "roster.imported", "unit.renamed"),
)
MOST = 100


def history_of(act: Act, person_id: PersonId, names: Directory) -> tuple[PersonChange, ...]:
    """This function will list what was changed about a person, the newest first, up to a hundred acts."""
    ids = {str(person_id), *(post.id for post in names.posts_of(person_id))}
    ids |= {one.id for one in grants.all_grants(act.tx) if one.person_id == person_id}
    ids |= {one.id for one in absences.of_person(act.tx, person_id)}
    found = audit_list.about(act.tx, ids, acts=ACTS, most=MOST)
    return tuple(_change(act, one.entry, names) for one in found)


def _change(act: Act, one: AuditEntry, names: Directory) -> PersonChange:
    told = DETAILS.get(one.act)
    by = Said("系统") if one.actor_id in (None, "system") else names.name(PersonId(str(one.actor_id)))
    return PersonChange(at=one.at, what=Said(act_name(one.act)), detail=told(act, one, names) if told else "", by=by)


def _post(_: Act, one: AuditEntry, names: Directory) -> str:
    post = next((each for each in names.posts if each.id == one.facts.get("post")), None)
    return f"{names.unit_name(post.unit_id)}{post.title}" if post else ""


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
    return "" if one.facts.get("active") else Said("已停用")


def _renamed(_: Act, one: AuditEntry, names: Directory) -> str:
    before, after = (names.unit_name(UnitId(str(one.facts.get(name)))) for name in ("unit", "successor"))
    return Said("{before}更名为{after}", before=before, after=after)


DETAILS: Mapping[str, Callable[[Act, AuditEntry, Directory], str]] = {
    "person.added": _post,
    "person.changed": _access,
    "post.added": _post,
    "post.ended": _post,
    "duty.given": _duty,
    "duty.taken": _duty,
    "absence.set": _away,
    "unit.renamed": _renamed,
}
