"""The whole life of a letter inquiry (measure 8): planned, approved, asked, answered, checked by two, closed."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any  # form values, as a page posts them

from tests.usecases.office import House, hold
from tests.usecases.passages import ALL_TRUE, FIVE
from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.roster import Recusal
from webapp.store import case_reads, recusals
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.demo.meeting import decided
from webapp.usecases.demo.passages import FIRST, THIRD, Team
from webapp.usecases.demo.stage import Stage, filled_in, task_at
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.task_pages import open_task

PROCESS, START = "m08_talk_letter_inquiry", "inquiry_start"
SECOND = Team(room="second_room", handler="pei", second="tang", head="tang")
TEAMS = {team.room: team for team in (FIRST, SECOND, THIRD)}
HEADS = ("ma", "liu", "shen", "zhu", "ren")
AWAITED = "reply"
"""Half way: the letter is out, the person's answer is awaited."""
AGREED = {"decision": "agree"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a person fills in where; a step without a person is a meeting that decides on the case."""

    who: str
    path: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def element(self) -> str:
        """Give the task's own name."""
        return self.path.rpartition("/")[2]


MEETING = Step(who="", path="dispose/study/meeting_decided")
RESULT = "accept"


def steps(team: Team, subject: str, today: dt.date) -> Iterator[Step]:
    """Give the steps of a whole life, twenty-four by persons and one by a meeting."""
    yield from to_the_reply(team, subject)
    yield Step(who=subject, path=f"hear/{AWAITED}", given={"statement_of_truth": True})
    yield Step(who=team.handler, path="review_reply_a", given={"checks": ALL_TRUE})
    yield Step(who=team.second, path="review_reply_b", given={"checks": ALL_TRUE})
    yield Step(who=team.handler, path="dispose/write_report", given={"sufficiency": "complete"})
    yield MEETING
    yield from _agreed(team, "dispose/approve_outcome")
    yield from _letter(team, "dispose/close_inquiry/issue_closing", signer=team.deputy, signs="sign_by_deputy")
    sent = {"way": "confidential", "result": "received", "received_on": today, "receiver": "收发室"}
    yield Step(who="sun", path="dispose/close_inquiry/issue_closing/deliver", given=sent | {"address": "县供销合作社"})
    yield Step(who=team.handler, path="archive_outcome/make_entry")
    yield Step(who="qian", path="archive_outcome/check_entry", given={"good": True})


def to_the_reply(team: Team, subject: str) -> Iterator[Step]:
    """Give the steps up to the answer that is awaited."""
    yield Step(who=team.handler, path="plan_inquiry", given={"kind": "letter", "questions": FIVE})
    yield from _agreed(team, "approve_plan")
    yield from _letter(team, "hear/issue_inquiry", signer="chen", signs="sign_by_secretary")
    yield Step(who="sun", path="hear/issue_inquiry/deliver", given={"way": "portal", "result": "portal"})
    yield Step(who=subject, path="hear/issue_inquiry/sign_receipt", given={"read": True})


def _agreed(team: Team, at: str) -> Iterator[Step]:
    yield Step(who=team.head, path=f"{at}/by_room", given=AGREED)
    yield Step(who=team.deputy, path=f"{at}/by_deputy", given=AGREED)
    yield Step(who="chen", path=f"{at}/by_secretary", given=AGREED)


def _letter(team: Team, at: str, *, signer: str, signs: str) -> Iterator[Step]:
    yield Step(who=team.handler, path=f"{at}/draft_letter")
    yield Step(who="sun", path=f"{at}/check_letter", given={"good": True})
    yield Step(who=signer, path=f"{at}/{signs}", given=AGREED)
    yield Step(who="sun", path=f"{at}/seal_letter", given={"code_checked": True})


@writes(Permission.SYSTEM)
def begin(act: Act, *, subject: str) -> CaseId:
    """This function will open a letter inquiry about a head, as a message would."""
    opening = Opening(
        process=PROCESS, start_event=START, key=f"bench:{uuid.uuid4().hex}", data={}, subject_id=PersonId(subject)
    )
    return open_case(act, opening)[0].id


@reads(Permission.SYSTEM)
def room_of(act: Act, *, case_id: CaseId) -> str:
    """This function will give the room that a case went to."""
    return str(case_reads.opened(act.tx, case_id).room_id)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A step whose page was opened and filled in; `submit` completes it."""

    step: Step
    case_id: CaseId
    task_id: TaskId
    actor: Actor
    posted: Mapping[str, list[str]]
    token: str
    stage: Stage

    def submit(self) -> object:
        """Complete the step: the one call that is measured."""
        return submit(self.stage.office, self.actor, task_id=self.task_id, token=self.token, posted=self.posted)


def prepared(stage: Stage, step: Step, case_id: CaseId) -> Prepared:
    """Do what a page does before: find the step, open it, declare where asked, fill it in."""
    actor = stage.actor(step.who)
    task_id = stage.office.view(task_at, actor, path=step.path, case_id=case_id)
    if stage.office.view(open_task, actor, task_id=task_id).needs_declaration:
        stage.office.run(declare_recusal, actor, task_id=task_id, answer="none")
    return filled(stage, step, case_id, task_id=task_id)


def filled(stage: Stage, step: Step, case_id: CaseId, *, task_id: TaskId) -> Prepared:
    """Fill in a step that needs no page before."""
    actor = stage.actor(step.who)
    posted = stage.office.view(filled_in, actor, task_id=task_id, given=step.given)
    return Prepared(
        step=step,
        case_id=case_id,
        task_id=task_id,
        actor=actor,
        posted=posted,
        token=uuid.uuid4().hex,
        stage=stage,
    )


def declare(house: House, people: Iterable[str], subjects: Iterable[str]) -> None:
    """Let officers have declared about heads that nothing keeps them from acting."""
    with house.office.database.write() as tx:
        for who, subject in itertools.product(people, subjects):
            one = Recusal(
                id=uuid.uuid4().hex,
                person_id=PersonId(who),
                subject_id=PersonId(subject),
                recused=False,
                kind=None,
                at=house.clock(),
            )
            recusals.declare(tx, one)
        hold(tx, house.clock())


Timed = Callable[[Prepared], object]


class Inquiry:
    """One inquiry on its way; `walk` leads it through a life, each completion by the caller's own hand."""

    def __init__(self, stage: Stage, subject: str) -> None:
        self.stage, self.subject = stage, subject
        self.case_id = stage.office.run(begin, SYSTEM, subject=subject)
        self.team = TEAMS[stage.office.view(room_of, SYSTEM, case_id=self.case_id)]

    def walk(self, timed: Timed, *, upto: str | None = None) -> None:
        """Lead the inquiry to its end, or to the step of that name, which stays open."""
        for step in steps(self.team, self.subject, self.stage.today):
            if step.element == upto:
                return
            self.do(step, timed)

    def do(self, step: Step, timed: Timed) -> None:
        """Let one step be done, or the meeting be held."""
        if step is MEETING:
            decided(self.stage, body="clue_group", results={self.case_id: RESULT})
        else:
            timed(prepared(self.stage, step, self.case_id))


def inquiries(house: House, number: int) -> Iterator[Inquiry]:
    """Open so many inquiries, one after the other, about several heads."""
    stage = Stage(house.office, begins=house.clock())
    for count in range(number):
        yield Inquiry(stage, HEADS[count % len(HEADS)])
