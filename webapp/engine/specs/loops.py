"""Steps that are repeated: multi-instance for the items of a list, standard loop while a condition holds.

The step's own spec steers; each round is an instance, a child task of the inner spec `<id> [child]`. Instances keep
their data to themselves: results in input order lie under the step's id, a fresh list at every visit.
"""

from __future__ import annotations

import abc
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import Passing
from webapp.engine.bounds import MAX_INSTANCES
from webapp.engine.clock import whole
from webapp.engine.errors import EngineStopped
from webapp.engine.facts import Facts
from webapp.engine.model import Kind, Loop
from webapp.engine.specs.basis import HouseSpec
from webapp.engine.tree import HouseTask
from webapp.feel import FeelValue

COMPLETED = ("numberOfCompletedInstances", "nrOfCompletedInstances")
INSTANCES = ("numberOfInstances", "nrOfInstances")
ACTIVE = ("numberOfActiveInstances", "nrOfActiveInstances")
COUNTER = "loopCounter"
"""What an instance of a diagram drawn elsewhere knows of its place in the row (BPMN 2.0, table 10.31)."""


class Repeated(HouseSpec, BpmnSpecMixin, abc.ABC):  # type: ignore[misc]
    """What multi-instance and standard loop share."""

    inner: HouseSpec
    loop: Loop

    def begin_instance(self, my_task: HouseTask, index: int, data: Facts) -> None:
        """This function will let one instance begin."""
        child = my_task._add_child(self.inner)
        child.triggered = True
        child.internal_data["index"] = index
        child.data = data
        case = my_task.workflow.top_workflow
        if not case.definition.house:
            child.data.put(COUNTER, Decimal(index + 1), case.next_stamp())
        case.tell(child, Passing.ENTERED)
        self.inner.arrive(child)

    def done(self, my_task: HouseTask) -> None:
        """This function will end the instances that still run and let the token go on."""
        case = my_task.workflow.top_workflow
        for child in my_task.children:
            if child.triggered and child.task_spec is self.inner and child._state & TaskState.NOT_FINISHED_MASK:
                case.stop(child)
        my_task._ready()

    @abc.abstractmethod
    def instance_done(self, my_task: HouseTask, child: HouseTask) -> None:
        """This function will take one instance's result."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        return True


class MultiInstance(Repeated):
    """One instance per item of a list, together or one after the other."""

    def arrive(self, my_task: HouseTask) -> None:
        """This function will read the list, or count, and begin. Raises EngineStopped when it is none or too long."""
        total = self.count(my_task) if self.loop.times is not None else len(self.items(my_task))
        if total > MAX_INSTANCES:
            raise EngineStopped(element=self.element.id, why=f"清单超过 {MAX_INSTANCES} 项")
        my_task._set_state(TaskState.STARTED)
        my_task.internal_data.update(results=[None] * total, done=[])
        if self.loop.sequential and self.loop.each and not my_task.workflow.top_workflow.definition.house:
            my_task.internal_data["items"] = self.items(my_task)  # others may write the list meanwhile
        if not total:
            self.finish(my_task)
            return
        for index in range(1 if self.loop.sequential else total):
            self.begin_item(my_task, index)

    def items(self, my_task: HouseTask) -> list[FeelValue]:
        """This function will give the list: data of that name, else what FEEL gives. Raises EngineStopped for none."""
        if "items" in my_task.internal_data:
            kept: list[FeelValue] = my_task.internal_data["items"]
            return kept
        seen = my_task.workflow.top_workflow.seen(my_task)
        names = (name for name in (self.loop.each, self.loop.each_named) if name in seen)
        name = next(names, None)
        items = self.value(my_task, self.loop.each or "") if name is None else seen[name]
        if not isinstance(items, list):
            raise EngineStopped(element=self.element.id, why=f"“{self.loop.each}”不是清单")
        return items

    def count(self, my_task: HouseTask) -> int:
        """This function will give the number of instances. Raises EngineStopped when it is no whole number."""
        count = whole(self.value(my_task, self.loop.times or ""))
        if count is None or count < 0:
            raise EngineStopped(element=self.element.id, why=f"次数“{self.loop.times}”不是非负整数")
        return count

    def begin_item(self, my_task: HouseTask, index: int) -> None:
        """This function will begin the instance of one item."""
        data, case = my_task.data.fork(), my_task.workflow.top_workflow
        if self.loop.item and self.loop.each:
            data.put(self.loop.item, self.items(my_task)[index], case.next_stamp())
        self.begin_instance(my_task, index, data)

    def instance_done(self, my_task: HouseTask, child: HouseTask) -> None:
        """This function will keep the result in its place and ask whether the step is complete."""
        index, inside = child.internal_data["index"], my_task.internal_data
        inside["results"] = [*inside["results"]]
        inside["results"][index] = self.result_of(my_task, child)
        inside["done"] = [*inside["done"], index]
        if len(inside["done"]) == len(inside["results"]) or self.enough(my_task, child):
            self.finish(my_task)
        elif self.loop.sequential:
            self.begin_item(my_task, index + 1)

    def result_of(self, my_task: HouseTask, child: HouseTask) -> FeelValue:
        """This function will give what an instance wrote: under the step's id, or all names of a sub-process.

        A diagram may name the one that counts (`outputDataItem`).
        """
        if self.loop.output:
            return child.data.get(self.loop.output)
        if self.element.kind is not Kind.SUBPROCESS:
            return child.data.get(self.element.id)
        before = my_task.data.stamps
        own = (self.loop.item, COUNTER)
        return {n: child.data[n] for n, s in child.data.stamps.items() if s != before.get(n) and n not in own}

    def enough(self, my_task: HouseTask, child: HouseTask) -> bool:
        """This function will evaluate the completion condition over `done`, `total`, `results` and BPMN's own names.

        In a diagram drawn elsewhere it sees as well what the instance that has just ended wrote.
        """
        if not self.loop.until:
            return False
        inside: dict[str, Any] = my_task.internal_data
        done, total = len(inside["done"]), len(inside["results"])
        active = sum(child.task_spec is self.inner and child.is_live for child in my_task.children)
        more = {
            "results": [inside["results"][index] for index in sorted(inside["done"])],
            **{name: Decimal(done) for name in ("done", *COMPLETED)},
            **{name: Decimal(total) for name in ("total", *INSTANCES)},
            **{name: Decimal(active) for name in ACTIVE},
        }
        over = my_task if my_task.workflow.top_workflow.definition.house else child
        return self.value(over, self.loop.until, more) is True

    def finish(self, my_task: HouseTask) -> None:
        """This function will write the results and go on."""
        results = my_task.internal_data.pop("results")
        my_task.internal_data.pop("items", None)
        for name in (self.element.id, self.loop.into, self.loop.into_named):
            if name:
                my_task.workflow.top_workflow.put(my_task, name, results)
        my_task.internal_data.pop("done")
        self.done(my_task)


class StandardLoop(Repeated):
    """Round after round while the condition is true, at most `loopMaximum` times.

    Each round sees what the last one wrote.
    """

    def arrive(self, my_task: HouseTask) -> None:
        """This function will begin the first round, unless the condition is tested before and does not hold."""
        my_task._set_state(TaskState.STARTED)
        my_task.internal_data["rounds"] = 0
        if self.loop.test_before and not self.again(my_task):
            my_task._ready()
        else:
            self.begin_instance(my_task, 0, my_task.data.fork())

    def again(self, my_task: HouseTask) -> bool:
        """This function will tell whether another round follows."""
        rounds = my_task.internal_data["rounds"]
        if self.loop.maximum is not None and rounds >= self.loop.maximum:
            return False
        more = {COUNTER: Decimal(rounds)}
        return self.loop.until is None or self.value(my_task, self.loop.until, more) is True

    def instance_done(self, my_task: HouseTask, child: HouseTask) -> None:
        """This function will take over what the round wrote and ask for another."""
        my_task.data = child.data.fork()
        my_task.internal_data["rounds"] += 1
        if self.again(my_task):
            self.begin_instance(my_task, my_task.internal_data["rounds"], my_task.data.fork())
        else:
            my_task._ready()
