"""Every row of the table of faults names tests that exist."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Any  # YAML as it came

import pytest
import yaml

from tests.rules.test_demands import broken
from tests.rules.tree import ROOT, report

HOME = ROOT / "tests" / "faults" / "rows.yaml"
ROWS = frozenset(range(1, 36))
SAID = frozenset({("both", False), ("sqlite", True), ("postgres", True), ("none", True)})


@cache
def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    return found


def test_every_row_of_the_table_is_there_and_no_other():
    assert set(told()["rows"]) == ROWS


def test_every_row_says_what_happens_what_holds_and_which_test_shows_it():
    rows = told()["rows"].items()

    found = [f"row {row}" for row, one in rows if not (one["fault"] and one["holds"] and one["tests"])]

    assert not found, report(found, do="Say what happens, what holds all the same, and name the test that shows it.")


def test_every_test_of_a_row_is_there():
    named = [(row, reference) for row, one in told()["rows"].items() for reference in one["tests"]]

    found = [f"row {row}: {why}" for row, reference in named if (why := broken(reference))]

    assert not found, report(found, do="Renamed or removed: name the test that shows the row now.")


def test_every_command_of_a_row_is_one_of_the_makefile():
    named = [one["command"] for one in told()["rows"].values() if "command" in one]

    for command in named:
        dry = subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert dry.returncode == 0, dry.stderr


def test_every_row_says_on_which_databases_it_is_shown_and_why_not_on_both():
    shown = {row: (one["databases"], bool(one.get("because"))) for row, one in told()["rows"].items()}

    found = [f"row {row}" for row, one in shown.items() if one not in SAID]

    assert not found, report(found, do="Say databases: both, or sqlite, postgres, none with because.")


@pytest.mark.long
def test_every_row_is_shown_on_the_databases_that_it_names():
    on_server, elsewhere = collected("postgres"), collected("not postgres")

    found = []
    for row, one in told()["rows"].items():
        there = {
            "postgres": any(test in on_server for test in one["tests"]),
            "sqlite": any(test in elsewhere for test in one["tests"]),
        }
        wanted = {"both": {"postgres", "sqlite"}, "none": {"sqlite"}}.get(one["databases"], {one["databases"]})
        found += [f"row {row}: nothing on {name}" for name in sorted(wanted) if not there[name]]

    assert not found, report(found, do="Let a test of the row run there, or say in the row why that does not apply.")


def collected(mark: str) -> frozenset[str]:
    """Give the tests of all rows that bear a mark, long ones too, without what stands in brackets."""
    named = sorted({reference for one in told()["rows"].values() for reference in one["tests"]})
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-m", mark, "-p", "no:cacheprovider"]
    said = subprocess.run([*asked, *named], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return frozenset(line.partition("[")[0] for line in said.splitlines() if "::" in line)
