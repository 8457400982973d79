"""The one way a case moves: engine verb, parked handlers, rows, message rows, one write."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from webapp import engine
from webapp.domain.advance import Advance, Call
from webapp.domain.errors import Incident
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import AuditEntry, CaseChange, CaseStatus, Step, Submission, Task
from webapp.store import agenda, applications, candidates, cases, messages, tasks
from webapp.store.points import Point
from webapp.usecases.candidates import Placed, newly_barred, only, place
from webapp.usecases.desk import Desk
from webapp.usecases.numbering import next_number
from webapp.usecases.patience import WATCHMAN
from webapp.usecases.ports import ports_of
from webapp.usecases.posting import post
from webapp.usecases.whole_limits import marked

MAX_CALLS = 250
"""Handlers that one act runs: those of a step of as many instances as there may be, and what follows."""
NUMBERING = frozenset({"clues.number", "verification.accept", "accountability.accept"})
"""Handlers that number a case where its competence is clear; other cases get their number at once."""


class RunawayError(Incident):
    """此环节调用的处理超过{count}次，已停止，请流程设计者检查流程图。"""

    code = "runaway"


def settle(desk: Desk, first: Advance) -> Advance:
    """This function will run the handlers of parked service tasks, at most `MAX_CALLS` an act, resuming after each."""
    total = first
    desk.learn(total)
    answered = 0
    while total.calls:
        if answered == MAX_CALLS:
            raise RunawayError(count=MAX_CALLS)
        total = engine.merge(total, _answer(desk, total, total.calls[0]))
        desk.learn(total)
        answered += 1
    agenda.request(desk.act.tx, *desk.items)
    desk.items.clear()
    return total


def _answer(desk: Desk, total: Advance, call: Call) -> Advance:
    handler = desk.act.office.handlers[call.handler]
    desk.state_now = total.state
    desk.handlers_run += 1
    try:
        work = lambda: handler.run(call.arguments, ports_of(desk, call))  # noqa: E731
        value = WATCHMAN.watch(call.handler, desk.act.office.patience, work)
    except BusinessError as error:
        return engine.fail(desk.definition, total.state, call.task_id, error.code, desk.world)
    return engine.resume(desk.definition, total.state, call.task_id, value, desk.world)


def move(
    desk: Desk,
    verb: Callable[[], Advance],
    *,
    entry: AuditEntry,
    done: Task | None = None,
    submission: Submission | None = None,
    returned: bool = False,
) -> tuple[Advance, Placed]:
    """This function will carry one engine verb to the store: settle, place the new tasks, write once.

    `done` is the task that the act completed (with `completed_by`).
    """
    desk.done, desk.submission = done, submission
    tx, first = desk.act.tx, verb()
    tx.reach(Point.STEPPED)
    total = settle(desk, first)
    tx.reach(Point.SETTLED)
    placed = _placed(desk, total, desk.steps(), done=done, returned=returned)
    tx.reach(Point.PLACED)
    if desk.notes:
        entry = dataclasses.replace(entry, sealed={**(entry.sealed or {}), **desk.notes})
    if desk.struck:
        entry = dataclasses.replace(entry, sealed=None)
        submission = submission and dataclasses.replace(submission, content={}, state_before=None)
    left = {"handlers": desk.handlers_run, "sent": len(total.sent)}
    counts = {word: count for word, count in left.items() if count}
    entry = dataclasses.replace(entry, facts={**entry.facts, **counts, **desk.facts})
    _withdraw_applications(desk, total)
    post(desk, total.sent)
    tx.reach(Point.SENT)
    desk.case = cases.apply(tx, _change(desk, total, placed), entry=entry, done=done, submission=submission)
    tx.reach(Point.WRITTEN)
    desk.act.entries += 1
    _follow_subject(desk)
    return total, placed


def _follow_subject(desk: Desk) -> None:
    """What the case has waited for since before its subject changed is awaited of the new one; `correlate` says else.

    Messages about the new subject that nobody took are offered again; one about the old subject does not come here.
    """
    if desk.subject_changed and engine.inspect(desk.definition, desk.case.state, desk.world).waits:
        drawn = desk.definition.elements.values()
        other = [(one.process, one.id) for one in drawn if "correlate" in one.properties]
        subject = desk.case.subject_id
        messages.correlate(desk.act.tx, desk.case.id, subject_id=subject, but=other, now=desk.act.now)


def _withdraw_applications(desk: Desk, total: Advance) -> None:
    """What was asked for a step that is over, or for a case that is, is not decided any more."""
    steps = {one.task_id for one in total.closed} if _status(desk, total) is CaseStatus.OPEN else None
    applications.withdraw(desk.act.tx, desk.case.id, steps=steps, now=desk.act.now)


def begin(desk: Desk, first: Advance, *, entry: AuditEntry) -> tuple[Advance, Placed]:
    """This function will write a new case, then what handlers of its first steps do: they need its row and key."""
    placed = _placed(desk, first, ())
    desk.case = cases.insert(desk.act.tx, _change(desk, first, placed), entry=entry)
    desk.act.entries += 1
    post(desk, first.sent)
    numbered = NUMBERING & {one.handler for one in desk.definition.elements.values()}
    own_number = not numbered and not desk.case.confined  # a number would tell that it is there
    if own_number:
        desk.change(number=next_number(desk))
    if not (first.calls or own_number):
        return first, placed
    rest = settle(desk, Advance(state=first.state, calls=first.calls, finished=first.finished))
    more = _placed(desk, rest, placed.tasks)
    link = dataclasses.replace(entry, act="case.begun", facts={**entry.facts, **desk.facts})
    post(desk, rest.sent)
    desk.case = cases.apply(desk.act.tx, _change(desk, rest, more), entry=link)
    _follow_subject(desk)
    both = Placed(tasks=(*placed.tasks, *more.tasks), not_actors=(*placed.not_actors, *more.not_actors))
    return engine.merge(first, rest), both


def _placed(
    desk: Desk, total: Advance, past: tuple[Step, ...], *, done: Task | None = None, returned: bool = False
) -> Placed:
    """Rows of the new tasks; whoever did a step is kept from the open ones that must not be the same person's."""
    placed = place(desk, total.opened, past, returned=returned)
    gone = {one.task_id for one in total.closed}
    still_open = [task for task in past if task.is_open and task.id not in gone]
    barred = newly_barred([done] if done else [], [*still_open, *placed.tasks])
    _take_back(desk, barred, still_open)
    return dataclasses.replace(placed, not_actors=tuple(dict.fromkeys((*placed.not_actors, *barred))))


