"""The list of parts (SBOM) that goes into the wheel: whole, and true to what is installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from hatch_build import parts
from tests.rules.tree import ROOT, report

LISTED = parts(ROOT, "0.1.0")


def named(kind: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in LISTED["components"] if one["purl"].startswith(f"pkg:{kind}/")}


def plain(name: str) -> str:
    """A package's name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, extras: frozenset[str] = frozenset(), known: set[str] | None = None) -> set[str]:
    """Every package that one of these needs to run, itself left out."""
    found: set[str] = set() if known is None else known
    for line in requires(name) or []:
        one = Requirement(line)
        wanted = one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras or {""})
        if wanted and plain(one.name) not in found:
            found.add(plain(one.name))
            needed(one.name, frozenset(one.extras), found)
    return found


@pytest.mark.slow
def test_a_wheel_carries_it(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]

    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        listed = json.loads(wheel.read(next(name for name in wheel.namelist() if "/sboms/" in name)))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["components"] == LISTED["components"]


def test_what_the_office_runs_on_is_listed_and_what_tests_it_is_not():
    listed = {plain(name) for name in named("pypi")}

    found = [*(needed("shibiyan") - listed), *(listed - needed("shibiyan"))]

    assert not found, report(sorted(found), do="requirements.lock: above “These check” stands what the office runs on.")


def test_the_versions_are_those_that_are_tested():
    found = [name for name, one in named("pypi").items() if version(name) != one["version"]]

    assert not found, report(found, do="Install what requirements.lock says, or change it there.")


def test_the_browser_bundle_is_listed_with_its_digests():
    scripts = named("npm")

    assert "bpmn-js" in scripts
    assert "esbuild" not in scripts
    assert all(one["hashes"][0]["alg"] == "SHA-512" for one in scripts.values())
