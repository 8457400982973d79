from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.usecases.scenarios.small import BODY, definition
from webapp import engine
from webapp.usecases.scenarios import walk
from webapp.usecases.scenarios.__main__ import registry
from webapp.usecases.scenarios.reading import shared_answers
from webapp.usecases.scenarios.walking import Escaped, Stuck

HANDLERS = registry()


def test_a_seed_walks_the_same_way_again(tmp_path: Path):
    small = definition(tmp_path)

    assert walk(small, HANDLERS, seed=5) == walk(small, HANDLERS, seed=5)


def test_walks_reach_every_end(tmp_path: Path):
    small = definition(tmp_path)

    found = {walk(small, HANDLERS, seed=seed).ended for seed in range(60)}

    assert {"closed", "referred"} <= found


def changed(small: engine.Definition, old: str, new: str) -> engine.Definition:
    path = "small/small.bpmn"
    files = {**small.bundle.files, path: small.bundle.files[path].replace(old.encode(), new.encode())}
    assert files[path] != small.bundle.files[path]
    return engine.read(replace(small.bundle, files=files, checksum=""))


def test_a_case_that_nobody_can_move_is_found(tmp_path: Path):
    stuck = changed(definition(tmp_path), "check.result = ", "&quot;neither&quot; = ")

    found = [why_stuck(stuck, seed) for seed in range(6)]

    assert any("没有一个流向的条件成立" in why for why in found)


def why_stuck(definition: engine.Definition, seed: int) -> str:
    try:
        walk(definition, HANDLERS, seed=seed)
    except Stuck as error:
        return str(error)
    return ""


def test_a_case_that_ends_past_a_row_is_found(tmp_path: Path):
    small = definition(tmp_path)
    marked = changed(
        small,
        '<bpmn:sequenceFlow id="good__tell" sourceRef="good" targetRef="tell">',
        '<bpmn:sequenceFlow id="good__tell" sourceRef="good" targetRef="tell"><bpmn:extensionElements>'
        '<spiffworkflow:properties><spiffworkflow:property name="mandatory" value="8.4"/></spiffworkflow:properties>'
        "</bpmn:extensionElements>",
    )
    assert "mandatory" in BODY

    ended = [walk(marked, HANDLERS, seed=seed).ended for seed in range(20)]

    assert "referred" in ended
    assert Escaped is not None


def test_a_walk_is_answered_as_the_scenarios_of_its_file_are() -> None:
    told = shared_answers("answers: {file.posts: [{unit: 甲单位}]}\nscenarios: []\n")

    assert told == {"file.posts": [{"unit": "甲单位"}]}
    assert shared_answers("scenarios: []\n") == {}
