"""来函与答复: the person concerned sees own open tasks and letters, rights, whom to call; nothing else exists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Set

from webapp.domain.actor import Permission
from webapp.domain.calendar import WorkCalendar
from webapp.domain.errors import NotFound
from webapp.domain.forms import Field, Form
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import LetterRow
from webapp.domain.records import Case, CaseStatus
from webapp.domain.sights import PAGE_SIZE, Tab, TaskFilter
from webapp.domain.urging import Rung, reached
from webapp.engine import Definition
from webapp.store import applications, calendar, case_reads, deadlines, inbox, people, submissions, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.appealing import appealable, became, overruled
from webapp.usecases.application_rows import EXTENSION, OPEN, RECUSAL, answer_to
from webapp.usecases.completing import draft_of
from webapp.usecases.desk import desk_of
from webapp.usecases.files import files_of
from webapp.usecases.giving_up import begun, can_give_up
from webapp.usecases.ladder import limits_of
from webapp.usecases.letters import own_letter, own_letters, view_of
from webapp.usecases.opening import startable
from webapp.usecases.reading import in_words
from webapp.usecases.rule_words import limit_name
from webapp.usecases.scan_codes import code_of
from webapp.usecases.task_pages import form_state_of
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import looked, viewer_of
from webapp.usecases.views.cases import LetterView
from webapp.usecases.views.portal import PortalLetter, PortalReplyView, PortalTask, PortalTaskView, PortalView
from webapp.usecases.whole_limits import to_extend

RIGHTS = (
    "您有权陈述和申辩，如实说明情况并提供证明材料。",
    "您有权申请有关人员回避。",
    "确有困难的，您可以申请延期一次。",
    "您可以在线答复，也可以打印后书面签名寄回，两种方式效力相同。",
    "您认为记载有误的，可以申请更正；对处理决定不服的，可以申诉。",
    "反映不实并造成影响的，您可以申请澄清。",
    "您认为办理人员违反规定、侵害您合法权益的，可以在本页面或者书面向干部监督室反映；被反映的人员不看也不办这件反映。",
    "陈述、申辩、申诉都不会加重处理；记载和处理只依据核实的事实。",
)


@reads(Permission.OWN_PORTAL)
def portal(act: Act) -> PortalView:
    """This function will give the person's own page."""
    page = inbox.inbox(act.tx, viewer_of(act), asked=TaskFilter(tab=Tab.MINE), size=PAGE_SIZE)
    days, asked_by = calendar.load(act.tx), act.office.facts["name"]
    done = inbox.done(act.tx, viewer_of(act)).rows
    own = {one.task_id for one in begun(act)}
    return PortalView(
        name="",
        tasks=tuple(
            PortalTask(
                task_id=line.task.id,
                name=line.task.name,
                due_on=line.task.due_on,
                days_left=_left(days, act.today, line.task.due_on),
                asked_by=asked_by,
                remind=_remind(act, line.task.due_on) and line.task.id not in own,
                own=line.task.id in own,
            )
            for line in page.rows
        ),
        letters=_letters(act),
        receipts=tuple((line.task.id, line.task.name, line.task.closed_at) for line in done if line.task.closed_at),
        rights=RIGHTS,
        contact=_contact(act),
        can_start=tuple(one[:3] for one in startable(act).starts),
        appeals=appealable(act, act.actor.person_id),
        has_archive=act.actor.is_concerned,
    )


def _contact(act: Act) -> str:
    """Whom to call and where to write: a reply on paper goes there, too."""
    return "\n".join(act.office.facts[fact] for fact in ("name", "address", "phone"))


def _letters(act: Act, of: Set[CaseId | None] | None = None) -> tuple[PortalLetter, ...]:
    """The own letters, beside a step those of its matter: another one there would seem to be what is asked about."""
    mine = [row for row in own_letters(act) if of is None or row.case_id in of]
    over = overruled(act, mine)
    return tuple(_line(act, row, became(act, over.get(row.id))) for row in mine)


def _line(act: Act, row: LetterRow, what: str) -> PortalLetter:
    on = row.issued_at.astimezone(act.office.zone).date() if row.issued_at else None
    return PortalLetter(id=row.id, title=row.title, number=row.number or "", on=on, became=what)


