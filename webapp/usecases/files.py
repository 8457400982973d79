"""Files on a task: judged by content, names made harmless, kept sealed; downloads only, to whoever may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.forms import FieldType, Form
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import File
from webapp.domain.records import Task
from webapp.domain.roster import Directory
from webapp.store import attachments, cases, paper, people, tasks
from webapp.store.audit import stream_of
from webapp.store.points import Point
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.file_kinds import MEGABYTE, kind_of
from webapp.usecases.file_names import harmless
from webapp.usecases.independence import held_back
from webapp.usecases.requests import steps_asked_about
from webapp.usecases.studying import steps_to_study
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import (
    entry_of,
    is_kept_away,
    looked,
    note,
    refuse_undeclared,
    refuse_unless_able,
    viewer_of,
)
from webapp.usecases.views.tasks import AttachmentRow

UPLOAD = "upload"
SCAN = "scan"
"""A file that its registrar put there for whoever signed the paper."""
MOST_FILES = 20


class TooLarge(Refused):
    """“{name}”超过{limit}MB，没有上传；请压缩或者分成几个文件。"""

    code = "too_large"


class TooMany(Refused):
    """一个环节最多上传20个文件。"""

    code = "too_many_files"


class NoFilesHere(Refused):
    """本环节不随事项留存文件。来件原件和检举控告人的材料由保管人存放，请不要上传。"""

    code = "no_files_here"


@writes(Permission.WORK_TASKS)
def attach(act: Act, *, task_id: TaskId, field: str, name: str, content: bytes) -> AttachmentRow:
    """This function will keep a file on an open task of the actor's and give its row.

    Raises TooLarge, WrongKind, ActiveContent, TooMany, and NoFilesHere where the form takes none beside it.
    """
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    act.case_id = hold.case.id
    refuse_unless_able(act, hold.task, hold.standing)
    form = form_of(act.office.library.definition(act.tx, hold.case.deployment_id), hold.task)
    if form is not None and not form.takes_files:
        raise NoFilesHere
    one = _sent(act, hold.task, field=field, name=name, content=content)
    known = attachments.same(act.tx, one)
    if known is None:
        _add(act, hold.task, one)
    else:
        act.entries += 1  # a page that was saved twice: the file is there, and so is its entry
    kept, who = known or one, people.directory(act.tx).name(act.actor.person_id)
    return AttachmentRow(id=kept.id, name=kept.name, size=kept.size, kind=kept.media_type, by=who, at=kept.at)


def _add(act: Act, task: Task, one: File) -> None:
    if len([old for old in attachments.of_case(act.tx, task.case_id) if old.task_id == task.id]) >= MOST_FILES:
        raise TooMany
    attachments.add(act.tx, one)
    act.tx.reach(Point.KEPT_FILE)
    note(act, entry_of(act, "attachment.added", stream=stream_of(task.case_id), task=task, file=one.id))


def _sent(act: Act, task: Task, *, field: str, name: str, content: bytes) -> File:
    refuse_too_large(act, name, content)
    return File(
        id=uuid.uuid4().hex,
        case_id=task.case_id,
        task_id=task.id,
        field=field[:100] or None,
        kind=UPLOAD,
        media_type=kind_of(name, content),
        size=len(content),
        name=harmless(name),
        content=content,
        by=act.actor.person_id,
        at=act.now,
    )


@writes(Permission.WORK_TASKS)
def drop_attachment(act: Act, *, attachment_id: str) -> None:
    """This function will take an own file off a task that is still open; the row stays in the record."""
    one = attachments.read(act.tx, attachment_id)
    if one.by != act.actor.person_id or one.task_id is None:
        raise NotFound
    hold = cases.lock_to_act(act.tx, one.task_id, viewer=viewer_of(act))
    refuse_unless_able(act, hold.task, hold.standing)
    attachments.remove(act.tx, attachment_id, now=act.now)
    note(act, entry_of(act, "attachment.dropped", stream=stream_of(hold.case.id), task=hold.task, file=one.id))


@reads(Permission.WORK_TASKS, limit=limits.EXPORT)
def attachment_file(act: Act, *, attachment_id: str) -> tuple[str, bytes]:
    """This function will give name and content of a file to whoever put it there, or may see it with its case.

    A file of a step that is not handed in is a draft: it is there for nobody but its writer. Who is recused since has
    no right left to the own files either.
    """
    one = attachments.read(act.tx, attachment_id)
    mine = one.by == act.actor.person_id
    if mine and not act.actor.is_concerned and is_kept_away(act, one.case_id):
        raise NotFound
    if not mine:
        if not _is_open_to(act, one):
            raise NotFound
        refuse_undeclared(act, one.case_id)
    looked(act, "file", case_id=one.case_id)
    return one.name, one.content


def _is_open_to(act: Act, one: File) -> bool:
    task = paper.task_header(act.tx, one.task_id) if one.task_id else None
    if task is not None and (is_draft(one, task) or task.id in held_back(act, one.case_id)):
        return False
    if cases.sees(act.tx, one.case_id, viewer=viewer_of(act)):
        return True
    if task is None:
        return False
    if act.actor.is_concerned and task.completed_by == act.actor.person_id:
        return True  # what came back on paper was put there by its registrar, and is the person's own all the same
    if task.is_open:
        return _sees_task(act, task.id)
    return task.id in steps_asked_about(act, one.case_id) | steps_to_study(act, one.case_id)


def is_draft(one: File, task: Task | None) -> bool:
    """This function will tell whether a file belongs to a form that is not handed in; a signed scan is no draft."""
    return one.kind == UPLOAD and task is not None and (task.is_open or task.completed_by is None)


def _sees_task(act: Act, task_id: TaskId) -> bool:
    try:
        tasks.read(act.tx, task_id, viewer=viewer_of(act))
    except NotFound:
        return False
    return True


def files_of(
    act: Act, case_id: CaseId, names: Directory, *, steps: frozenset[TaskId] | None = None
) -> tuple[AttachmentRow, ...]:
    """This function will give the files of a case or of some steps without contents: handed in, or the actor's own."""
    past, hidden = {one.id: one for one in tasks.of_case(act.tx, case_id)}, held_back(act, case_id)
    return tuple(
        AttachmentRow(id=one.id, name=one.name, size=one.size, kind=one.kind, by=names.name(one.by), at=one.at)
        for one in attachments.of_case(act.tx, case_id)
        if (steps is None or one.task_id in steps) and one.task_id not in hidden
        if one.by == act.actor.person_id or one.task_id is None or not is_draft(one, past.get(one.task_id))
    )


def drop_left_out(act: Act, task: Task, form: Form | None, given: Mapping[str, object]) -> None:
    """This function will take the actor's own files off a task whose form (typed texts or values) names them no more.

    A file beside the form has no field and stays. The form's own act is written in the record, with the ids it keeps.
    """
    if form is None or not any(one.type is FieldType.FILES for one in form.walk()):
        return
    named = frozenset(_texts(given))
    for one in attachments.of_case(act.tx, task.case_id):
        own = one.task_id == task.id and one.by == act.actor.person_id and one.kind == UPLOAD
        if own and one.field and one.id not in named:
            attachments.remove(act.tx, one.id, now=act.now)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for one in inner:
        yield from _texts(one)


def files_by_ids(act: Act, case_id: CaseId) -> dict[str, str]:
    """This function will give the names of a case's files by id."""
    return {one.id: one.name for one in attachments.of_case(act.tx, case_id)}


def refuse_too_large(act: Act, name: str, content: bytes) -> None:
    """This function will let no file pass that is larger than the office keeps (TooLarge)."""
    if len(content) > act.office.largest_file:
        raise TooLarge(name=harmless(name), limit=act.office.largest_file // MEGABYTE)
