"""呈批表: waiting requests of one kind as one list; agree with all, read the exceptions singly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import OfficeError, Refused
from webapp.domain.forms import LEADER
from webapp.domain.ids import TaskId
from webapp.domain.records import Task
from webapp.domain.said import Said
from webapp.domain.sights import InboxLine, Tab, TaskFilter
from webapp.store import case_reads, letters, people
from webapp.store import inbox as lists
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.completing import complete_task
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.inbox import due_of
from webapp.usecases.office import Office
from webapp.usecases.reading import lines_of
from webapp.usecases.requests import DRAFT, request_of
from webapp.usecases.task_scope import TaskForm, form_at, form_of, task_form
from webapp.usecases.viewing import looked, needs_declaration, viewer_of
from webapp.usecases.views.tasks import ApprovalListView, ApprovalRow, Line, WrittenRow

LISTED_MATTERS = frozenset(
    {"evaluation", "clue_inquiry", "inquiry_plan", "inquiry_again", "clarify", "talk_plan", "visit_plan"}
)
"""Matters that may be agreed to in a list, as the diagrams name them; closing, shelving, verification, filing,
accountability and sanction never (domain section 2, CA_APPROVE)."""
LISTED_LETTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "d09_talk_notice": ("plan_talk", ("talk_on", "place", "talker")),
}
"""Letters of a yearly task that are signed in a list (domain 4.5: one notice list), and what the list shows of each:
fields of the step that arranged it."""
APPROVE, ISSUE, LOOK = "approve", "issue_letter", "approvals"
SIZE = 200
SHOWN, LONGEST = 3, 80
"""So many lines of a request stand in the list, each so long at most."""


@dataclass(frozen=True)
class _Waiting:
    line: InboxLine
    matter: str
    summary: tuple[Line, ...]
    proposed_by: str
    single: str | None


@reads(Permission.APPROVE)
def approval_list(act: Act, *, kind: str) -> ApprovalListView:
    """This function will list the actor's waiting approvals of a kind (`all`); those to be read singly say why.

    Of each whose request stands in the list it is a look.
    """
    waiting = [one for one in _waiting(act) if kind in ("all", one.matter)]
    for one in waiting:
        if one.summary:
            looked(act, LOOK, case_id=one.line.task.case_id, subject_id=one.line.task.subject_id)
    rows = tuple(_row(act, one) for one in waiting)
    return ApprovalListView(kind=kind, rows=rows, agreed=sum(row.listable for row in rows))


def _waiting(act: Act) -> list[_Waiting]:
    found = []
    for tab in (Tab.MINE, Tab.POOL):
        page = lists.inbox(act.tx, viewer_of(act), asked=TaskFilter(tab=tab), size=SIZE)
        found += [one for line in page.rows if (one := _one(act, line)) is not None]
    return found


def _one(act: Act, line: InboxLine) -> _Waiting | None:
    desk = desk_of(act, case_reads.opened(act.tx, line.task.case_id))
    form = form_of(desk.definition, line.task)
    if form is None or form.layout != LEADER or line.task.process not in (APPROVE, ISSUE):
        return None
    found = task_form(desk, line.task)
    matter = _matter(desk, line.task, found)
    if matter is None:
        return None
    if needs_declaration(act, line.task.subject_id):
        return _Waiting(line, matter, (), "", "请打开后先作回避声明")
    summary, by = _told(desk, line.task, found, matter) if found else ((), "")
    return _Waiting(line, matter, summary, by, _why_single(line, matter))


def _matter(desk: Desk, task: Task, found: TaskForm | None) -> str | None:
    """What is asked: the diagram's word of an approval, the template of a letter to sign; None: it is in no list."""
    values = found.scope.values if found else {}
    if task.process == APPROVE:
        return str(values.get("matter") or "")
    template = str(values.get("template") or "")
    listed = template in LISTED_LETTERS and desk.case.period is not None
    return template if listed and not _sent_before(desk, template) else None


