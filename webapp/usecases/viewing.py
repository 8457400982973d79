"""Who looks, and what a look leaves in the access log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from webapp.domain.errors import (
    FourEyes,
    GivenUp,
    Held,
    KeptFree,
    NotDeclared,
    NotFound,
    NotOpen,
    NotYours,
    Overtaken,
    Refused,
)
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import AuditEntry, Case, CaseStatus, Task
from webapp.domain.roster import Affiliation
from webapp.domain.said import Said
from webapp.domain.sights import Standing, Viewer
from webapp.store import audit, cases, people, recusals
from webapp.usecases.act import Act, Look


class Withheld(NotYours):
    """此环节指定的办理人已回避，须改派后办理。"""

    code = "withheld"


def viewer_of(act: Act) -> Viewer:
    """This function will give who looks, for the store's visibility."""
    return Viewer(person_id=act.actor.person_id, now=act.now, today=act.today)


def kept_from(act: Act) -> frozenset[PersonId]:
    """This function will give of whose matters the actor learns nothing: heads from whom recused, and the actor."""
    declared = recusals.of_person(act.tx, act.actor.person_id)
    return frozenset({act.actor.person_id, *(one.subject_id for one in declared if one.recused and one.subject_id)})


def name_of(act: Act, person_id: PersonId | str | None) -> str:
    """This function will give a person's name for a page, the system's word, or nothing."""
    if not person_id:
        return ""
    if person_id == "system":
        return Said("系统")
    return people.directory(act.tx).name(PersonId(person_id))


def refuse_unless_able(act: Act, task: Task, standing: Standing) -> None:
    """This function will pass the person whose turn it is; else 404 unseen, 409 overtaken, 403 with the reason."""
    if standing.recused or (standing.is_subject and task.assignee_id != act.actor.person_id):
        raise NotFound
    if task.withheld_from and task.is_open and cases.sees(act.tx, task.case_id, viewer=viewer_of(act)):
        raise Withheld
    able = standing.assigned or standing.granted or standing.on_behalf_of
    if not (able or task.completed_by == act.actor.person_id):
        raise NotYours if cases.sees(act.tx, task.case_id, viewer=viewer_of(act)) else NotFound
    if not task.is_open:
        raise _over(act, task)
    _refuse_same_hands(act, task, standing)
    if task.assignee_id and not standing.assigned and standing.on_behalf_of != task.assignee_id:
        raise Held(who=name_of(act, task.assignee_id))
    asked = act.actor.kind is Affiliation.OFFICER and not standing.is_subject
    if task.subject_id and asked and not standing.declared:
        raise NotDeclared


def stood_in_for(task: Task, standing: Standing) -> PersonId | None:
    """This function will give for whom a person does a step.

    That is who is away and holds it, or who alone of the two could have taken it.
    """
    free = standing.granted and task.assignee_id is None
    return None if standing.assigned or free else standing.on_behalf_of


def _refuse_same_hands(act: Act, task: Task, standing: Standing) -> None:
    if standing.barred:
        raise FourEyes
    if standing.spared and not standing.assigned:
        raise kept_free_from(act, task, act.actor.person_id)


def kept_free_from(act: Act, task: Task, who: PersonId) -> KeptFree:
    """This function will say for which later step a person is kept free from this one."""
    name = Said("您") if who == act.actor.person_id else name_of(act, who)
    return KeptFree(step=Said(dict(task.spared)[who]), who=name)


def _over(act: Act, task: Task) -> Overtaken | NotOpen:
    if task.completed_by is None:
        return given_up(act, cases.header(act.tx, task.case_id)) or NotOpen()
    return Overtaken(who=name_of(act, task.completed_by), when=_clock(act, task.closed_at))


def given_up(act: Act, case: Case) -> GivenUp | None:
    """This function will say who gave a registration up and when, None for any other case."""
    if case.status is not CaseStatus.GIVEN_UP:
        return None
    past = (row.entry for row in audit.entries(act.tx, audit.stream_of(case.id)))
    who = next((one.actor_id for one in past if one.act == "case.given_up"), None)
    return GivenUp(who=name_of(act, who), when=_clock(act, case.closed_at))


def refuse_given_up(act: Act, case: Case) -> None:
    """This function will let nothing be done or typed in a registration that was given up (GivenUp, 409)."""
    if (over := given_up(act, case)) is not None:
        raise over


def needs_declaration(act: Act, subject_id: PersonId | None) -> bool:
    """This function will tell whether an officer has yet to declare about a head before reading anything of it."""
    if subject_id is None or act.actor.kind is not Affiliation.OFFICER or subject_id == act.actor.person_id:
        return False
    return recusals.of_pair(act.tx, act.actor.person_id, subject_id=subject_id) is None


def refuse_undeclared(act: Act, case_id: CaseId) -> None:
    """This function will let nobody read a paper of a case before the declaration about its subject (NotDeclared)."""
    if needs_declaration(act, cases.header(act.tx, case_id).subject_id):
        raise NotDeclared


def why_not(act: Act, task: Task, standing: Standing) -> str | None:
    """This function will give the sentence why the viewer may not act on a task that is seen, or None."""
    try:
        refuse_unless_able(act, task, standing)
    except (NotFound, NotOpen, Refused, Overtaken) as refusal:
        return None if isinstance(refusal, NotDeclared) else refusal.message
    return None


def _clock(act: Act, at: dt.datetime | None) -> Said | str:
    if at is None:
        return ""
    here = at.astimezone(act.office.zone)
    return Said("{day}{time}", day=here.date(), time=f"{here:%H:%M}")


def note(act: Act, entry: AuditEntry) -> None:
    """This function will write the act's one audit entry where no case row is written with it."""
    audit.append(act.tx, entry)
    act.entries += 1


def entry_of(act: Act, what: str, *, stream: str = "office", task: Task | None = None, **facts: object) -> AuditEntry:
    """This function will make the audit entry of an act; facts are ids and closed words only."""
    return AuditEntry(
        stream=stream,
        act=what,
        actor_id=act.actor.person_id,
        at=act.now,
        element=task.path if task else None,
        task_id=task.id if task else None,
        facts=facts,
    )


def looked(
    act: Act, what: str, *, case_id: CaseId, subject_id: PersonId | None = None, begun: TaskId | None = None
) -> None:
    """This function will note that a page is about to be shown; the office writes it before the page answers.

    `begun` is the step that the viewer opened to do it: whoever did the one before cannot take it back any more.
    """
    act.looks.append(Look(what=what, case_id=case_id, subject_id=subject_id, begun=begun))


def searched(act: Act, found: Sequence[PersonId]) -> None:
    """This function will note a search by name that means one person: who looks for whom is the auditor's to see."""
    if len(found) == 1:
        act.looks.append(Look(what="search", subject_id=found[0]))


def is_kept_away(act: Act, case_id: CaseId) -> bool:
    """This function will tell whether the actor is recused from a case or its subject, or the subject."""
    case = cases.header(act.tx, case_id)
    out = recusals.recused_from(act.tx, case_id, subject_id=case.subject_id)
    return act.actor.person_id in out or act.actor.person_id == case.subject_id
