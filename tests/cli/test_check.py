from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from webapp.cli import main

KEYS = {"process", "findings", "flows", "flows_covered", "elements", "forms", "decisions", "letters", "scenarios"}


def test_every_diagram_may_be_published_and_is_walked_flow_by_flow(capsys: pytest.CaptureFixture[str]):
    code = main(["check", "--json"])

    rows = json.loads(capsys.readouterr().out)["processes"]
    files = {path.stem for path in (ROOT / "processes").glob("*/*.bpmn")}
    assert {row["process"] for row in rows} == files
    assert all(set(row) == KEYS for row in rows)
    assert [one for row in rows for one in row["findings"] if one["severity"] == "error"] == []
    assert [row["process"] for row in rows if row["flows_covered"] != row["flows"]] == []
    assert code == 0


def test_the_ten_measures_are_ten_folders_each_with_its_main_diagram():
    measures = sorted(path for path in (ROOT / "processes").glob("m*") if path.is_dir())

    assert [path.name[:3] for path in measures] == [f"m{number:02}" for number in range(1, 11)]
    assert [path.name for path in measures if not (path / f"{path.name}.bpmn").exists()] == []


def test_a_short_word_chooses_the_parts_of_a_measure(capsys: pytest.CaptureFixture[str]):
    main(["check", "m08", "--json"])

    rows = json.loads(capsys.readouterr().out)["processes"]
    assert [row["process"][:3] for row in rows] == ["m08"] * len(rows)
    assert all(row["scenarios"] > 0 for row in rows)


def test_a_scenario_that_goes_otherwise_is_a_finding_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "processes"
    shutil.copytree(ROOT / "processes", folder)
    told = folder / "shared" / "complaint.scenarios.yaml"
    told.write_text(told.read_text(encoding="utf-8").replace("ended: ", "ended: not_"), encoding="utf-8")
    monkeypatch.setenv("SHIBIYAN_PROCESSES", str(folder))

    code = main(["check", "complaint", "--json"])

    (row,) = json.loads(capsys.readouterr().out)["processes"]
    assert code == 1
    assert {finding["rule"] for finding in row["findings"]} == {"scenario"}
    assert all(finding["element"] and finding["reason"] and finding["remedy"] for finding in row["findings"])


def test_an_unknown_process_names_those_that_look_like_it(capsys: pytest.CaptureFixture[str]):
    code = main(["check", "collectiv_study"])

    assert code == 1
    assert "collective_study" in capsys.readouterr().err
