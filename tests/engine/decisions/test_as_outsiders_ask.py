"""Whole files as an outside suite holds them: one file, one question, Python values in, the standard's value out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.decisions.models import (
    decision,
    definitions,
    input_,
    literal,
    needs_decision,
    needs_input,
    needs_knowledge,
    table,
)
from webapp.engine.decisions import evaluate

POSITIVE = (
    '<itemDefinition name="tPositive"><typeRef>number</typeRef><allowedValues><text>&gt;0</text></allowedValues>'
    "</itemDefinition>"
)
MANY = (
    '<itemDefinition name="tMany" isCollection="true"><typeRef>number</typeRef>'
    "<allowedValues><text>&gt;0</text></allowedValues></itemDefinition>"
)
FEW = (
    '<itemDefinition name="tFew" isCollection="true"><typeRef>tPositive</typeRef>'
    "<typeConstraint><text>count(?)&lt;3</text></typeConstraint></itemDefinition>"
)
PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)
TYPED: list[tuple[str, object, object]] = [
    ("tPositive", 1, 1),
    ("tPositive", -1, None),
    ("tPositive", None, None),
    ("tPositive", "1", None),
    ("tMany", [1, 2], [1, 2]),
    ("tMany", [1, -1], None),
    ("tMany", 1, [1]),
    ("tMany", [], []),
    ("tFew", [1, 2], [1, 2]),
    ("tFew", [1, 2, 3], None),
    ("tFew", [1, -2], None),
    ("tPerson", {"name": "a", "age": 1}, {"name": "a", "age": 1}),
    ("tPerson", {"name": "a", "age": "1"}, None),
    ("tPerson", {"name": "a", "age": None, "more": 1}, {"name": "a", "age": None, "more": 1}),
    ("tUnknown", 1, 1),
]


@pytest.mark.parametrize(("type_ref", "given", "want"), TYPED, ids=str)
def test_an_input_is_what_its_type_allows_or_null(type_ref: str, given: object, want: object) -> None:
    xml = definitions(POSITIVE, MANY, FEW, PERSON, input_("n", type_ref), decision("d", literal("n"), needs_input("n")))

    assert evaluate(xml, "d", {"n": given}) == want


SPAN = (
    '<itemDefinition name="tSpan"><itemComponent name="first day"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="last"><typeRef>number</typeRef><typeConstraint><text>&gt;= first day</text></typeConstraint>'
    '</itemComponent><itemComponent name="stops" isCollection="true"><typeRef>number</typeRef>'
    "<allowedValues><text>[first day..last]</text></allowedValues></itemComponent></itemDefinition>"
)
BESIDE = [
    ("{first day: 1, last: 3, stops: [1, 2]}", True),
    ("{first day: 1, last: 0, stops: []}", False),
    ("{first day: 1, last: 3, stops: [1, 4]}", False),
    ("{first day: 1, last: null, stops: null}", True),
    ("{first day: null, last: 1, stops: null}", False),
]


@pytest.mark.parametrize(("text", "fits"), BESIDE)
def test_what_a_component_allows_may_rest_on_those_beside_it(text: str, fits: bool) -> None:
    found = evaluate(definitions(SPAN, decision("d", literal(text), type_ref="tSpan")), "d", {})

    assert (found is not None) is fits


SMALL, LARGE = (">0", "1"), (">5", "2")
AGAIN = (">10", "1")
VALUES = '<output name="o"><outputValues><text>"h", "m", "l"</text></outputValues></output>'
GRADES = '<output name="o"><outputValues><text>[1..3]</text></outputValues></output>'
DEFAULT = '<output name="o"><outputValues><text>1, 9</text></outputValues>{}</output>'
NINE, EIGHT = (
    DEFAULT.format(f"<defaultOutputEntry><text>{number}</text></defaultOutputEntry>") for number in ("9", "8")
)
TWO = '<output name="a"><outputValues><text>1, 3</text></outputValues></output><output name="b"/>'
TABLES: list[tuple[str, object, list[tuple[str, ...]], str, str, object]] = [
    ("UNIQUE", 6, [SMALL, LARGE], "", "", None),
    ("UNIQUE", -1, [SMALL, LARGE], "", "", None),
    ("ANY", 11, [SMALL, AGAIN], "", "", 1),
    ("ANY", 6, [SMALL, LARGE], "", "", None),
    ("FIRST", 6, [SMALL, LARGE], "", "", 1),
    ("COLLECT", 11, [SMALL, LARGE, AGAIN], "", "", [1, 2, 1]),
    ("COLLECT", 11, [SMALL, LARGE, AGAIN], "", "SUM", 4),
    ("COLLECT", 11, [SMALL, LARGE, AGAIN], "", "COUNT", 3),
    ("COLLECT", 11, [SMALL, LARGE, AGAIN], "", "MIN", 1),
    ("COLLECT", 11, [SMALL, LARGE, AGAIN], "", "MAX", 2),
    ("COLLECT", 1, [(">0", '"a"')], "", "SUM", None),
    ("COLLECT", -1, [SMALL], "", "SUM", None),
    ("COLLECT", 6, [(">0", "1", "2"), (">5", "3", "4")], TWO, "", [{"a": 1, "b": 2}, {"a": 3, "b": 4}]),
    ("COLLECT", 6, [(">0", "1", "2"), (">5", "7", "4")], TWO, "", [{"a": 1, "b": 2}, {"a": None, "b": 4}]),
    ("PRIORITY", 6, [(">0", '"l"'), (">5", '"h"')], VALUES, "", "h"),
    ("OUTPUT ORDER", 6, [(">0", '"l"'), (">5", '"h"')], VALUES, "", ["h", "l"]),
    ("RULE ORDER", 6, [(">0", '"l"'), (">5", '"h"')], VALUES, "", ["l", "h"]),
    ("UNIQUE", 6, [(">0", '"z"')], VALUES, "", None),
    ("UNIQUE", 6, [(">0", '["h", "l"]')], VALUES, "", ["h", "l"]),
    ("UNIQUE", 6, [(">0", '["h", "z"]')], VALUES, "", None),
    ("UNIQUE", 6, [(">0", "null")], VALUES, "", None),
    ("UNIQUE", 6, [(">0", "2")], GRADES, "", 2),
    ("UNIQUE", 6, [(">0", "4")], GRADES, "", None),
    ("UNIQUE", -1, [SMALL], NINE, "", 9),
    ("UNIQUE", -1, [SMALL], EIGHT, "", None),
]


@pytest.mark.parametrize(("policy", "x", "rules", "outputs", "how", "want"), TABLES, ids=str)
def test_a_table_gives_what_its_policy_and_its_values_allow(
    policy: str, x: object, rules: list[tuple[str, ...]], outputs: str, how: str, want: object
) -> None:
    body = table(policy, rules, outputs or '<output name="o"/>', more=f'aggregation="{how}"' if how else "")

    assert evaluate(definitions(input_("x"), decision("d", body, needs_input("x"))), "d", {"x": x}) == want


@pytest.mark.parametrize(
    ("x", "want"), [("a", 1), (["a", "b"], 1), (["a", "z"], None), ("z", None), (None, 1)], ids=str
)
def test_an_input_column_allows_a_value_or_all_items_of_a_list(x: object, want: object) -> None:
    column = "<inputExpression><text>x</text></inputExpression>"
    body = table("UNIQUE", [("-", "1")]).replace(column, column + '<inputValues><text>"a", "b"</text></inputValues>')

    assert evaluate(definitions(input_("x"), decision("d", body, needs_input("x"))), "d", {"x": x}) == want


def bound(name: str, body: str) -> str:
    return f'<binding><parameter name="{name}"/>{body}</binding>'


def knowledge(name: str, parameters: str, text: str) -> str:
    formal = "".join(
        f'<formalParameter name="{one.partition(":")[0]}" typeRef="{one.partition(":")[2] or "Any"}"/>'
        for one in parameters.split(", ")
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{literal(text)}</encapsulatedLogic></businessKnowledgeModel>"
    )


def service(outputs: str, inner: str = "", given: str = "", decided: str = "") -> str:
    parts = (("outputDecision", outputs), ("encapsulatedDecision", inner), ("inputDecision", decided))
    held = "".join(f'<{tag} href="#{id_}"/>' for tag, ids in (*parts, ("inputData", given)) for id_ in ids.split())
    return f'<decisionService id="s" name="s"><variable name="s"/>{held}</decisionService>'


FACTORIAL = knowledge("fact", "n:number", "if n <= 1 then 1 else n * fact(n - 1)")
MINUS = knowledge("minus", "a:number, b:number", "a - b")
GRAPH = (
    input_("n", "number")
    + decision("inner", literal("n * 2"), needs_input("n"))
    + decision("outer", literal("inner + 1"), needs_decision("inner"))
)
WHOLE = service("outer", "inner", "n")
INVOKED = "<invocation>{}{}</invocation>"
ASKED: list[tuple[str, str, str, dict[str, object], object]] = [
    ("knowledge calls itself", FACTORIAL, "fact(n)", {"n": 5}, 120),
    ("named, in another order", MINUS, "minus(b: 1, a: n)", {"n": 3}, 2),
    ("named, one left out", knowledge("before", "a, b", "if b = null then a else b"), "before(a: n)", {"n": 3}, 3),
    (
        "named, one unknown",
        knowledge("first", "a, b", "if b = null then a else b"),
        "first(a: n, c: n)",
        {"n": 3},
        None,
    ),
    ("an argument of another type", MINUS, 'minus("x", 1)', {}, None),
    ("too few arguments", MINUS, "minus(1)", {}, None),
    ("handed over as a value", knowledge("before", "a, b", "a < b"), "sort([3, 1, 2], before)", {}, [1, 2, 3]),
    ("a service", WHOLE, "s(4)", {}, 9),
    ("a service, named", WHOLE, "s(n: 4)", {}, 9),
    ("a service, another type", WHOLE, 's("a")', {}, None),
    ("a service without its input", WHOLE, "s()", {}, None),
    ("a service of two", service("outer inner", "", "n"), "s(3)", {}, {"outer": 7, "inner": 6}),
    ("a service with a decision given", service("outer", "", "", "inner"), "s(10)", {}, 11),
]


@pytest.mark.parametrize(("what", "known", "text", "inputs", "want"), ASKED, ids=[one[0] for one in ASKED])
def test_a_call_gives_its_value(what: str, known: str, text: str, inputs: dict[str, object], want: object) -> None:
    ids = [id_ for id_ in ("fact", "minus", "before", "s") if f'id="{id_}"' in known]
    needs = needs_input("n") + needs_knowledge(*ids)

    assert evaluate(definitions(GRAPH, known, decision("d", literal(text), needs)), "d", inputs) == want


INVOCATIONS: list[tuple[str, str, object]] = [
    (literal("minus"), bound("a", literal("5")) + bound("b", literal("2")), 3),
    (literal("minus"), bound("a", literal("5")) + bound("z", literal("2")), None),
    (literal("s"), bound("n", literal("5")), 11),
    (literal("abs"), bound("n", literal("-2")), 2),
]


@pytest.mark.parametrize(("called", "bindings", "want"), INVOCATIONS, ids=str)
def test_a_boxed_invocation_gives_its_value(called: str, bindings: str, want: object) -> None:
    body = INVOKED.format(called, bindings)
    xml = definitions(GRAPH, MINUS, WHOLE, decision("d", body, needs_knowledge("minus", "s")))

    assert evaluate(xml, "d", {}) == want


def test_services_and_decisions_are_asked_by_name_or_id_and_see_only_what_is_theirs() -> None:
    xml = definitions(GRAPH, WHOLE, decision("my decision", literal("1")))

    assert evaluate(xml, "s", {"n": 3}) == 7
    assert evaluate(xml, "outer", {"inner": 100, "n": 1}) == 3
    assert evaluate(definitions(GRAPH, service("outer", "inner")), "s", {"n": 3}) is None
    assert evaluate(xml, "my  decision", {}) == evaluate(xml, "my_decision", {}) == Decimal(1)
