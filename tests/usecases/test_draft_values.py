from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from webapp.domain.forms import Form, Scope, answer, read_form
from webapp.usecases.draft_values import with_computed

ROOT = Path(__file__).parents[2]
REVIEW = "processes/m08_talk_letter_inquiry/forms/review_reply.form"
FIRST = {"checks": [{"question": "一", "answer": "没有此事"}, {"question": "二", "answer": "没有此事"}]}


def review() -> Form:
    return read_form(json.loads((ROOT / REVIEW).read_text(encoding="utf-8")))


def result_of(*chosen: str) -> object:
    """What the page shows as the conclusion after these choices, one for each question."""
    posted = {f"checks.{n}.contradicted_by": [word] for n, word in enumerate(chosen)}
    given = answer(review(), posted, Scope({}, dt.date(2026, 3, 2)), FIRST)
    return with_computed(review(), {**FIRST, "result": None}, given.values)["result"]


def test_a_conclusion_is_shown_as_soon_as_every_choice_that_it_reads_is_made():
    assert result_of("none", "none") == "truthful"
    assert result_of("none", "file") == "untruthful"


def test_no_conclusion_is_drawn_from_blanks():
    assert result_of("none", "") is None
    assert result_of("file", "") is None


def test_what_is_shown_beside_it_stays():
    given = answer(review(), {}, Scope({}, dt.date(2026, 3, 2)), FIRST)

    assert with_computed(review(), FIRST, given.values)["checks"] == FIRST["checks"]
