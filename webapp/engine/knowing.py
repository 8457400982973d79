"""What a token knows. In the house a branch keeps to itself what it writes until it meets the others (decision 1).

Diagrams of others (`Definition.house` is False) share their data as BPMN says (10.4.1): what is written anywhere in a
process is seen everywhere in it; an instance of a multi-instance step keeps its own, and a called process has its own.
"""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from webapp.engine.facts import Facts, newest

if TYPE_CHECKING:
    from uuid import UUID

    from webapp.engine.definition import Definition
    from webapp.engine.tree import HouseTask, Scope, SubScope
    from webapp.feel import FeelValue


class Knowledge(abc.ABC):
    """How a running case keeps and finds its data."""

    definition: Definition
    serial: int
    case_header: Mapping[str, Any]
    subprocesses: dict[UUID, SubScope]

    @abc.abstractmethod
    def owner(self, scope: Scope) -> HouseTask | None:
        """This function will give the activity that runs a scope, or None for the case itself."""

    def next_stamp(self) -> int:
        """This function will number one write of case data."""
        self.serial += 1
        return self.serial

    def put(self, task: HouseTask, name: str, value: Any) -> None:
        """This function will write a name into a token's data, and share it where data are shared."""
        stamp = self.next_stamp()
        task.data.put(name, value, stamp)
        if not self.definition.house and (home := self._home(task)) is not None:
            home.harvest.put(name, value, stamp)

    def put_result(self, task: HouseTask, element: str, value: FeelValue) -> None:
        """This function will write what an element gave under its id; shared data get its names as well."""
        if self.definition.house or self._may_name(task, element, value):
            self.put(task, element, value)
        if not self.definition.house and isinstance(value, dict):
            for name, inner in value.items():
                self.put(task, name, inner)

    def _may_name(self, task: HouseTask, element: str, value: FeelValue) -> bool:
        """A name of the data that happens to be an element's id too is not overwritten by what the element gave."""
        known = self.seen(task)
        return element not in known or (bool(value) and isinstance(known[element], dict) == isinstance(value, dict))

    def seen(self, task: HouseTask) -> Mapping[str, FeelValue]:
        """This function will give what an expression at a token reads."""
        return task.data if self.definition.house else self._shared(task)

    def scope_of(self, data: Mapping[str, FeelValue]) -> dict[str, FeelValue]:
        """This function will give what an expression may name: the data, and `case` (others may call data so)."""
        if self.definition.house:
            return {**data, "case": self.case_header}
        return {"case": self.case_header, **data}

    def known_here(self, task: HouseTask) -> Facts:
        """This function will give what is known in a token's scope: for events that look at more than one branch."""
        if not self.definition.house:
            return self._shared(task)
        others = (one for one in task.workflow.live() if not one.task_spec.is_instance)
        return newest((task.workflow.harvest, *(self.facts_inside(one) for one in others)))

    def known(self) -> Facts:
        """This function will give the newest data of the main process; what a called process knows is not among it."""
        main: Scope = self  # type: ignore[assignment]  # the case is a scope
        if not self.definition.house:
            return main.harvest
        others = (one for one in main.live() if not one.task_spec.is_instance)
        return newest((main.harvest, *(self.facts_inside(one) for one in others)))

    def facts_inside(self, task: HouseTask) -> Facts:
        """This function will give an activity's data with what its embedded sub-process wrote so far."""
        scope = self.subprocesses.get(task.id)
        if scope is None or task.task_spec.element.called:
            return task.data
        return newest((task.data, scope.harvest, *(self.facts_inside(token) for token in scope.live())))

    # ------------------------------------------------------------ shared data

    def _home(self, task: HouseTask) -> Scope | None:
        """The scope that keeps what a token writes; None: an instance of one task keeps it to itself."""
        if is_own(task):
            return None
        scope: Scope = task.workflow
        owner = self.owner(scope)
        while owner is not None and not owner.task_spec.element.called and not is_own(owner):
            scope = owner.workflow
            owner = self.owner(scope)
        return scope

    def _shared(self, task: HouseTask) -> Facts:
        if is_own(task):
            return _over(self._shared(task.parent), task.data, task.parent.data)
        here = newest((task.data, task.workflow.harvest))
        owner = self.owner(task.workflow)
        if owner is None or owner.task_spec.element.called:
            return here
        outer = self._shared(owner)
        return _over(outer, here, owner.data) if is_own(owner) else newest((outer, here))


def is_own(task: HouseTask) -> bool:
    """This function will tell an instance that keeps its data to itself: one of a multi-instance step."""
    return bool(task.task_spec.is_instance and task.task_spec.element.loop.is_many)


def _over(outer: Facts, inner: Facts, before: Facts) -> Facts:
    """What lies around, covered by what was written inside."""
    found = outer.fork()
    for name, stamp in inner.stamps.items():
        if stamp != before.stamps.get(name):
            found.put(name, inner[name], stamp)
    return found
