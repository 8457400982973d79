from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from webapp.cli import main


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["where", *words]) == 0
    return capsys.readouterr().out


def test_a_letter_step_shows_diagram_limit_letter_handlers_and_scenarios(capsys: pytest.CaptureFixture[str]):
    text = told(capsys, "m08", "issue_inquiry")

    assert "processes/m08_talk_letter_inquiry/m08a_hearing.bpmn:" in text
    assert "letter.reply  自签收起15个工作日；依据：" in text
    assert "processes/m08_talk_letter_inquiry/letters/d14_inquiry_notice.md" in text
    assert "handlers/letters.py:" in text
    assert "函询“一把手”" in text


def test_file_and_line_are_those_of_the_element_and_the_handler(capsys: pytest.CaptureFixture[str]):
    text = told(capsys, "m08", "issue_inquiry")

    diagram, line = re.findall(r"(\S+\.bpmn):(\d+)", text)[0]
    assert 'id="issue_inquiry"' in Path(diagram).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    module, line = re.findall(r"letters\.number\s+(\S+\.py):(\d+)", text)[0]
    assert "handler" in Path(module).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_a_step_with_form_and_decision_shows_their_files(capsys: pytest.CaptureFixture[str]):
    assert "processes/m08_talk_letter_inquiry/forms/reply.form" in told(capsys, "m08", "reply")
    assert "m07_clue_disposal/disposal_suggestion.dmn" in told(capsys, "m07", "disposal_suggestion")


def test_a_step_of_a_called_process_is_found_from_the_measure(capsys: pytest.CaptureFixture[str]):
    text = told(capsys, "m08", "seal_letter")

    assert "processes/shared/issue_letter.bpmn:" in text
    assert "processes/shared/forms/seal_letter.form" in text


def test_an_unknown_step_names_those_that_look_like_it(capsys: pytest.CaptureFixture[str]):
    code = main(["where", "m08", "isue_inquiry"])

    assert code == 1
    assert "issue_inquiry" in capsys.readouterr().err


def test_without_a_step_all_steps_of_the_measure_are_listed(capsys: pytest.CaptureFixture[str]):
    text = told(capsys, "m08")

    assert "plan_inquiry" in text
    assert "m08a_hearing" in text
