"""事后声明回避: whoever steps back may have done steps before. They stand, are marked, and somebody above decides.

Nothing moves by itself: whoever hands out the steps of the case says that what was done counts, or that it is to be
checked anew, with the reason. Then it is asked until another officer than who said so writes down what the check
found; the mark beside the step tells all of it to everybody who reads it, and what rests on work that was found to be
otherwise is put forward.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotOpen
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import AuditEntry, Case, IncidentRow
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import agenda, audit, cases, hands, incidents, recusals, tasks
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.deciding import open_questions
from webapp.usecases.differing import put_forward
from webapp.usecases.viewing import entry_of, note

STEPPED_BACK, RECHECK = "stepped_back", "recheck"
STANDS, ANEW, LIFTED = "stands", "anew", "lifted"
STANDING = ("entries", "letters", "decisions")
"""What may stand of a case that is over."""
SAME, OTHER = "same", "other"
"""What a check found: as it was done, or not."""
MARKS: Mapping[str | None, str] = {
    None: "办理人其后回避，所办内容保留，是否有效待决定",
    STANDS: "办理人其后回避，经决定所办有效",
    ANEW: "办理人其后回避，经决定须由他人重新核实，尚未核实",
}
CHECKED: Mapping[str, str] = {
    SAME: "办理人其后回避，已由{name}重新核实，与所办一致",
    OTHER: "办理人其后回避，已由{name}重新核实，与所办不一致，以核实结果为准",
}


def ask_about_work(act: Act, person_id: PersonId, subject_id: PersonId) -> None:
    """This function will ask, in each case about a head in which the person had a hand, whether what was done counts.

    Lists that name the head and opinions given in a meeting are among them. In a case that is over it is asked where
    something stands: an adverse entry, a numbered letter, a decision of a meeting.
    """
    for one in hands.hands_in(act.tx, person_id, subject_id=subject_id):
        facts = {"over": one.over, "voted": one.voted, **{name: getattr(one, name) for name in STANDING}}
        incidents.raise_once(act.tx, kind=STEPPED_BACK, code=person_id, at=act.now, case_id=one.case_id, facts=facts)
        audit.append(act.tx, entry_of(act, "recusal.late", stream=stream_of(one.case_id), person=person_id))


def sentence_of_work(row: IncidentRow, names: Directory) -> Said:
    """This function will say what is asked about an officer's work, with what stands of a case that is over."""
    name, facts = names.name(PersonId(row.code)), row.facts
    if facts.get("over"):
        counted = {word: str(facts.get(word, 0)) for word in STANDING}
        return Said(
            "{name}办过此事项的环节（或者参加过集体研究）后回避。事项已经办结，仍有不利记载{entries}条、已编号文书{letters}件、"
            "集体研究决定{decisions}项。请决定所办是否有效。",
            name=name,
            **counted,
        )
    if facts.get("voted"):
        return Said("{name}参加此事项的集体研究后回避，意见和结果保留。请决定研究结果是否有效。", name=name)
    return Said("{name}办过此事项的环节后回避，所办内容保留并已注明。请决定所办是否有效。", name=name)


def let_go(act: Act, person_id: PersonId, subject_id: PersonId) -> None:
    """This function will ask no more about the work of a person whose recusal was lifted."""
    about = hands.every_about(act.tx, subject_id)
    for row in incidents.open_incidents(act.tx):
        if row.kind in (STEPPED_BACK, RECHECK) and row.code == person_id and row.case_id in about:
            incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=LIFTED)


@writes(Permission.ASSIGN_TASKS)
def judge_work(act: Act, *, case_id: CaseId, incident_id: str, stands: bool, reason: str) -> None:
    """This function will decide whether what an officer did before stepping back counts, with the reason.

    Raises NotFound for a case that is not seen, NotOpen when nothing is asked, ReasonMissing.
    """
    known = open_questions(act, case_id, kind=STEPPED_BACK, reason=reason)
    row = next((one for one in known if one.id == incident_id), None)
    if row is None:
        raise NotOpen
    incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=STANDS if stands else ANEW)
    if not stands:
        incidents.raise_once(act.tx, kind=RECHECK, code=row.code, at=act.now, case_id=case_id)
    what = "work.stands" if stands else "work.anew"
    entry = entry_of(act, what, stream=stream_of(case_id), person=row.code)
    note(act, dataclasses.replace(entry, sealed={"text": reason.strip()}))


