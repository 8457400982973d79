"""Case lists and the clue register: what the viewer may see, with the count of the same query and tags to filter by."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.deadline_words import due_words
from webapp.domain.ids import PersonId
from webapp.domain.records import Case, CaseStatus, Task
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.domain.sights import CaseFilter
from webapp.store import calendar, case_lists, deployments, messages, people, registers, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.marks import mark_names
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.turns import names_of, who_can_act
from webapp.usecases.viewing import searched, viewer_of
from webapp.usecases.views.cases import CaseListView, CaseRow, TagCount
from webapp.usecases.words import STATUS, measure_name

CLUES = "m07_clue_disposal"


@reads(Permission.READ_CASES)
def case_list(
    act: Act, *, words: str = "", measure: str = "", status: str = "open", cursor: str = "", tag: str = ""
) -> CaseListView:
    """This function will give one page of the cases that the viewer may see; `tag` is `kind:word`."""
    viewer = viewer_of(act)
    asked = _asked(act, words, measure=measure, status=status, tag=tag)
    page = case_lists.page(act.tx, viewer, asked=asked, after=cursor_of(cursor, dt.date, str))
    names = people.directory(act.tx)
    return CaseListView(
        rows=tuple(_row(act, one, names) for one in page.rows),
        count=case_lists.count(act.tx, viewer, asked=asked),
        next_cursor=mark_of(page.after),
        words=words,
        measure=measure,
        measures=tuple((code, measure_name(code)) for code in sorted(_measures(act, asked))),
        status=status,
        tags=_tags(act, asked),
        tag=tag,
    )


def _tags(act: Act, asked: CaseFilter) -> tuple[TagCount, ...]:
    """The marks of clues, of the heads and units asked for, in the words of the form that sets them."""
    found = registers.tag_counts(act.tx, viewer_of(act), subjects=asked.subject_ids)
    live = deployments.current(act.tx, CLUES) if found else None
    names = mark_names(act.office.library.definition(act.tx, live.id)) if live else {}
    return tuple(
        TagCount(mark=f"{kind}:{word}", name=Said(names.get(word, word)), count=count) for kind, word, count in found
    )


def _measures(act: Act, asked: CaseFilter) -> set[str]:
    return set(case_lists.count_by(act.tx, viewer_of(act), "measure", asked=CaseFilter(status=asked.status)))


def _asked(act: Act, words: str, *, measure: str, status: str, tag: str) -> CaseFilter:
    number, subjects = None, None
    if any(mark.isdigit() for mark in words):
        number = words.strip()
    elif words.strip():
        found = people.directory(act.tx).search(words, limit=200)
        searched(act, [one.id for one in found])
        subjects = tuple(one.id for one in found) or (PersonId(""),)
    kind, _, word = tag.partition(":")
    return CaseFilter(
        status=CaseStatus(status) if status in set(CaseStatus) else None,
        measure=measure or None,
        number=number,
        subject_ids=subjects,
        case_ids=registers.tagged(act.tx, viewer_of(act), kind=kind, word=word) if word else None,
    )


def _row(act: Act, one: Case, names: Directory) -> CaseRow:
    open_now = tasks.open_tasks(act.tx, one.id) if one.status is CaseStatus.OPEN else ()
    waits = messages.waits_of(act.tx, one.id) if one.status is CaseStatus.OPEN and not open_now else ()
    steps = [task.name for task in open_now] or [wait.name for wait in waits if not wait.listens]
    return CaseRow(
        case_id=one.id,
        number=one.number,
        measure_name=measure_name(one.measure),
        subject_name=names.name(one.subject_id) or None,
        unit_name=names.unit_name(one.unit_id) or None,
        waits_for=tuple(dict.fromkeys(Said(one) for one in steps)),
        who="、".join(dict.fromkeys(name for task in open_now for name in _who(act, task, one, names))),
        pooled=any(not _held(task) for task in open_now),
        since=min((task.opened_at for task in open_now), default=one.opened_at).astimezone(act.office.zone).date(),
        due=due_words(one.next_due_on, act.today, calendar.load(act.tx)) if one.next_due_on else None,
        status=STATUS[one.status],
    )


def _who(act: Act, task: Task, one: Case, names: Directory) -> tuple[str, ...]:
    """Who has it, or who must hand it out; a pool is not spelled out in a list."""
    return names_of(who_can_act(act, task, case=one), names) if _held(task) else ()


def _held(task: Task) -> bool:
    return bool(task.assignee_id or task.withheld_from)
