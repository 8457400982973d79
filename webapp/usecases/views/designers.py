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


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """A file that differs between two versions; `kind` new, gone or changed, `lines` begin with +, -, @ or a blank."""

    path: str
    kind: str
    lines: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class StepChange:
    """An element that differs between two versions; `mandatory` is the demand's row that it bears, or nothing."""

    part: str
    id: str
    name: str
    kind: str
    mandatory: str


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """How a version was put forward and what became of it. `can_decide`, `can_withdraw`: the viewer, now."""

    proposal_id: str
    by: str
    at: dt.datetime
    reason: str
    demands: tuple[tuple[str, str], ...]
    status: str
    decided_by: str
    decided_at: dt.datetime | None
    answer: str
    can_decide: bool = False
    can_withdraw: bool = False
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A version that waits: for a designer, or for whoever decides."""

    row: DeploymentRow
    proposal: ProposalRow | None


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """A version beside the one in force: what differs, what stands in the way, which demands' rows it changes.

    `hard` stands in the way whoever approves; `soft` passes with the approval of its rows; `can_propose`: the viewer.
    """

    row: DeploymentRow
    in_force: DeploymentRow | None
    checksum: str
    demands: tuple[tuple[str, str], ...]
    hard: tuple[Finding, ...]
    soft: tuple[Finding, ...]
    hints: tuple[Finding, ...]
    steps: tuple[StepChange, ...]
    files: tuple[FileChange, ...]
    scenarios: tuple[ScenarioRow, ...]
    played: bool
    proposals: tuple[ProposalRow, ...]
    can_propose: bool
