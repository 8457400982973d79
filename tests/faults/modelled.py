"""A few cases as they should be, in plain Python, beside the real office: every act is done in both and compared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.drawn import post
from tests.usecases.due import rows
from tests.usecases.office import ZONE, House
from webapp.domain.errors import NotFound, NotOpen, OfficeError, Overtaken, Refused
from webapp.domain.ids import TaskId
from webapp.store.points import Point
from webapp.store.tables import case, subscription, task
from webapp.usecases.completing import complete_task
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.handing import claim_task, release_task
from webapp.usecases.task_pages import open_task

PROCESS = """process m29_modelled 试办事项
  secrecy: internal
  doc: {version}
lane supervise 监督检查室
start asked 收到任务 : asked
user plan 拟定办法
  form: note
  deadline: end.note
timer late 逾期未办 on plan
  after: days(5)
catch answer 等待答复 : answered
  deadline: end.note
user weigh 研究答复
  form: note
  deadline: end.note
  assign: not_same_as:plan
end over 已办结
end dropped 逾期终止
asked > plan > answer > weigh > over
late > dropped
"""
STAFF = ("li", "luo", "zhao")
SUBJECTS = ("ma", "lin", "gong")
COMING, PLAN, ANSWER, WEIGH, OVER, DROPPED = "coming", "plan", "answer", "weigh", "over", "dropped"
OPEN_STEPS = (PLAN, WEIGH)
REFUSALS = (Overtaken, NotOpen, NotFound, Refused)


class KilledError(BaseException):
    """The process is gone at this moment; nothing in it hears of it."""


@dataclass
class Matter:
    """A case as it should be."""

    subject: str
    at: str = COMING
    holder: str | None = None
    planner: str | None = None
    late_at: dt.datetime | None = None
    case_id: str = ""
    done: list[tuple[TaskId, str, str]] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        return self.at not in (OVER, DROPPED)

    def may_claim(self, who: str) -> bool:
        return self.at in OPEN_STEPS and self.holder is None and not (self.at == WEIGH and who == self.planner)

    def may_complete(self, who: str) -> bool:
        return self.may_claim(who) or (self.at in OPEN_STEPS and self.holder == who)


@dataclass
class Modelled:
    """The model, and the house beside it."""

    house: House
    matters: list[Matter] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    # ------------------------------------------------------------ what comes from outside

    def of(self, subject: str) -> Matter | None:
        """Give the matter about a person that is under way."""
        return next((one for one in self.matters if one.subject == subject and one.alive), None)

    def ask(self, subject: str) -> None:
        """Let a request come in about a person, twice."""
        key = post(self.house, "asked", to="m29_modelled", subject=subject)
        post(self.house, "asked", to="m29_modelled", subject=subject, key=key)
        self.matters.append(Matter(subject=subject))

    def answer(self, subject: str) -> None:
        """Let an answer come in about a person."""
        post(self.house, "answered", to="m29_modelled", subject=subject)
        self.answers[subject] += 1

    def beat(self) -> None:
        """Let due work be done."""
        self.house.drain()
        now = self.house.clock()
        known = {one.case_id for one in self.matters}
        for one in self.matters:
            if one.at == COMING:
                one.at, one.late_at = PLAN, in_five_days(now)
                fresh = [row.id for row in rows(self.house, case) if row.subject_id == one.subject]
                (one.case_id,) = set(fresh) - known
            if one.at == PLAN and one.late_at is not None and one.late_at <= now:
                one.at, one.holder = DROPPED, None
            if one.at == ANSWER and self.answers[one.subject]:
                self.answers[one.subject] -= 1
                one.at = WEIGH

    # ------------------------------------------------------------ what people do

    def claim(self, one: Matter, who: str) -> None:
        """Let a person claim the open step."""
        may = one.may_claim(who)
        self.compare(may, one, who, lambda key: self.house.run(claim_task, who, task_id=key))
        if may:
            one.holder = who

    def release(self, one: Matter, who: str) -> None:
        """Let a person put the open step back."""
        may = one.at in OPEN_STEPS and one.holder == who
        self.compare(may, one, who, lambda key: self.house.run(release_task, who, task_id=key))
        if may:
            one.holder = None

    def complete(self, one: Matter, who: str, *, dies: str | None = None) -> None:
        """Let a person hand in the open step; `dies`: the process does, at that moment of the act."""
        may, token = one.may_complete(who), self.house.token()

        def hand_in(key: TaskId) -> None:
            with dying(self.house, dies):
                self.house.run(complete_task, who, task_id=key, token=token, posted=NOTE)

        try:
            key = self.compare(may, one, who, hand_in)
        except KilledError:
            if dies not in KEPT or not may:
                return
            key = newest_step(self.house, one)
        if may:
            one.done.append((key, who, token))
            one.planner = who if one.at == PLAN else one.planner
            one.at, one.holder = (ANSWER, None) if one.at == PLAN else (OVER, None)

    def again(self, one: Matter) -> None:
        """Let the same form come in once more: the same answer, and nothing changes."""
        for key, who, token in one.done:
            assert self.house.run(complete_task, who, task_id=key, token=token, posted=NOTE).sentence == "已提交"

    def compare(self, may: bool, one: Matter, who: str, act: Callable[[TaskId], object]) -> TaskId:
        """Do an act in the office and compare whether it was let."""
        key = newest_step(self.house, one)
        try:
            if self.house.view(open_task, who, task_id=key).needs_declaration:
                self.house.run(declare_recusal, who, task_id=key, answer="none")
        except OfficeError:
            assert not may, f"{who} does not see {one}"
        assert may == let(act, key), f"{who}: {one}"
        return key

    # ------------------------------------------------------------ the two side by side

    def agree(self) -> None:
        """Fail unless the office stands where the model does."""
        cases = {row.id: row for row in rows(self.house, case)}
        steps = {row.case_id: row for row in rows(self.house, task) if row.is_open}
        waits = {row.case_id for row in rows(self.house, subscription) if row.gone_at is None}
        assert set(cases) == {one.case_id for one in self.matters if one.at != COMING}
        for one in self.matters:
            if one.at == COMING:
                continue
            step = steps.get(one.case_id)
            assert (step and step.path) == (one.at if one.at in OPEN_STEPS else None), one
            assert (step and step.assignee_id) == one.holder, one
            assert (one.case_id in waits) == (one.at == ANSWER), one
            assert (cases[one.case_id].status == "open") == one.alive, one


def let(act: Callable[[TaskId], object], key: TaskId) -> bool:
    """Act and tell whether the office let it happen."""
    try:
        act(key)
    except REFUSALS:
        return False
    return True


KEPT = (Point.COMMITTED, Point.ACKNOWLEDGING)
"""Whoever dies then has acted, though nobody was told so."""
NOTE = {"text": ["情况属实。"]}


def in_five_days(now: dt.datetime) -> dt.datetime:
    """Give the morning of the day in five days: when the timer fires."""
    day = now.astimezone(ZONE).date() + dt.timedelta(days=5)
    return dt.datetime.combine(day, dt.time(8, 30), tzinfo=ZONE).astimezone(dt.UTC)


def newest_step(house: House, one: Matter) -> TaskId:
    """Give the step of a case that was opened last."""
    found = [row for row in rows(house, task) if row.case_id == one.case_id]
    return TaskId(max(found, key=lambda row: (row.opened_in, row.position)).id)


class dying:  # noqa: N801 - reads like a word
    """Let the process be gone at a moment of the next act, as far as the office can tell."""

    def __init__(self, house: House, moment: str | None) -> None:
        self.house, self.moment = house, moment

    def __enter__(self) -> None:
        if self.moment is not None:
            self.house.office.database._witness = self.told

    def told(self, moment: str) -> None:
        """Hear of a moment."""
        self.house.meter(moment)
        if moment == self.moment:
            raise KilledError

    def __exit__(self, *_: object) -> None:
        self.house.office.database._witness = self.house.meter
