"""`shibiyan check`: what is wrong with the diagrams, and how much of them the scenarios walk."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from webapp.cli.atlas import Atlas, processes_folder
from webapp.cli.naming import letters_named
from webapp.cli.saying import say, table
from webapp.domain.findings import Finding, Severity
from webapp.engine import Process

FIGURES = ("flows", "flows_covered", "elements", "forms", "decisions", "letters", "scenarios")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One process file: its findings, its figures, the flows that no scenario walks.

    `scenarios` counts those that pass through it, of whatever process they are.
    """

    process: str
    findings: tuple[Finding, ...]
    uncovered: tuple[str, ...]
    flows: int
    elements: int
    forms: int
    decisions: int
    letters: int
    scenarios: int

    @property
    def flows_covered(self) -> int:
        """This function will give the number of flows that scenarios walk."""
        return self.flows - len(self.uncovered)

    @property
    def passes(self) -> bool:
        """This function will tell whether it may be published and every flow is walked; hints (提示) stop nothing."""
        return not self.uncovered and all(one.severity is not Severity.ERROR for one in self.findings)


def check(asked: argparse.Namespace) -> int:
    """This function will check the chosen diagrams; 1 when one may not be published or a flow is not walked."""
    atlas = Atlas(processes_folder())
    checked = [checked_process(atlas, name) for name in atlas.chosen(asked.process)]
    say(as_json(checked) if asked.json else "\n".join(in_words(checked)))
    return int(not all(one.passes for one in checked))


def checked_process(atlas: Atlas, name: str) -> Checked:
    """This function will check one process file: rules of drawing, its own scenarios, who walks its flows."""
    definition, process = atlas.definitions[name], atlas.definitions[name].main
    walks = [pairs for report in atlas.reports_reaching(name) for _, pairs in report.walked_by]
    walked = {pair for pairs in walks for pair in pairs}
    return Checked(
        process=name,
        findings=(*atlas.findings(name), *_failures(atlas, name)),
        uncovered=tuple(flow for flow in process.flows if (name, flow) not in walked),
        flows=len(process.flows),
        elements=len(process.elements),
        forms=len({path for (owner, _), path in definition.form_files.items() if owner == name}),
        decisions=len({element.decision for element in process.elements.values() if element.decision}),
        letters=len(_letters(atlas, name, process)),
        scenarios=sum(any(owner == name for owner, _ in pairs) for pairs in walks),
    )


def _letters(atlas: Atlas, name: str, process: Process) -> set[str]:
    definition = atlas.definitions[name]
    return {letter for element in process.elements.values() for letter in letters_named(definition, element)}


def _failures(atlas: Atlas, name: str) -> Iterator[Finding]:
    report = atlas.report(name)
    for failure in report.failures if report else ():
        yield Finding(
            rule="scenario",
            file=atlas.definitions[name].main.file,
            element=failure.scenario,
            reason=f"情景没有走通，停在“{failure.step}”：{failure.why}",
            remedy="流程图与情景以流程图为准：改情景，或者把流程图画成情景所说的样子。",
        )


def as_json(checked: list[Checked]) -> str:
    """This function will give the figures for machines, one object a process file."""
    rows = [
        {
            "process": one.process,
            "findings": [asdict(finding) for finding in one.findings],
            **{figure: getattr(one, figure) for figure in FIGURES},
        }
        for one in checked
    ]
    return json.dumps({"processes": rows}, ensure_ascii=False, indent=1)


def in_words(checked: list[Checked]) -> list[str]:
    """This function will give the same as lines for people."""
    lines: list[str] = []
    for one in checked:
        for finding in one.findings:
            mark = "有误" if finding.severity is Severity.ERROR else "提示"
            lines += [f"{mark} {finding.file} {finding.element}：{finding.reason}", f"     改法：{finding.remedy}"]
        lines += [f"{one.process}：没有情景走过 {'、'.join(one.uncovered)}"] if one.uncovered else []
    figures = [[one.process, *(str(getattr(one, figure)) for figure in FIGURES)] for one in checked]
    lines += table([["process", *FIGURES], *figures])
    found = sum(len(one.findings) for one in checked)
    missing = sum(len(one.uncovered) for one in checked)
    flows = sum(one.flows for one in checked)
    lines.append(f"{len(checked)}张流程图：{found}个问题；{flows - missing}/{flows}条流转有情景走过")
    return lines