def _sent_before(desk: Desk, template: str) -> bool:
    """A second letter says something else than the first (another day): it is read singly."""
    return any(row.template == template and row.number for row in letters.of_case(desk.act.tx, desk.case.id))


def _told(desk: Desk, task: Task, found: TaskForm, matter: str) -> tuple[tuple[Line, ...], str]:
    return _arranged(desk, task, matter) if matter in LISTED_LETTERS else _proposal(desk, task, found)


def _arranged(desk: Desk, task: Task, template: str) -> tuple[tuple[Line, ...], str]:
    """What a letter is to say: the newest of the step that arranged it, and who drafted the letter."""
    step, keys = LISTED_LETTERS[template]
    names, written = people.directory(desk.act.tx), [one for one in desk.contents() if one.final]
    newest = next((one for one in reversed(written) if one.element == step), None)
    form = form_at(desk.definition, newest.path, step) if newest else None
    if newest is None or form is None:
        return (), ""
    fields = [one for one in form[1].plain_fields() if one.key in keys]
    call = task.path.rpartition("/")[0]
    drafts = [one.person_id for one in written if one.path == f"{call}/{DRAFT}"]
    return lines_of(fields, newest.content, names), names.name(drafts[-1]) if drafts else ""


def _why_single(line: InboxLine, matter: str) -> str | None:
    if line.task.mandatory:
        return "必经环节，须单独批阅"
    return None if matter in LISTED_MATTERS or matter in LISTED_LETTERS else "此类事项须单独批阅"


def _proposal(desk: Desk, task: Task, found: TaskForm) -> tuple[tuple[Line, ...], str]:
    """The first of what the drafter wrote, and who that was."""
    told = request_of(desk, task, found.scope.values, people.directory(desk.act.tx)).proposal
    return (tuple((label, _brief(value)) for label, value in told.lines[:SHOWN]), told.by) if told else ((), "")


def _brief(value: object) -> object:
    """A long text, and rows, are cut: the whole stands on the item's own page."""
    if isinstance(value, Said) or not isinstance(value, str | WrittenRow):
        return value
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _row(act: Act, one: _Waiting) -> ApprovalRow:
    names = people.directory(act.tx)
    return ApprovalRow(
        task_id=one.line.task.id,
        number=one.line.number,
        subject_name=names.name(one.line.task.subject_id) or None,
        unit_name=names.unit_name(one.line.task.unit_id) or None,
        summary=one.summary,
        proposed_by=one.proposed_by,
        due=due_of(act, one.line),
        listable=one.single is None,
        why_single=one.single,
    )


class NotListed(Refused):
    """此类事项不能随表同意，请单独批阅。"""

    code = "not_listed"


@in_steps
def agree_list(
    office: Office, actor: Actor, /, *, kind: str, task_ids: Sequence[TaskId], token: str, confirm: bool
) -> int:
    """This function will agree to each listed request as an act of its own and count those that were agreed to.

    What cannot be agreed to any more (done by somebody else, its form asks for more) stays in the inbox. Raises
    NotListed for a request that must be read singly.
    """
    office.run(keep_to_the_list, actor, kind=kind, task_ids=task_ids, confirm=confirm)
    return sum(_agree(office, actor, task_id, f"{token}:{task_id}") for task_id in task_ids)


@writes(Permission.APPROVE, audited=False)
def keep_to_the_list(act: Act, *, kind: str, task_ids: Sequence[TaskId], confirm: bool) -> None:
    """This function will refuse, with an entry in the office's record, what must be read singly; raises NotListed."""
    rows = (_row(act, one) for one in _waiting(act) if kind in ("all", one.matter))
    if not confirm or not set(task_ids) <= {row.task_id for row in rows if row.listable}:
        raise NotListed


def _agree(office: Office, actor: Actor, task_id: TaskId, token: str) -> bool:
    try:
        office.run(complete_task, actor, task_id=task_id, token=token, posted={"decision": ["agree"]})
    except OfficeError:
        return False
    return True
