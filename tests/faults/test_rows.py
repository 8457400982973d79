"""Every row of the table of faults names tests that exist."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import Any  # YAML as it came

import yaml

from tests.rules.test_demands import broken
from tests.rules.tree import ROOT, report

HOME = ROOT / "tests" / "faults" / "rows.yaml"
ROWS = frozenset(range(1, 36))


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
