"""Every scenario goes as written, and together they walk every flow of the folder's diagrams."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp import engine
from webapp.domain.findings import Severity
from webapp.usecases.scenarios.__main__ import registry
from webapp.usecases.scenarios.report import Report
from webapp.usecases.scenarios.running import coverage, run_file

PROCESSES = Path(__file__).parents[2] / "processes"
HANDLERS = registry()


def reports(folder: Path) -> list[Report]:
    """The runs of all scenario files of a folder."""
    found = [path.name.removesuffix(".scenarios.yaml") for path in folder.glob("*.scenarios.yaml")]
    names = [*found, folder.name] if (folder / "scenarios.yaml").exists() else found
    return [run_file(PROCESSES, name, HANDLERS) for name in sorted(names)]


def unwalked(folder: Path, played: list[Report]) -> list[str]:
    """Flows of the folder's diagrams that no scenario of the folder walks."""
    walked = {pair for report in played for pair in report.walked}
    found: set[str] = set()
    for report in played:
        definition = engine.read(engine.collect(PROCESSES, report.process))
        own = [one for one in coverage(definition, walked) if (folder / f"{one.process}.bpmn").exists()]
        found |= {f"{one.process}: {flow}" for one in own for flow in one.uncovered}
    return sorted(found)


FOLDERS = sorted(path.name for path in PROCESSES.iterdir() if (path / "README.md").exists())
STARTED = engine.processes_in(PROCESSES)
MEASURES = [name for name in FOLDERS if name.startswith("m")]


def test_the_ten_measures_are_ten_folders_each_with_its_main_diagram() -> None:
    assert [name[:3] for name in MEASURES] == [f"m{number:02}" for number in range(1, 11)]
    assert [name for name in MEASURES if not (PROCESSES / name / f"{name}.bpmn").exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_scenarios_go_as_written_and_walk_every_flow(name: str) -> None:
    folder = PROCESSES / name

    played = reports(folder)

    assert [f"{failure.scenario}: {failure.step}: {failure.why}" for one in played for failure in one.failures] == []
    assert unwalked(folder, played) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_every_diagram_of_a_measure_may_be_published(name: str) -> None:
    mains = [one for one in STARTED if (PROCESSES / name / f"{one}.bpmn").exists()]

    found = [finding for one in mains for finding in engine.check(engine.collect(PROCESSES, one), HANDLERS)]

    assert mains
    assert [f"{one.file} {one.element}: {one.reason}" for one in found if one.severity is Severity.ERROR] == []
