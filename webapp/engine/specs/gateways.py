"""Gateways. Stock's choice of ways out stays.

Ways in are counted per flow and joined by the newest write of each name.
"""

from __future__ import annotations

import abc
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, InclusiveGateway, ParallelGateway
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import Passing
from webapp.engine.errors import EngineStopped
from webapp.engine.facts import newest
from webapp.engine.specs.basis import HouseSpec
from webapp.engine.tree import HouseTask


class Choice(HouseSpec, ExclusiveGateway):  # type: ignore[misc]
    """The first flow whose condition is true, else the default; neither: the case stops here (nothing passes)."""

    def foresee(self, my_task: HouseTask) -> None:
        """This function will leave the choice to the gateway itself."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        if self.default_task_spec is None and not any(c._matches(my_task) for c, _ in self.cond_task_specs if c):
            raise EngineStopped(element=self.element.id, why="没有一个流向的条件成立")
        passed: bool = super()._run_hook(my_task)
        return passed


class Meeting(HouseSpec, abc.ABC):
    """A gateway where tokens may wait for each other: each arrival waits, marked with the flow it came by."""

    def arrive(self, my_task: HouseTask) -> None:
        """This function will let the token wait until the gateway's rule is met."""
        my_task.internal_data["by"] = self.came_by(my_task)
        my_task._set_state(TaskState.WAITING)
        self.try_join(my_task)

    def came_by(self, my_task: HouseTask) -> str:
        """This function will give the id of the element that the token came from (one flow between two elements)."""
        return str(my_task.parent.task_spec.element.id) if my_task.parent.task_spec.element else ""

    def waiting(self, workflow: Any) -> dict[str, list[HouseTask]]:
        """This function will give the tokens that wait here, by where they came from, the oldest first."""
        found: dict[str, list[HouseTask]] = {}
        for task in workflow.tasks.values():
            if task.task_spec is self and task._state == TaskState.WAITING:
                found.setdefault(task.internal_data["by"], []).append(task)
        return found

    @abc.abstractmethod
    def try_join(self, my_task: HouseTask) -> None:
        """This function will fire the gateway when its rule is met."""

    def join(self, arrivals: list[HouseTask]) -> None:
        """This function will consume one token of each way in and go on with the newest of what they know."""
        going, *others = reversed(arrivals)
        going.data = newest(task.data for task in arrivals)
        for task in others:
            task._state = TaskState.COMPLETED
            task.workflow.splice(task)
        going.workflow.top_workflow.tell(going, Passing.ENTERED)
        going._ready()

    def was_entered(self, my_task: HouseTask) -> bool:
        """This function will tell a joined token from one that still waits for the others."""
        return bool(my_task._state == TaskState.READY)


class ParallelMeeting(Meeting, ParallelGateway):  # type: ignore[misc]
    """A token on every way in; one goes out on every way out (BPMN 2.0, 13.4.1). Excess tokens stay."""

    def try_join(self, my_task: HouseTask) -> None:
        """This function will fire when each way in holds a token."""
        waiting = self.waiting(my_task.workflow)
        if set(waiting) >= set(self.sources):
            self.join([waiting[source][0] for source in self.sources])

    @property
    def sources(self) -> tuple[str, ...]:
        """This function will give the elements from which flows come in."""
        return tuple(dict.fromkeys(spec.element.id if spec.element else "" for spec in self.inputs))

    def _run_hook(self, my_task: HouseTask) -> bool:
        return True


class InclusiveMeeting(Meeting, InclusiveGateway):  # type: ignore[misc]
    """Waits for every token that can still come by an empty way in (BPMN 2.0, 13.4.3), then takes each true way out."""

    blockers: dict[str, frozenset[str]]
    """For each source: the elements from which a token can still come by it without passing this gateway."""

    def try_join(self, my_task: HouseTask) -> None:
        """This function will wait until the other tokens of the act have settled (see `wake`)."""

    def wake(self, workflow: Any) -> bool:
        """This function will fire when no token elsewhere can still arrive by an empty way in."""
        waiting = self.waiting(workflow)
        if not waiting or self._may_still_come(workflow, waiting):
            return False
        self.join([tasks[0] for tasks in waiting.values()])
        return True

    def _may_still_come(self, workflow: Any, waiting: dict[str, list[HouseTask]]) -> bool:
        empty = [self.blockers[source] for source in self.blockers if source not in waiting]
        filled = [self.blockers[source] for source in self.blockers if source in waiting]
        coming = frozenset().union(*empty) - frozenset().union(*filled)
        tokens = (task for task in workflow.live() if task.task_spec is not self and not task.triggered)
        return any(task.task_spec.element.id in coming for task in tokens)

    def foresee(self, my_task: HouseTask) -> None:
        """This function will leave the choice to the gateway itself."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise EngineStopped(element=self.element.id, why="没有一个流向的条件成立")
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        return True


class Race(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """An event-based gateway: all its events wait, the first one to happen ends the others."""

    def foresee(self, my_task: HouseTask) -> None:
        """This function will set the events to wait under the gateway's own token."""

    def arrive(self, my_task: HouseTask) -> None:
        """This function will let the gateway wait and arm its events."""
        my_task._set_state(TaskState.WAITING)
        for spec in self.outputs:
            event = my_task._add_child(spec)
            event.triggered = True
            event.data = my_task.data.fork()
            spec.arrive(event)


def win(event: HouseTask) -> None:
    """This function will make an event the one way on from its event-based gateway, if it stands behind one."""
    case, scope, gateway = event.workflow.top_workflow, event.workflow, event.parent
    if isinstance(gateway.task_spec, Race):
        case.tell(gateway, Passing.LEFT)
        case.note(event)
        scope.hang_on_root(event)
        event.triggered = False
        case.stop(gateway)
