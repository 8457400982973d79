"""Relations for recusal (回避关系) as the roster knows them: an officer and a head who are relatives.

Whoever keeps the roster sees what the roster says and nothing of what officers declared: that tells of a matter. What
the roster says is no choice of the officer; it is lifted by decision only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.calendar import ONE_DAY
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Affiliation, Directory, Person, Recusal
from webapp.domain.roster_columns import RELATIONS
from webapp.domain.said import Said
from webapp.store import audit_list, people, recusals
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.declaring import hand_back
from webapp.usecases.people import RosterRefused
from webapp.usecases.stepping_back import ask_about_work
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.rosters import RelationRow, RelationsView

OF_ROSTER = ("import", "roster")
NOTED, LIFTED = "relation.noted", "recusal.lifted"
MOST = 1000
WORDS: Mapping[str, str] = {code: word for word, code in RELATIONS.items()}


@reads(Permission.KEEP_ROSTER)
def relations_of(act: Act, *, person_id: PersonId, as_of: dt.date | None = None) -> RelationsView:
    """This function will list with whom an officer is or was related on a day, as the roster says it, oldest first.

    Earlier days are read from the record: when each was written and when one was lifted. What an import brought and
    somebody changed since is told from the change on, since the record of an import names no relations.
    """
    names, day = people.directory(act.tx), min(as_of or act.today, act.today)
    held = (one for one in recusals.of_person(act.tx, person_id) if one.recused and one.source in OF_ROSTER)
    rows = {PersonId(one.subject_id): _row(names, one) for one in held if one.subject_id}
    if day < act.today:
        end = dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=act.office.zone)
        rows = {who: row for who, row in rows.items() if row.at < end} | _written(act, names, person_id, end)
    ordered = sorted(rows.values(), key=lambda row: (row.at, row.subject))
    return RelationsView(as_of=day, is_today=day == act.today, rows=tuple(ordered))


def _written(act: Act, names: Directory, person_id: PersonId, end: dt.datetime) -> dict[PersonId, RelationRow]:
    """What the record says was in force at an instant."""
    found: dict[PersonId, RelationRow] = {}
    for one in reversed(audit_list.about(act.tx, {str(person_id)}, acts=(NOTED, LIFTED), most=MOST)):
        facts, who = one.entry.facts, PersonId(str(one.entry.facts.get("subject")))
        if facts.get("person") != person_id or one.entry.at >= end:
            continue
        if one.entry.act == NOTED:
            found[who] = _noted(names, who, one.entry)
        elif facts.get("source") in OF_ROSTER:
            found.pop(who, None)
    return found


def _noted(names: Directory, who: PersonId, one: AuditEntry) -> RelationRow:
    kind, by = str(one.facts.get("after")), PersonId(str(one.actor_id))
    return RelationRow(
        subject=names.label(who), kind=kind, word=Said(WORDS.get(kind, "")), at=one.at, by=names.name(by)
    )


def _row(names: Directory, one: Recusal) -> RelationRow:
    return RelationRow(
        subject=names.label(PersonId(str(one.subject_id))),
        kind=one.kind or "",
        word=Said(WORDS.get(one.kind or "", "")),
        at=one.at,
        by=names.name(one.decided_by),
    )


@writes(Permission.KEEP_ROSTER, fresh=True)
def note_relation(act: Act, *, person_id: PersonId, subject: str, kind: str) -> None:
    """This function will write that an officer and a head are related; `subject` is a number or a name of one person.

    Written again it changes the kind. Raises NotFound, and RosterRefused for a relation that there is not.
    """
    names = people.directory(act.tx)
    if person_id not in names.persons:
        raise NotFound
    other = _found(names, subject)
    if names.persons[person_id].kind is not Affiliation.OFFICER or other.id == person_id:
        raise RosterRefused(why="回避关系登记在本机关干部名下，对象是另一人")
    if kind not in WORDS:
        raise RosterRefused(why="请选择关系")
    before = write_relation(act, officer=person_id, subject=other.id, kind=kind, source="roster")
    note(act, entry_of(act, "relation.noted", person=person_id, subject=other.id, before=before, after=kind))


def write_relation(act: Act, *, officer: PersonId, subject: PersonId, kind: str, source: str) -> str | None:
    """This function will write a relation and take the officer's open steps about the head away; its kind before.

    Who is kept away already stays so as it was decided: only what the roster itself said is changed.
    """
    known = recusals.of_pair(act.tx, officer, subject_id=subject)
    if known is not None and known.recused and known.source not in OF_ROSTER:
        return None
    fresh = Recusal(
        id=uuid.uuid4().hex,
        person_id=officer,
        subject_id=subject,
        recused=True,
        kind=kind,
        source=source,
        decided_by=act.actor.person_id,
        at=act.now,
    )
    recusals.declare(act.tx, fresh)
    if known is not None and known.recused:
        return known.kind
    hand_back(act, officer, subject)
    ask_about_work(act, officer, subject)
    return None


def _found(names: Directory, word: str) -> Person:
    """The one person of that number or name."""
    clean = word.strip()
    known = names.persons.get(PersonId(clean))
    found = [known] if known else [one for one in names.persons.values() if one.name == clean]
    if len(found) != 1:
        text = "没有“{word}”" if not found else "有几人同名“{word}”，请填编号"
        raise RosterRefused(why=Said(text, word=clean))
    return found[0]
