from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.rules.tree import ROOT, report

HOME = ROOT / "tests" / "demands.yaml"
ROWS_OF_MEASURES = (11, 12, 12, 12, 6, 10, 13, 5, 9, 10)
ROWS_OF_THE_FRAME = 16
LATER = {"C6", "C8", "C11"}
"""The only rows whose milestone may lie ahead."""
KINDS = {"GATE", "LETTER", "MESSAGE", "RECORD", "REPORT", "RIGHT", "STEP", "TIMER"}


@cache
def told() -> dict[str, Any]:
    """The file of demands."""
    found: dict[str, Any] = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    return found


def wanted() -> set[str]:
    """Every id that there is."""
    rows = {f"{measure}.{row}" for measure, rows in enumerate(ROWS_OF_MEASURES, 1) for row in range(1, rows + 1)}
    return rows | {f"C{row}" for row in range(1, ROWS_OF_THE_FRAME + 1)}


@cache
def names_in(path: Path) -> frozenset[str]:
    """Test functions of a module, or sentences of a scenario file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        found = ast.walk(ast.parse(text))
        return frozenset(n.name for n in found if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))
    return frozenset(str(one.get("scenario")) for one in (yaml.safe_load(text) or {}).get("scenarios") or [])


def broken(reference: str) -> str | None:
    """Say why a reference proves nothing, or None when it names a test."""
    file, _, name = reference.partition("::")
    path = ROOT / file
    if not path.is_file():
        return f"{file} is not there"
    return None if name in names_in(path) else f"{file} has no “{name}”"


def references() -> Iterator[tuple[str, str]]:
    for row, one in told()["demands"].items():
        for reference in one["tests"]:
            yield row, reference


def test_every_demand_is_listed_and_no_other():
    known = set(told()["demands"])

    missing, unknown = sorted(wanted() - known), sorted(known - wanted())

    assert not missing, report(missing, do="Add the row with its quote, its milestone and its tests.")
    assert not unknown, report(unknown, do="There is no demand of this id.")


def test_every_demand_has_kind_quote_and_milestone():
    milestones = set(told()["milestones"])

    found = [
        row
        for row, one in told()["demands"].items()
        if one["kind"] not in KINDS or not one["quote"] or one["since"] not in milestones
    ]

    assert set(told()["reached"]) <= milestones
    assert not found, report(found, do=f"kind: one of {', '.join(sorted(KINDS))}; since: one of the milestones.")


def test_no_other_demand_is_put_off_to_a_later_milestone():
    reached = set(told()["reached"])

    found = sorted(row for row, one in told()["demands"].items() if one["since"] not in reached and row not in LATER)

    assert not found, report(found, do=f"Only {', '.join(sorted(LATER))} may wait: prove it, and say since when.")


def test_every_demand_of_a_reached_milestone_is_proven_by_a_test():
    reached = set(told()["reached"])

    found = [row for row, one in told()["demands"].items() if one["since"] in reached and not one["tests"]]

    assert not found, report(found, do="Write the test, or the scenario, that fails without it, and name it here.")


def test_every_proof_is_there():
    found = [f"{row}: {why}" for row, reference in references() if (why := broken(reference))]

    assert not found, report(found, do="Renamed or removed: name the test that proves the demand now.")


def test_a_reference_to_nothing_is_found_out():
    assert broken("tests/rules/test_demands.py::test_every_proof_is_there") is None
    assert broken("tests/rules/test_demands.py::test_nothing_of_the_kind")
    assert broken("tests/rules/no_such_file.py::test_nothing_of_the_kind")
