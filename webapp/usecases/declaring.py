"""Recusal: declared once per officer and head, asked at the first open; whoever is concerned loses every way in."""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import AuditEntry, Task
from webapp.domain.roster import Recusal
from webapp.store import candidates, case_reads, cases, recusals, tasks
from webapp.store.audit import append, stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.candidates import only
from webapp.usecases.reassigning import names_one
from webapp.usecases.stepping_back import ask_about_work
from webapp.usecases.viewing import entry_of, note, viewer_of

KINDS = {
    "relative": "本人是对象或者检举控告人的近亲属",
    "witness": "担任过证人",
    "interest": "本人或者近亲属有利害关系",
    "other": "有可能影响公正处理的其他情形",
}
"""监察法 art. 67."""
NONE = "none"


class KindMissing(Refused):
    """请选择有无回避情形；有的，选明属于哪一种。"""

    code = "recusal_kind_missing"


@writes(Permission.WORK_TASKS)
def declare_recusal(act: Act, *, task_id: TaskId, answer: str, text: str = "") -> bool:
    """This function will write the actor's declaration about a task's subject; True when the actor is recused.

    With a reason all tasks of that pair leave the actor at once and go back to their pools for the deputy to hand out;
    no view right is left; steps done before stand, and somebody above decides whether they count. The answer can be
    changed later by declaring again.
    """
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    return declare_on(act, seen.task.subject_id or seen.case.subject_id, answer=answer, text=text)


@writes(Permission.WORK_TASKS)
def declare_about_case(act: Act, *, case_id: CaseId, answer: str, text: str = "") -> bool:
    """This function will write the declaration about the subject of a case that is seen, before anything is read."""
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    return declare_on(act, case.subject_id, answer=answer, text=text)


def declare_on(act: Act, subject: PersonId | None, *, answer: str, text: str = "") -> bool:
    """This function will write the actor's declaration about a head; the caller has checked the way to the question."""
    if subject is None or subject == act.actor.person_id:
        raise NotFound
    if answer != NONE and answer not in KINDS:
        raise KindMissing
    recused = answer != NONE
    recusals.declare(
        act.tx,
        Recusal(
            id=uuid.uuid4().hex,
            person_id=act.actor.person_id,
            subject_id=subject,
            recused=recused,
            kind=answer if recused else None,
            at=act.now,
        ),
    )
    handed = hand_back(act, act.actor.person_id, subject) if recused else ()
    if recused:
        ask_about_work(act, act.actor.person_id, subject)
    entry = entry_of(act, "recusal.declared", recused=recused, subject=subject, tasks=len(handed))
    note(act, dataclasses.replace(entry, sealed={"text": text.strip()[:500]} if text.strip() else None))
    return recused


def hand_back(act: Act, person_id: PersonId, subject_id: PersonId) -> tuple[Task, ...]:
    """This function will take the person's open tasks about a head away.

    One that names a person waits to be reassigned; any other goes to the only other candidate, else to its pool.
    """
    mine = case_reads.open_of_pair(act.tx, person_id, subject_id=subject_id)
    for task in mine:
        to = None
        if names_one(task.rules):
            tasks.withhold(act.tx, task.id, holder=person_id)
        else:
            to = only(candidates.of_task(act.tx, task, on=act.today) - {person_id})
            tasks.reassign(act.tx, task.id, holder=person_id, to=to)
        append(act.tx, _handed(act, task, to))
    return mine


def _handed(act: Act, task: Task, to: PersonId | None) -> AuditEntry:
    stream = stream_of(CaseId(task.case_id))
    return entry_of(act, "task.reassigned", stream=stream, task=task, to=to, reason="recusal")
