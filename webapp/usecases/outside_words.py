"""Words from outside (上级意见, 检举控告人来信): the cases that wait for one, and recording it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.deadline_words import due_words
from webapp.domain.errors import AlreadySubmitted, NotFound, Refused
from webapp.domain.ids import TaskId
from webapp.domain.papers import Comment
from webapp.domain.records import Message, Subscription
from webapp.store import applications, calendar, cases, messages, paper
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.messaging import deliver_message
from webapp.usecases.office import Office
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.posting import MESSAGE_SPACE
from webapp.usecases.viewing import entry_of, note, viewer_of
from webapp.usecases.views.registers import WordRow, WordsView
from webapp.usecases.words import measure_name

SUPERIOR, REPORTER = "superior_word", "reporter_word"
NAMES: Mapping[str, str] = {SUPERIOR: "上级意见", REPORTER: "检举控告人来信"}
COME_TO: Mapping[str, str] = {SUPERIOR: "office", REPORTER: "petition"}
INSTRUCTION = "instruction"


class WordRefused(Refused):
    """来文未能登记：{why}。"""

    code = "word_refused"


def _mine(act: Act) -> tuple[str, ...]:
    """The superior's word comes to the office, a reporter's letter to who registers letters, the petition office."""
    return tuple(name for name, role in COME_TO.items() if role in act.actor.roles)


@reads(Permission.RECORD_WORDS)
def words_waiting(act: Act, *, number: str = "", cursor: str = "") -> WordsView:
    """This function will give one page of the steps that wait for a word which the actor may record."""
    asked = number.strip()
    page = paper.waiting_for(act.tx, viewer_of(act), _mine(act), number=asked, after=cursor_of(cursor, dt.date, str))
    return WordsView(
        number=asked,
        rows=tuple(_row(act, one) for one in page.rows),
        next_cursor=mark_of(page.after),
    )


def _row(act: Act, one: Subscription) -> WordRow:
    case = cases.header(act.tx, one.case_id)
    days = calendar.load(act.tx)
    return WordRow(
        wait_id=one.task_id,
        kind=one.message,
        kind_name=NAMES[one.message],
        number=case.number,
        measure_name=measure_name(case.measure),
        step=one.name,
        since=one.opened_at.astimezone(act.office.zone).date() if one.opened_at else None,
        due=due_words(one.due_on, act.today, days) if one.due_on else None,
        mandatory=one.mandatory or "",
    )


@in_steps
def record_word(
    office: Office, actor: Actor, *, wait_id: str, token: str, document: str, received_on: dt.date, text: str
) -> bool:
    """This function will record a word, hand it to the case that waits for it, and tell whether it arrived."""
    message_id = office.run(
        write_word, actor, wait_id=wait_id, token=token, document=document, received_on=received_on, text=text
    )
    return office.run(deliver_message, SYSTEM, message_id=message_id) == messages.DELIVERED


@writes(Permission.RECORD_WORDS)
def write_word(act: Act, *, wait_id: str, token: str, document: str, received_on: dt.date, text: str) -> str:
    """This function will keep the words as they were written (批示原文) and post the message; gives its id.

    A form token that was used before raises AlreadySubmitted; several letters may come to one step.
    """
    wait = paper.one_waiting(act.tx, viewer_of(act), _mine(act), wait_id=TaskId(wait_id))
    if wait is None:
        raise NotFound
    if received_on > act.today:
        raise WordRefused(why="收到日期不能晚于今日")
    if len(document.strip()) < 2 or len(text.strip()) < 2:
        raise WordRefused(why="请填写来文的文号（没有文号的写明来源）和原文")
    act.case_id = wait.case_id
    message_id = str(uuid.uuid5(MESSAGE_SPACE, f"word:{wait.task_id}:{token}"))
    if messages.lock(act.tx, message_id) is not None:
        raise AlreadySubmitted
    remark = Comment(
        id=uuid.uuid4().hex,
        case_id=wait.case_id,
        person_id=act.actor.person_id,
        at=act.now,
        kind=INSTRUCTION,
        text=f"{document.strip()}：{text.strip()}",
    )
    applications.remark(act.tx, remark)
    row = Message(
        id=message_id,
        name=wait.message,
        subject_id=None,
        source_case_id=None,
        to=None,
        target_case_id=wait.case_id,
        payload={"received_on": received_on},
        at=act.now,
    )
    messages.post(act.tx, [row])
    note(act, entry_of(act, "word.recorded", stream=stream_of(wait.case_id), message=wait.message, remark=remark.id))
    return row.id
