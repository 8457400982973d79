"""bandit and semgrep over the whole product: a finding is mended at its root; each rule of the house can find."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.tree import ROOT, report

RULES = Path(__file__).with_name("semgrep.yaml")
TOOLS = ROOT / ".venv" / "audit" / "bin"
DDL = "webapp/store/migrations/versions"
"""Statements that take no parameters, of own words alone; ruff has each of them weighed where it stands."""
LOOKED_AT = ("webapp", "handlers", "deploy", "hatch_build.py")
QUIET = ("--metrics=off", "--disable-version-check", "--jobs=1", "--json", "--quiet")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TOOLS.is_dir(), reason="make .venv/audit.stamp installs what looks for weaknesses"),
]


def scanned(folder: Path, *targets: str) -> dict[str, list[str]]:
    """Run the house's rules; where each of them found something. Nothing is asked of the network."""
    command = [str(TOOLS / "semgrep"), "scan", f"--config={RULES}", *QUIET, *targets]
    silent = {**os.environ, "SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=silent, check=False)
    told = json.loads(done.stdout)
    assert not told["errors"], told["errors"]
    found: dict[str, list[str]] = {}
    for one in told["results"]:
        found.setdefault(one["check_id"].rpartition(".")[2], []).append(f"{one['path']}:{one['start']['line']}")
    return found


@cache
def rules() -> list[dict[str, Any]]:
    """The house's rules for semgrep."""
    kept: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    return kept


def test_bandit_finds_nothing():
    command = [str(TOOLS / "bandit"), "-q", "-ll", "-x", DDL, "-r", *LOOKED_AT, "--format", "json"]

    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout)

    found = [f"{one['filename']}:{one['line_number']} {one['issue_text']}" for one in told["results"]]
    assert not told["errors"]
    assert len(told["metrics"]) > 300
    assert not found, report(
        found, do="Write it another way; a comment that silences bandit is for what a person has weighed."
    )


def test_no_rule_of_the_house_finds_anything():
    found = [f"{rule}: {place}" for rule, places in scanned(ROOT, *LOOKED_AT).items() for place in places]

    assert not found, report(found, do="tests/attacks/semgrep.yaml says at each rule what to do instead.")


def test_each_rule_finds_the_line_that_it_forbids(tmp_path: Path):
    place = tmp_path / "webapp"
    place.mkdir()
    for one in rules():
        told = one["metadata"]
        (place / f"{one['id']}{told.get('ending', '.py')}").write_text(told["bad"] + "\n", encoding="utf-8")

    found = scanned(tmp_path, ".")

    missed = [one["id"] for one in rules() if not any(one["id"] in place for place in found.get(one["id"], []))]
    assert not missed, report(missed, do="A rule that finds nothing keeps nothing out.")
