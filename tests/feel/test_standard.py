"""The standard (DMN 1.3 to 1.6), expression by expression: `standard/*.txt` hold what each gives."""

from __future__ import annotations

import pytest

from tests.feel.standard import CLOCK, CONTEXT, same, sections
from webapp.feel import FeelSyntaxError, FeelValue, compile_expression

SECTIONS = sections()
SYNTAX_ERROR = object()


def value_of(text: str) -> FeelValue:
    try:
        return SYNTAX_ERROR if text == "syntax error" else compile_expression(text, CONTEXT)(CONTEXT, CLOCK)
    except FeelSyntaxError:
        return SYNTAX_ERROR


@pytest.mark.parametrize("heading", SECTIONS)
def test_each_expression_gives_what_the_standard_says(heading: str) -> None:
    pairs = SECTIONS[heading]

    wrong = [f"{text} is not {want}" for text, want in pairs if not same(value_of(want), value_of(text))]

    assert not wrong, "\n".join(wrong)


def test_no_section_is_lost() -> None:
    assert len(SECTIONS) == 43
    assert sum(map(len, SECTIONS.values())) > 1850