def _take_back(desk: Desk, barred: tuple[tuple[TaskId, PersonId], ...], still_open: list[Step]) -> None:
    """An open task held by whom four eyes now keep from it goes to the only other candidate, else to its pool."""
    act, held = desk.act, {step.id for step in still_open if (step.id, step.assignee_id) in barred}
    for task in tasks.open_tasks(act.tx, desk.case.id) if held else ():
        if task.id in held:
            able = candidates.of_task(act.tx, task, on=act.today) - {task.assignee_id}
            tasks.reassign(act.tx, task.id, holder=task.assignee_id, to=only(able))


def _change(desk: Desk, total: Advance, placed: Placed) -> CaseChange:
    return CaseChange(
        case=desk.case,
        advance=marked(desk.definition, total),
        tasks=placed.tasks,
        not_actors=placed.not_actors,
        status=_status(desk, total),
        now=desk.act.now,
    )


def _status(desk: Desk, total: Advance) -> CaseStatus:
    if total.finished is None:
        return CaseStatus.OPEN
    ended = desk.case.spec_start == "case_ended" or total.finished == "ended_early"
    return CaseStatus.ENDED if ended else CaseStatus.CLOSED


def finished_sentence(total: Advance) -> str:
    """This function will say in words what an act led to."""
    return "已办结" if total.finished else "已提交"
