"""A deployment as the engine reads it: processes, forms, letters, decisions, rules.

Specs are built when first needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from webapp.domain.access_rules import AccessRules
from webapp.domain.bundle import Bundle
from webapp.domain.deadlines import LimitRules
from webapp.domain.handlers import HandlerSpec
from webapp.domain.retention import RetentionRules
from webapp.engine.ahead import Chain, chains_apart
from webapp.engine.building import Builder, ProcessSpec
from webapp.engine.decision_files import DecisionFile, decisions_by_id, decisions_in
from webapp.engine.errors import EngineStopped, NoSuchProcess, NoSuchStart
from webapp.engine.expressions import Expressions, inputs_of, names_in
from webapp.engine.model import HUMAN, Element, Flow, Process, Start, Trigger
from webapp.engine.rule_files import (
    Role,
    read_access,
    read_limits,
    read_mapping,
    read_retention,
    read_roles,
    read_waves,
)
from webapp.engine.xml_reader import read_process, read_processes

PLAIN = frozenset({"correlate", "subject", "to"})
PREFIXES = ("in.", "out.", "payload.")
ENDING_MESSAGE = "case_ended"
"""The message whose start event is the band of an early ending (decision 9)."""


@dataclass(frozen=True, eq=False)
class Definition:
    """One deployment, read. Everything but the bundle itself is worked out once, when first asked for.

    `house` is False for diagrams drawn elsewhere: several processes may share a file, data are shared as BPMN says and
    times are exact. `traced` makes every advance tell its trail.
    """

    bundle: Bundle
    handlers: Mapping[str, HandlerSpec] = field(default_factory=dict)
    house: bool = True
    traced: bool = False
    _specs: dict[str, tuple[ProcessSpec, Mapping[str, ProcessSpec]]] = field(default_factory=dict)

    @property
    def process(self) -> str:
        """This function will give the id of the main process."""
        return self.bundle.process

    @property
    def checksum(self) -> str:
        """This function will give the checksum of all files."""
        return self.bundle.checksum

    @property
    def name(self) -> str:
        """This function will give the Chinese name of the main process."""
        return self.main.name

    @cached_property
    def measure(self) -> str:
        """This function will give the measure's code (`m08`), or the process id for a process outside the ten."""
        found = re.match(r"m\d\d", self.process)
        return found[0] if found else self.process

    # ------------------------------------------------------------ diagrams

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        """This function will give the main process and all that it reaches, by id. Raises UnreadableDiagram."""
        files = [(path, content) for path, content in sorted(self.bundle.files.items()) if _is_diagram(path)]
        if self.house:
            read = [read_process(content, path) for path, content in files]
        else:
            read = [_plain(process) for path, content in files for process in read_processes(content, path)]
        return {process.id: process for process in read}

    @cached_property
    def has_conditions(self) -> bool:
        """This function will tell whether any event waits for a condition."""
        return any(event.trigger is Trigger.CONDITIONAL for e in self.elements.values() for event in e.event.all_parts)

    @property
    def reachable(self) -> tuple[str, ...]:
        """This function will give the ids of all its processes, the main one first."""
        return (self.process, *(name for name in self.processes if name != self.process))

    @property
    def main(self) -> Process:
        """This function will give the main process. Raises NoSuchProcess."""
        if self.process not in self.processes:
            raise NoSuchProcess(process=self.process)
        return self.processes[self.process]

    @cached_property
    def elements(self) -> Mapping[tuple[str, str], Element]:
        """This function will give every element by (process, id)."""
        return {(p.id, e.id): e for p in self.processes.values() for e in p.elements.values()}

    @cached_property
    def flows(self) -> Mapping[tuple[str, str], Flow]:
        """This function will give every sequence flow by (process, id)."""
        return {(p.id, f.id): f for p in self.processes.values() for f in p.flows.values()}

    @cached_property
    def apart(self) -> Mapping[tuple[str, str], tuple[Chain, ...]]:
        """This function will give the later steps that must be another person's, by (process, step); see `ahead`."""
        return chains_apart(self.processes)

    @property
    def starts(self) -> tuple[Start, ...]:
        """This function will give the ways in; the band of an early ending is not among them."""
        return tuple(start for start in self.main.starts if not self.house or start.message != ENDING_MESSAGE)

    @property
    def ending(self) -> Start | None:
        """This function will give the start of the band of an early ending, or None when none is drawn."""
        return next((start for start in self.main.starts if start.message == ENDING_MESSAGE), None)

    def diagram(self, process: str) -> bytes:
        """This function will give a process's XML. Raises NoSuchProcess."""
        if process not in self.processes:
            raise NoSuchProcess(process=process)
        return self.bundle.files[self.processes[process].file]

    # ------------------------------------------------------------ what stands beside the diagrams

    @cached_property
    def forms(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """This function will give the form-js schema of each human task by (process, task)."""
        schemas = {path: json.loads(content) for path, content in self.bundle.files.items() if path.endswith(".form")}
        found = {}
        for key, path in self.form_files.items():
            found[key] = schemas[path]
        return found

    @cached_property
    def form_files(self) -> Mapping[tuple[str, str], str]:
        """This function will give the form file of each human task that has one, by (process, task)."""
        found = {}
        for key, element in self.elements.items():
            if element.kind in HUMAN and (path := self._form_file(element)):
                found[key] = path
        return found

    def form_paths(self, element: Element) -> tuple[str, ...]:
        """This function will give the files in which a task's form is looked for, the first that is there wins."""
        folder = PurePosixPath(self.processes[element.process].file).parent
        own = f"{folder}/forms/{element.id}.form"
        named = (f"{folder}/forms/{element.form}.form", f"shared/forms/{element.form}.form")
        return (own, *(named if element.form else ()))

    def _form_file(self, element: Element) -> str | None:
        return next((path for path in self.form_paths(element) if path in self.bundle.files), None)

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """This function will give the letter templates' texts by id; the measure's own go before shared ones."""
        found = [(path, content) for path, content in self.bundle.files.items() if "/letters/" in path]
        found.sort(key=lambda pair: not pair[0].startswith("shared/"))
        return {stem(path): content.decode() for path, content in found}

    @cached_property
    def decisions(self) -> Mapping[str, DecisionFile]:
        """This function will give the decisions by id: each takes a context and functions and gives a value."""
        return decisions_in(self.bundle.files) if self.house else decisions_by_id(self.bundle.files)

    @cached_property
    def scenarios(self) -> Mapping[str, str]:
        """This function will give the scenarios' texts by process id."""
        found = {}
        for process in self.processes.values():
            folder = PurePosixPath(process.file).parent
            own = f"{folder}/{process.id}.scenarios.yaml"
            path = own if own in self.bundle.files else f"{folder}/scenarios.yaml"
            if path in self.bundle.files and (path == own or folder.name == process.id):
                found[process.id] = self.bundle.files[path].decode()
        return found

    # ------------------------------------------------------------ rules

    @cached_property
    def limits(self) -> LimitRules:
        """This function will give the time limits of `rules/deadlines.yaml`."""
        return read_limits(self.bundle.files.get("rules/deadlines.yaml", b""))

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """This function will give the roles of `rules/roles.yaml` by code."""
        return read_roles(self.bundle.files.get("rules/roles.yaml", b""))

    @cached_property
    def legal_basis(self) -> Mapping[str, Any]:
        """This function will give the citations of `rules/legal_basis.yaml` by key."""
        return read_mapping(self.bundle.files.get("rules/legal_basis.yaml", b""))

    @cached_property
    def units_each_week(self) -> int:
        """This function will give how many units a yearly round opens each week (`rules/cycles.yaml`)."""
        return read_waves(self.bundle.files.get("rules/cycles.yaml", b""))

    @cached_property
    def access_rules(self) -> AccessRules:
        """This function will give the rules about looks (`rules/access.yaml`)."""
        return read_access(self.bundle.files.get("rules/access.yaml", b""))

    @cached_property
    def retention_rules(self) -> RetentionRules:
        """This function will give the terms of keeping (`rules/retention.yaml`)."""
        return read_retention(self.bundle.files.get("rules/retention.yaml", b""))

    # ------------------------------------------------------------ for the engine

    @cached_property
    def _expressions(self) -> Mapping[str, Expressions]:
        inputs = inputs_of(self.processes)
        names = {name: names_in(process, inputs) for name, process in self.processes.items()}
        if not self.house:  # an id like task-1 must not swallow a subtraction
            names = {name: frozenset(n for n in found if n.isidentifier()) for name, found in names.items()}
        return {name: Expressions(found, beside=not self.house) for name, found in names.items()}

    def expressions(self, process: str) -> Expressions:
        """This function will give the compiled expressions of a process."""
        return self._expressions[process]

    def decision(self, name: str) -> DecisionFile:
        """This function will give a decision by its id. Raises EngineStopped."""
        if name not in self.decisions:
            raise EngineStopped(element=name, why="没有这张决策表")
        return self.decisions[name]

    def spec(self, start: str) -> tuple[ProcessSpec, Mapping[str, ProcessSpec]]:
        """This function will give the main process's spec for one start event, with those of what it calls.

        Raises NoSuchStart.
        """
        if start not in self._specs:
            if start not in {found.id for found in self.main.starts}:
                raise NoSuchStart(process=self.process, start=start)
            builder = Builder(self.processes, self._expressions)
            self._specs[start] = (builder.process(self.process, start), builder.specs)
        return self._specs[start]


def read(bundle: Bundle, handlers: Mapping[str, HandlerSpec] | None = None, *, house: bool = True) -> Definition:
    """This function will read a deployment's files. Its parts are worked out when first asked for, once.

    `house=False` is for diagrams drawn elsewhere (see `Definition`). Raises UnreadableDiagram or NoSuchProcess when the
    main diagram cannot be read.
    """
    definition = Definition(bundle, handlers or {}, house)
    definition.main  # noqa: B018 - so that an unreadable diagram is refused here
    return definition


def _plain(process: Process) -> Process:
    """A process drawn elsewhere: of the house's properties only those of messages and calls mean anything there."""
    return replace(process, elements={key: _plain_element(one) for key, one in process.elements.items()})


def _plain_element(element: Element) -> Element:
    kept = {name: text for name, text in element.properties.items() if name in PLAIN or name.startswith(PREFIXES)}
    return replace(element, properties=kept, form=None)


def _is_diagram(path: str) -> bool:
    return path.endswith(".bpmn")


def stem(path: str) -> str:
    """This function will give a file's name without folder and ending."""
    return PurePosixPath(path).stem
