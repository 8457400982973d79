"""Measure 7 at the browser: a letter comes in, is handed to a room, weighed, and leads to an inquiry."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit, dispose, register
from tests.usecases.passages import FIVE

pytestmark = pytest.mark.story


def test_a_letter_about_a_head_becomes_an_inquiry(sit: Sit) -> None:
    register(sit)
    dispose(sit, "inquiry")

    page = sit("zhou").does("拟定谈话函询方案", kind="letter", questions=FIVE)

    assert "第五项" in sit("he").get(sit("he").rows()["室主任审核"]).words()
    assert page.status == 200
