"""Events: starts, ends, what is thrown and what is waited for, at the boundary or on the way."""

from __future__ import annotations

import abc

from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
)
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import Passing
from webapp.engine.facts import newest
from webapp.engine.model import Event, Trigger
from webapp.engine.specs.basis import HouseSpec
from webapp.engine.specs.gateways import win
from webapp.engine.specs.messages import send
from webapp.engine.specs.signals import raise_cancel, raise_error, raise_escalation, raise_signal
from webapp.engine.specs.timers import next_round, set_timer
from webapp.engine.tree import HouseTask

REPEATABLE = frozenset({Trigger.MESSAGE, Trigger.SIGNAL, Trigger.ESCALATION, Trigger.CONDITIONAL, Trigger.MULTIPLE})
"""Events that may happen again while what they interrupt not runs on (BPMN 2.0, 10.5.4); a timer only in a cycle."""


class StartStep(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """The chosen start event, made plain: whoever starts the case has matched its trigger."""


class Throwing(HouseSpec):
    """An event that throws."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        my_task.workflow.top_workflow.tell(my_task, Passing.LEFT)
        for event in self.element.event.all_parts:
            if my_task.is_live:  # what it threw may have stopped its own scope
                self.throw(my_task, event)
        return True

    def throw(self, my_task: HouseTask, event: Event) -> None:
        """This function will do what one definition of the event says."""
        if event.trigger is Trigger.MESSAGE:
            send(self, my_task, event.name)
        elif event.trigger is Trigger.SIGNAL:
            raise_signal(my_task, event.name or "")
        elif event.trigger is Trigger.ESCALATION:
            raise_escalation(my_task, event.name)
        elif event.trigger is Trigger.ERROR:
            raise_error(my_task, event.name)
        elif event.trigger is Trigger.CANCEL:
            raise_cancel(my_task)


class ThrowStep(Throwing, IntermediateThrowEvent):  # type: ignore[misc]
    """Throws and goes on."""


class EndStep(Throwing, EndEvent):  # type: ignore[misc]
    """A token ends; a terminating end stops all others of its scope."""

    def _on_complete_hook(self, my_task: HouseTask) -> None:
        super()._on_complete_hook(my_task)
        if any(event.trigger is Trigger.TERMINATE for event in self.element.event.all_parts):
            scope = my_task.workflow
            scope.top_workflow.stop_all(scope)


class Waiting(HouseSpec, abc.ABC):
    """An event that is waited for. A multiple one has `parts`, of which one happens, or all."""

    parts: tuple[HouseSpec, ...] = ()

    def arrive(self, my_task: HouseTask) -> None:
        """This function will let the token wait; a timer computes its instant now."""
        if self.element.event.trigger in (Trigger.NONE, Trigger.LINK):
            my_task._ready()
            return
        my_task._set_state(TaskState.WAITING)
        if self.element.event.trigger is Trigger.TIMER:
            set_timer(self, my_task)
        for spec in self.parts:
            part = my_task._add_child(spec)
            part.triggered = True
            part.data = my_task.data.fork()
            spec.arrive(part)

    @abc.abstractmethod
    def happen(self, my_task: HouseTask) -> None:
        """This function will let the token go on: what it waited for has happened."""

    def part_happened(self, my_task: HouseTask, part: HouseTask) -> None:
        """This function will go on when one part of a multiple event has happened, or all of a parallel one."""
        my_task.data = newest((my_task.data, part.data))
        part._state = TaskState.COMPLETED
        my_task.workflow.splice(part)
        left = [child for child in my_task.children if child.task_spec.is_part]
        if not (self.element.event.every and left):
            for child in left:
                my_task.workflow.top_workflow.stop(child)
            self.happen(my_task)

    def was_entered(self, my_task: HouseTask) -> bool:
        """This function will tell a token on its way from an event that only waits to happen."""
        return not my_task.triggered and super().was_entered(my_task)

    def _run_hook(self, my_task: HouseTask) -> bool:
        return True

    def wake(self, my_task: HouseTask) -> bool:
        """This function will let a conditional event happen when its condition has become true.

        One that has happened must see its condition false before it happens again (BPMN 2.0, 10.5.5).
        """
        known = my_task.workflow.top_workflow.known_here(my_task)
        holds = self.value(my_task, self.element.event.expression, known) is True
        if my_task.internal_data.get("held"):
            if not holds:
                my_task.internal_data.pop("held")
            return False
        if holds:
            my_task.data = known
            self.happen(my_task)
        return holds

    def arm_again(self, my_task: HouseTask, owner: HouseTask) -> None:
        """This function will set a fresh event to wait after one that happened, if it may happen again."""
        trigger = self.element.event.trigger
        cycle = "cycle" in my_task.internal_data
        if trigger not in REPEATABLE and not cycle:
            return
        event = owner._add_child(self)
        event.triggered = True
        event.data = owner.data.fork()
        if not cycle:
            self.arrive(event)
        elif next_round(my_task, event, my_task.workflow.top_workflow.time):
            event._set_state(TaskState.WAITING)
        else:
            my_task.workflow.top_workflow.stop(event)
        if trigger is Trigger.CONDITIONAL:
            event.internal_data["held"] = True


class PartStep(Waiting, BpmnSpecMixin):  # type: ignore[misc]
    """One definition of a multiple event."""

    is_part = True

    def happen(self, my_task: HouseTask) -> None:
        """This function will tell the event that it belongs to."""
        my_task.parent.task_spec.part_happened(my_task.parent, my_task)


class CatchStep(Waiting, IntermediateCatchEvent):  # type: ignore[misc]
    """An event on the way; behind an event-based gateway the first one wins."""

    def happen(self, my_task: HouseTask) -> None:
        """This function will go on, and end the other events of the same event-based gateway."""
        win(my_task)
        my_task._ready()


class BoundaryStep(Waiting, BoundaryEvent):  # type: ignore[misc]
    """An event on an activity's edge."""

    def happen(self, my_task: HouseTask) -> None:
        """This function will let the boundary's way begin; an interrupting one stops its activity first."""
        scope, host = my_task.workflow, my_task.parent
        case = scope.top_workflow
        my_task.data = newest((my_task.data, case.facts_inside(host)))
        scope.hang_on_root(my_task)
        if self.element.event.interrupting:
            case.stop(host)
        else:
            self.arm_again(my_task, host)
        my_task.triggered = False
        case.note(my_task)
        my_task._ready()


class WatchStep(Waiting, BpmnSpecMixin):  # type: ignore[misc]
    """The start event of an event sub-process: it watches as long as its scope runs (BPMN 2.0, 10.3.5)."""

    is_watch = True
    sub: HouseSpec
    """The event sub-process itself."""

    def enter(self, my_task: HouseTask) -> None:
        """This function will not note that a token came: none did."""
        my_task.data = my_task.parent.data.fork()

    def happen(self, my_task: HouseTask) -> None:
        """This function will begin the event sub-process; an interrupting one stops all else in its scope first."""
        scope, case = my_task.workflow, my_task.workflow.top_workflow
        known = newest((case.known_here(my_task), my_task.data))
        if self.element.event.interrupting:
            for token in scope.live():
                if token is not my_task:
                    case.stop(token)
        else:
            self.arm_again(my_task, scope.task_tree)
        begun = scope.task_tree._add_child(self.sub)
        begun.data = known
        my_task._state = TaskState.COMPLETED
        scope.splice(my_task)
        case.note(begun)
        self.sub.arrive(begun)
