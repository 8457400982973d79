"""The supervisors' plain list: step, holder, waiting since, limit, overdue; of m07, m08 and m10 no name and no text."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.errors import AlreadyThere, NotFound
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import Task
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.domain.sights import MonitorLine, WaitKind
from webapp.domain.urging import LateStep, Rung
from webapp.store import audit, calendar, cases, ladder, monitoring, people, tasks
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.reassigning import who_may_reassign
from webapp.usecases.turns import names_of, who_can_act
from webapp.usecases.viewing import entry_of, note, viewer_of
from webapp.usecases.views.cases import MonitorRow, MonitorView
from webapp.usecases.whole_limits import name_here
from webapp.usecases.words import MEASURES, TO_REASSIGN, either, measure_name

UNTIL_A_DAY, THE_SUBJECT = Said("等待到期"), Said("本人")


@reads(Permission.SEE_DESK)
def monitor(act: Act, *, measure: str = "", only_overdue: bool = False, cursor: str = "") -> MonitorView:
    """This function will give one page of why open cases wait, the longest overdue first, with its own count."""
    viewer, asked = viewer_of(act), measure or None
    after = cursor_of(cursor, dt.date, str, str)
    page = monitoring.lines(act.tx, viewer, measure=asked, overdue=only_overdue, after=after)
    names = people.directory(act.tx)
    return MonitorView(
        rows=tuple(_row(act, line, names) for line in page.rows),
        count=monitoring.count(act.tx, viewer, measure=asked, overdue=only_overdue),
        overdue=monitoring.count(act.tx, viewer, measure=asked, overdue=True),
        measure=measure,
        only_overdue=only_overdue,
        next_cursor=mark_of(page.after),
        measures=tuple(MEASURES.items()),
    )


def _row(act: Act, line: MonitorLine, names: Directory) -> MonitorRow:
    since = (line.since or line.opened_at).astimezone(act.office.zone).date()
    due = _due(act, line)
    return MonitorRow(
        number=line.number or Said("（尚未编号）"),
        measure=line.measure,
        measure_name=measure_name(line.measure),
        step=_step(act, line),
        holder=_holder(act, line, names),
        since=since,
        days=max(calendar.load(act.tx).between(since, act.today), 0),
        due=due,
        overdue=due is not None and due.state == "late",
        subject_name=names.name(line.subject_id) or None,
        can_urge=line.kind is WaitKind.TASK and line.task_id is not None,
        task_id=line.task_id,
    )


def _step(act: Act, line: MonitorLine) -> str:
    """What the case waits for: a step, or whichever comes first of several answers; or its limit as a whole."""
    if line.kind is WaitKind.WHOLE:
        return Said("全程时限“{limit}”", limit=name_here(act, line.name[0]))
    if not line.name:
        return UNTIL_A_DAY if line.due_on else Said("（自动处理中）")
    return either(map(Said, line.name))


def _due(act: Act, line: MonitorLine) -> DueWords | None:
    return due_words(line.due_on, act.today, calendar.load(act.tx)) if line.due_on else None


def _holder(act: Act, line: MonitorLine, names: Directory) -> str:
    """Who holds the step: an officer by name, the person concerned never; a pool by its duty and room."""
    holder = names.persons.get(line.holder_id) if line.holder_id else None
    if "subject" in line.role or (holder and holder.kind is Affiliation.HEAD):
        return Said("本人")
    if holder:
        return holder.name
    if line.withheld:
        able = names_of(_who_moves(act, line), names)
        return Said("{state}：{names}", state=Said(TO_REASSIGN), names=able) if able else Said(TO_REASSIGN)
    if line.kind is WaitKind.WHOLE:
        return _all_who_can(act, line, names)
    if line.kind is WaitKind.NOTHING:
        return Said("系统")
    roles = act.office.library.roles(act.tx)
    duties = [Said(roles[one].zh) for one in line.role if one in roles]
    duty = either(duties) if duties else ""
    room = names.rooms[line.room_id].name if line.room_id and line.room_id in names.rooms else ""
    if room and duty and room != duty:
        return Said("{room} {duty}", room=room, duty=duty)
    return duty or room or Said("等待答复")


def _all_who_can(act: Act, line: MonitorLine, names: Directory) -> str:
    """Who can act at any of the steps that the matter stands at, the person concerned unnamed."""
    case = cases.header(act.tx, line.case_id)
    able = {one for task in tasks.open_tasks(act.tx, line.case_id) for one in who_can_act(act, task, case=case)}
    held = {one for one in able if names.persons[one].kind is Affiliation.HEAD}
    told = [*names_of(sorted(able - held), names), *([str(THE_SUBJECT)] if held else [])]
    return "、".join(told) or Said("等待答复")


def _who_moves(act: Act, line: MonitorLine) -> tuple[PersonId, ...]:
    task = next(one for one in tasks.open_tasks(act.tx, line.case_id) if one.id == line.task_id)
    return who_can_act(act, task)


class AlreadyUrged(AlreadyThere):
    """今日已催办，明日仍未办理的可以再催。"""

    code = "already_urged"


@writes(Permission.SEE_DESK)
def urge(act: Act, *, task_id: TaskId) -> None:
    """This function will remind whoever can do a step, else who can hand it out (催办): a line in the next digest.

    Raises NotFound for a step that is not on the supervisor's own list, AlreadyUrged on the day it was urged.
    """
    case, task = cases.lock_for_task(act.tx, task_id)
    act.case_id = case.id
    viewer = viewer_of(act)
    sees = monitoring.has(act.tx, viewer, task_id=task_id) or cases.by_right(act.tx, case.id, viewer=viewer)
    if not task.is_open or not sees:
        raise NotFound
    if _urged_today(act, task):
        raise AlreadyUrged
    step = LateStep(id=task_id, case_id=case.id, due_on=task.due_on or act.today, rungs=frozenset())
    able = who_can_act(act, task, case=case) or sorted(who_may_reassign(act, case))
    ladder.tell(act.tx, step, people=able, rung_reached=Rung.URGED, now=act.now)
    note(act, entry_of(act, "urged", stream=stream_of(case.id), task=task))


def _urged_today(act: Act, task: Task) -> bool:
    """The record tells; the case is locked, so that two clicks at once count as one; the ladder urges apart."""
    past = (row.entry for row in audit.entries(act.tx, stream_of(task.case_id)))
    zone = act.office.zone
    mine = (one for one in past if one.act == "urged" and one.task_id == task.id and one.actor_id != SYSTEM.person_id)
    return any(one.at.astimezone(zone).date() == act.today for one in mine)
