"""One case while a scenario plays it: the real engine, twins of the ports, a clock that only the scenario moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any  # YAML as it came
from zoneinfo import ZoneInfo

from webapp import engine
from webapp.domain.advance import Advance, Call, OpenedTask, TimerSet, Wait
from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import due
from webapp.domain.errors import MandatoryGate, NotOpen
from webapp.domain.filed import ABSENT, SECTIONS
from webapp.domain.forms import Form, Scope, read_form
from webapp.domain.handlers import BusinessError, HandlerSpec
from webapp.domain.ids import TaskId
from webapp.domain.world import World
from webapp.feel import to_python
from webapp.usecases.advancing import MAX_CALLS
from webapp.usecases.scenarios.filling import Filled, fill
from webapp.usecases.scenarios.people import refuse_stranger
from webapp.usecases.scenarios.twins import Desk, ports_of

ZONE = ZoneInfo("Asia/Shanghai")
FILED: Mapping[str, object] = {"talkers": [{"id": f"leader_{one}", "name": f"负责人{one}"} for one in "abc"]}
"""Sections of the person's file that are never empty in an office that works."""


class NoSuchHandler(LookupError):
    """A service task names a handler that is not in the registry."""


@cache
def office_calendar() -> WorkCalendar:
    """This function will give the public calendar with make-up workdays, as far as it is published."""
    from chinese_calendar import constants  # slow to import, and only scenarios need it

    days = {*constants.holidays, *constants.workdays}
    return WorkCalendar(
        holidays=frozenset(constants.holidays),
        workdays=frozenset(constants.workdays),
        years=frozenset(day.year for day in days),
    )


