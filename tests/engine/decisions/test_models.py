"""Requirement graphs: services, knowledge, imports, types, circles and gaps."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from tests.engine.decisions.models import (
    SPACE,
    decision,
    definitions,
    input_,
    literal,
    model,
    needs_decision,
    needs_input,
    needs_knowledge,
)
from webapp.engine.decisions import Model, NoSuchDecision, UnreadableDecisions, read_decisions
from webapp.feel import Date, DateTime, FeelLimit, FeelUnbound, FeelValue, Functions, Time

SERVICES = (
    input_("n", "number"),
    decision("base", literal("n * 2"), needs_input("n")),
    decision("top", literal("base + extra"), needs_decision("base", "extra")),
    decision("extra", literal("n + 100"), needs_input("n")),
    '<decisionService id="svc" name="my service"><outputDecision href="#top"/><encapsulatedDecision href="#base"/>'
    '<inputDecision href="#extra"/><inputData href="#n"/></decisionService>',
    '<decisionService id="two" name="two"><outputDecision href="#top"/><outputDecision href="#base"/>'
    '<inputData href="#n"/></decisionService>',
    decision("call", literal("my service(3, 1)"), needs_knowledge("svc")),
    decision("named", literal("my service(extra: 1, n: 3)"), needs_knowledge("svc")),
    decision("wrong", literal("my service(1)"), needs_knowledge("svc")),
    decision("badtype", literal('my service("x", 1)'), needs_knowledge("svc")),
    decision("both", literal("two(3).base"), needs_knowledge("two")),
)


def test_a_decision_service_takes_its_input_data_and_then_its_input_decisions() -> None:
    services = model(*SERVICES)

    asked = [services.evaluate(name, {}) for name in ("call", "named", "wrong", "badtype", "both")]

    assert asked == [Decimal(7), Decimal(7), None, None, Decimal(6)]
    assert services.evaluate("my service", {"n": Decimal(3), "extra": Decimal(1)}) == 7
    assert services.evaluate("two", {"n": Decimal(3)}) == {"top": Decimal(109), "base": Decimal(6)}
    assert not services.findings


FACTORIAL = (
    '<businessKnowledgeModel id="fact" name="fact"><variable name="fact"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/>'
    + literal("if n < 2 then 1 else n * fact(n - 1)")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)
ROW = (
    '<itemDefinition name="tRow"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>"
)
LIBRARY = definitions(
    ROW,
    FACTORIAL,
    input_("row", "tRow"),
    decision("hello", literal('"hi " + row.full name'), needs_input("row")),
    space="urn:lib",
)
USER = definitions(
    decision("f5", literal("my.lib.fact(5)"), needs_knowledge("urn:lib#fact")),
    decision(
        "greet",
        literal("my.lib.hello + my.lib.row.full name"),
        needs_decision("urn:lib#hello") + needs_input("urn:lib#row"),
    ),
    decision("typed", literal('{full name: "x"} instance of my.lib.tRow')),
    imports='<import namespace="urn:lib" name="my.lib" importType="dmn"/>',
)


def test_functions_types_and_inputs_of_an_imported_file_are_known_under_its_prefix() -> None:
    user = read_decisions(USER, [LIBRARY])

    assert user.evaluate("f5", {}) == 120
    assert user.evaluate("greet", {"row": {"full name": "Li"}}) == "hi LiLi"
    assert user.evaluate("typed", {}) is True
    assert not user.findings


def test_an_import_that_is_missing_is_a_finding() -> None:
    user = read_decisions(USER)

    assert user.evaluate("f5", {}) is None
    assert any("f5" in finding for finding in user.findings)


TYPES = """
<itemDefinition name="tLevel"><typeRef>string</typeRef>
  <allowedValues><text>"low","high"</text></allowedValues></itemDefinition>
<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>
<itemDefinition name="tSmall" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tTree"><itemComponent name="kids" isCollection="true"><typeRef>tTree</typeRef></itemComponent>
  </itemDefinition>
