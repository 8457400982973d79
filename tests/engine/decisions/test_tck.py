"""The public conformance kit (DMN TCK): every result node has the value that the standard asks for.

Level 2 is kept here. `SHIBIYAN_TCK_DIR=<folder of the kit> pytest -k tck` runs further folders, such as level 3.
"""

from __future__ import annotations

import os
import pathlib

import pytest

from tests.engine.decisions.kit import Case, cases, same
from webapp.engine.decisions import NoSuchDecision, UnreadableDecisions, evaluate
from webapp.feel import FeelLimit, FeelValue

LEVEL_2 = pathlib.Path(__file__).parent / "tck_level_2"
FURTHER = [pathlib.Path(folder) for folder in os.environ.get("SHIBIYAN_TCK_DIR", "").split(os.pathsep) if folder]
FILES = [file for folder in (LEVEL_2, *FURTHER) for file in sorted(folder.rglob("*-test-*.xml"))]


def answer(case: Case) -> FeelValue:
    try:
        got = evaluate(case.model, case.asked, case.inputs)
    except (FeelLimit, NoSuchDecision, UnreadableDecisions) as error:
        return f"refused: {error}"
    return got[case.output] if case.output and isinstance(got, dict) and case.output in got else got


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_of_the_kit_is_answered_right(file: pathlib.Path) -> None:
    answers = [(case, answer(case)) for case in cases(file)]

    wrong = [f"{case.id} {case.asked}: {got!r}, not {case.want!r}" for case, got in answers if not same(case.want, got)]
    assert not wrong, f"{len(wrong)} of {len(answers)} are not right\n" + "\n".join(wrong)


def test_every_folder_that_is_named_holds_cases() -> None:
    assert all(any(folder.rglob("*-test-*.xml")) for folder in FURTHER)


def test_level_2_is_whole() -> None:
    found = [case for file in sorted(LEVEL_2.rglob("*-test-*.xml")) for case in cases(file)]

    assert len(found) == 126
    assert len({(case.model, case.id) for case in found}) == 116