@writes(Permission.WORK_TASKS)
def record_recheck(act: Act, *, case_id: CaseId, incident_id: str, agrees: bool, words: str) -> None:
    """This function will write down what a check of an officer's work found, by another than who asked for it.

    Where it is otherwise than what was done, what rests on it is put forward (`differing`).

    Raises NotFound for a case that is not seen, NotOpen when nothing is asked, ReasonMissing, FourEyes.
    """
    known = open_questions(act, case_id, kind=RECHECK, reason=words)
    row = next((one for one in known if one.id == incident_id), None)
    if row is None:
        raise NotOpen
    if act.actor.person_id == asked_for_by(act, case_id, row.code):
        raise FourEyes
    incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=SAME if agrees else OTHER)
    entry = entry_of(act, "work.rechecked", stream=stream_of(case_id), person=row.code, agrees=agrees)
    note(act, dataclasses.replace(entry, sealed={"text": words.strip()}))
    if not agrees:
        case = cases.header(act.tx, case_id)
        put_forward(act, case, row.code, listed=recused_of_list(act, case).get(PersonId(row.code), frozenset()))


def asked_for_by(act: Act, case_id: CaseId, code: str) -> str | None:
    """This function will give who decided that an officer's work is to be checked anew."""
    rows = [one for one in incidents.of_case(act.tx, case_id) if (one.kind, one.code) == (STEPPED_BACK, code)]
    return next((one.settled_by for one in reversed(rows) if one.remedy == ANEW), None)


def notes_of(act: Act, case: Case, names: Directory) -> Mapping[TaskId, tuple[str, ...]]:
    """This function will give what stands beside finished steps.

    It came on paper, through whom; it was done for an absent colleague (代); its doer stepped back later.
    """
    found: defaultdict[TaskId, list[str]] = defaultdict(list)
    for row in audit.entries_of_act(act.tx, stream_of(case.id), "paper.registered"):
        if row.entry.task_id is not None:
            found[row.entry.task_id].append(_on_paper(row.entry, names))
    out = recusals.recused_from(act.tx, case.id, subject_id=case.subject_id) | recused_of_list(act, case).keys()
    asked = incidents.of_case(act.tx, case.id) if out else ()
    said = {one.code: one.remedy for one in asked if one.kind == STEPPED_BACK}
    found_by = {one.code: one for one in asked if one.kind == RECHECK and one.remedy in CHECKED}
    for task in tasks.of_case(act.tx, case.id):
        if task.on_behalf_of is not None:
            found[task.id].append(Said("代{absent}办理", absent=names.name(task.on_behalf_of)))
        if task.completed_by in found_by and task.completed_by in out:
            check = found_by[task.completed_by]
            found[task.id].append(Said(CHECKED[check.remedy or ""], name=names.name(PersonId(check.settled_by or ""))))
        elif task.completed_by in out:
            found[task.id].append(Said(MARKS[said.get(task.completed_by)]))
    return {step: tuple(notes) for step, notes in found.items()}


def recused_of_list(act: Act, case: Case) -> Mapping[PersonId, frozenset[PersonId]]:
    """This function will give who is recused from somebody on the list of a case without a person, and from whom."""
    if case.subject_id is not None:
        return {}
    listed = {one.subject_id for one in agenda.of_case(act.tx, case.id)} - {None}
    found: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
    for one in recusals.in_force(act.tx) if listed else ():
        if one.subject_id in listed:
            found[one.person_id].add(PersonId(str(one.subject_id)))
    return {who: frozenset(subjects) for who, subjects in found.items()}


def _on_paper(entry: AuditEntry, names: Directory) -> Said:
    sealed = entry.sealed or {}
    return Said(
        "本人书面签名（{day}），{name}登记，原件存放处：{place}",
        day=str(sealed.get("signed_on", "")),
        name=names.name(PersonId(str(entry.actor_id))),
        place=str(sealed.get("original_at", "")),
    )