"""
COERCED: list[tuple[str, str, FeelValue]] = [
    ('["low"]', "tLevel", "low"),
    ('"low"', "tLevels", ["low"]),
    ('"mid"', "tLevel", None),
    ('["low", "mid"]', "tLevels", None),
    ("[1, 2, 3]", "tSmall", None),
    ("[1, 2]", "tSmall", [Decimal(1), Decimal(2)]),
    ('@"2020-01-01"', "dateTime", DateTime(Date(2020, 1, 1), Time(0, 0, 0, 0, 0))),
    ('"1"', "number", None),
    ("{kids: [{kids: []}]}", "tTree", {"kids": [{"kids": []}]}),
    ("{kids: [{kids: 3}]}", "tTree", None),
]


@pytest.mark.parametrize(("text", "type_ref", "want"), COERCED)
def test_a_result_is_coerced_to_its_type(text: str, type_ref: str, want: FeelValue) -> None:
    assert model(TYPES, decision("d", literal(text), type_ref=type_ref)).evaluate("d", {}) == want


def test_an_input_that_is_not_allowed_is_null() -> None:
    typed = model(TYPES, input_("p", "tLevel"), decision("d", literal("p"), needs_input("p")))

    assert typed.evaluate("d", {"p": "bad"}) is None
    assert typed.evaluate("d", {"p": "high"}) == "high"


def test_circles_and_gaps_are_null_and_findings() -> None:
    gaps = model(
        decision("a", literal("b"), needs_decision("b")),
        decision("b", literal("a"), needs_decision("a")),
        decision("c", ""),
        decision("d", literal("1 +")),
        decision("e", literal("gone"), needs_decision("gone")),
    )

    assert [gaps.evaluate(name, {}) for name in "abcde"] == [None] * 5
    assert [finding[0] for finding in gaps.findings] == ["d", "e", "a"]


def test_malformed_parts_are_findings_and_null() -> None:
    malformed = model(
        decision("a", "<invocation>" + literal("f") + "<binding/></invocation>"),
        decision("b", "<conditional/>"),
        decision("c", "<decisionTable/>"),
        decision("d", "<context><contextEntry/></context>"),
        decision("e", "<for/>"),
        decision("f", "<filter/>"),
        decision("g", "<relation/>"),
        decision("h", "<decisionTable hitPolicy='X'/>"),
    )

    assert [malformed.evaluate(name, {}) for name in "abcdeh"] == [None] * 6
    assert len(malformed.findings) >= 2


@pytest.mark.parametrize("xml", ["<definitions", "", b"\xff\xfe"])
def test_what_is_no_xml_is_refused(xml: str | bytes) -> None:
    with pytest.raises(UnreadableDecisions, match="不是 XML"):
        read_decisions(xml.encode() if isinstance(xml, str) else xml)


def test_a_doctype_is_refused() -> None:
    with pytest.raises(UnreadableDecisions, match="DOCTYPE"):
        read_decisions('<!DOCTYPE d [<!ENTITY x "y">]>' + definitions())


def test_a_decision_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(NoSuchDecision, match="gone"):
        model().evaluate("gone", {})


def test_a_decision_without_requirements_reads_its_names_from_the_context() -> None:
    bare = model(decision("d", literal("matter + case.level")))

    assert bare.evaluate("d", {"matter": "a", "case": {"level": "b"}}) == "ab"
    assert bare.reads("d") == {"matter", "case.level"}
    assert not bare.unknown("d")


def test_a_decision_with_requirements_sees_these_alone() -> None:
    closed = model(
        input_("case"),
        decision("inner", literal("case.key"), needs_input("case")),
        decision("d", literal("case.level + inner + stray"), needs_input("case") + needs_decision("inner")),
    )

    assert closed.evaluate("d", {"case": {"level": "a", "key": "b"}, "stray": "c"}) is None
    assert closed.reads("d") == {"case.level", "case.key"}
    assert closed.unknown("d") == {"stray"}
    assert closed.decisions == ("inner", "d")


def test_a_function_that_is_none_is_named_whether_or_not_the_decision_has_requirements() -> None:
    bare = model(decision("d", literal('if lower(x) = "a" then count(y) else [z][even(item)]')))
    nested = model(decision("d", literal("{f: function(n) f(n - 1), r: f(1)}.r")))

    assert bare.unknown("d") == {"lower"}
    assert not nested.unknown("d")


def test_a_type_that_nobody_defines_is_a_finding_once() -> None:
    odd = model(decision("d", literal("1", "tGrade"), type_ref="tGrade"))

    assert odd.evaluate("d", {}) == 1
    assert odd.findings == ("类型“tGrade”没有定义，值不受检查",)


def test_decisions_that_rest_on_each_other_are_a_finding() -> None:
    circle = model(
        decision("a", literal("b"), needs_decision("b")),
        decision("b", literal("c"), needs_decision("c")),
        decision("c", literal("a"), needs_decision("a")),
    )

    assert circle.evaluate("a", {}) is None
    (words,) = circle.findings
    assert all(name in words for name in ("a", "b", "c"))


def test_names_that_a_model_binds_itself_are_not_read_from_the_context() -> None:
    named = f'<contextEntry><variable name="y"/>{literal("x.a")}</contextEntry>'
    result = f"<contextEntry>{literal('y.b + x.c')}</contextEntry>"
    body = f"<in>{literal('rows')}</in><return>{literal('i.k + count(partial)')}</return>"
    context, loop = f"<context>{named}{result}</context>", f'<for iteratorVariable="i">{body}</for>'
    bound = model(decision("c", context), decision("f", loop))

    assert bound.reads("c") == {"x.a", "x.c"}
    assert bound.reads("f") == {"rows"}


def test_functions_of_the_world_are_declared_and_given() -> None:
    xml = definitions(decision("d", literal('deadline("letter.reply") > today()')))
    declared = read_decisions(xml, functions={"deadline": "key:string"})
    functions: Functions = {"today": lambda: Date(2026, 3, 2), "deadline": {"letter.reply": Date(2026, 3, 26)}.get}

    assert declared.evaluate("d", {}, functions) is True
    assert not declared.reads("d")
    with pytest.raises(FeelUnbound):
        declared.evaluate("d", {})


def test_a_case_never_sees_the_machines_clock() -> None:
    xml = definitions(decision("d", literal("today()")))

    with pytest.raises(FeelUnbound):
        read_decisions(xml).evaluate("d", {})


def test_knowledge_that_calls_itself_for_ever_is_stopped() -> None:
    endless = model(
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        + literal("f(n + 1)")
        + "</encapsulatedLogic></businessKnowledgeModel>",
        decision("d", literal("f(1)"), needs_knowledge("f")),
    )

    with pytest.raises(FeelLimit):
        endless.evaluate("d", {})


def test_a_model_may_be_used_by_several_threads() -> None:
    user = read_decisions(USER, [LIBRARY])
    answers: list[FeelValue] = []

    def ask() -> None:
        answers.extend(user.evaluate("greet", {"row": {"full name": "Li"}}) for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["hi LiLi"] * 400


def test_files_that_import_each_other_are_read() -> None:
    first = definitions(
        input_("n", "b.tNumber"),
        decision("d", literal("n"), needs_input("n")),
        space="urn:a",
        imports='<import namespace="urn:b" name="b"/>',
    )
    number = '<itemDefinition name="tNumber"><typeRef>number</typeRef></itemDefinition>'
    second = definitions(number, space="urn:b", imports='<import namespace="urn:a" name="a"/>')

    both = read_decisions(first, [second])

    assert both.evaluate("d", {"n": Decimal(1)}) == 1
    assert both.evaluate("d", {"n": "x"}) is None


def test_a_model_nested_without_end_is_refused() -> None:
    nested = literal("1")
    for _ in range(240):
        nested = f"<list>{nested}</list>"

    with pytest.raises((UnreadableDecisions, FeelLimit)):
        model(decision("d", nested)).evaluate("d", {})


VERSIONS = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "1.6": "https://www.omg.org/spec/DMN/20240513/MODEL/",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_files_of_every_version_are_read(version: str) -> None:
    services = read_decisions(definitions(*SERVICES).replace(SPACE, VERSIONS[version]))

    assert services.evaluate("call", {}) == 7
    assert not services.findings


def test_a_service_that_refers_to_nothing_is_null_and_a_finding() -> None:
    broken = model(
        decision("d", literal("1")),
        '<decisionService id="s" name="s"><outputDecision href="#d"/><inputData href="#gone"/></decisionService>',
        decision("call", literal("s(1)"), needs_knowledge("s")),
    )

    assert [broken.evaluate(name, {}) for name in ("s", "call", "d")] == [None, None, 1]
    assert broken.findings == ("s：引用的“gone”不存在",)


FUNCTION_ITEM = (
    '<itemDefinition name="tDouble"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/>'
    "</functionItem></itemDefinition>"
)
FUNCTIONS = [
    ("function(a: number) a * 2", 6),
    ("function(a: Any) 2", 2),
    ("function(a: string) 2", None),
    ('function(a: number) "x"', None),
    ("abs", 3),
    ("5", None),
]


@pytest.mark.parametrize(("text", "want"), FUNCTIONS)
def test_a_function_is_passed_on_if_it_is_of_the_type_that_is_declared(text: str, want: int | None) -> None:
    apply = (
        '<businessKnowledgeModel id="apply" name="apply"><variable name="apply"/><encapsulatedLogic>'
        f'<formalParameter name="f" typeRef="tDouble"/>{literal("f(3)")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    passing = model(FUNCTION_ITEM, apply, decision("d", literal(f"apply({text})"), needs_knowledge("apply")))

    assert passing.evaluate("d", {}) == want


def test_values_that_a_type_allows_play_no_part_in_instance_of() -> None:
    typed = model(TYPES, decision("d", literal('["mid" instance of tLevel, 1 instance of tLevel]')))

    assert typed.evaluate("d", {}) == [True, False]


def looped(body: str) -> Model:
    parts = f'<formalParameter name="n"/>{literal(body)}'
    loop = "count(for i in 1..100, j in 1..100 return {}(j))"
    return model(
        f'<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>{parts}</encapsulatedLogic>'
        "</businessKnowledgeModel>",
        input_("n"),
        decision("inside", literal(body), needs_input("n")),
        '<decisionService id="g" name="g"><outputDecision href="#inside"/><inputData href="#n"/></decisionService>',
        decision("knowledge", literal(loop.format("f")), needs_knowledge("f")),
        decision("service", literal(loop.format("g")), needs_knowledge("g")),
    )


@pytest.mark.parametrize("asked", ["knowledge", "service"])
def test_what_a_call_takes_from_the_budget_is_what_is_inside(asked: str) -> None:
    light, heavy = looped("n * 1.1"), looped(" + ".join(["n * 1.1"] * 200))

    assert light.evaluate(asked, {}) == 10_000
    with pytest.raises(FeelLimit, match="步骤过多"):
        heavy.evaluate(asked, {})
