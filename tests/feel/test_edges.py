"""Every bound: what is just allowed has a value, one more is refused with a sentence."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable

import pytest

from tests.engine.decisions.models import decision, definitions, input_, literal, needs_input, table
from webapp.engine.decisions import UnreadableDecisions, evaluate, xml
from webapp.feel import FeelError, FeelLimit, bounds, compile_expression

NESTED = "{{d: function(n) if n = 0 then 1 else {0}, x: d({1})}}.x"
EDGES: dict[str, tuple[Callable[[int], str], int, str]] = {
    "MAX_TEXT": (lambda k: "1" + " " * (k - 1), 20_000, "表达式太长"),
    "MAX_NODES": (lambda k: f"[{','.join('1' * (k - 1))}]", 4_000, "表达式太大"),
    "MAX_NESTING": (lambda k: "(" * (k - 1) + "1" + ")" * (k - 1), 60, "嵌套太深"),
    "MAX_HEIGHT": (lambda k: "1" + "+1" * (k - 1), 250, "嵌套太深"),
    "MAX_RETRIES": (lambda k: f"[{','.join(['1 in (1) + 1'] * k)}]", 40, "太多种读法"),
    "MAX_LIST": (lambda k: f"count(for i in 1..{k} return 1)", 100_000, "列表过长"),
    "MAX_STRING": (
        lambda k: f'string length(string join(for i in 1..19999 return "0123456789") + "{"x" * (k - 199_990)}")',
        200_000,
        "文本过长",
    ),
    "MAX_VALUE": (
        lambda k: f"[for i in 1..99999 return 1, for i in 1..{k - 100_001} return 1]",
        200_000,
        "结果过大",
    ),
    "MAX_VALUE_DEPTH": (lambda k: NESTED.format("[d(n - 1)]", k - 1), 60, "结果嵌套过深"),
    "MAX_CALLS": (lambda k: NESTED.format("d(n - 1)", k - 1), 100, "调用过深"),
    "MAX_PATTERN": (lambda k: f'matches("a", "{"a" * k}")', 2_000, "正则表达式过长"),
    "MAX_NUMBER_TEXT": (lambda k: f'number("0.{"1" * (k - 2)}")', 7_000, "数字的文本过长"),
    "MAX_RANGE_TEXT": (lambda k: f'range("[1..{"1" * (k - 5)}]")', 200, "区间的文本过长"),
    "MAX_DURATION_TEXT": (lambda k: f'duration("P{"9" * (k - 2)}D")', 200, "时长的文本过长"),
}


@pytest.mark.parametrize("name", EDGES)
def test_what_is_just_allowed_has_a_value_and_one_more_is_refused_with_a_sentence(name: str) -> None:
    text, edge, sentence = EDGES[name]

    assert getattr(bounds, name) == edge
    compile_expression(text(edge))({})
    with pytest.raises((FeelError, FeelLimit), match=sentence):
        compile_expression(text(edge + 1))({})


TEXTS = {
    "MAX_TEXT": (lambda k: f'"{"x" * (k - 2)}"', 20_000, "表达式太长"),
    **{name: EDGES[name] for name in ("MAX_NODES", "MAX_NESTING", "MAX_HEIGHT", "MAX_RETRIES")},
}


PLACES: dict[str, Callable[[str], str]] = {
    "value": lambda text: definitions(decision("d", literal(text))),
    "cell": lambda text: definitions(decision("d", table("FIRST", [(text, "1")]), needs_input("x")), input_("x")),
    "allowed": lambda text: definitions(
        f'<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text><![CDATA[{text}]]></text>'
        "</allowedValues></itemDefinition>",
        decision("d", literal("1"), type_ref="t"),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_file_with_a_text_beyond_its_bound_is_refused_instead_of_giving_null(name: str, place: str) -> None:
    text, edge, sentence = TEXTS[name]

    with pytest.raises(UnreadableDecisions, match=sentence):
        evaluate(PLACES[place](text(edge + 1)), "d", {"x": 1})


def test_steps_are_counted_over_the_whole_evaluation() -> None:
    rounds = bounds.MAX_STEPS // 1000
    within, beyond = (f"some i in 1..{rounds // part}, j in 1..999 satisfies false" for part in (10, 1))

    assert compile_expression(within)({}) is False
    with pytest.raises(FeelLimit, match="步骤过多"):
        compile_expression(beyond)({})


A = '@"2026-01-01T00:00:00@Europe/Paris"'
LASTING = {  # each would take seconds to the end: the budget is spent where the time goes
    "moments in a zone": f"for i in 1..40000 return string({A} + duration(concatenate([string(i)], [])[1]))",
    "moments in two zones": f'for i in 1..60000 return {A} < @"2026-01-01T00:00:00@Asia/Shanghai"',
    "dates that are read": 'for i in 1..50000 return date and time(string(i) + "-01-01T00:00:00@Europe/Paris")',
    "shared lists": "{a: for i in 1..800 return i, b: for i in 1..800 return a, c: b = (for i in 1..800 return a)}.c",
    "shared lists judged by type": "{a: for i in 1..800 return i, c: (for i in 1..800 return a) "
    "instance of list<list<number>>}.c",
    "shared lists that are the same": "{a: for i in 1..800 return i, c: is(for i in 1..800 return a, "
    "for i in 1..800 return a)}.c",
    "a pattern": 'for i in 1..700 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaa", "(a|aa)+b")',
    "roots": "for i in 1..70000 return sqrt(i)",
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_stopped_before_it_has_lasted(name: str) -> None:
    with pytest.raises(FeelLimit, match="步骤过多"):
        compile_expression(LASTING[name])({})


def test_a_pattern_nested_too_deeply_is_refused() -> None:
    with pytest.raises(FeelLimit, match="正则表达式嵌套过深"):
        compile_expression(f'matches("a", "{"(" * 900}a{")" * 900}")')({})


def test_the_list_of_bounds_is_what_the_code_says() -> None:
    page = (pathlib.Path(bounds.__file__).parent / "README.md").read_text(encoding="utf-8")
    listed = {name: int(value) for name, value in re.findall(r"`(MAX_[A-Z_]+)` \| (\d+)", page)}
    in_code = {name: value for module in (bounds, xml) for name, value in vars(module).items() if name[:4] == "MAX_"}

    assert listed == in_code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f'duration("PT1.{"0" * 60}S") = duration("PT1S")', True),
        (f'duration("P{"0" * 60}1D") = duration("P1D")', True),
        (f'time("24:00:00.{"0" * 6000}") = time("00:00:00")', True),
        (f'duration("{"x" * 3000}")', None),  # no duration at all, however long
        ('matches("a", "a{0,1001}")', True),
        ('matches("a", "a{1,99999999999}")', True),
        ('matches("a", "a{1001}")', False),
    ],
    ids=range(7),
)
def test_long_forms_of_a_value_are_that_value(text: str, value: object) -> None:
    assert compile_expression(text)({}) is value


def test_a_literal_that_is_too_long_is_found_before_it_runs() -> None:
    with pytest.raises(FeelError, match="时长的文本过长"):
        compile_expression(f'@"P{"9" * 300}D"')
