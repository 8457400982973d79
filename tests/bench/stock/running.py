"""An office the stock way: a case is one row with stock's JSON; an act loads it, completes, runs, saves, commits."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import psycopg
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.helpers.bpmn_converter import BpmnConverter
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import EndEvent
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.bench.stock.copying import Copy
from webapp.engine import Definition
from webapp.feel import from_python, to_python

SERVED: Mapping[str, object] = {
    "cases.approvers": {"room_head": True, "deputy": True},
    "cases.lot": False,
    "letters.number": "云纪函〔2026〕1号",
    "letters.receipt": None,
    "circulation.send": None,
    "meetings.request": "0" * 32,
    "archive.enter": "云档〔2026〕1号",
}
"""What each handler gives on the way of the measured life; stock pays nothing for it."""
CASE: Mapping[str, object] = {"level": "head", "measure": "m08", "secrecy": "work_secret"}


class Rows(Protocol):
    """Where a case's JSON lies."""

    def insert(self, key: str, state: str) -> None:
        """Write a new case."""

    def change(self, key: str, act: Callable[[str], str]) -> None:
        """Change a case in one transaction."""


class SqliteRows:
    """Raw sqlite3, synced as the house syncs."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE workflow (id TEXT PRIMARY KEY, state TEXT NOT NULL)")

    def insert(self, key: str, state: str) -> None:
        """Write a new case."""
        self.connection.execute("INSERT INTO workflow VALUES (?, ?)", (key, state))

    def change(self, key: str, act: Callable[[str], str]) -> None:
        """Change a case in one transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        (state,) = self.connection.execute("SELECT state FROM workflow WHERE id = ?", (key,)).fetchone()
        self.connection.execute("UPDATE workflow SET state = ? WHERE id = ?", (act(state), key))
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


class PostgresRows:
    """Raw psycopg; the server syncs as it does for the house."""

    def __init__(self, conninfo: str) -> None:
        self.connection = psycopg.connect(conninfo, autocommit=True)
        self.connection.execute("CREATE TABLE workflow (id TEXT PRIMARY KEY, state TEXT NOT NULL)")

    def insert(self, key: str, state: str) -> None:
        """Write a new case."""
        self.connection.execute("INSERT INTO workflow VALUES (%s, %s)", (key, state))

    def change(self, key: str, act: Callable[[str], str]) -> None:
        """Change a case in one transaction."""
        with self.connection.transaction():
            found = self.connection.execute("SELECT state FROM workflow WHERE id = %s FOR UPDATE", (key,)).fetchone()
            assert found is not None
            self.connection.execute("UPDATE workflow SET state = %s WHERE id = %s", (act(found[0]), key))

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()


class StockOffice:
    """Cases of one measure by stock's engine, serializer and script engine as they come.

    Stock's JSON of a case holds the diagrams as well. `specs_apart` keeps them out of it, which stock leaves to its
    users to write.
    """

    def __init__(self, definition: Definition, start: str, rows: Rows, *, specs_apart: bool = False) -> None:
        self.definition, self.rows = definition, rows
        parser = SpiffBpmnParser()
        for diagram in Copy(definition, start).diagrams():
            parser.add_bpmn_str(diagram)
        self.spec = parser.get_spec(definition.process)
        self.called = parser.get_subprocess_specs(definition.process)
        given = {"serve": SERVED.__getitem__, "decide": self._decide, "way_out": self._way_out}
        self.scripts = PythonScriptEngine(TaskDataEnvironment(given))
        config = SPIFF_CONFIG | ({BpmnProcessSpec: self._by_name()} if specs_apart else {})
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
        self.running: BpmnWorkflow | None = None

    def open_case(self) -> str:
        """Start a case and give its key."""
        self.running = BpmnWorkflow(self.spec, self.called, script_engine=self.scripts)
        self.running.do_engine_steps()
        key = uuid.uuid4().hex
        self.rows.insert(key, self.serializer.serialize_json(self.running))
        return key

    def complete(self, key: str, element: str, data: Mapping[str, object]) -> None:
        """Complete the open task of that name: one commit."""

        def act(workflow: BpmnWorkflow) -> None:
            ready = workflow.get_tasks(state=TaskState.READY, skip_subprocesses=False)
            task = next(one for one in ready if one.task_spec.name == element)
            task.task_spec.add_data_from_form(task, plain(data))
            task.run()

        self._change(key, act)

    def deliver(self, key: str, message: str, payload: Mapping[str, object]) -> None:
        """Hand over a message: one commit."""
        self._change(key, lambda workflow: workflow.send_event(BpmnEvent(MessageEventDefinition(message), payload)))

    def is_over(self, key: str) -> bool:
        """Tell whether a case has ended."""
        found: list[bool] = []

        def look(state: str) -> str:
            found.append(self.serializer.deserialize_json(state).is_completed())
            return state

        self.rows.change(key, look)
        return found[0]

    def _change(self, key: str, act: Callable[[BpmnWorkflow], None]) -> None:
        def moved(state: str) -> str:
            self.running = self.serializer.deserialize_json(state)
            self.running.script_engine = self.scripts
            act(self.running)
            self.running.do_engine_steps()
            text: str = self.serializer.serialize_json(self.running)
            return text

        self.rows.change(key, moved)

    def _by_name(self) -> type[BpmnConverter]:
        """A converter that writes a diagram's name only and finds the diagram again by it."""
        known = {one.name: one for one in (self.spec, *self.called.values())}

        class ByName(BpmnConverter):  # type: ignore[misc]  # SpiffWorkflow is untyped
            def to_dict(self, spec: BpmnProcessSpec) -> dict[str, str]:
                return {"name": spec.name}

            def from_dict(self, dct: Mapping[str, str]) -> BpmnProcessSpec:
                return known[dct["name"]]

        return ByName

    def _decide(self, name: str, names: Mapping[str, Any]) -> object:
        """The house's own tables decide for both: what they cost is on both sides."""
        context = {key: from_python(value) for key, value in {**names, "case": dict(CASE)}.items()}
        return plain(to_python(self.definition.decision(name)(context, {})))

    def _way_out(self, call: str) -> str:
        """Stock cannot tell by which end a called process ended: the copy looks at the workflow."""
        assert self.running is not None
        for key, inner in reversed(self.running.subprocesses.items()):
            if inner.completed and self.running.get_task_from_id(key).task_spec.name == call:
                done = inner.get_tasks(state=TaskState.COMPLETED, skip_subprocesses=True)
                return str(next(one.task_spec.name for one in done if isinstance(one.task_spec, EndEvent)))
        raise LookupError(call)


def plain(value: object) -> Any:
    """Give a value as JSON knows it."""
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value if isinstance(value, str | bool | int | None) else str(value)
