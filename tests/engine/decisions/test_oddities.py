"""What files from elsewhere look like: odd names, imports without one, references and types written differently."""

from __future__ import annotations

import pathlib

import pytest

from tests.engine.decisions.models import (
    decision,
    definitions,
    input_,
    literal,
    needs_decision,
    needs_input,
    needs_knowledge,
)
from webapp.engine.decisions import evaluate
from webapp.feel import Date, FeelValue, show

SPELLED = {
    "a+b": "a + b",
    "a - b": "a-b",
    "O'Neil": "O'Neil",
    "Li’s": "Li’s",
    "U.S. rate": "U.S. rate",
    " lead": "lead",
    "two  blanks": "two blanks",
    "What?": "What?",
    "x in y": "x in y",
    "date": "date",
    "汉字 名": "汉字 名",
}
"""Names, and how an expression writes them."""
UNSPELLABLE = ("Rate %", "a&b", "name; x", "C#", "“q”", 'say "x', "")


def knowledge(name: str, parameter: str, body: str) -> str:
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/><encapsulatedLogic>'
        f'<formalParameter name="{parameter}"/>{literal(body)}</encapsulatedLogic></businessKnowledgeModel>'
    )


def of_type(name: str, base: str, inside: str = "") -> str:
    return f'<itemDefinition name="{name}"><typeRef>{base}</typeRef>{inside}</itemDefinition>'


def attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


@pytest.mark.parametrize("name", SPELLED)
def test_a_name_may_hold_what_the_standard_allows(name: str) -> None:
    word = SPELLED[name]
    component = f'<itemDefinition name="t"><itemComponent name="{name}"><typeRef>number</typeRef></itemComponent>'
    xml = definitions(
        f"{component}</itemDefinition>",
        f'<inputData id="i" name="{name}"><variable name="{name}"/></inputData>',
        input_("whole", "t"),
        knowledge("k", name, word),
        decision("input", literal(f"{word} + 1"), needs_input("i")),
        decision("member", literal(f"whole.{word} + 1"), needs_input("whole")),
        decision("argument", literal(f"k({word}: 7)"), needs_knowledge("k")),
    )

    asked = [evaluate(xml, what, {name: 6, "whole": {name: 6}}) for what in ("input", "member", "argument")]

    assert asked == [7, 7, 7]


@pytest.mark.parametrize("name", UNSPELLABLE)
def test_a_name_that_no_expression_can_spell_harms_nobody_else(name: str) -> None:
    odd = attribute(name)
    xml = definitions(
        f'<itemDefinition name="t"><itemComponent name="{odd}"><typeRef>number</typeRef></itemComponent>'
        "</itemDefinition>",
        f'<inputData id="i" name="{odd}"/>',
        f'<decision id="d" name="{odd}">{needs_input("i")}{literal("1 + 1")}</decision>',
        decision("e", literal("k(5)"), needs_knowledge("k")),
        knowledge("k", odd, "3"),
    )

    assert (evaluate(xml, "d", {}), evaluate(xml, "e", {})) == (2, 3)


def test_a_variable_of_another_name_is_known_by_both() -> None:
    xml = definitions(
        '<inputData id="i" name="In Put"><variable name="inPut"/></inputData>',
        decision("d", literal("In Put + inPut"), needs_input("i")),
    )

    assert (evaluate(xml, "d", {"In Put": 2}), evaluate(xml, "d", {"inPut": 3})) == (4, 6)


def test_a_name_goes_before_an_id_and_the_first_of_two_equal_names_counts() -> None:
    named = '<decision id="{}" name="{}">{}</decision>'
    xml = definitions(*(named.format(*parts) for parts in [("b", "a", literal("1")), ("c", "b", literal("2"))]))
    twice = definitions(*(named.format(*parts) for parts in [("b", "a", literal("1")), ("c", "a", literal("2"))]))

    assert (evaluate(xml, "b", {}), evaluate(twice, "a", {}), evaluate(twice, "c", {})) == (2, 1, 2)


FIRST = definitions(
    of_type("tFirst", "number"),
    input_("since", "date"),
    decision("later", literal('since + @"P1D"'), needs_input("since")),
    knowledge("double", "n", "n * 2"),
    space="urn:first",
)
SECOND = definitions(of_type("tSecond", "string"), decision("five", literal("5")), space="urn:second")
UNNAMED = '<import namespace="urn:first" name="" importType="dmn"/><import namespace="urn:second" importType="dmn"/>'
NAMED = '<import namespace="urn:first" name="my lib" importType="dmn"/>'


def folder(at: pathlib.Path, *parts: str, imports: str) -> pathlib.Path:
    files = {"first": FIRST, "second": SECOND, "main": definitions(*parts, space="urn:main", imports=imports)}
    for name, xml in files.items():
        (at / f"{name}.dmn").write_text(xml, encoding="utf-8")
    return at / "main.dmn"


def test_several_imports_without_a_name_lie_open(tmp_path: pathlib.Path) -> None:
    main = folder(
        tmp_path,
        decision("a", literal("later"), needs_decision("urn:first#later")),
        decision("b", literal("five + double(2)"), needs_decision("urn:second#five") + needs_knowledge("#double")),
        decision("c", literal('"x"'), type_ref="tFirst"),
        decision("d", literal('"x"'), type_ref="tSecond"),
        imports=UNNAMED,
    )

    assert [evaluate(main, name, {"since": "2026-03-01"}) for name in "abcd"] == [Date(2026, 3, 2), 9, None, "x"]


