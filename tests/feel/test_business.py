"""B-FEEL, the dialect of DMN 1.6: `standard/business.feel` holds what it gives where FEEL may give null."""

from __future__ import annotations

import contextlib
import pathlib

from tests.engine.decisions.models import decision, definitions, input_, literal, needs_input, table
from tests.feel.standard import ARROW, CLOCK, CONTEXT, same, texts
from webapp.engine.decisions import evaluate
from webapp.feel import FeelLimit, FeelSyntaxError, FeelValue, compile_expression

PAIRS = [
    line.split(ARROW)
    for line in (pathlib.Path(__file__).parent / "standard/business.feel").read_text(encoding="utf-8").splitlines()
    if ARROW in line
]
LANGUAGE = "https://www.omg.org/spec/DMN/20240513/B-FEEL/"
FEEL = "https://www.omg.org/spec/DMN/20240513/FEEL/"


def friendly(text: str) -> FeelValue:
    return compile_expression(text, CONTEXT, friendly=True)(CONTEXT, CLOCK)


def test_each_expression_gives_what_the_dialect_says() -> None:
    wrong = [f"{text} is not {want}" for text, want in PAIRS if not same(friendly(want), friendly(text))]

    assert len(PAIRS) > 100
    assert not wrong, "\n".join(wrong)


def test_the_dialect_reads_all_of_feel_and_never_breaks() -> None:
    for text in texts():
        with contextlib.suppress(FeelSyntaxError, FeelLimit):
            friendly(text)


def in_language(xml: str, element: str, language: str) -> str:
    return xml.replace(f"<{element} ", f'<{element} expressionLanguage="{language}" ', 1)


def test_the_language_of_a_file_is_that_of_its_expressions_unless_they_name_another() -> None:
    plain = definitions(decision("d", literal('"a" + 1', "Any")))
    whole = in_language(plain, "definitions", LANGUAGE)

    assert evaluate(plain, "d", {}) is None
    assert evaluate(whole, "d", {}) == "a1"
    assert evaluate(in_language(plain, "literalExpression", LANGUAGE), "d", {}) == "a1"
    assert evaluate(in_language(whole, "literalExpression", FEEL), "d", {}) is None


def test_cells_of_a_table_are_true_or_false() -> None:
    rules = table("FIRST", [("> 5", '"much"'), ("not(> 5)", '"x" - 1')])
    xml = definitions(input_("x"), decision("t", rules, needs_input("x")))

    assert evaluate(xml, "t", {"x": "word"}) is None
    assert evaluate(in_language(xml, "definitions", LANGUAGE), "t", {"x": "word"}) == ""
