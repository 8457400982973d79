"""Where a token stands, as a path through calls and instances; and the trail: entered, left, cancelled."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

from webapp.domain.advance import Passing, Trace, Walked
from webapp.engine.kinds import Kind

if TYPE_CHECKING:
    from webapp.engine.definition import Definition
    from webapp.engine.model import Element, Process
    from webapp.engine.tree import HouseTask, Scope

JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE})


class Trail(abc.ABC):
    """What a running case tells of its tokens."""

    definition: Definition
    walked: list[Walked]
    trail: list[Trace] | None

    @abc.abstractmethod
    def owner(self, scope: Scope) -> HouseTask | None:
        """This function will give the activity that runs a scope, or None for the case itself."""

    def path_of(self, task: HouseTask) -> str:
        """This function will give a task's path through the call activities.

        `approve_plan/by_deputy`, `sign_report[0]`.
        """
        return f"{self.prefix(task.workflow)}{step_of(task)}"

    def prefix(self, scope: Scope) -> str:
        """This function will give the part of a path that a scope stands for.

        A plain embedded sub-process adds nothing.
        """
        owner = self.owner(scope)
        if owner is None:
            return ""
        outer = self.prefix(owner.workflow)
        if owner.task_spec.element.called or owner.task_spec.is_instance:
            return f"{outer}{step_of(owner)}/"
        return outer

    def note(self, task: HouseTask) -> None:
        """This function will write down that a token came by a flow and entered an element."""
        element, parent = task.task_spec.element, task.parent.task_spec.element
        path = self.path_of(task)
        flow = self.drawn_in(task).between.get((parent.id, element.id)) if parent is not None else None
        if flow is not None and flow.drawn:
            self.walked.append(Walked(process=element.process, element=flow.id, kind="flow", path=path))
            self._trace(element.process, flow.id, kind="flow", passing=Passing.PASSED, path=path)
        self.walked.append(Walked(process=element.process, element=element.id, kind=element.kind.value, path=path))
        if element.kind not in JOINS:  # a token that comes to a join waits before it
            self._trace(element.process, element.id, kind=element.kind.value, passing=Passing.ENTERED, path=path)

    def tell(self, task: HouseTask, passing: Passing) -> None:
        """This function will add to the trail what became of an element, once, when a trail is kept."""
        if self.trail is not None and not task.gone:
            task.gone = passing is not Passing.ENTERED
            element: Element = task.task_spec.element
            path = self.path_of(task)
            self._trace(element.process, element.id, kind=element.kind.value, passing=passing, path=path)

    def _trace(self, process: str, element: str, *, kind: str, passing: Passing, path: str) -> None:
        if self.trail is not None:
            self.trail.append(Trace(process=process, element=element, kind=kind, passing=passing, path=path))

    def drawn_in(self, task: HouseTask) -> Process:
        """This function will give the process that a task is drawn in."""
        element: Element = task.task_spec.element
        return self.definition.processes[element.process]


def step_of(task: HouseTask) -> str:
    """This function will give a task's own part of its path; an instance carries its index."""
    element: Element = task.task_spec.element
    return f"{element.id}[{task.internal_data['index']}]" if task.task_spec.is_instance else element.id
