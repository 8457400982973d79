from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.scenarios.small import EARLY, GOOD, LATE, folder
from webapp.usecases.scenarios import BadScenario, read_scenarios, run_file
from webapp.usecases.scenarios.__main__ import main, registry
from webapp.usecases.scenarios.report import Report, in_words

HANDLERS = registry()


def played(root: Path, scenarios: str = GOOD + LATE + EARLY) -> Report:
    return run_file(folder(root, scenarios), "small", HANDLERS)


def broken(root: Path, step: str, then: str = "{}") -> str:
    """Play one scenario that must fail and give why."""
    head, tail = (
        "- scenario: x\n  start: {event: s, with: {subject: head_a}}\n  at: 2026-03-02\n  steps:\n",
        f"  then: {then}\n",
    )
    report = played(root, f"{head}    - {step}\n{tail}")
    assert len(report.failures) == 1
    return report.failures[0].why


def test_scenarios_go_as_written_and_walk_every_flow(tmp_path: Path):
    report = played(tmp_path)

    assert report.failures == ()
    assert (report.flows, report.flows_covered, report.uncovered) == (13, 13, ())
    assert report.scenarios == ("答复良好", "逾期未答复", "提前终止")
    assert 0 < report.largest_state < 2000


def test_flows_that_no_scenario_walks_are_named(tmp_path: Path):
    report = played(tmp_path, GOOD)

    assert ("small", "good__tell") in report.uncovered
    assert report.flows_covered < report.flows


def test_each_scenario_says_what_it_walked(tmp_path: Path):
    walked = dict(played(tmp_path).walked_by)

    assert ("small", "word") in walked["逾期未答复"]
    assert ("small", "word") not in walked["答复良好"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("zhao completes check: {result: good}", "没有打开"),
        ("zhao cannot complete ask: not_yours", "没有被拒绝"),
        ("head_a cannot complete ask: four_eyes", "not_yours"),
        ("li completes ask: {nothing: 1}", "没有栏目"),
        ("li completes ask: {count: -1}", "不能小于"),
        ("expect open: [check]", "打开的环节是：ask"),
        ("expect due: {reply: 2026-01-01}", "期限是"),
        ("expect waiting: [word]", "（无）"),
        ("expect data: {ask.count: 1}", "None"),
        ("message answered arrives: {}", "有 0 个"),
        ("li dances: {}", "NoSuchStep"),
        ("nobody.home answers: 1", ""),
    ],
)
def test_a_step_that_does_not_hold_says_what_was_found(tmp_path: Path, step: str, why: str):
    then = "{ended: closed}" if not why else "{}"

    assert why in broken(tmp_path, step, then)


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("{ended: closed}", "停在：reply"),
        ("{sent: [told]}", "（无）"),
        ("{letters: []}", "d14"),
        ("{never: [ask]}", "ask"),
        ("{walked: [tell]}", "tell"),
        ("{data: {ask.count: 7}}", "Decimal"),
    ],
)
def test_an_end_that_does_not_hold_says_what_was_found(tmp_path: Path, then: str, why: str):
    assert why in broken(tmp_path, "li completes ask: {}", then)


def test_the_clock_follows_the_days_that_a_form_names(tmp_path: Path):
    steps = """
- scenario: x
  start: {event: s, with: {subject: head_a}}
  at: 2026-03-02T09:00
  steps:
    - li completes ask: {asked_on: 2026-03-05}
    - wait: 1 days
    - expect data: {ask.asked_on: 2026-03-05}
  then: {open: [reply]}
"""
    assert played(tmp_path, steps).failures == ()


def test_a_step_can_be_taken_back_while_nothing_has_happened_since(tmp_path: Path):
    steps = """
- scenario: x
  start: {event: s, with: {subject: head_a}}
  at: 2026-03-02T09:00
  steps:
    - li completes ask: {}
    - li takes back ask
    - expect open: [ask]
    - li completes ask: {}
    - head_a completes reply: {}
    - li cannot take back ask: not_open
  then: {open: [check]}
"""
    assert played(tmp_path, steps).failures == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "expected"),
        ("- a", "people"),
        ("scenarios: [{scenario: x, start: {}, at: 2026-03-02}]", "event"),
        ("scenarios: [{scenario: x, start: {event: s}, at: soon}]", "ValueError"),
        (
            "passages: {p: [{pass: {passage: p}}]}\nscenarios: [{scenario: x, start: {event: s}, at: 2026-03-02, "
            "steps: [{pass: {passage: p}}]}]",
            "相互包含",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, why: str):
    with pytest.raises(BadScenario, match=why):
        read_scenarios(text, "small")


def test_names_of_scenarios_are_unique(tmp_path: Path):
    assert "同名" in played(tmp_path, GOOD + GOOD).failures[0].why


def test_a_failure_is_told_with_its_step(tmp_path: Path):
    report = played(tmp_path, GOOD.replace("expect open: [reply]", "expect open: [ask]"))

    text = "\n".join(in_words(report))

    assert "0/1 scenarios pass" in text
    assert "at: expect open: ['ask']" in text
    assert "打开的环节是：reply" in text


def test_the_command_prints_coverage_and_tells_failures_by_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = folder(tmp_path)

    assert main([str(root / "small"), "--walks", "2", "--check"]) == 0
    printed = capsys.readouterr().out

    assert "3/3 scenarios pass" in printed
    assert "13/13 flows" in printed
    assert "2 walks" in printed


def test_the_command_says_when_something_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = folder(tmp_path, GOOD.replace("closed", "elsewhere"))

    assert main([str(root / "small/small.bpmn")]) == 1
    assert "FAIL" in capsys.readouterr().out
