"""What happens again and again: papers approved, letters issued, meetings held, entries made, each by its person."""

from __future__ import annotations

import uuid
from typing import Any

from tests.usecases.office import House
from tests.usecases.robot import do, task_at
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ItemStatus
from webapp.domain.records import Message, Subscription
from webapp.store import agenda, messages
from webapp.store.tables import case, subscription
from webapp.usecases import deliberating, meetings
from webapp.usecases.handing import claim_task
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.opening import start_case
from webapp.usecases.outside_decisions import record_outside

ROOM = ("he", "wang", "chen")
"""Who approves a paper of the third supervision room, from its head to the secretary."""
INVESTIGATION = ("cao", "deng", "chen", "pan")
"""Who approves a paper of the first investigation room, from its head to the Party principal."""
FIVE = [{"text": f"请说明第{number}项情况的来龙去脉。"} for number in "一二三四五"]
TRUE = {"complete": "yes", "consistent": "yes", "personal_matters": "match", "contradicted_by": "none"}
FALSE = TRUE | {"consistent": "no", "contradicted_by": "evidence"}
ALL_TRUE = [TRUE] * 5
ONE_FALSE = [TRUE, TRUE, FALSE, TRUE, TRUE]
ONE_WAY = {"way": "confidential", "result": "received"}
WEIGHED = {
    "fit": "ours",
    "political_breach": "none",
    "source_reliability": "2",
    "specificity": "general",
    "verifiability": "weak",
    "seriousness": "slight",
    "prior": "none",
    "entry_point": "yes",
}
"""What an analysis of a clue finds where a story does not care."""


def register_clue(house: House, *, subject: str = "ma", **given: Any) -> None:
    """Let the petition office register a letter about one person and read out what it says."""
    house.run(start_case, "ding", process="m07_clue_disposal", start_event="intake", token=house.token())
    persons = [{"management_level": "own", "subject": subject}]
    envelope = {"channel": "letter", "received_on": today(house), "persons": persons}
    do(house, "ding", "register_envelope", **envelope | given)


def assign_clue(house: House, *, room: str = "third_room") -> None:
    """Let the abstract be made, checked and handed to a room."""
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room=room)


def suggest(house: House, who: str, way: str, **analysis: Any) -> None:
    """Let a clue be analysed and a way suggested."""
    do(house, who, "disposal/analyse_clue", **WEIGHED | analysis)
    do(house, who, "disposal/suggest_way", suggested=way)


def to_inquiry(house: House, subject: str = "ma") -> None:
    """Let a clue come to the third room and be disposed of by an inquiry."""
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")


def to_taken_inquiry(house: House) -> None:
    """Let an officer of the third room take the plan of an inquiry about Ma."""
    to_inquiry(house)
    house.run(claim_task, "zhou", task_id=task_at(house, "plan_inquiry"))


def to_reply(house: House, subject: str = "ma") -> None:
    """Let five questions go to the person, who signs for the letter and answers."""
    to_inquiry(house, subject)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to=subject)
    do(house, subject, "hear/reply")


def to_bound(house: House, subject: str = "ma") -> None:
    """Let one of five answers be contradicted, before anybody delivers the demand for verification."""
    to_reply(house, subject)
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)


def approve(house: House, at: str, *who: str) -> None:
    """Let a paper go up the ladder: room head, deputy, secretary, Party principal, as many as are named."""
    steps = ("by_room", "by_deputy", "by_secretary", "by_party")
    for step, person in zip(steps, who or ROOM, strict=False):
        do(house, person, f"{at}/{step}", decision="agree")


def sign_and_seal(house: House, at: str, drafter: str, *, signer: str = "chen", **draft: Any) -> None:
    """Let a letter be drafted, checked, signed, numbered and sealed."""
    step = "sign_by_secretary" if signer == "chen" else "sign_by_deputy"
    do(house, drafter, f"{at}/draft_letter", **draft)
    do(house, "sun", f"{at}/check_letter", good=True)
    do(house, signer, f"{at}/{step}", decision="agree")
    do(house, "sun", f"{at}/seal_letter")


