"""What every drawn element shares.

A token enters once, nothing is predicted, boundary events hang on their activity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.operators import Operator
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import DeadlineStarted, Passing
from webapp.engine.clock import python_date
from webapp.engine.errors import EngineStopped
from webapp.engine.evaluating import evaluate
from webapp.engine.expressions import Expressions
from webapp.engine.model import Element, Process
from webapp.engine.tree import LIVE, HouseTask
from webapp.feel import Date, FeelValue


class Answer(Operator):  # type: ignore[misc]
    """A flow's condition: only `true` is true; null, text and numbers are not."""

    def __init__(self, spec: HouseSpec, text: str) -> None:
        super().__init__(text)
        self.spec = spec

    def _matches(self, task: HouseTask) -> bool:
        return self.spec.value(task, self.args[0]) is True


class HouseSpec(TaskSpec):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """An element of a diagram. `outputs` are reached by its flows, `hanging` are its boundary events."""

    element: Element
    process: Process
    expressions: Expressions
    hanging: tuple[HouseSpec, ...] = ()
    ways: tuple[tuple[Answer | None, HouseSpec], ...] = ()
    """Ways out that are chosen when the token leaves (conditional flows of an activity): all that hold are taken."""
    otherwise: HouseSpec | None = None
    is_instance = False
    is_part = False
    is_watch = False
    """It only watches for an event: a scope with nothing else in it is over."""

    def equip(self, element: Element, process: Process, expressions: Expressions) -> None:
        """This function will tie the spec to what is drawn."""
        self.element, self.process, self.expressions = element, process, expressions

    # ------------------------------------------------------------ the life of a token

    def test(self) -> None:
        """Stock checks the drawing here, at every visit; the house does so at deployment."""

    def _predict(self, my_task: HouseTask, *args: Any, **kwargs: Any) -> None:
        """Stock looks ahead through the diagram; the house adds the next tasks when a token leaves."""

    def _update(self, my_task: HouseTask) -> None:
        """A token arrives."""
        self.enter(my_task)
        self.arrive(my_task)

    def enter(self, my_task: HouseTask) -> None:
        """This function will give the token its data, note its way and arm the boundary events."""
        my_task.data = my_task.parent.data.fork()
        my_task.workflow.top_workflow.note(my_task)
        self.arm(my_task)

    def arrive(self, my_task: HouseTask) -> None:
        """This function will decide what the token waits for; by default for nothing."""
        my_task._ready()

    def arm(self, my_task: HouseTask) -> None:
        """This function will set the boundary events of an activity to wait."""
        for spec in self.hanging:
            event = my_task._add_child(spec)
            event.triggered = True
            event.data = my_task.data.fork()
            spec.arrive(event)

    def _run(self, my_task: HouseTask) -> bool | None:
        self.foresee(my_task)
        outcome: bool | None = super()._run(my_task)
        return outcome

    def foresee(self, my_task: HouseTask) -> None:
        """This function will add the tasks that the token may go on to."""
        if not self.ways:
            for spec in self.outputs:
                my_task._add_child(spec)

    def choose(self, my_task: HouseTask) -> None:
        """This function will add the tasks behind each way whose condition holds (BPMN 2.0, 13.2.1).

        Raises EngineStopped when there is none.
        """
        taken = [(answer, spec) for answer, spec in self.ways if answer is None or answer._matches(my_task)]
        specs = [spec for _, spec in taken]
        if self.otherwise is not None and all(answer is None for answer, _ in taken):
            specs.append(self.otherwise)
        if not specs:
            raise EngineStopped(element=self.element.id, why="没有一个流向的条件成立")
        for spec in specs:
            my_task._add_child(spec)

    def was_entered(self, my_task: HouseTask) -> bool:
        """This function will tell whether a token stands here, rather than something that only waits to happen."""
        return bool(my_task._state & LIVE)

    def leave(self, my_task: HouseTask) -> None:
        """This function will complete a task that was parked or waiting, outside of the engine's own steps."""
        self.foresee(my_task)
        my_task.complete()
        my_task.workflow.splice(my_task)

    def _on_complete_hook(self, my_task: HouseTask) -> None:
        case = my_task.workflow.top_workflow
        if my_task.id not in my_task.workflow.tasks:
            return  # what it threw stopped its own scope
        for child in my_task.children:
            if child.triggered and child._state & TaskState.NOT_FINISHED_MASK:
                case.stop(child)
        case.completed_ids.add(my_task.id)
        case.tell(my_task, Passing.LEFT)
        if self.is_instance:
            my_task.parent.task_spec.instance_done(my_task.parent, my_task)
        else:
            self._start_deadline(my_task)
            if not self._outputs:
                my_task.workflow.take(my_task)
            elif self.ways:
                self.choose(my_task)
        super()._on_complete_hook(my_task)

    # ------------------------------------------------------------ expressions

    def value(self, my_task: HouseTask, text: str, more: Mapping[str, FeelValue] | None = None) -> FeelValue:
        """This function will evaluate FEEL over a token's data. Raises EngineStopped in words."""
        case = my_task.workflow.top_workflow
        return evaluate(case, self.expressions, text=text, data=case.seen(my_task), element=self.element.id, more=more)

    def _start_deadline(self, my_task: HouseTask) -> None:
        """Property `starts`: the row of a time limit begins when the element completes (decision 13)."""
        text = self.element.properties.get("starts")
        if not text:
            return
        case = my_task.workflow.top_workflow
        key = text if text in case.time.limits else self.value(my_task, text)
        if key is None:
            return
        base_text = self.element.properties.get("starts_on")
        base = self.value(my_task, base_text) if base_text else None
        day = python_date(base) if isinstance(base, Date) else case.time.today
        row = case.time.count_from(str(key), day)
        case.deadlines.append(DeadlineStarted(key=str(key), base_on=day, due_on=row.on, provisional=row.provisional))
