"""Paper that comes back signed: its code finds the step, the scan is kept there, the registrar writes what it says.

Paper and portal are equal (CA_LETTER): the signer is the doer of the step, the registrar stands beside in the record.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import File, LetterRow
from webapp.domain.records import Submission, Task
from webapp.domain.sights import Hold, Viewer
from webapp.store import attachments, candidates, case_reads, cases, grants, letters, paper, people, tasks
from webapp.store.audit import stream_of
from webapp.store.visibility import PASSING
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.answer_sheets import OF_UNIT
from webapp.usecases.completing import Posted, finish
from webapp.usecases.desk import desk_of
from webapp.usecases.file_kinds import kind_of
from webapp.usecases.file_names import harmless
from webapp.usecases.files import SCAN, refuse_too_large
from webapp.usecases.scan_codes import code_of, prefix_of
from webapp.usecases.task_pages import form_state_of
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import entry_of, is_kept_away, looked, note
from webapp.usecases.views.office import PaperView, ScanRow, ScanView
from webapp.usecases.views.tasks import Completed

BLANKS = re.compile(r"[\s-]+")


class ScanRefused(Refused):
    """纸质材料未能登记：{why}。"""

    code = "scan_refused"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a code leads: the case, the letter that bears it, the open step to go on with."""

    case_id: CaseId
    letter: LetterRow | None
    task: Task | None


@reads(Permission.SCAN_PAPER)
def scan_door(_act: Act) -> None:
    """This function will let whoever takes scans to the page that asks for a code; raises NotFound for others."""


@reads(Permission.SCAN_PAPER)
def scan_lookup(act: Act, *, code: str) -> ScanView:
    """This function will tell where a code leads: letter or step, who signs, what came back; raises NotFound.

    Of the case nothing is shown but its number: the paper itself is in the registrar's hand.
    """
    place = _place(act, code)
    looked(act, SCAN, case_id=place.case_id)
    names, task = people.directory(act.tx), place.task
    return ScanView(
        code=_clean(code),
        title=_title(place),
        number=(place.letter.number if place.letter else None) or cases.header(act.tx, place.case_id).number,
        step=task.name if task else "",
        open=task is not None and task.is_open,
        due_on=task.due_on if task else None,
        signers=tuple((one, names.name(one)) for one in _signers(act, task)),
        task_id=task.id if task else None,
        mine=task is not None and task.assignee_id == act.actor.person_id,
        has_scanned=task is not None and _has_scanned(act, task),
        scans=_scans(act, place),
    )


@writes(Permission.SCAN_PAPER)
def scan_back(act: Act, *, code: str, name: str, content: bytes) -> str:
    """This function will keep a scan at the step (or the letter) that its code names and give the file's id.

    Raises NotFound for a code that leads nowhere, WrongKind, TooLarge.
    """
    place = _place(act, code)
    act.case_id = place.case_id
    refuse_too_large(act, name, content)
    one = File(
        id=uuid.uuid4().hex,
        case_id=place.case_id,
        task_id=place.task.id if place.task else None,
        letter_id=place.letter.id if place.letter else None,
        kind=SCAN,
        media_type=kind_of(name, content),
        name=harmless(name),
        content=content,
        by=act.actor.person_id,
        at=act.now,
    )
    attachments.add(act.tx, one)
    note(act, entry_of(act, "scan.returned", stream=stream_of(place.case_id), task=place.task, file=one.id))
    return one.id


@reads(Permission.SCAN_PAPER)
def paper_page(act: Act, *, task_id: TaskId, signer: str = "", posted: Posted | None = None) -> PaperView:
    """This function will give the form of a step to whoever put its signed scan there and does not judge it.

    Raises NotFound for anybody else: the form shows what the paper shows, to whoever has the paper. `signer` is needed
    where several may sign: for a unit. `posted` is what was typed so far: the fields that depend on it come and go. No
    draft is kept of another's paper.
    """
    task, by = registrable(act, task_id, signer)
    if not _has_scanned(act, task):
        raise NotFound
    _refuse_who_judges(act, task)
    looked(act, SCAN, case_id=task.case_id, subject_id=task.subject_id)
    signing = as_signer(act, by)
    desk = desk_of(signing, case_reads.opened(act.tx, task.case_id))
    return PaperView(
        task_id=task.id,
        title=task.name,
        code=code_of(task.id),
        signer=people.directory(act.tx).name(by),
        due_on=task.due_on,
        form_state=form_state_of(desk, task, _typed(act, task, posted) if posted else None),
        scans=_scans(act, _Place(case_id=task.case_id, letter=None, task=task)),
    )


def _typed(act: Act, task: Task, posted: Posted) -> Submission:
    return Submission(
        id="",
        case_id=task.case_id,
        task_id=task.id,
        path=task.path,
        element=task.element,
        person_id=act.actor.person_id,
        version=0,
        final=False,
        at=act.now,
        form_token=None,
        content={"posted": {name: list(texts) for name, texts in posted.items()}},
    )


@writes(Permission.SCAN_PAPER)
def register_paper(
    act: Act, *, task_id: TaskId, token: str, posted: Posted, signed_on: dt.date, original_at: str, signer: str = ""
) -> Completed:
    """This function will complete a step with what its signed paper says, for whom it was signed by.

    Needs the registrar's scan first; who judges it registers nothing. The registrar, the day of signing and the place
    of the original stand in the record. Raises FormRejected, ScanRefused, NotOpen, NotFound.
    """
    task, by = registrable(act, task_id, signer)
    refuse_unfit(act, task, signed_on=signed_on, original_at=original_at)
    hold = _hold(act, task_id, by, token)
    signing = as_signer(act, by)
    entry = entry_of(act, "paper.registered", stream=stream_of(task.case_id), task=task, signer=by)
    sealed = {"signed_on": signed_on.isoformat(), "original_at": original_at.strip()}
    done = finish(
        desk_of(signing, hold.case),
        hold,
        token=token,
        posted=posted,
        entry=dataclasses.replace(entry, sealed=sealed),
    )
    act.entries += signing.entries
    return Completed(sentence=done.sentence, case_id=done.case_id)


