"""The fault tests in their long form: 200 rounds of kills, every named point, every statement of a migration."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.figures import Figure, at_most
from tests.conftest import ROOT
from webapp.cli.saying import complain

FULL_ROUNDS, QUICK_ROUNDS = 200, 4
FOLDER = "tests/faults"


def measure(rounds: int) -> tuple[Figure, ...]:
    """Repeat each fault so often; gives how many tests failed, and how many there were."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", FOLDER, f"--junitxml={report}"]
        environ = {**os.environ, "FAULT_ROUNDS": str(rounds)}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        suite = ElementTree.parse(report).getroot()[0]  # noqa: S314 - written by pytest just now
    if done.returncode:
        complain(done.stdout[-8000:])
    counted = {word: int(suite.get(word, 0)) for word in ("tests", "failures", "errors", "skipped")}
    note = f"{rounds} rounds, {counted['tests'] - counted['skipped']} tests, {counted['skipped']} skipped"
    lost = counted["failures"] + counted["errors"]
    return (at_most(0, name="fault tests failed", database="both", value=lost, note=note),)