@dataclass
class PlayedCase:
    """A case with everything around it that a use case would keep in the store."""

    definition: engine.Definition
    handlers: Mapping[str, HandlerSpec]
    now: dt.datetime
    header: dict[str, Any]
    duties: Mapping[str, frozenset[str]]
    desk: Desk = field(default_factory=Desk)
    state: bytes = b""
    rows: dict[str, dt.date] = field(default_factory=dict)
    tasks: dict[TaskId, OpenedTask] = field(default_factory=dict)
    timers: dict[TaskId, TimerSet] = field(default_factory=dict)
    waits: dict[TaskId, Wait] = field(default_factory=dict)
    doers: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, object]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    walked: set[tuple[str, str]] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    bound: tuple[str, ...] = ()
    ending: bool = False
    acts: int = 0
    largest: int = 0
    before: dict[str, bytes] = field(default_factory=dict)

    # ------------------------------------------------------------ the world

    @property
    def world(self) -> World:
        """This function will give the world of the act at hand."""
        header = {key: value for key, value in self.header.items() if key != "origin_people"}
        return World(
            now=self.now,
            zone=ZONE,
            calendar=office_calendar(),
            limits=self.definition.limits,
            case=header,
            deadlines=self.rows,
        )

    # ------------------------------------------------------------ acts

    def start(self, event: str, given: Mapping[str, Any]) -> None:
        """This function will open the case; a called process, tried by itself, takes the values as its inputs."""
        called = any(self.definition.process in process.called for process in self.definition.processes.values())
        plain = next((s for s in self.definition.main.starts if s.id == event and s.kind == "none"), None)
        alone = plain is not None and (called or self.definition.ending is None)
        data, inputs = ({}, given) if alone else (given, {})
        self.act(lambda: engine.start(self.definition, event, data, self.world, inputs=inputs))

    def complete(self, who: str, path: str, given: Mapping[str, Any]) -> None:
        """This function will let a person do a step. Raises NotOpen, NotYours, FourEyes, FormRejected, Incident."""
        task = self.task(path)
        refuse_stranger(who, task, duties=self.duties, header=self.header, doers=self.doers)
        self.do(task, who, given)

    def do(self, task: OpenedTask, who: str, given: Mapping[str, Any]) -> None:
        """This function will do a step whoever may do it."""
        form = self.form_of(task)
        self.wait_for_dates(form, given)
        filled = self.filled(form, task, who, given) if form else Filled(values=given, routing=given)
        before = self.state
        self.act(lambda: engine.complete(self.definition, before, task.task_id, filled.routing, self.world))
        self.doers[task.path] = who
        self.forms[task.element] = dict(filled.values)
        self.before = {task.path: before}

    def wait_for_dates(self, form: Form | None, given: Mapping[str, Any]) -> None:
        """This function will let time pass up to the latest day that a form may not name before it has come."""
        fields = [one for one in form.walk() if one.not_future] if form else []
        days = [given[one.key] for one in fields if isinstance(given.get(one.key), dt.date)]
        if days and max(days) > self.world.today:
            local = self.now.astimezone(ZONE)
            self.wait_until(dt.datetime.combine(max(days), local.time(), tzinfo=ZONE))

    def form_of(self, task: OpenedTask) -> Form | None:
        """This function will give a step's form, None when it has none yet."""
        schema = self.definition.forms.get((task.process, task.element))
        return read_form(schema) if schema is not None else None

    def filled(self, form: Form, task: OpenedTask, who: str, given: Mapping[str, Any]) -> Filled:
        """This function will fill in the step's form as the office would."""
        return fill(form, given, self.scope(task, who))

    def scope(self, task: OpenedTask, who: str) -> Scope:
        """This function will give what the expressions of a step's form see."""
        seen = engine.facts_at(self.definition, self.state, task.task_id, self.world)
        values = {name: to_python(value) for name, value in seen.items()}
        me = {"id": who, "roles": sorted(self.duties.get(who, ()))}
        header = dict(self.world.case)
        extra = {"case": header, "me": me, "form": self.forms, "origin": {}, "file": self.file()}
        return Scope({**values, **extra}, self.world.today, engine.functions(self.definition, self.world))

    def file(self) -> dict[str, object]:
        """This function will give the person's file: empty sections, or what the scenario answers (`file.posts`)."""
        empty = {**{name: None if name in ABSENT else [] for name in SECTIONS}, **FILED}
        return {name: self.desk.answer(f"file.{name}", said) for name, said in empty.items()}

    def take_back(self, path: str) -> None:
        """This function will undo the last act, if that was this step and the case is not bound. Raises NotOpen."""
        if path not in self.before:
            raise NotOpen
        if self.bound:
            raise MandatoryGate
        self.state, self.before = self.before[path], {}
        self.look()

    def deliver(self, message: str, payload: Mapping[str, Any], at: str | None = None) -> None:
        """This function will hand a message to the one event that waits for it. Raises NotOpen."""
        found = [wait for wait in self.waits.values() if wait.message == message and at in (None, wait.path)]
        if len(found) != 1:
            raise NotOpen(f"等待消息“{message}”的环节有 {len(found)} 个")
        key = found[0].task_id
        self.act(lambda: engine.deliver(self.definition, self.state, key, payload, self.world))

    def fire(self, timer: TimerSet) -> None:
        """This function will let a timer's event happen."""
        self.act(lambda: engine.fire(self.definition, self.state, timer.task_id, self.world))

    def end_early(self, reason: str) -> None:
        """This function will end the case early. Raises MandatoryGate, AlreadyEnding."""
        self.act(lambda: engine.cancel(self.definition, self.state, reason, self.world))
        self.ending = True

    def wait_until(self, moment: dt.datetime) -> None:
        """This function will let time pass; timers fire at their instants, in their order."""
        while True:
            due_now = [timer for timer in self.timers.values() if timer.due_at <= moment]
            if not due_now:
                break
            timer = min(due_now, key=lambda one: (one.due_at, one.path))
            self.now = max(self.now, timer.due_at)
            self.fire(timer)
        self.now = max(self.now, moment)

    def set_row(self, key: str, day: dt.date) -> None:
        """This function will change a time limit's row, as an extension or a receipt does."""
        self.rows[key] = day
        self.act(lambda: engine.rearm(self.definition, self.state, key, self.world))

    def base_row(self, key: str, base: dt.date) -> None:
        """This function will let a time limit count from its base day."""
        self.set_row(key, due(self.definition.limits[key], base, office_calendar()).on)

    # ------------------------------------------------------------ how an act runs

    def act(self, verb: Callable[[], Advance]) -> None:
        """This function will carry out one verb with the handlers that it parks; a failure leaves all as it was."""
        kept = (dict(self.rows), dict(self.header), list(self.desk.letters), list(self.desk.notes))
        try:
            total = self.settled(verb())
        except Exception:
            self.rows, self.header = kept[0], kept[1]
            self.desk.letters, self.desk.notes, self.desk.header = kept[2], kept[3], self.header
            raise
        self.acts += 1
        self.learn(total)

    def settled(self, total: Advance) -> Advance:
        """This function will run parked handlers and resume, until none is left."""
        self.note_rows(total)
        for _ in range(MAX_CALLS):
            if not total.calls:
                break
            total = engine.merge(total, self.answered(total.state, total.calls[0]))
            self.note_rows(total)
        if total.calls:
            raise RuntimeError(f"more than {MAX_CALLS} handlers in one act")
        return total

    def answered(self, state: bytes, call: Call) -> Advance:
        """This function will run one handler on the twins."""
        if call.handler in self.faults:
            code = self.faults.pop(call.handler)
            return engine.fail(self.definition, state, call.task_id, code, self.world)
        if call.handler not in self.handlers:
            raise NoSuchHandler(f"没有处理程序 {call.handler}")
        try:
            value = self.handlers[call.handler].run(call.arguments, ports_of(self.desk))
        except BusinessError as error:
            return engine.fail(self.definition, state, call.task_id, error.code, self.world)
        return engine.resume(self.definition, state, call.task_id, value, self.world)

    def note_rows(self, total: Advance) -> None:
        """This function will let later steps of the act see the rows that it wrote."""
        for row in total.deadlines:
            self.rows[row.key] = row.due_on

    def learn(self, total: Advance) -> None:
        """This function will take over what an act changed."""
        self.state, self.bound = total.state, total.bound
        self.largest = max(self.largest, len(total.state))
        for step in total.closed:
            self.tasks.pop(step.task_id, None)
        for key in total.timers_gone:
            self.timers.pop(key, None)
        for key in total.waits_gone:
            self.waits.pop(key, None)
        self.tasks |= {step.task_id: step for step in total.opened}
        self.timers |= {timer.task_id: timer for timer in total.timers}
        self.waits |= {wait.task_id: wait for wait in total.waits}
        self.walked |= {(one.process, one.element) for one in total.walked}
        self.sent += [message.name for message in total.sent]
        self.before = {}
        if total.finished is not None:
            self.ended.append(total.finished)

    def look(self) -> None:
        """This function will read anew what is open, after the state was set back."""
        seen = engine.inspect(self.definition, self.state, self.world)
        self.tasks = {step.task_id: step for step in seen.opened}
        self.timers = {timer.task_id: timer for timer in seen.timers}
        self.waits = {wait.task_id: wait for wait in seen.waits}
        self.bound = seen.bound

    # ------------------------------------------------------------ what is open

    @property
    def is_over(self) -> bool:
        """This function will tell whether the case has ended."""
        return not self.tasks and not self.waits and not self.timers and bool(self.ended)

    def open(self) -> list[str]:
        """This function will give the paths of the open steps, an instance by its item where it has one."""
        return sorted(self.spoken(task) for task in self.tasks.values())

    def spoken(self, task: OpenedTask) -> str:
        """This function will give a step's path as scenarios write it: `opinion[chen]` rather than `opinion[0]`."""
        item = task.item
        if isinstance(item, Mapping):
            item = next((value for value in item.values() if isinstance(value, str)), None)
        if task.path.endswith("]") and isinstance(item, str):
            return f"{task.path.rpartition('[')[0]}[{item}]"
        return task.path

    def task(self, path: str) -> OpenedTask:
        """This function will find an open step. Raises NotOpen."""
        found = [task for task in self.tasks.values() if path in (task.path, self.spoken(task))]
        if len(found) != 1:
            raise NotOpen(f"环节“{path}”没有打开，打开的有：{'、'.join(self.open()) or '（无）'}")
        return found[0]