def issue(house: House, at: str, drafter: str, *, signer: str = "chen", to: str | None = None, **draft: Any) -> None:
    """Let a letter go out: to a person's own page, who signs for it there, or by confidential post."""
    sign_and_seal(house, at, drafter, signer=signer, **draft)
    if to is None:
        do(house, "sun", f"{at}/deliver", **ONE_WAY, received_on=today(house))
        return
    do(house, "sun", f"{at}/deliver", way="portal", result="portal")
    do(house, to, f"{at}/sign_receipt")


def enter(house: House, at: str, maker: str, checker: str = "qian", **given: Any) -> None:
    """Let an entry of the archive be made by one officer and checked by another."""
    do(house, maker, f"{at}/make_entry", **given)
    do(house, checker, f"{at}/check_entry", good=True)


def meet(house: House, at: str, result: str) -> None:
    """Let the body that the case at that path waits for hear its members, the chair last, decide and sign."""
    wait = wait_at(house, f"{at}/meeting_decided")
    with house.office.database.read() as tx:
        item = next(one for one in agenda.of_case(tx, wait.case_id) if one.status is ItemStatus.WAITING)
    if item.body == "party_committee":
        words = {"document": f"云委纪要{house.token()}", "on": today(house), "reason": "会议研究决定。"}
        house.run(record_outside, "sun", item_id=item.id, result=result, **words)
    else:
        hold_meeting(house, item.body, item.id, result)
    house.drain()
    house.look()


def hold_meeting(house: House, body: str, item_id: str, result: str) -> None:
    """Plan a meeting of everybody, put the item on it, hear, decide and sign."""
    meeting = house.run(meetings.plan_meeting, "sun", body=body, on=today(house))
    house.run(meetings.list_item, "sun", meeting_id=meeting, item_id=item_id)
    members = [who for who in ("wang", "deng", "gao", "xia", "chen") if body in house.actor(who).roles]
    house.run(meetings.set_members, "sun", meeting_id=meeting, present=[PersonId(who) for who in members])
    for who in members:
        words = {"person_id": PersonId(who), "stand": result, "text": "事实清楚，赞成。"}
        house.run(deliberating.give_opinion, "sun", item_id=item_id, **words)
    house.run(deliberating.decide_item, "sun", item_id=item_id, result=result, reason="经研究一致同意。")
    house.run(sign_minutes, "chen", meeting_id=meeting)


def send(house: House, name: str, target: CaseId, payload: dict[str, object]) -> None:
    """Post a message for one case and let it be delivered."""
    post(house, name, target=target, payload=payload)
    house.drain()


def post(
    house: House,
    name: str,
    *,
    to: str | None = None,
    subject: str | None = None,
    source: CaseId | None = None,
    target: CaseId | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Post a message, for one case or about a person; nobody has delivered it yet."""
    row = Message(
        id=uuid.uuid4().hex,
        name=name,
        subject_id=PersonId(subject) if subject else None,
        source_case_id=source,
        to=to,
        target_case_id=target,
        payload=payload or {},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])


def wait_at(house: House, path: str) -> Subscription:
    """Give the one live wait whose path ends so (the tests' own look, past all visibility)."""
    with house.office.database.read() as tx:
        rows = tx.execute(subscription.select().where(subscription.c.gone_at.is_(None))).all()
        found = [row for row in rows if row.path == path or row.path.endswith(f"/{path}")]
        assert len(found) == 1, f"{path} is waited for {len(found)} times; waits: {[row.path for row in rows]}"
        waits = messages.waits_of(tx, CaseId(found[0].case_id))
    return next(one for one in waits if one.task_id == found[0].task_id)


def case_of(house: House, process: str) -> Any:
    """Give the row of the one case of a process (the tests' own look, past all visibility)."""
    with house.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.process == process)).all()
    assert len(rows) == 1, f"{process}: {len(rows)} cases"
    return rows[0]


def today(house: House) -> Any:
    """Give the office's day."""
    return house.clock().astimezone(house.office.zone).date()
