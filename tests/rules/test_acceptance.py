from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any  # YAML as it came

import yaml

from tests.rules.test_demands import broken
from tests.rules.tree import ROOT, report

HOME = ROOT / "tests" / "acceptance.yaml"
ROWS = {"scenarios": 28, "situations": 12, "rights": 17}


@cache
def told() -> dict[str, dict[int, dict[str, Any]]]:
    """The file of acceptance."""
    found: dict[str, dict[int, dict[str, Any]]] = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    return found


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for part, known in told().items():
        for number, one in known.items():
            yield f"{part} {number}", one


def references() -> Iterator[tuple[str, str]]:
    for row, one in rows():
        for reference in one["tests"]:
            yield row, reference


def out_of_sight(reference: str) -> str | None:
    """Say why pytest would not collect a test, or None when it does (scenarios are played by name)."""
    file, _, name = reference.partition("::")
    path = ROOT / file
    if path.suffix != ".py":
        return None
    if not path.name.startswith("test_"):
        return f"{file} is no file of tests"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    return None if alone else f"{name} stands inside something else"


def test_every_scenario_and_situation_is_listed_and_no_other():
    assert {part: set(known) for part, known in told().items()} == {
        part: set(range(1, count + 1)) for part, count in ROWS.items()
    }


def test_every_row_says_what_must_be_seen_and_which_tests_show_it():
    found = [row for row, one in rows() if not one.get("says") or not one.get("tests")]

    assert not found, report(found, do="Say it in one sentence, and name the tests that show every clause of it.")


def test_every_test_of_a_row_is_there_and_collected():
    found = [
        f"{row}: {why}" for row, reference in references() if (why := broken(reference) or out_of_sight(reference))
    ]

    assert not found, report(found, do="Renamed or removed: name the test that shows the row now.")


def test_no_row_names_a_test_twice():
    found = [row for row, one in rows() if len(set(one["tests"])) < len(one["tests"])]

    assert not found, report(found, do="Once is enough.")


def test_every_command_of_a_row_is_one_of_the_makefile():
    for command in {one["command"] for _, one in rows() if "command" in one}:
        dry = subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert dry.returncode == 0, dry.stderr


def test_a_test_that_is_not_collected_is_found_out():
    assert out_of_sight("tests/rules/test_acceptance.py::test_a_test_that_is_not_collected_is_found_out") is None
    assert out_of_sight("tests/rules/tree.py::tracked")
    assert out_of_sight("tests/rules/test_acceptance.py::test_nothing_of_the_kind")
