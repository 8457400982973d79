"""Deployed processes for designers to read: diagrams, what belongs to each step, findings, scenarios; no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.findings import Finding
from webapp.domain.ids import PersonId
from webapp.domain.records import Deployment
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.letters import LetterError, read_template
from webapp.store import deployments as stored
from webapp.store import people
from webapp.usecases.act import Act, reads
from webapp.usecases.checked import findings_of
from webapp.usecases.drawn import element_rows, form_rows, letters_named, table_views
from webapp.usecases.scenarios import BadScenario, Report, read_scenarios, run_definition
from webapp.usecases.views.cases import DiagramView
from webapp.usecases.views.designers import DeploymentRow, ProcessView, ScenarioRow
from webapp.usecases.words import measure_name

SHELF = "played"


@dataclass(frozen=True, kw_only=True)
class Played:
    """What a deployment's own scenarios and checks said; a deployment never changes, so it is kept."""

    report: Report | None
    findings: tuple[Finding, ...]
    fault: str = ""


@reads(Permission.DRAW_PROCESSES)
def deployments(act: Act) -> tuple[DeploymentRow, ...]:
    """This function will list every deployed version by process, the newest first, with its open cases."""
    counts = stored.open_cases(act.tx)
    return tuple(deployment_row(act, one, counts) for one in stored.every(act.tx))


def deployment_row(act: Act, one: Deployment, counts: Mapping[str, int]) -> DeploymentRow:
    """This function will give a version as the lists show it."""
    names = people.directory(act.tx)
    definition = act.office.library.definition(act.tx, one.id)
    return DeploymentRow(
        deployment_id=one.id,
        process=one.process,
        name=definition.name,
        measure_name=measure_name(one.measure),
        version=one.version,
        checksum=one.checksum[:12],
        at=one.live_at or one.deployed_at,
        by=names.name(PersonId(one.deployed_by)) if one.deployed_by else Said("随系统安装"),
        approved_by=names.name(PersonId(one.approved_by)) if one.approved_by else "",
        state=one.state,
        open_cases=counts.get(one.id, 0),
    )


@reads(Permission.DRAW_PROCESSES)
def diagram_page(act: Act, *, process: str, part: str = "", play: bool = False) -> ProcessView:
    """This function will give the deployment in force of a process, one of its diagrams at a time.

    `play` runs its scenarios on the engine (about a second); the outcome is kept. Raises NotFound.
    """
    deployment_id, definition = act.office.library.current(act.tx, process)
    shown = definition.processes.get(part or process)
    if shown is None:
        raise NotFound
    played = played_of(act, deployment_id, definition, play=play)
    report = played.report if played else None
    walked = dict(report.walked_by) if report else {}
    counts = stored.open_cases(act.tx)
    versions = tuple(deployment_row(act, one, counts) for one in stored.of_process(act.tx, process))
    covered = next((one for one in report.coverage if one.process == shown.id), None) if report else None
    tables = frozenset(one.decision for one in shown.elements.values() if one.decision)
    return ProcessView(
        row=next(one for one in versions if one.deployment_id == deployment_id),
        versions=versions,
        part=shown.id,
        part_name=shown.name,
        file=shown.file,
        documentation=shown.documentation,
        parts=tuple((name, definition.processes[name].name) for name in definition.reachable),
        elements=element_rows(definition, shown, walked),
        forms=form_rows(definition, shown),
        decisions=table_views(definition, tables),
        letters=_letters(definition, shown.id),
        findings=played.findings if played else (),
        scenarios=scenario_rows(definition, report),
        played=played is not None,
        flows=covered.flows if covered else len(shown.flows),
        flows_covered=covered.covered if covered else 0,
        uncovered=covered.uncovered if covered else (),
    )


@reads(Permission.DRAW_PROCESSES)
def diagram_of(act: Act, *, process: str, part: str = "") -> DiagramView:
    """This function will give the diagram of a process, or of one that it calls; raises NotFound."""
    _, definition = act.office.library.current(act.tx, process)
    shown = definition.processes.get(part or process)
    if shown is None:
        raise NotFound
    return DiagramView(
        process=shown.id,
        name=shown.name,
        xml=definition.diagram(shown.id),
        mandatory=tuple(one.id for one in shown.elements.values() if one.mandatory),
    )


def played_of(act: Act, deployment_id: str, definition: Definition, *, play: bool) -> Played | None:
    """This function will give what a version's scenarios and checks said; `play` runs them once."""
    shelf: dict[str, Played] = act.tx.shelf.setdefault(SHELF, {})
    if deployment_id not in shelf and play:
        findings = findings_of(definition.bundle, act.office.handlers)
        try:
            report = run_definition(definition, act.office.handlers)
            shelf[deployment_id] = Played(report=report, findings=findings)
        except BadScenario as error:
            shelf[deployment_id] = Played(report=None, findings=findings, fault=error.message)
    return shelf.get(deployment_id)


def scenario_rows(definition: Definition, report: Report | None) -> tuple[ScenarioRow, ...]:
    """This function will give a version's scenarios and, where they were played, how they went."""
    text = definition.scenarios.get(definition.process, "")
    try:
        names = tuple(one.name for one in read_scenarios(text, definition.process)) if text else ()
    except BadScenario as error:
        return (ScenarioRow(name=definition.process, passed=False, why=error.message),)
    failed = (
        {one.scenario: Said("{step}：{why}", step=one.step, why=one.why) for one in report.failures} if report else {}
    )
    return tuple(
        ScenarioRow(name=name, passed=None if report is None else name not in failed, why=failed.get(name, ""))
        for name in names
    )


def _letters(definition: Definition, process: str) -> tuple[tuple[str, str, str], ...]:
    """Letters that steps of the diagram name: id, title, file."""
    shown = definition.processes[process]
    named = dict.fromkeys(word for one in shown.elements.values() for word in letters_named(definition, one))
    return tuple((word, _title(definition.letters[word]), _file(definition, word)) for word in named)


def _title(text: str) -> str:
    try:
        return read_template(text).title
    except LetterError as error:
        return error.message


def _file(definition: Definition, letter: str) -> str:
    return next((path for path in definition.bundle.files if path.endswith(f"/letters/{letter}.md")), "")