def refuse_unfit(act: Act, task: Task, *, signed_on: dt.date, original_at: str) -> None:
    """This function will raise ScanRefused for who judges the paper, without its scan, its day or its place."""
    _refuse_who_judges(act, task)
    if not _has_scanned(act, task):
        raise ScanRefused(why="请先上传签名后的扫描件")
    if signed_on > act.today or signed_on < task.opened_at.astimezone(act.office.zone).date():
        raise ScanRefused(why="签名日期应当在环节开始之后、今日以前")
    if len(original_at.strip()) < 2:
        raise ScanRefused(why="请填写原件存放处")


def _refuse_who_judges(act: Act, task: Task) -> None:
    """Whoever handles the case, or holds a duty by which its steps are done, judges what the paper says."""
    past = [one for one in tasks.of_case(act.tx, task.case_id) if one.role not in PASSING]
    held = {(one.role, one.room_id) for one in grants.of_person(act.tx, act.actor.person_id, on=act.today)}
    if held & {(one.role, one.room_id) for one in past} or any(one.completed_by == act.actor.person_id for one in past):
        raise ScanRefused(why="承办、核查或者审批此事项的人员不能登记书面件，请交办公室或者信访室登记")


def _hold(act: Act, task_id: TaskId, signer: PersonId, token: str) -> Hold:
    viewer = Viewer(person_id=signer, now=act.now, today=act.today)
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer, token=token)
    act.case_id = hold.case.id
    if not hold.task.is_open or hold.submitted:
        raise NotOpen
    return hold


def as_signer(act: Act, signer: PersonId) -> Act:
    """This function will give the act as the signer's own: `me` of a form, the doer, the draft."""
    person = people.person_of(act.tx, signer)
    return dataclasses.replace(act, actor=Actor(person_id=signer, kind=person.kind), entries=0)


def registrable(act: Act, task_id: TaskId, signer: str = "") -> tuple[Task, PersonId]:
    """This function will give an open step that may come on paper, with whoever signs it; raises NotFound, NotOpen."""
    task = paper.task_header(act.tx, task_id)
    if task is None or is_kept_away(act, task.case_id):
        raise NotFound
    able = _signers(act, task)
    named = [one for one in able if one == signer] if signer else able
    if len(named) != 1:
        raise NotOpen if not task.is_open and _has_scanned(act, task) else NotFound
    return task, named[0]


def _has_scanned(act: Act, task: Task) -> bool:
    """Only whoever put the paper there is told that its step is over; for all others there is no such step."""
    kept = attachments.of_case(act.tx, task.case_id)
    return any(one.kind == SCAN and one.task_id == task.id and one.by == act.actor.person_id for one in kept)


def _signers(act: Act, task: Task | None) -> Sequence[PersonId]:
    """Who may have signed a paper outside: whose step it is, of a unit's whoever acts for its Party committee."""
    if task is None or not task.is_open:
        return ()
    case = cases.header(act.tx, task.case_id)
    form = form_of(act.office.library.definition(act.tx, case.deployment_id), task)
    if form is None or not form.paper:
        return ()
    mine = [task.assignee_id] if task.assignee_id else _of_unit(act, task)
    return [one for one in mine if one != act.actor.person_id]


def _of_unit(act: Act, task: Task) -> Sequence[PersonId]:
    return sorted(candidates.of_task(act.tx, task, on=act.today)) if task.role == OF_UNIT else ()


def _place(act: Act, code: str) -> _Place:
    """A letter's own code leads to the open step of its issue, else to what its recipient has to do."""
    clean = _clean(code)
    found = _by_task(act, clean) or _by_letter(act, clean)
    if found is None or is_kept_away(act, found.case_id):
        raise NotFound
    return found


def _by_task(act: Act, code: str) -> _Place | None:
    prefix = prefix_of(code)
    known = paper.task_by_code(act.tx, prefix) if prefix else None
    if known is None:
        return None
    return _Place(case_id=known[1], letter=None, task=paper.task_header(act.tx, known[0]))


def _by_letter(act: Act, code: str) -> _Place | None:
    try:
        letter = letters.by_code(act.tx, code)
    except NotFound:
        return None
    steps = paper.open_steps(act.tx, letter.case_id)
    issuing = [one for one in steps if letter.path and one.path.startswith(f"{letter.path}/")]
    theirs = [one for one in steps if letter.recipient_id and one.assignee_id == letter.recipient_id]
    return _Place(case_id=letter.case_id, letter=letter, task=next(iter([*issuing, *theirs]), None))


def _title(place: _Place) -> str:
    if place.letter is not None:
        return place.letter.title
    return place.task.name if place.task else ""


def _scans(act: Act, place: _Place) -> tuple[ScanRow, ...]:
    names = people.directory(act.tx)
    return tuple(
        ScanRow(file_id=one.id, name=one.name, size=one.size, by=names.name(one.by), at=one.at)
        for one in attachments.of_case(act.tx, place.case_id)
        if one.kind == SCAN and _belongs(one, place)
    )


def _belongs(one: File, place: _Place) -> bool:
    of_letter = place.letter is not None and one.letter_id == place.letter.id
    return of_letter or (place.task is not None and one.task_id == place.task.id)


def _clean(code: str) -> str:
    return BLANKS.sub("", code).upper()
