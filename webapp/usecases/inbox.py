"""待办事项, 待领办, 受托事项, 已办事项: what is due first, whose matter, how many working days are left."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Set

from webapp.domain.actor import Permission
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import CaseStatus
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.domain.sights import Group, InboxLine, Sort, Tab, TaskFilter
from webapp.store import calendar, case_reads, key_watches, people
from webapp.store import inbox as lists
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import desk_of
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.recalling import recall_of
from webapp.usecases.roads import at_work
from webapp.usecases.viewing import viewer_of
from webapp.usecases.views.tasks import DoneRow, InboxFilters, InboxRow, InboxView
from webapp.usecases.words import UNTOLD, measure_told

SORTS = {"due": Sort.DUE, "arrived": Sort.OPENED, "priority": Sort.PRIORITY, "follow_up": Sort.FOLLOW_UP}
GROUPS = {"measure": Group.MEASURE, "subject": Group.SUBJECT}
KEYS = {Sort.OPENED: dt.datetime, Sort.PRIORITY: int}
SOON_WORKDAYS = 2
MOST_FRESH = 10


@reads(Permission.WORK_TASKS)
def inbox(act: Act, *, filters: InboxFilters) -> InboxView:
    """This function will give one page of the viewer's tasks with the counts of the same query."""
    viewer, asked = viewer_of(act), _asked(act, filters)
    page = lists.inbox(act.tx, viewer, asked=asked, after=cursor_of(filters.cursor, *_keys(asked)))
    names = people.directory(act.tx)
    watched = key_watches.listed_ids(act.tx, act.today) if act.actor.may(Permission.READ_ARCHIVE) else frozenset()
    rows = tuple(_row(act, line, names, due_of(act, line), watched) for line in page.rows)
    counted = lists.tally(act.tx, viewer, asked=TaskFilter(), days=due_ends(act))
    late, today, soon = (sum(one.due[end] for one in counted if one.tab is asked.tab) for end in range(3))
    return InboxView(
        filters=filters,
        rows=rows,
        first=rows[0] if rows else None,
        counts={str(tab): sum(one.lines for one in counted if one.tab is tab) for tab in Tab},
        late=late,
        today=today - late,
        soon=soon - today,
        next_cursor=mark_of(page.after),
        measures=tuple(
            (code, title) for code, title in _titles(act, _measures(act, asked, counted)) if title != UNTOLD
        ),
        next_due=None if rows else _first(act, TaskFilter()),
    )


def _keys(asked: TaskFilter) -> tuple[type, ...]:
    """The kinds of the keys that the list is sorted by."""
    return (*([] if asked.group is Group.NONE else [str]), KEYS.get(asked.sort, dt.date), str)


def due_ends(act: Act) -> tuple[dt.date, dt.date, dt.date]:
    """This function will give the last days of what is late, due today, due soon."""
    return act.today - dt.timedelta(days=1), act.today, calendar.load(act.tx).shift(act.today, SOON_WORKDAYS)


