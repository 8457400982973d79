"""What an expression reads: for the resolution of names at deployment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from webapp.feel import RESERVED, FeelSyntaxError, compile_expression, compile_unary


def test_unknown_names_are_listed() -> None:
    compiled = compile_expression("a + b + count(rows[kind = c])", ["a", "rows"])

    assert compiled.unknown == {"b"}
    assert {"a", "b", "rows"} <= compiled.names


def test_paths_are_listed_as_far_as_they_are_followed() -> None:
    compiled = compile_expression(
        'review_reply_a.result = "no" or count(answers[item.ok]) > case.level.rank or due < 县.期限',
        ["review_reply_a", "answers", "case", "due", "县"],
    )

    assert compiled.paths == {"review_reply_a.result", "answers", "case.level.rank", "due", "县.期限"}
    assert compiled.names == {"review_reply_a", "answers", "case", "due", "县"}


def test_names_that_the_expression_binds_itself_are_no_paths() -> None:
    compiled = compile_expression("for r in rows return (function(p) p.x + r.y)({x: r.z}.x)", ["rows"])

    assert compiled.paths == {"rows"}
    assert not compiled.unknown


def test_a_name_may_have_blanks_if_it_is_in_scope() -> None:
    assert compile_expression("monthly income * 2", ["monthly income"]).names == {"monthly income"}
    assert compile_expression("monthly income * 2").unknown == {"monthly income"}


@pytest.mark.parametrize("text", ["= a + 1", "=a + 1", "  =  a + 1"])
def test_a_leading_equals_sign_is_dropped(text: str) -> None:
    assert compile_expression(text, ["a"])({"a": None}) is None


def test_a_leading_equals_sign_of_a_cell_means_equal() -> None:
    assert compile_unary('= "x"')({}, value="x") is True


def test_a_syntax_error_says_in_chinese_what_was_expected_and_where() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("if a then b", ["a", "b"])

    assert str(caught.value) == "这里应为“else”，却是结尾（第 12 个字符处）"
    assert caught.value.pos == 11


@pytest.mark.parametrize("word", ["if", "count", "date and time", "case", "item", "total", "today", "workdays", "null"])
def test_words_of_the_language_and_of_the_house_are_reserved(word: str) -> None:
    assert word in RESERVED


@pytest.mark.parametrize(
    "text", ["", "1 +", "a b c (", "some i", "for i in", "[1..", "{a: }", '@"x', "x in", '"\\ud800"']
)
def test_unfinished_text_is_a_syntax_error(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


@pytest.mark.parametrize(("text", "value"), [("{?x: 1, y: ?x + 1}.y", 2), ("{a?: 1, ?: 5, y: a?}.y", 1)])
def test_a_name_may_begin_and_end_with_a_question_mark(text: str, value: int) -> None:
    assert compile_expression(text)({}) == value


def test_a_question_mark_alone_is_the_value_under_test() -> None:
    assert compile_unary("? + x = 3", ["x", "?y"])({"x": Decimal(1)}, value=Decimal(2)) is True