@reads(Permission.OWN_PORTAL)
def portal_task(act: Act, *, task_id: TaskId) -> PortalTaskView:
    """This function will give the questions and the boxes to answer; raises NotFound for any task but the own."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    if not seen.standing.assigned or not seen.task.is_open:
        raise NotFound
    looked(act, "task", case_id=seen.case.id, subject_id=seen.task.subject_id, begun=task_id)
    desk, draft = desk_of(act, case_reads.opened(act.tx, seen.case.id)), draft_of(act, seen.task)
    due, form = seen.task.due_on, form_state_of(desk, seen.task, draft)
    asked = {row.kind: row for row in applications.of_case(act.tx, seen.case.id) if row.asked_by == act.actor.person_id}
    later, recusal = asked.get(EXTENSION), asked.get(RECUSAL)
    return PortalTaskView(
        task_id=task_id,
        title=seen.task.name,
        asked_by=act.office.facts["name"],
        due_on=due,
        days_left=_left(calendar.load(act.tx), act.today, due),
        form_state=form,
        rights=RIGHTS,
        contact=_contact(act),
        draft_saved_at=draft.at if draft else None,
        can_extend=seen.task.deadline in to_extend(desk, seen.task) and not (later and later.status == OPEN),
        extension_state=later.status if later else None,
        extension_answer=answer_to(act, later) if later else "",
        recusal_state=recusal.status if recusal else None,
        can_ask_recusal=not seen.case.confined,
        recusal_answer=answer_to(act, recusal) if recusal else "",
        scan_code=code_of(task_id) if form.form.paper else None,
        can_give_up=can_give_up(act, seen.case, seen.task),
        remind=_remind(act, due),
        letters=_letters(act, {seen.case.id, seen.case.origin_case_id}),
        attachments=files_of(act, seen.case.id, people.directory(act.tx), steps=frozenset({task_id})),
    )


@reads(Permission.OWN_PORTAL)
def portal_reply(act: Act, *, task_id: TaskId) -> PortalReplyView:
    """This function will give back what the person handed in; raises NotFound for any step but an own finished one."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    task, written = seen.task, submissions.of_task(act.tx, task_id)
    definition = act.office.library.definition(act.tx, seen.case.deployment_id)
    form = form_of(definition, task)
    if task.completed_by != act.actor.person_id or task.closed_at is None or written is None or form is None:
        raise NotFound
    looked(act, "task", case_id=seen.case.id, subject_id=task.subject_id)
    names = people.directory(act.tx)
    return PortalReplyView(
        task_id=task_id,
        title=task.name,
        asked_by=act.office.facts["name"],
        handed_in_at=task.closed_at,
        receipt=code_of(task_id),
        promised=_promised(act, seen.case, definition),
        lines=in_words(_own_part(form), written.content, names),
        rights=RIGHTS,
        contact=_contact(act),
        letters=_letters(act),
        attachments=files_of(act, seen.case.id, names, steps=frozenset({task_id})),
    )


def _promised(act: Act, case: Case, definition: Definition) -> tuple[str, dt.date] | None:
    """What the office owes next to whoever asked for something, and by when: the last of these clocks that began."""
    if case.status is not CaseStatus.OPEN:
        return None
    days = dict(deadlines.due_days(act.tx, case.id))
    steps = [one for one in tasks.of_case(act.tx, case.id) if one.is_open]
    days |= {one.deadline: one.due_on for one in steps if one.deadline and one.due_on}
    for key in reversed(definition.main.properties.get("promised", "").split()):
        if day := days.get(key):
            return limit_name(definition, key), day
    return None


def _own_part(form: Form) -> Form:
    """What the form asked: boxes that only showed something stay out, but for a question beside its answer."""
    return dataclasses.replace(form, fields=tuple(one for one in form.fields if _asks(one)))


def _asks(one: Field) -> bool:
    return any(_asks(inner) for inner in one.fields) if one.fields else one.holds_value and not one.readonly


def _left(days: WorkCalendar, today: dt.date, due: dt.date | None) -> int | None:
    """Working days left: 0 on the last day, below 0 once it is over, whatever day that is."""
    if due is None:
        return None
    left = days.between(today, due)
    return left if due >= today else min(left, -1)


def _remind(act: Act, due: dt.date | None) -> bool:
    """From the day of the office's last mark before the end (T-3) on, as the ladder has it, until the end."""
    if due is None or due < act.today:
        return False
    return Rung.BEFORE_LAST in reached(due, act.today, limits=limits_of(act), calendar=calendar.load(act.tx))


@reads(Permission.OWN_PORTAL)
def portal_letter(act: Act, *, letter_id: str) -> LetterView:
    """This function will give an own letter; the case behind it stays unseen."""
    return dataclasses.replace(view_of(act, own_letter(act, letter_id)), case_id=None)
