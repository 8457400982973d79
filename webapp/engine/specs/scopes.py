"""Embedded sub-processes share their data with the process around them.

Called processes get and give only what is drawn.
"""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import CallActivity, SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from webapp.engine.evaluating import evaluate
from webapp.engine.facts import Facts, newest
from webapp.engine.specs.basis import HouseSpec
from webapp.engine.tree import HouseTask, SubScope


class ScopeStep(HouseSpec):
    """An activity that runs a scope of its own: started here, finished when no token is left in it."""

    spec: str

    def arrive(self, my_task: HouseTask) -> None:
        """This function will open the scope and let its first token start."""
        my_task._set_state(TaskState.STARTED)
        scope = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        self.hand_over(my_task, scope)
        scope.task_tree.task_spec.set_off(scope.task_tree)

    def finish(self, my_task: HouseTask, scope: SubScope) -> None:
        """This function will take the scope's result and let the token go on."""
        self.take_back(my_task, scope)
        if self.element.on_event:
            my_task.internal_data["ended"] = scope.ended
        del scope.top_workflow.subprocesses[my_task.id]
        my_task._ready()

    def _run_hook(self, my_task: HouseTask) -> bool:
        return True


class SubProcessStep(ScopeStep, SubWorkflowTask):  # type: ignore[misc]
    """An embedded sub-process: reads and writes the names around it."""

    def hand_over(self, my_task: HouseTask, subworkflow: SubScope) -> None:
        """This function will hand over all names."""
        subworkflow.task_tree.data = my_task.data.fork()

    def take_back(self, my_task: HouseTask, subworkflow: SubScope) -> None:
        """This function will take back what was written inside."""
        my_task.data = newest((my_task.data, subworkflow.harvest))


class CallStep(ScopeStep, CallActivity):  # type: ignore[misc]
    """A call activity: `in.<name>` over the caller, `out.<name>` over the callee's end; nothing else crosses."""

    def hand_over(self, my_task: HouseTask, subworkflow: SubScope) -> None:
        """This function will give the called process its inputs."""
        case, data = subworkflow.top_workflow, Facts()
        for name, text in self.element.prefixed("in.").items():
            data.put(name, self.value(my_task, text), case.next_stamp())
        subworkflow.task_tree.data = data

    def take_back(self, my_task: HouseTask, subworkflow: SubScope) -> None:
        """This function will write the outputs under the call activity's id; `ended` is the callee's end event."""
        case, callee = subworkflow.top_workflow, subworkflow.top_workflow.definition.expressions(self.spec)
        more = {"ended": subworkflow.ended}
        result = {
            name: evaluate(case, callee, text=text, data=subworkflow.harvest, element=self.element.id, more=more)
            for name, text in self.element.prefixed("out.").items()
        }
        case.put_result(my_task, self.element.id, result)
