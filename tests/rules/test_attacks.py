"""Every row of the table of attacks names tests that exist."""

from __future__ import annotations

from functools import cache
from typing import Any  # YAML as it came

import yaml

from tests.rules.test_demands import broken
from tests.rules.tree import ROOT, report

HOME = ROOT / "tests" / "attacks.yaml"


@cache
def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(HOME.read_text(encoding="utf-8"))["attacks"]
    return found


def test_every_attack_says_what_is_tried_and_what_stands_in_the_way():
    found = [name for name, one in told().items() if not (one["tries"] and one["stands"] and one["tests"])]

    assert not found, report(found, do="Say what somebody tries, what stands in the way, and name the test.")


def test_every_test_of_an_attack_is_there():
    named = [(name, reference) for name, one in told().items() for reference in one["tests"]]

    found = [f"{name}: {why}" for name, reference in named if (why := broken(reference))]

    assert not found, report(found, do="Renamed or removed: name the test that shows it now.")
