"""docs/ENGINE.md is true: its example runs, its tables are the lists that the engine itself goes by."""

from __future__ import annotations

import re

import pytest

from tests.engine.sandbox.page import GROUPS, PAGE, whole
from webapp.engine.supported import features

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]):
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}

    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - our own page

    assert blocks
    assert "请去掉外面的 ${}" in capsys.readouterr().out


def test_the_tables_of_the_page_are_the_engine_s_own():
    assert whole(TEXT) == TEXT, "run: python -m tests.engine.sandbox.page"


def test_every_feature_stands_under_a_title():
    assert {one.group for one in features()} == set(GROUPS)
