"""Messages between matters (消息往来): where each came from and went, and why one still waits; no name, no content."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.ids import CaseId
from webapp.domain.records import Case
from webapp.domain.said import Said
from webapp.domain.sights import MessageEnd, MessageLine
from webapp.store import cases, message_list, messages
from webapp.store.message_list import STATES
from webapp.usecases.act import Act, reads
from webapp.usecases.message_words import answer_words, message_name, origin_name, receiver_name
from webapp.usecases.messaging import AMBIGUOUS, DELIVERED, NO_MEASURE
from webapp.usecases.page_marks import cursor_of, mark_of
from webapp.usecases.viewing import looked, needs_declaration, viewer_of
from webapp.usecases.views.messages import CaseMessages, EndView, MessageRow, MessagesView
from webapp.usecases.words import measure_name

ANSWER = "number_returned"
UNSEEN = Said("一件您无权查看的事项")
NOBODY = Said("尚无事项接收")


@reads(Permission.SEE_DESK)
def messages_passed(act: Act, *, state: str = "all", cursor: str = "") -> MessagesView:
    """This function will give one page of the messages of which the viewer sees an end, with the count of each state.

    Raises NotFound for nobody's list; a state that is none shows all.
    """
    viewer, asked = viewer_of(act), state if state in STATES else STATES[0]
    page = message_list.page(act.tx, viewer, state=asked, after=cursor_of(cursor, dt.datetime, str))
    return MessagesView(
        rows=tuple(_row(one) for one in page.rows),
        counts={one: message_list.count(act.tx, viewer, state=one) for one in STATES},
        state=asked,
        next_cursor=mark_of(page.after),
    )


@reads(Permission.WORK_TASKS)
def case_messages(act: Act, *, case_id: CaseId) -> CaseMessages:
    """This function will give the messages of a case that the viewer may see; raises NotFound for all others."""
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    act.case_id = case_id
    looked(act, "messages", case_id=case_id, subject_id=case.subject_id)
    head = CaseMessages(case_id=case_id, number=case.number, measure_name=measure_name(case.measure))
    if needs_declaration(act, case.subject_id):
        return head
    answers = _answers(act, case)
    found = message_list.of_case(act.tx, viewer_of(act), case_id)
    return CaseMessages(
        case_id=case_id,
        number=case.number,
        measure_name=head.measure_name,
        declared=True,
        rows=tuple(_row(one, answers.get(one.id)) for one in found),
    )


def _answers(act: Act, case: Case) -> dict[str, Said]:
    """What came back to this case as answers; of what it sent or took nothing is opened."""
    found = (one for one in messages.of_case(act.tx, case.id) if one.name == ANSWER)
    return {one.id: answer_words(one.payload) for one in found}


def _row(one: MessageLine, answer: Said | None = None) -> MessageRow:
    return MessageRow(
        id=one.id,
        name=message_name(one.name),
        at=one.at,
        source=_end(one.source, there=one.comes, else_=origin_name(one.name)),
        target=_end(one.target, there=one.goes, else_=receiver_name(one.receiver) or NOBODY),
        state=one.status if one.status == DELIVERED else "faulty" if one.faulty else "waiting",
        why=_why(one),
        settled_at=one.settled_at,
        answer=answer,
    )


def _end(end: MessageEnd | None, *, there: bool, else_: Said) -> EndView:
    if end is None:
        return EndView(words=UNSEEN if there else else_)
    words = Said(measure_name(end.measure))
    return EndView(words=words, numbered=True, number=end.number, case_id=end.case_id if end.opens else None)


def _why(one: MessageLine) -> Said:
    """What became of a message, or why it waits."""
    if one.status == DELIVERED:
        return Said("已送达")
    if one.status == AMBIGUOUS:
        return Said("有几件事项都在等待，不能确定送给哪一件，已登记故障")
    if one.faulty:
        return Said("多日没有事项接收，已登记故障")
    if one.status == NO_MEASURE:
        return Said("接收的流程尚未启用，启用后自动送达")
    if one.goes:
        return Said("对方事项尚未等待此消息，等待后自动送达")
    return Said("还没有事项等待此消息，有事项等待时自动送达")
