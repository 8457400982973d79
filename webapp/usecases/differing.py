"""重新核实不一致: a check that finds an officer's work to be otherwise moves what rests on it, or has it decided.

Each entry that the matter made in the archive is put to a correction by two others (m09c, by itself). What is to become
of the rest, steps that are open, letters and measures that stand, is asked until somebody above has decided it: the
head of the room, and once letters have gone out the secretary. Whoever made the check decides nothing of it.
"""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import Permission
from webapp.domain.archives import CORRECTED
from webapp.domain.errors import FourEyes, NotOpen
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.records import Case, IncidentRow, Message
from webapp.domain.said import Said
from webapp.store import absences, archive, cases, grants, incidents, letters, messages, people
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.deciding import open_questions
from webapp.usecases.posting import MESSAGE_SPACE
from webapp.usecases.reassigning import who_may_reassign
from webapp.usecases.viewing import entry_of, note

DIFFERS = "differs"
CORRECTED_BY, MESSAGE = "m09c_correction", "entry_in_doubt"
HANDLED, NO_EFFECT = "handled", "no_effect"
"""How it is settled: what rests on it was put right, or nothing rests on it."""
SECRETARY = "secretary"


def put_forward(act: Act, case: Case, worked: str, *, listed: frozenset[PersonId] = frozenset()) -> None:
    """This function will have the archive's entries of a case corrected, and ask what becomes of the rest.

    Of a case without a person the entries of those `listed` in it.
    """
    rows = [_doubt(act, case, one) for one in _entries(act, case, listed)]
    if rows:
        messages.post(act.tx, rows)
        act.after.append(act.office.wake)
    facts = {"entries": len(rows), "letters": len(_issued(act, case.id)), "by": str(act.actor.person_id)}
    incidents.raise_once(act.tx, kind=DIFFERS, code=worked, at=act.now, case_id=case.id, facts=facts)


@writes(Permission.ASSIGN_TASKS)
def settle_difference(act: Act, *, case_id: CaseId, incident_id: str, handled: bool, reason: str) -> None:
    """This function will write down what became of the steps, letters and measures that rest on what was otherwise.

    Raises NotFound for a case that is not seen, NotOpen when nothing is asked or another decides, ReasonMissing,
    FourEyes for whoever made the check.
    """
    known = open_questions(act, case_id, kind=DIFFERS, reason=reason)
    row = next((one for one in known if one.id == incident_id), None)
    if row is None:
        raise NotOpen
    if act.actor.person_id == found_by(row):
        raise FourEyes
    if act.actor.person_id not in deciders_of_difference(act, cases.header(act.tx, case_id), row):
        raise NotOpen
    incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=HANDLED if handled else NO_EFFECT)
    entry = entry_of(act, "work.differed", stream=stream_of(case_id), person=row.code, handled=handled)
    note(act, dataclasses.replace(entry, sealed={"text": reason.strip()}))


def deciders_of_difference(act: Act, case: Case, row: IncidentRow) -> frozenset[PersonId]:
    """This function will give who decides: the secretary once letters have gone out, else the head of the room.

    Where that is nobody, all who hand out the steps of the case; never who made the check or did the work.
    """
    away = {one.person_id for one in absences.on_day(act.tx, act.today)}
    able = who_may_reassign(act, case) - away - {found_by(row), PersonId(row.code)}
    role = SECRETARY if _issued(act, case.id) else "room_head"
    held = {
        one.person_id
        for one in grants.all_grants(act.tx)
        if one.role == role and (role == SECRETARY or one.room_id == case.room_id) and one.held_on(act.today)
    }
    return (able & held) or able


def found_by(row: IncidentRow) -> PersonId:
    """This function will give who made the check."""
    return PersonId(str(row.facts.get("by", "")))


def sentence_of_difference(act: Act, row: IncidentRow) -> Said:
    """This function will say what is asked, with how many entries and letters rest on it."""
    names = people.directory(act.tx)
    return Said(
        "{name}所办经{other}重新核实，与原办结果不一致。已入档{entries}条（已逐条提起更正）、已编号文书{letters}件，"
        "请决定在办环节、文书和已采取的措施如何处理。",
        name=names.name(PersonId(row.code)),
        other=names.name(found_by(row)),
        entries=str(row.facts.get("entries", 0)),
        letters=str(row.facts.get("letters", 0)),
    )


def _entries(act: Act, case: Case, listed: frozenset[PersonId]) -> tuple[ArchiveItem, ...]:
    people_of = listed if case.subject_id is None else {case.subject_id}
    found = [one for who in sorted(people_of) for one in archive.whole(act.tx, who)]
    return tuple(one for one in found if one.source_case_id == case.id and one.status != CORRECTED)


def _issued(act: Act, case_id: CaseId) -> tuple[str, ...]:
    return tuple(one.id for one in letters.of_case(act.tx, case_id) if one.number and one.recalled_at is None)


def _doubt(act: Act, case: Case, one: ArchiveItem) -> Message:
    """One correction an entry and check: written twice it is the same message."""
    key = f"{case.id}:{one.id}:{act.actor.person_id}:{MESSAGE}"
    return Message(
        id=str(uuid.uuid5(MESSAGE_SPACE, key)),
        name=MESSAGE,
        subject_id=one.subject_id,
        source_case_id=case.id,
        to=CORRECTED_BY,
        target_case_id=None,
        payload={"entry": one.number},
        at=act.now,
    )
