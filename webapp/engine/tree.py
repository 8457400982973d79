"""The running case: SpiffWorkflow's tasks and workflows, kept flat.

Stock keeps the whole history of a case as one deep tree and looks ahead in it. Here a token's task hangs on the root
(or on the activity that owns it: boundary events and instances); a finished task is taken out at once, and nothing is
predicted. So every scan is over live tokens only, no depth limit can be reached, and a loop stays as small as its
first round.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import DeadlineStarted, Passing, SentMessage, Trace, Walked
from webapp.engine.bounds import MAX_BORN, MAX_DEPTH
from webapp.engine.errors import EngineStopped
from webapp.engine.facts import Facts, newest
from webapp.engine.knowing import Knowledge
from webapp.engine.task_ids import new_id
from webapp.engine.trail import Trail

if TYPE_CHECKING:
    from webapp.engine.clock import HouseTime
    from webapp.engine.definition import Definition

LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class HouseTask(Task):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """A token's task: no clock, no log line, data inherited once, on entering."""

    gone = False
    """The trail has told what became of it."""

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.FUTURE) -> None:
        self.id: UUID = new_id()
        self.workflow = workflow
        workflow.tasks[self.id] = self
        self._parent: Any = parent.id if parent is not None else None
        self._children: list[UUID] = []
        self._state = state
        self.triggered = False
        self.task_spec = task_spec
        self.thread_id = 0
        self.data: Facts = Facts()
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0.0
        if parent is not None:
            parent._children.append(self.id)

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> HouseTask:
        case = self.workflow.top_workflow
        case.born += 1
        if case.born > MAX_BORN:
            raise EngineStopped(element=task_spec.element.id, why=f"一次办理展开的环节超过 {MAX_BORN} 个")
        return HouseTask(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        self._state = value
        if value == TaskState.READY and not self.task_spec.manual:
            self.workflow.top_workflow.agenda.append(self)

    @property
    def is_live(self) -> bool:
        """This function will tell whether a token stands here."""
        return bool(self._state & LIVE) and self.id in self.workflow.tasks


class Scope:
    """What a case and its sub-workflows share: the tokens that ended here, and how."""

    spec: Any
    tasks: dict[UUID, HouseTask]
    task_tree: HouseTask
    ended: str | None
    harvest: Facts

    def plant(self) -> HouseTask:
        """This function will set the root, from which the first token starts."""
        self.ended, self.harvest = None, Facts()
        root = HouseTask(self, self.spec.start)
        self.task_tree = root
        return root

    def live(self) -> Iterator[HouseTask]:
        """This function will give the tokens of this scope."""
        return (task for task in list(self.tasks.values()) if task._state & LIVE)

    @property
    def is_over(self) -> bool:
        """This function will tell whether no token is left in this scope; what only watches for an event is none."""
        alive = (task for task in self.tasks.values() if task._state & TaskState.NOT_FINISHED_MASK)
        return all(task.task_spec.is_watch or task.task_spec.is_part for task in alive)

    def take(self, task: HouseTask) -> None:
        """This function will keep the data of a token that reached an end."""
        self.ended = task.internal_data.get("ended") or task.task_spec.bpmn_id
        self.harvest = newest((self.harvest, task.data))

    def splice(self, task: HouseTask) -> None:
        """This function will take a finished task out; its children hang on its parent from now on."""
        parent = self.tasks.get(task._parent)
        if parent is None or task.id not in self.tasks:
            return
        parent._children.remove(task.id)
        for key in task._children:
            self.tasks[key]._parent = parent.id
        parent._children.extend(task._children)
        del self.tasks[task.id]

    def hang_on_root(self, task: HouseTask) -> None:
        """This function will part a task from the activity that it hung on."""
        self.tasks[task._parent]._children.remove(task.id)
        task._parent = self.task_tree.id
        self.task_tree._children.append(task.id)

    def update_waiting_tasks(self) -> None:
        """Stock walks the whole tree after every step; here each waiting task knows what wakes it."""

    def _task_completed_notify(self, task: HouseTask) -> None:
        """Stock looks for a task named End; here a scope is over when no token is left."""


class SubScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """A called process or an embedded sub-process while it runs."""

    def __init__(self, spec: Any, parent_task_id: UUID, top_workflow: RunningCase) -> None:
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        if self.depth > MAX_DEPTH:
            raise EngineStopped(element=spec.name, why="流程相互调用的层次过深")


class RunningCase(Trail, Knowledge, Scope, BpmnWorkflow):  # type: ignore[misc]
    """A case during one act."""

    def __init__(self, definition: Definition, start: str, time: HouseTime) -> None:
        spec, inner = definition.spec(start)
        self.definition, self.start, self.time = definition, start, time
        self.agenda: deque[HouseTask] = deque()
        self.serial = 0
        self.steps = self.born = self.asked = 0
        self.case_header: Mapping[str, Any] = {}
        self.walked: list[Walked] = []
        self.trail: list[Trace] | None = [] if definition.traced else None
        self.sent: list[SentMessage] = []
        self.signals: list[str] = []
        self.deadlines: list[DeadlineStarted] = []
        self.completed_ids: set[UUID] = set()
        super().__init__(spec, inner, script_engine=None, deserializing=True)

    def create_subprocess(self, my_task: HouseTask, spec_name: str) -> SubScope:
        """This function will open the scope of a called process or an embedded sub-process."""
        scope = SubScope(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = scope
        scope.plant()
        return scope

    def scopes(self) -> Iterator[Scope]:
        """This function will give the case's own scope and those of everything that it runs."""
        yield self
        yield from list(self.subprocesses.values())

    def tokens(self) -> Iterator[HouseTask]:
        """This function will give every token of the case."""
        for scope in self.scopes():
            yield from scope.live()

    def owner(self, scope: Scope) -> HouseTask | None:
        """This function will give the activity that runs a scope, or None for the case itself."""
        key = scope.parent_task_id  # type: ignore[attr-defined]
        if key is None:
            return None
        return next((found.tasks[key] for found in self.scopes() if key in found.tasks), None)

    def get_task_from_id(self, task_id: UUID) -> HouseTask:
        """This function will give a task by its id, wherever it runs. Raises KeyError."""
        for scope in self.scopes():
            if task_id in scope.tasks:
                return scope.tasks[task_id]
        raise KeyError(task_id)

    def stop(self, task: HouseTask) -> None:
        """This function will cancel an activity with everything that runs inside it or waits on it."""
        if task.id not in task.workflow.tasks:
            return  # it went with another one
        inner = self.subprocesses.get(task.id)
        if inner is not None:
            self.stop_all(inner)
            self.subprocesses.pop(task.id, None)
        for key in list(task._children):
            child = task.workflow.tasks.get(key)
            if child is not None and child._state & TaskState.NOT_FINISHED_MASK:
                self.stop(child)
        if task.task_spec.was_entered(task):
            self.tell(task, Passing.CANCELLED)
        task._state = TaskState.CANCELLED
        task.workflow.splice(task)

    def stop_all(self, scope: Scope) -> None:
        """This function will cancel every token of a scope."""
        for token in scope.live():
            self.stop(token)
