"""One case in a sandbox: its state and history, and the acts on it (each goes through the box, which carries it on)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from webapp.domain.advance import Advance, Passing, TimerSet, Wait
from webapp.domain.errors import NotOpen
from webapp.domain.ids import TaskId
from webapp.domain.world import World
from webapp.engine.definition import Definition
from webapp.engine.looking import inspect, places, routing
from webapp.engine.sandbox.values import Delivery, Letter, State, Step, Task
from webapp.feel import from_python, show, to_python

if TYPE_CHECKING:
    from webapp.engine.sandbox.box import Sandbox

Values = Mapping[str, object]
Mark = tuple[bytes, str | None, int, int, dict[str, dt.date]]


class Case:
    """A running or finished process. What one case can do, the sandbox can do for the case that was started last."""

    def __init__(self, box: Sandbox, definition: Definition, *, number: int, key: str | None, start: str) -> None:
        self.box, self.definition, self.start_event = box, definition, start
        self.id, self.key = f"case{number}", key
        self.state_bytes = b""
        self.ended_at: str | None = None
        self.steps: list[Step] = []
        self.sent: list[Letter] = []
        self.deadlines: dict[str, dt.date] = {}
        self._looked: tuple[bytes, Advance | None] = b"", None

    def __repr__(self) -> str:
        """Give the case as a failing test shows it."""
        return f"<{self.id} of {self.process}: {self.ended_at or 'open'}>"

    @property
    def process(self) -> str:
        """This function will give the id of its process."""
        return self.definition.process

    @property
    def is_finished(self) -> bool:
        """This function will tell whether no token is left."""
        return self.ended_at is not None

    def world(self) -> World:
        """This function will give what the engine may know in this moment."""
        header = {"id": self.id, "key": self.key, "subject": self.key}
        return self.box.world(header, self.deadlines)

    # ------------------------------------------------------------ looking

    def open(self) -> Advance:
        """This function will give everything that is open, as the engine tells it."""
        return inspect(self.definition, self.state_bytes, self.world())

    def timers(self) -> tuple[TimerSet, ...]:
        """This function will give what waits for the clock."""
        return self._seen().timers

    def waiting(self) -> int:
        """This function will count what is open: tasks, messages and timers that are waited for."""
        seen = self._seen()
        return len(seen.opened) + len(seen.waits) + len(seen.timers)

    def _seen(self) -> Advance:
        """What is open, worked out once for each state."""
        state, seen = self._looked
        if seen is None or state is not self.state_bytes:
            seen = self.open()
            self._looked = self.state_bytes, seen
        return seen

    def tasks(self) -> tuple[Task, ...]:
        """This function will give the open user and manual tasks, those that were opened first coming first."""
        return tuple(
            self._task(one.task_id, one.element, one.path, process=one.process, item=one.item)
            for one in self.open().opened
        )

    def jobs(self) -> tuple[Task, ...]:
        """This function will give the service tasks that wait because no handler was handed in for them."""
        return tuple(
            self._task(one.task_id, one.element, one.path, process=one.process, arguments=one.arguments)
            for one in self.open().calls
        )

    def _task(
        self, key: str, element: str, path: str, *, process: str, item: object = None, arguments: Values | None = None
    ) -> Task:
        drawn = self.definition.elements[(process, element)]
        return Task(
            id=key,
            element=element,
            name=drawn.name or element,
            kind=drawn.kind.value,
            path=path,
            process=process,
            case=self,
            item=item,
            arguments=arguments or {},
        )

    def state(self) -> State:
        """This function will give where the case stands."""
        found = places(self.definition, self.state_bytes, self.world())
        return State(finished=self.is_finished, ended_at=self.ended_at, places=found)

    def data(self) -> dict[str, object]:
        """This function will give the data of its process; a finished case keeps them."""
        found: dict[str, object] = to_python(routing(self.definition, self.state_bytes, self.world()))
        return found

    def history(self, what: str | None = None) -> tuple[Step, ...]:
        """This function will give what happened, in order: all, or only what was entered, left, cancelled, passed."""
        return tuple(step for step in self.steps if what in (None, step.what))

    def entered(self) -> list[str]:
        """This function will give the elements that tokens entered, in order."""
        return [step.element for step in self.history(Passing.ENTERED.value)]

    def left(self) -> list[str]:
        """This function will give the elements that were completed, in order."""
        return [step.element for step in self.history(Passing.LEFT.value)]

    def cancelled(self) -> list[str]:
        """This function will give the elements that were interrupted or given up, in order."""
        return [step.element for step in self.history(Passing.CANCELLED.value)]

    def flows(self) -> list[str]:
        """This function will give the sequence flows that tokens passed, in order."""
        return [step.element for step in self.history(Passing.PASSED.value)]

    # ------------------------------------------------------------ acts

    def complete(self, task: Task | str, data: object = None) -> None:
        """This function will complete an open task, or hand a job its result. Raises NotOpen."""
        self.box.complete(self.find(task), data)

    def fail(self, task: Task | str, code: str) -> None:
        """This function will end an open task or job with a BPMN error. Raises NotOpen, EngineStopped (uncaught)."""
        self.box.fail(self.find(task), code)

    def escalate(self, task: Task | str, code: str) -> None:
        """This function will let an open task or job escalate. Raises NotOpen."""
        self.box.escalate(self.find(task), code)

    def send_message(self, name: str, payload: Values | None = None, correlation: object = None) -> Delivery:
        """This function will send this case a message."""
        return self.box.send_message(name, payload, correlation, case=self)

    def find(self, task: Task | str) -> Task:
        """This function will find an open task or job by itself, its id, path, element or name. Raises NotOpen."""
        for one in (*self.tasks(), *self.jobs()):
            if one.is_called(task):
                return one
        raise NotOpen

    # ------------------------------------------------------------ for the sandbox

    def took(self, advance: Advance, at: dt.datetime) -> None:
        """This function will take over what an act changed."""
        self.state_bytes, self.ended_at = advance.state, advance.finished
        self.deadlines |= {row.key: row.due_on for row in advance.deadlines}
        self.steps += [
            Step(element=t.element, what=t.passing.value, kind=t.kind, path=t.path, process=t.process, at=at)
            for t in advance.trail
        ]

    def mark(self) -> Mark:
        """This function will give a mark to come back to."""
        return self.state_bytes, self.ended_at, len(self.steps), len(self.sent), dict(self.deadlines)

    def back_to(self, mark: Mark) -> None:
        """This function will forget what happened since a mark."""
        self.state_bytes, self.ended_at, steps, sent, self.deadlines = mark
        del self.steps[steps:], self.sent[sent:]

    def wait_for(self, letter: Letter) -> TaskId | None:
        """This function will give the oldest event that waits for a message, or None when it is for somebody else."""
        waits = [wait for wait in self.open().waits if wait.message == letter.name]
        if letter.lost or (letter.to and self.process not in letter.to):
            return None
        return next((wait.task_id for wait in waits if self._corresponds(wait, letter.correlation)), None)

    def listens(self, signal: str) -> bool:
        """This function will tell whether anything of the case waits for a signal."""
        return any(place.waits_for == "signal" and place.name == signal for place in self.state().places)

    def _corresponds(self, wait: Wait, correlation: object) -> bool:
        """Values are compared with the case's data by name, one value with what the event correlates by.

        A message that says nothing is for whoever waits; an event whose `correlate` gives null is meant by no value.
        """
        if isinstance(correlation, Mapping):
            data = self.data()
            return all(name in data and data[name] == value for name, value in correlation.items())
        if correlation is None or wait.correlate is not None:
            return correlation is None or wait.correlate == show(from_python(correlation))
        return not self.definition.elements[wait.process, wait.element].properties.get("correlate")
