"""Views of the designers' pages: deployments, elements, forms, decision tables, scenarios."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.findings import Finding


@dataclass(frozen=True, kw_only=True)
class DeploymentRow:
    """A deployed version of a process. `state` draft, proposed, live, retired."""

    deployment_id: str
    process: str
    name: str
    measure_name: str
    version: int
    checksum: str
    at: dt.datetime
    by: str
    approved_by: str
    state: str
    open_cases: int


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """An element as the designers' page lists it; files within `processes/` or `handlers/`, with the line where known.

    `scenarios` are those that walk it, when they were played.
    """

    id: str
    name: str
    kind: str
    role: str
    line: int
    deadlines: tuple[str, ...]
    form: str
    handlers: tuple[str, ...]
    decision: str
    calls: str
    letters: tuple[str, ...]
    message: str
    mandatory: str
    properties: tuple[tuple[str, str], ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FormFieldRow:
    """A field of a form: key, label, type, whether required, whether it routes."""

    key: str
    label: str
    type: str
    required: bool
    routes: bool


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A step's form: where its file is, its fields (those of groups and repeated rows too), its cross-field rules."""

    element: str
    name: str
    file: str
    source: str
    fields: tuple[FormFieldRow, ...]
    rules: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DecisionTableView:
    """A decision table to read: hit policy, headers, rules as rows of texts (tests, results, notes)."""

    id: str
    name: str
    file: str
    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]
    rules: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class ScenarioRow:
    """A scenario in the officers' words; `passed` None while it was not played, `why` a failure in words."""

    name: str
    passed: bool | None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcessView:
    """A process for designers: diagram, elements, forms, decisions, letters, findings, scenarios.

    `part` is the diagram shown: the process itself or one that it calls; `parts` are all of them.
    """

    row: DeploymentRow
    versions: tuple[DeploymentRow, ...]
    part: str
    part_name: str
    file: str
    documentation: str
    parts: tuple[tuple[str, str], ...]
    elements: tuple[ElementRow, ...]
    forms: tuple[FormRow, ...]
    decisions: tuple[DecisionTableView, ...]
    letters: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]
    scenarios: tuple[ScenarioRow, ...]
    played: bool
    flows: int
    flows_covered: int
    uncovered: tuple[str, ...]