def _titles(act: Act, measures: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((code, measure_told(act.actor, code)) for code in sorted(measures))


def _measures(act: Act, asked: TaskFilter, counted: Iterable[lists.Tally]) -> set[str]:
    """The measures of the list whatever measure it is narrowed to; what else narrows it is counted anew."""
    wider = dataclasses.replace(asked, measure=None)
    if wider == TaskFilter(tab=asked.tab, sort=asked.sort, group=asked.group):
        return {one.measure for one in counted if one.tab is asked.tab}
    return {one.measure for one in lists.tally(act.tx, viewer_of(act), asked=wider)}


@reads(Permission.WORK_TASKS)
def next_task(act: Act, *, after: TaskId | None = None) -> TaskId | None:
    """This function will give the viewer's own task that is due first, to open after a submit."""
    page = lists.inbox(act.tx, viewer_of(act), asked=TaskFilter(tab=Tab.MINE), size=2)
    return next((line.task.id for line in page.rows if line.task.id != after), None)


@reads(Permission.WORK_TASKS)
def done_tasks(act: Act, *, cursor: str = "") -> tuple[DoneRow, ...]:
    """This function will list what the viewer did, the newest first, and what each matter waits for now."""
    page = lists.done(act.tx, viewer_of(act), after=cursor_of(cursor, dt.datetime, str))
    names = people.directory(act.tx)
    found = (recall_of(desk_of(act, case_reads.opened(act.tx, key))) for key in _fresh(act, page.rows))
    recalls = {one.task_id: one.why_not for one in found if one is not None}
    return tuple(
        _done(act, line, names, waits=_waits(act, line), why_no_recall=recalls.get(line.task.id)) for line in page.rows
    )


def _fresh(act: Act, lines: Iterable[InboxLine]) -> tuple[CaseId, ...]:
    """Cases moved by the viewer today: only these are looked at for taking back, so that the list stays quick."""
    day = act.today
    mine = [line for line in lines if line.case_status is CaseStatus.OPEN and line.task.closed_at]
    fresh = (line for line in mine if _day(act, line.task.closed_at) == day)
    return tuple(dict.fromkeys(line.task.case_id for line in fresh))[:MOST_FRESH]


def _day(act: Act, at: dt.datetime | None) -> dt.date | None:
    return at.astimezone(act.office.zone).date() if at else None


def _first(act: Act, asked: TaskFilter) -> InboxRow | None:
    page = lists.inbox(act.tx, viewer_of(act), asked=asked, size=1)
    names = people.directory(act.tx)
    return next((_row(act, line, names, due_of(act, line)) for line in page.rows), None)


def due_of(act: Act, line: InboxLine) -> DueWords | None:
    """This function will give a task's due day in words."""
    if line.task.due_on is None:
        return None
    return due_words(line.task.due_on, act.today, calendar.load(act.tx), provisional=line.task.provisional)


def _asked(act: Act, filters: InboxFilters) -> TaskFilter:
    days = calendar.load(act.tx)
    upper = {
        "late": act.today - dt.timedelta(days=1),
        "today": act.today,
        "soon": days.shift(act.today, SOON_WORKDAYS),
        "week": act.today + dt.timedelta(days=6 - act.today.weekday()),
    }
    number, subjects = _words(act, filters.words)
    return TaskFilter(
        tab=Tab(filters.tab) if filters.tab in set(Tab) else Tab.MINE,
        measure=filters.measure or None,
        due_to=upper.get(filters.due),
        number=number,
        subject_ids=subjects,
        sort=SORTS.get(filters.sort, Sort.DUE),
        group=GROUPS.get(filters.group, Group.NONE),
    )


def _words(act: Act, words: str) -> tuple[str | None, tuple[PersonId, ...] | None]:
    """Digits ask for a number; anything else for a person, unit or post."""
    if not words.strip():
        return None, None
    if any(mark.isdigit() for mark in words):
        return words.strip(), None
    found = people.directory(act.tx).search(words, limit=200)
    return None, tuple(one.id for one in found) or (PersonId(""),)


def _row(
    act: Act, line: InboxLine, names: Directory, due: DueWords | None, watched: Set[PersonId] = frozenset()
) -> InboxRow:
    task, own = line.task, act.actor.person_id
    zone = act.office.zone
    return InboxRow(
        task_id=task.id,
        case_id=task.case_id,
        name=task.name,
        measure=line.measure,
        measure_name=measure_told(act.actor, line.measure),
        number=line.number,
        subject_name=names.name(task.subject_id) or None,
        unit_name=names.unit_name(task.unit_id) or None,
        opened_on=task.opened_at.astimezone(zone).date(),
        due=due,
        follow_up_on=task.follow_up_on,
        priority=task.priority,
        has_draft=task.has_draft,
        returned=task.returned,
        mandatory=task.mandatory,
        assignee_id=task.assignee_id,
        assignee_name=names.name(task.assignee_id) or None,
        mine=task.assignee_id == own,
        can_claim=task.assignee_id is None,
        on_behalf_of=names.name(line.on_behalf_of) or None,
        group=_group(due),
        key_watch=task.subject_id in watched,
    )


def _group(due: DueWords | None) -> str:
    if due is None:
        return "later"
    if due.state in ("late", "today"):
        return due.state
    return "week" if due.left <= 5 else "later"


def _waits(act: Act, line: InboxLine) -> tuple[Said, ...]:
    """The names of the steps that the diagram waits at; what happens inside a called part stays with its people."""
    definition = act.office.library.definition(act.tx, line.deployment_id)
    places = at_work(definition, line.waiting_at)
    return tuple(dict.fromkeys(Said(definition.main.elements[one].name) for one in places))


def _done(
    act: Act, line: InboxLine, names: Directory, *, waits: tuple[Said, ...], why_no_recall: str | None
) -> DoneRow:
    """No reason (the empty one) is the offer; None says nothing: it was not the case's last act, or not today's."""
    task = line.task
    return DoneRow(
        task_id=task.id,
        case_id=task.case_id,
        name=task.name,
        number=line.number,
        measure_name=measure_told(act.actor, line.measure),
        subject_name=names.name(task.subject_id) or None,
        done_at=task.closed_at or task.opened_at,
        now_waits_for=waits,
        case_open=line.case_status is CaseStatus.OPEN,
        can_recall=why_no_recall == "",
        why_no_recall=why_no_recall or "",
        on_behalf_of=names.name(line.on_behalf_of) or None,
    )