@pytest.mark.parametrize("inputs", [{"since": "2026-03-01"}, {"my lib": {"since": "2026-03-01"}}])
def test_a_text_is_read_as_the_date_that_an_imported_input_declares(
    tmp_path: pathlib.Path, inputs: dict[str, object]
) -> None:
    main = folder(tmp_path, decision("d", literal("my lib.later"), needs_decision("urn:first#later")), imports=NAMED)

    assert evaluate(main, "d", inputs) == Date(2026, 3, 2)


def test_a_text_is_read_as_the_date_that_a_parameter_declares() -> None:
    xml = definitions(
        knowledge("k", "a", "a.year").replace('name="a"', 'name="a" typeRef="date"'),
        decision("since", literal("null"), type_ref="date"),
        decision("year", literal("since.year"), needs_decision("since")),
        '<decisionService id="s" name="s"><outputDecision href="#year"/><inputDecision href="#since"/>'
        "</decisionService>",
    )

    assert (evaluate(xml, "k", {"a": "2026-03-01"}), evaluate(xml, "s", {"since": "2026-03-01"})) == (2026, 2026)


SMALL = of_type("tSmall", "number", "<allowedValues><text>[0..10]</text></allowedValues>")
REFERENCES = [
    ("feel:number", '"x"', "null"),
    ("feel:days and time duration", '@"P1D"', "P1D"),
    (" number", '"x"', "null"),
    ("Any", "5", "5"),
    ("context", "{a: 1}", "{a: 1}"),
    ("context", "[1]", "null"),
    ("gone", "5", "5"),
    ("list<number>", "1", "[1]"),
    ("list<number>", '["a"]', "null"),
    ("list<tSmall>", "[11]", "null"),
    ("context<a: string>", "{a: 1}", "null"),
    ("range<number>", "[1..2]", "[1..2]"),
    ("list<gone>", "5", "5"),
    ("list<", "5", "5"),
    ("tMany", "5", "[5]"),
]


@pytest.mark.parametrize(("reference", "text", "want"), REFERENCES)
def test_a_type_may_be_referred_to_in_many_ways(reference: str, text: str, want: str) -> None:
    many = '<itemDefinition name="tMany" isCollection="1"><typeRef>number</typeRef></itemDefinition>'
    xml = definitions(SMALL, many, decision("d", literal(text), type_ref=attribute(reference)))

    assert show(evaluate(xml, "d", {}), True) == want


ODD: list[tuple[str, str, FeelValue]] = [
    ("comments between words", "<literalExpression><text>1 <!-- c --> + 2</text></literalExpression>", 3),
    ("no logic", "", None),
    ("an expression of another standard", "<fancyExpression/>", None),
    ("an expression without text", "<literalExpression/>", None),
    ("a loop whose domain is of another type", '<in typeRef="number">{}</in>'.format(literal('"a"')), None),
]


@pytest.mark.parametrize(("what", "body", "want"), ODD)
def test_odd_bodies_have_a_value_or_null(what: str, body: str, want: FeelValue) -> None:
    if body.startswith("<in "):
        body = f'<for iteratorVariable="x">{body}<return>{literal("x")}</return></for>'

    assert evaluate(definitions(decision("d", body)), "d", {}) == want, what


def test_a_service_without_outputs_gives_null() -> None:
    assert evaluate(definitions('<decisionService id="s" name="s"/>'), "s", {}) is None


def test_references_may_stand_among_blanks() -> None:
    xml = definitions(input_("i"), decision("d", literal("i"), needs_input("i").replace("#i", " #i ")))

    assert evaluate(xml, "d", {"i": 2}) == 2


DEPTHS = {"flat": "list<number>", "nested": "list<list<number>>"}
LISTS = [
    ("[[1, 2]]", "[1, 2]", "[[1, 2]]"),
    ("[1, 2]", "[1, 2]", "[[1, 2]]"),
    ("1", "[1]", "null"),
    ("[[1], [2]]", "null", "[[1], [2]]"),
    ('[["a"]]', "null", "null"),
]


@pytest.mark.parametrize(("text", "flat", "nested"), LISTS)
def test_a_list_is_wrapped_or_unwrapped_once_for_a_list_of_another_depth(text: str, flat: str, nested: str) -> None:
    xml = definitions(
        *(decision(name, literal(text), type_ref=attribute(type_)) for name, type_ in DEPTHS.items()),
    )

    assert [show(evaluate(xml, name, {}), True) for name in DEPTHS] == [flat, nested]


FUNCTION_TYPE = (
    '<itemDefinition name="tDouble"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/>'
    "</functionItem></itemDefinition>"
)


def test_a_service_may_declare_the_type_of_the_function_that_it_is() -> None:
    xml = definitions(
        FUNCTION_TYPE,
        input_("n", "number"),
        decision("double", literal("n * 2"), needs_input("n")),
        '<decisionService id="s" name="s"><variable name="s" typeRef="tDouble"/><outputDecision href="#double"/>'
        '<inputData href="#n"/></decisionService>',
        knowledge("apply", "f", "f(5)").replace('name="f"', 'name="f" typeRef="tDouble"'),
        decision("call", literal("s(2) + apply(s)"), needs_knowledge("s", "apply")),
    )

    assert (evaluate(xml, "s", {"n": 3}), evaluate(xml, "call", {})) == (6, 14)


@pytest.mark.parametrize("inputs", [{"since": "2026-03-01"}, {"my lib": {"since": "2026-03-01"}}])
def test_a_service_over_imported_decisions_finds_its_inputs(tmp_path: pathlib.Path, inputs: dict[str, object]) -> None:
    service = (
        '<decisionService id="s" name="s"><outputDecision href="urn:first#later"/>'
        '<inputData href="urn:first#since"/></decisionService>'
    )

    assert evaluate(folder(tmp_path, service, imports=NAMED), "s", inputs) == Date(2026, 3, 2)
