"""What a run of scenarios found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A scenario that did not go as written: at which step, and why, in words."""

    scenario: str
    step: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of one process file was walked."""

    process: str
    flows: int
    uncovered: tuple[str, ...]

    @property
    def covered(self) -> int:
        """This function will give the number of flows that were walked."""
        return self.flows - len(self.uncovered)


@dataclass(frozen=True, kw_only=True)
class Report:
    """All scenarios of one file: how they went and what they walked, called processes included."""

    process: str
    scenarios: tuple[str, ...]
    failures: tuple[Failure, ...]
    walked: frozenset[tuple[str, str]]
    coverage: tuple[Coverage, ...]
    acts: int = 0
    largest_state: int = 0
    walked_by: tuple[tuple[str, frozenset[tuple[str, str]]], ...] = ()
    """Each scenario with the (process, element or flow) pairs that it walked."""

    @property
    def flows(self) -> int:
        """This function will give the number of sequence flows of the main process and all that it calls."""
        return sum(one.flows for one in self.coverage)

    @property
    def flows_covered(self) -> int:
        """This function will give how many of them were walked."""
        return sum(one.covered for one in self.coverage)

    @property
    def uncovered(self) -> tuple[tuple[str, str], ...]:
        """This function will give the flows that no scenario walked, as (process, flow)."""
        return tuple((one.process, flow) for one in self.coverage for flow in one.uncovered)


def in_words(report: Report, *, only: Iterable[str] | None = None) -> list[str]:
    """This function will give a report as lines of text; `only` limits coverage to these processes."""
    passed = len(report.scenarios) - len({failure.scenario for failure in report.failures})
    lines = [f"{report.process}: {passed}/{len(report.scenarios)} scenarios pass, {report.acts} acts"]
    lines += [f"  FAIL {one.scenario}\n       at: {one.step}\n       why: {one.why}" for one in report.failures]
    shown = None if only is None else set(only)
    for one in report.coverage:
        if shown is None or one.process in shown:
            lines.append(f"  {one.process:32s} {one.covered}/{one.flows} flows  {' '.join(one.uncovered)}".rstrip())
    return lines
