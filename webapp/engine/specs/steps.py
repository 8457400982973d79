"""Tasks: user, manual, none, script, business rule, service, send, receive."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import ManualTask, ScriptTask, ServiceTask, UserTask
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from webapp.engine.specs.basis import HouseSpec
from webapp.engine.specs.gateways import win
from webapp.engine.specs.messages import send
from webapp.engine.tree import HouseTask
from webapp.feel import FeelValue, to_python


class UserStep(HouseSpec, UserTask):  # type: ignore[misc]
    """A form for a person; waits until it is completed."""


class ManualStep(HouseSpec, ManualTask):  # type: ignore[misc]
    """Work outside of the computer; waits until a person says that it is done."""


class PlainStep(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """A task of no type: passed at once."""


class ScriptStep(HouseSpec, ScriptTask):  # type: ignore[misc]
    """Lines `name = expression`, each seeing what those above wrote."""

    def _execute(self, task: HouseTask) -> bool:
        for line in self.expressions.script(self.element.script):
            task.workflow.top_workflow.put(task, line.name, self.value(task, line.text))
        return True


class RuleStep(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """A decision table: its result lies under the task's id, null when no rule hits."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        case = my_task.workflow.top_workflow
        scope = case.scope_of(case.seen(my_task))
        decide = case.definition.decision(self.element.decision or "")
        case.put_result(my_task, self.element.id, decide(scope, case.time.functions))
        return True


class ServiceStep(HouseSpec, ServiceTask):  # type: ignore[misc]
    """Parks until the use case has run the handler and comes back with its result."""

    def arrive(self, my_task: HouseTask) -> None:
        """This function will park the token."""
        my_task.internal_data["parked"] = True
        my_task._set_state(TaskState.STARTED)

    def arguments(self, my_task: HouseTask) -> dict[str, FeelValue]:
        """This function will give the handler's parameters as Python's own values."""
        return {name: to_python(self.value(my_task, text)) for name, text in self.element.arguments.items()}


class SendStep(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """A message leaves the case."""

    def _run_hook(self, my_task: HouseTask) -> bool:
        send(self, my_task, self.element.message)
        return True


class ReceiveStep(HouseSpec, BpmnSpecMixin):  # type: ignore[misc]
    """Waits for a message."""

    def arrive(self, my_task: HouseTask) -> None:
        """This function will let the token wait for its message."""
        my_task._set_state(TaskState.WAITING)

    def happen(self, my_task: HouseTask) -> None:
        """This function will go on with the message; behind an event-based gateway the others' chance is over."""
        win(my_task)
        my_task._ready()

    def was_entered(self, my_task: HouseTask) -> bool:
        """This function will tell a token from one that only waits behind an event-based gateway."""
        return not my_task.triggered and super().was_entered(my_task)
