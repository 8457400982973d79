"""Boxed expressions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.decisions.models import decision, literal, model
from webapp.feel import FeelValue, from_python


def loop(tag: str, source: str, *, body: str, inner: str) -> str:
    return f'<{tag} iteratorVariable="i"><in>{literal(source)}</in><{inner}>{literal(body)}</{inner}></{tag}>'


def matching(source: str, match: str) -> str:
    return f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>"


def chosen(condition: str) -> str:
    branches = f"<then>{literal('1')}</then><else>{literal('2')}</else>"
    return f"<conditional><if>{literal(condition)}</if>{branches}</conditional>"


def function(*params: str, body: str) -> str:
    names = "".join(f'<formalParameter name="{param}"/>' for param in params)
    return f"<functionDefinition>{names}{literal(body)}</functionDefinition>"


def entry(name: str, body: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{body}</contextEntry>'


ADDER = entry("f", function("a", "b", body="a + b"))
BINDINGS = "".join(
    f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in (("b", "1"), ("a", "2"))
)
BOXES: list[tuple[str, object]] = [
    (loop("for", "[1..3]", body="i + count(partial)", inner="return"), [1, 3, 5]),
    (loop("for", "null", body="i", inner="return"), None),
    (matching("[{a: 1}, {a: 5}]", "a > 2"), [{"a": 5}]),
    (matching("[1, 2]", "2"), 2),
    (matching("[{item: 1, a: 2}, {item: 3}]", "item = 3 or a = 2"), [{"item": 1, "a": 2}, {"item": 3}]),
    (matching("[1, 2]", '"x"'), None),
    (matching("null", "item = 1"), None),
    (matching("1", "item = 1"), [1]),
    (loop("every", "[1, 2]", body="i > 0", inner="satisfies"), True),
    (loop("some", "[1, 2]", body="i > 1", inner="satisfies"), True),
    (loop("some", "[1, 2]", body='if i = 1 then true else "x"', inner="satisfies"), None),
    (chosen("true"), 1),
    (chosen("null"), 2),
    (chosen('"x"'), None),
    (f"<context>{entry('a', literal('1'))}{entry('b', literal('a + 1'))}</context>", {"a": 1, "b": 2}),
    (f"<context>{ADDER}<contextEntry>{literal('f(1, 2)')}</contextEntry></context>", 3),
    (f"<context>{ADDER}<contextEntry><invocation>{literal('f')}{BINDINGS}</invocation></contextEntry></context>", 3),
    (f"<list>{literal('1')}{literal('[2]')}</list>", [1, [2]]),
    (
        f'<relation><column name="a"/><column name="b"/><row>{literal("1")}{literal("2")}</row></relation>',
        [{"a": 1, "b": 2}],
    ),
]


@pytest.mark.parametrize(("xml", "want"), BOXES, ids=range(len(BOXES)))
def test_a_boxed_expression_has_its_value(xml: str, want: object) -> None:
    boxed = model(decision("d", xml))

    assert boxed.evaluate("d", {}) == from_python(want)
    assert not boxed.findings


def test_external_functions_are_refused_and_give_null() -> None:
    java = f'<functionDefinition kind="Java">{literal("{class: 1}")}</functionDefinition>'
    external = model(
        decision("d", f"<context>{entry('f', java)}<contextEntry>{literal('f()')}</contextEntry></context>")
    )

    assert external.evaluate("d", {}) is None
    assert external.findings == ("d：不允许外部函数（Java、PMML），请改写为 FEEL",)


def test_a_function_of_a_context_may_call_itself() -> None:
    body = function("n", body="if n < 2 then 1 else n * f(n - 1)")
    answer: FeelValue = model(
        decision("d", f"<context>{entry('f', body)}<contextEntry>{literal('f(5)')}</contextEntry></context>")
    ).evaluate("d", {})

    assert answer == Decimal(120)


def test_other_expression_languages_are_a_finding() -> None:
    foreign = '<literalExpression expressionLanguage="urn:groovy"><text>1</text></literalExpression>'

    assert model(decision("d", foreign)).findings == ("d：表达式不是 FEEL",)
