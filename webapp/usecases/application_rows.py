"""Applications as pages show them: what is asked about whom, and who may decide on it."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import Actor, Permission
from webapp.domain.guard import DECEASED
from webapp.domain.ids import PersonId
from webapp.domain.papers import Application
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.store import audit, cases, people, tasks
from webapp.usecases.act import Act
from webapp.usecases.in_order import in_order
from webapp.usecases.rule_words import limit_name
from webapp.usecases.viewing import is_kept_away, needs_declaration, viewer_of
from webapp.usecases.views.cases import ApplicationRow
from webapp.usecases.views.tasks import Opinion

EXTENSION, ENDING, RECUSAL = "extension", "early_ending", "recusal"
OPEN = "open"
DECIDED = "application.decided"
NAMES = {EXTENSION: "延期", ENDING: "提前终止", RECUSAL: "回避"}
ASKED_FOR = "本人申请有关人员回避"
END_REASONS = (
    ("withdrawn_by_authority", "经批准撤回"),
    ("subject_left_post", "本人调离"),
    ("unit_succeeded", "单位撤并"),
    ("subject_deceased", "本人去世"),
    ("merged_with", "并入他件"),
    ("jurisdiction_changed", "管辖变更"),
    ("secrecy_raised", "密级提高"),
)

SECRETARY, PRINCIPAL = "secretary", "party_principal"
"""Who decides on an early ending: a secretary who did not ask for it, or the Party principal."""


def may_ask_for_ending(actor: Actor) -> bool:
    """This function will tell whether a duty lets its holder ask for the early ending of a case that is seen."""
    return actor.may(Permission.ASSIGN_TASKS) or actor.may(Permission.END_CASE)


def deciders_of(actor: Actor, *, reason: str) -> tuple[str, ...]:
    """This function will name who decides on an ending, one after the other.

    A death takes two, the secretary and then the Party principal; for any other reason it is who stands above.
    """
    if reason == DECEASED:
        return (SECRETARY, PRINCIPAL)
    return (PRINCIPAL,) if actor.may(Permission.END_CASE) else (SECRETARY,)


def next_decider(one: Application) -> str:
    """This function will name the duty whose turn it is to decide on an ending."""
    return _deciders(one)[len(one.approvals)]


def is_last(one: Application) -> bool:
    """This function will tell whether nobody decides after the one whose turn it is."""
    return one.kind != ENDING or len(one.approvals) == len(_deciders(one)) - 1


def _deciders(one: Application) -> tuple[str, ...]:
    listed = one.facts["deciders"]
    return tuple(str(duty) for duty in listed) if isinstance(listed, list | tuple) else ()


def has_taken_part(act: Act, one: Application) -> bool:
    """This function will tell whether the actor asked, has approved already, or holds the step that wants more time.

    Nobody does two of these; whoever holds the step decides on its time no more when a substitute has asked for it.
    Time for the whole matter nobody gives who holds any step of it.
    """
    me, step = act.actor.person_id, one.facts.get("task")
    if me in {one.asked_by, *(each["person"] for each in one.approvals)}:
        return True
    held = tasks.open_tasks(act.tx, one.case_id) if one.kind == EXTENSION else ()
    return any(task.id == (step or task.id) and task.assignee_id == me for task in held)


def decides_on_ending(act: Act, one: Application) -> bool:
    """This function will tell whether the actor holds the duty whose turn it is to decide on this early ending."""
    if next_decider(one) == SECRETARY:
        return act.actor.may(Permission.END_CASE)
    return PRINCIPAL in act.actor.roles


def may_decide(act: Act, one: Application) -> bool:
    """This function will tell whether the actor may decide: not one's own, and within what one may see.

    The Party principal reads no cases: what he or she decides on is the application.
    """
    if one.status != OPEN or not act.actor.may(Permission.APPROVE) or has_taken_part(act, one):
        return False
    if one.kind == ENDING and not decides_on_ending(act, one):
        return False
    if one.kind == RECUSAL and not act.actor.may(Permission.END_CASE):
        return False
    if one.kind == ENDING and next_decider(one) == PRINCIPAL:
        return not is_kept_away(act, one.case_id)
    return cases.by_right(act.tx, one.case_id, viewer=viewer_of(act))


def row_of(act: Act, one: Application) -> ApplicationRow:
    """This function will give an application as pages show it; before the declaration nothing of what was written."""
    names, case = people.directory(act.tx), cases.header(act.tx, one.case_id)
    undeclared = needs_declaration(act, case.subject_id)
    return ApplicationRow(
        id=one.id,
        kind=one.kind,
        kind_name=NAMES.get(one.kind, one.kind),
        cause=ASKED_FOR if one.kind == RECUSAL else dict(END_REASONS).get(str(one.facts.get("reason")), ""),
        limit=_limit(act, one),
        until=dt.date.fromisoformat(str(one.facts["until"])) if "until" in one.facts else None,
        reason="" if undeclared or _is_kept_from(act, one) else one.reason,
        number=case.number,
        subject_name=names.name(case.subject_id) or None,
        unit_name=names.unit_name(case.unit_id) or None,
        case_id=case.id if cases.sees(act.tx, case.id, viewer=viewer_of(act)) else None,
        by=names.name(one.asked_by),
        at=one.asked_at,
        opinions=() if undeclared else opinions_on(act, one, names),
        state=one.status,
        can_decide=may_decide(act, one),
        needs_declaration=undeclared,
        officers=_officers(act, one, case.subject_id, names),
    )


def _is_kept_from(act: Act, one: Application) -> bool:
    """What a head says of an officer is read by who decides and by nobody else: the officer may read the case."""
    return one.kind == RECUSAL and not act.actor.may(Permission.END_CASE)


def _officers(
    act: Act, one: Application, subject_id: PersonId | None, names: Directory
) -> tuple[tuple[PersonId, str], ...]:
    """Who may have to step back, where the viewer decides on that."""
    if one.kind != RECUSAL or not may_decide(act, one):
        return ()
    return tuple((who, names.label(who)) for who in in_order(act, stands_to_choose(act, subject_id)))


def stands_to_choose(act: Act, subject_id: PersonId | None) -> frozenset[PersonId]:
    """This function will give the officers who can be made to step back from a head: any but who decides."""
    found = (one for one in people.directory(act.tx).persons.values() if one.kind is Affiliation.OFFICER and one.active)
    return frozenset(one.id for one in found) - {act.actor.person_id, subject_id or ""}


def _limit(act: Act, one: Application) -> str:
    """The name of the limit that is to end later."""
    if one.kind != EXTENSION:
        return ""
    definition = act.office.library.definition(act.tx, cases.header(act.tx, one.case_id).deployment_id)
    return limit_name(definition, str(one.facts["key"]))


def opinions_on(act: Act, one: Application, names: Directory) -> tuple[Opinion, ...]:
    """This function will give who has approved so far, when, and the words that the record keeps sealed."""
    if not one.approvals:
        return ()
    said = {
        row.entry.actor_id: str((row.entry.sealed or {}).get("text", ""))
        for row in audit.entries(act.tx, audit.stream_of(one.case_id), opened=True)
        if row.entry.act == DECIDED and row.entry.facts.get("application") == one.id
    }
    return tuple(
        Opinion(
            by=names.name(PersonId(str(each["person"]))),
            at=dt.datetime.fromisoformat(str(each["at"])),
            words=(
                Said("同意" if each["agree"] else "不同意"),
                *filter(None, [said.get(PersonId(str(each["person"])))]),
            ),
        )
        for each in one.approvals
    )


def answer_to(act: Act, one: Application) -> str:
    """This function will give the words with which an application was refused, for who asked; nothing before that."""
    if one.status != "refused":
        return ""
    rows = audit.entries(act.tx, audit.stream_of(one.case_id), opened=True)
    said = [row.entry for row in rows if row.entry.act == DECIDED and row.entry.facts.get("application") == one.id]
    return str((said[-1].sealed or {}).get("text", "")) if said else ""
