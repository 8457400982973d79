"""The sandbox itself: deploy, start, act, look."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from webapp.domain.bundle import Bundle
from webapp.domain.errors import NotOpen
from webapp.domain.findings import Finding, Severity
from webapp.engine import verbs
from webapp.engine.definition import Definition
from webapp.engine.model import Start, Trigger
from webapp.engine.rules import check
from webapp.engine.rules.decisions import of_files
from webapp.engine.sandbox.carrying import Handler
from webapp.engine.sandbox.cases import Case, Values
from webapp.engine.sandbox.errors import DiagramRefused, NothingToStart
from webapp.engine.sandbox.sources import Source, files_of, processes_in
from webapp.engine.sandbox.ticking import Moment, Ticking
from webapp.engine.sandbox.values import Delivery, Deployment, Letter, State, Step, Task

NOW = "2026-01-05T09:00:00+00:00"


class Sandbox(Ticking):
    """Diagrams, their cases and a clock, in memory.

    `handlers` are callables for service tasks, by the name of the handler, the task's id or name, or "*" for all.
    `house=True` holds diagrams to the rules of this house as well (forms, roles, limits) and keeps data as it does.
    """

    def __init__(
        self,
        *,
        now: Moment = NOW,
        zone: str = "UTC",
        handlers: Mapping[str, Handler] | None = None,
        house: bool = False,
    ) -> None:
        super().__init__(now, zone, handlers or {})
        self.house = house
        self.case: Case | None = None
        """The case that was started last, of which `state`, `data` and `history` speak."""

    # ------------------------------------------------------------ deploying

    def check(self, *sources: Source) -> tuple[Finding, ...]:
        """This function will give what is wrong with diagrams, and what is remarked, without deploying them."""
        return self._found(files_of(sources, self.files))

    def deploy(self, *sources: Source, handlers: Mapping[str, Handler] | None = None) -> Deployment:
        """This function will deploy diagrams and decisions (paths, texts or bytes) beside what is there already.

        Raises DiagramRefused with its findings: element, reason, remedy. Cases that run keep their version, also of
        what they call and decide by; those that begin take what is there then.
        """
        files = files_of(sources, self.files)
        found = self._found(files)
        if any(one.severity is Severity.ERROR for one in found):
            raise DiagramRefused(found)
        self.handlers |= handlers or {}
        handed = files_of(sources, {})
        new = [name for name, path in processes_in(files).items() if path in handed]
        self.files = files
        for name in new:
            self._put_in_force(name)
        self._renew(processes_in(files).keys() - set(new))
        return Deployment(processes=tuple(new), warnings=found)

    def _found(self, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
        there = processes_in(files)
        if files and all(path.endswith(".dmn") for path in files):
            return tuple(of_files(files))
        new = [name for name, path in there.items() if files[path] != self.files.get(path)]
        return check(Bundle(process=(*new, *there, "")[0], files=files), {}, house=self.house)

    def _read(self, name: str) -> Definition:
        return Definition(Bundle(process=name, files=self.files), house=self.house, traced=True)

    def _renew(self, names: Collection[str]) -> None:
        """Let processes that stay call and decide by what is there now; their alarms go on."""
        for name in self.definitions.keys() & names:
            self.definitions[name] = self._read(name)
            for alarm in self.alarms:
                if alarm.definition.process == name:
                    alarm.definition = self.definitions[name]

    def _put_in_force(self, name: str) -> None:
        definition = self._read(name)
        self.definitions.pop(name, None)
        self.definitions[name] = definition
        self.set_alarms(definition)

    # ------------------------------------------------------------ starting

    def start(
        self,
        process: str | None = None,
        *,
        message: str | None = None,
        event: str | None = None,
        data: Values | None = None,
        key: str | None = None,
    ) -> Case:
        """This function will start a case: at the plain start event, by a message, or at a start event named by id.

        Without `process` it is the first deployed one that nobody else calls. `key` is what messages correlate with.
        Raises NothingToStart.
        """
        definition, start = self._way_in(process, message=message, event=event)
        with self.act():
            self.case = self.open(definition, start.id, data, key=key)
        return self.case

    def _way_in(self, process: str | None, *, message: str | None, event: str | None) -> tuple[Definition, Start]:
        fitting = [
            (definition, start)
            for definition in self.definitions.values()
            if process in (None, definition.process)
            for start in definition.main.starts
            if _fits(start, message=message and self.spoken("message", message), event=event)
        ]
        called = {name for definition in self.definitions.values() for name in definition.main.called}
        fitting.sort(key=lambda pair: pair[0].process in called)
        if not fitting:
            asked = (("流程", process), ("消息", message), ("开始事件", event))
            what = "，".join(f"{name} {value}" for name, value in asked if value)
            there = [
                f"{one.process}（{'、'.join(s.id for s in one.main.starts)}）" for one in self.definitions.values()
            ]
            raise NothingToStart(what=what or "普通开始事件", there="、".join(there) or "（没有）")
        return fitting[0]

    # ------------------------------------------------------------ acts

    def complete(self, task: Task | str, data: object = None) -> None:
        """This function will complete an open task with its data, or hand a job its result. Raises NotOpen."""
        one = self.find(task)
        with self.act():
            if one.is_job:
                self.move(one.case, lambda: verbs.resume(*one.at, data, one.case.world()))
            else:
                given = data if isinstance(data, Mapping) else {} if data is None else {"value": data}
                self.move(one.case, lambda: verbs.complete(*one.at, given, one.case.world()))

    def fail(self, task: Task | str, code: str) -> None:
        """This function will end an open task or job with a BPMN error.

        Raises NotOpen, and EngineStopped when no event catches it.
        """
        one = self.find(task)
        with self.act():
            self.move(one.case, lambda: verbs.fail(*one.at, self.spoken("error", code), one.case.world()))

    def escalate(self, task: Task | str, code: str) -> None:
        """This function will let an open task or job escalate. Raises NotOpen."""
        one = self.find(task)
        with self.act():
            self.move(one.case, lambda: verbs.escalate(*one.at, self.spoken("escalation", code), one.case.world()))

    def send_message(
        self, name: str, payload: Values | None = None, correlation: object = None, *, case: Case | None = None
    ) -> Delivery:
        """This function will send a message from outside: to the case that waits, else to a start event, else keep it.

        `correlation` is a value (what the waiting event correlates by, else the case's key) or names with values of
        the case's data; where one of those is null, no case is meant. Raises AmbiguousMessage when several cases wait.
        """
        name = self.spoken("message", name)
        lost = isinstance(correlation, Mapping) and None in correlation.values()
        letter = Letter(name=name, payload=dict(payload or {}), correlation=correlation, only=case, lost=lost)
        with self.act():
            found = self.deliver(letter)
        if found.status == "started":
            self.case = found.case
        return found

    def send_signal(self, name: str) -> tuple[Case, ...]:
        """This function will send a signal to every case and give those that were there to hear it."""
        with self.act():
            return self.ring(self.spoken("signal", name), None)

    # ------------------------------------------------------------ looking

    def tasks(self) -> tuple[Task, ...]:
        """This function will give the open user and manual tasks of all cases."""
        return tuple(task for case in self.running() for task in case.tasks())

    def jobs(self) -> tuple[Task, ...]:
        """This function will give the service tasks that wait because no handler was handed in for them."""
        return tuple(task for case in self.running() for task in case.jobs())

    def find(self, task: Task | str) -> Task:
        """This function will find an open task or job by itself, its id, path, element or name. Raises NotOpen."""
        for one in (*self.tasks(), *self.jobs()):
            if one.is_called(task):
                return one
        raise NotOpen

    def state(self) -> State:
        """This function will give where the case stands."""
        return self._current().state()

    def data(self) -> dict[str, object]:
        """This function will give the data of the case."""
        return self._current().data()

    def history(self, what: str | None = None) -> tuple[Step, ...]:
        """This function will give the case's history: all, or only what was entered, left, cancelled or passed."""
        return self._current().history(what)

    @property
    def is_finished(self) -> bool:
        """This function will tell whether the case is finished."""
        return self._current().is_finished

    def _current(self) -> Case:
        if self.case is None:
            raise NothingToStart(what="还没有事项", there="、".join(self.definitions) or "（没有）")
        return self.case


def _fits(start: Start, *, message: str | None, event: str | None) -> bool:
    if event is not None:
        return start.id == event
    if message is not None:
        return start.message == message
    return start.kind is Trigger.NONE
