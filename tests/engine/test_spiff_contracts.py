"""What the engine leans on in SpiffWorkflow 3.2.0: each internal has a test, an upgrade that breaks one is seen."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest
import SpiffWorkflow
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    ExclusiveGateway,
    InclusiveGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ManualTask,
    ParallelGateway,
    ScriptTask,
    ServiceTask,
    SubWorkflowTask,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.operators import Operator
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.StartTask import StartTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

STATES = {
    "MAYBE": 1,
    "LIKELY": 2,
    "FUTURE": 4,
    "WAITING": 8,
    "READY": 16,
    "STARTED": 32,
    "COMPLETED": 64,
    "ERROR": 128,
    "CANCELLED": 256,
}


def source(thing: object) -> str:
    return inspect.getsource(thing)  # type: ignore[arg-type]


def test_it_is_the_pinned_version():
    assert version("SpiffWorkflow") == "3.2.0"
    assert SpiffWorkflow is not None


def test_states_are_the_numbers_that_stored_cases_hold():
    assert {name: getattr(TaskState, name) for name in STATES} == STATES
    assert TaskState.NOT_FINISHED_MASK == 63
    assert TaskState.FINISHED_MASK == 448


def test_a_task_that_runs_asks_its_spec_and_then_completes():
    text = source(Task.run)

    assert "self.task_spec._run(self)" in text
    assert "retval is None" in text
    assert "self.complete()" in text


def test_a_completing_task_updates_its_unfinished_children_after_its_own_hook():
    text = source(TaskSpec._on_complete)

    assert text.index("_on_complete_hook") < text.index("child.task_spec._update(child)")
    assert "FINISHED_MASK" in text


def test_a_ready_task_is_set_ready_and_its_spec_told():
    text = source(Task._ready)

    assert "_set_state(TaskState.READY)" in text
    assert "self.task_spec._on_ready(self)" in text


def test_a_run_calls_the_hook_and_marks_errors():
    text = source(TaskSpec._run)

    assert "self._run_hook(my_task)" in text
    assert "my_task.error()" in text


def test_children_are_found_by_their_ids_in_the_workflow():
    assert "self.workflow.tasks.get(child)" in source(Task.children.fget)
    assert "self.workflow.tasks.get(self._parent)" in source(Task.parent.fget)


def test_syncing_children_adds_what_is_missing_by_add_child():
    text = source(Task._sync_children)

    assert "self._add_child(task_spec, state)" in text
    assert "child.triggered" in text


def test_an_exclusive_choice_takes_the_first_match_else_its_default():
    text = source(ExclusiveGateway.__mro__[2]._run_hook)

    assert "for condition, spec_name in self.cond_task_specs" in text
    assert "condition._matches(my_task)" in text
    assert "self.default_task_spec" in text


def test_an_inclusive_choice_tells_matches_from_defaults():
    text = source(InclusiveGateway._get_matching_outputs)

    assert "condition._matches(my_task)" in text
    assert "return matches, defaults" in text


def test_connecting_keeps_the_order_in_which_ways_were_drawn():
    spec = BpmnProcessSpec("p")
    gate = ExclusiveGateway(spec, "g")
    targets = [UserTask(spec, name) for name in ("a", "b", "c")]
    for target in targets[:2]:
        gate.connect_if(Operator("x"), target)
    gate.connect(targets[2])

    assert gate._outputs == ["a", "b", "c"]
    assert [name for _, name in gate.cond_task_specs] == ["a", "b", "c"]
    assert gate.default_task_spec == "c"


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (UserTask, {}),
        (ManualTask, {}),
        (ScriptTask, {"script": ""}),
        (ServiceTask, {}),
        (ParallelGateway, {}),
        (CallActivity, {"subworkflow_spec": "x"}),
        (SubWorkflowTask, {"subworkflow_spec": "x"}),
        (EndEvent, {"event_definition": NoneEventDefinition()}),
        (IntermediateThrowEvent, {"event_definition": NoneEventDefinition()}),
        (IntermediateCatchEvent, {"event_definition": NoneEventDefinition()}),
        (BoundaryEvent, {"event_definition": NoneEventDefinition(), "cancel_activity": True}),
    ],
)
def test_each_spec_can_be_made_from_its_process_and_a_name(kind: type, arguments: dict[str, object]):
    spec = BpmnProcessSpec("p")

    made = kind(spec, "x", **arguments)

    assert spec.task_specs["x"] is made
    assert made.bpmn_id == "x"
    assert made.manual is (kind in (UserTask, ManualTask))


def test_a_workflow_can_be_made_without_running_anything():
    text = inspect.signature(BpmnWorkflow.__init__)

    assert "subprocess_specs" in str(text)
    assert "if not deserializing" in source(BpmnWorkflow.__mro__[2].__init__)


def test_a_sub_workflow_knows_its_owner_and_its_depth():
    text = source(BpmnSubWorkflow.__init__)

    assert "self.parent_task_id = parent_task_id" in text
    assert "self.depth = self._calculate_depth()" in text


def test_a_start_task_may_have_no_input():
    assert "raise WorkflowException" in source(StartTask._connect_notify)


def test_running_specs_are_not_changed_by_a_case():
    from tests.engine.bpmn import S, each, el, ends, line, process, run, script

    body = process(
        S + script("z", 'who = ["甲"]') + el("userTask", "a", each("who", "one")) + ends("e") + line("s", "z", "a", "e")
    )
    case = run(body)
    spec, _ = case.definition.spec("s")
    before = {name: (list(one._inputs), list(one._outputs), dict(one.data)) for name, one in spec.task_specs.items()}

    case.do("a[0]")

    after = {name: (list(one._inputs), list(one._outputs), dict(one.data)) for name, one in spec.task_specs.items()}
    assert after == before
