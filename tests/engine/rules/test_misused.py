"""A function of FEEL with arguments that it never takes is null for ever: the author is told where, before it runs."""

from __future__ import annotations

import json

import pytest

from tests.engine.bpmn import S, bundle, ends, line, process, script, steps
from tests.engine.decisions.models import decision, definitions, literal, needs_knowledge
from tests.engine.rules.test_refused import FILES, LANE
from tests.engine.supported.test_business_rule_task import ONE, TABLE
from webapp.domain.findings import Severity
from webapp.engine import check, in_words
from webapp.engine.decisions import read_decisions
from webapp.feel import compile_expression

WRONG = {
    'substring("abc")': "应写 substring(string, start position, [length])",
    "max()": "应写 max(list, …)",
    "count([1], [2])": "应写 count(list)",
    "date(2026, 3)": "应写 date(from) 或 date(year, month, day)",
    'number(from: "1", by: ",")': "应写 number(from, [grouping separator], [decimal separator])",
    "append(list: [1], items: 2)": "应写 append(list, item, …)",
    "floor(scale: 1)": "应写 floor(n, [scale])",
    "today(1)": "函数 today() 没有参数",
}
RIGHT = (
    *("max(1, 2)", "max([1])", "append([1], 2, 3)", 'substring("abc", 2)', "list contains(list: [1], element: 1)"),
    *("{substring: function(text) text, x: substring(1)}.x", "before(range: [1..2], point: 3)", "date(1, 2, null)"),
)


@pytest.mark.parametrize("text", WRONG)
def test_such_a_call_is_told_and_its_value_stays_null(text: str):
    compiled = compile_expression(text)
    (words,) = compiled.misused

    assert WRONG[text] in words
    assert compiled({}, {"today": lambda: 1}) is None


@pytest.mark.parametrize("text", RIGHT)
def test_what_fits_any_overload_or_is_no_function_of_the_standard_is_not_told(text: str):
    assert compile_expression(text).misused == frozenset()


@pytest.mark.parametrize("house", [True, False])
def test_in_a_diagram_it_is_found_at_its_element(house: bool):
    body = S + script("x", 'y = substring("abc")') + ends("e") + line("s", "x", "e")

    found = [one for one in check(bundle(process(body)), {}, house=house) if "substring" in one.reason]

    assert [(one.element, one.severity) for one in found] == [("x", Severity.ERROR)]


def test_in_a_decision_it_is_found_at_the_task_that_asks():
    wrong = TABLE.replace(b'<text>"found"</text>', b'<text>substring("found")</text>')

    found = check(bundle(ONE, more={"m/advice.dmn": wrong}), {}, house=False)

    assert [one.element for one in found if "决策“advice”中函数 substring() 的参数" in one.reason] == ["r"]


KNOWN = (
    '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="a"/>'
    f'<formalParameter name="b c"/>{literal("a")}</encapsulatedLogic></businessKnowledgeModel>'
)
INVOKED = '<invocation>{}<binding><parameter name="a"/>{}</binding></invocation>'
KNOWLEDGE = {
    literal("f(1)"): ["应写 f(a, b c)"],
    literal("f(1, 2, 3)"): ["应写 f(a, b c)"],
    literal("f(a: 1, b: 2)"): ["应写 f(a, b c)"],
    INVOKED.format(literal("f"), literal("1")).replace('"a"', '"z"'): ["应写 f(a, b c)"],
    INVOKED.format(literal("f"), literal("1")): [],
    literal("f(b c: 1)"): [],
    literal("f(1, 2)"): [],
    literal("f(b c: 1, a: 2)"): [],
    literal("{f: function(x) x, y: f(1)}.y"): [],
    literal("[{f: 1}][f(1) = null]"): [],
}


@pytest.mark.parametrize("body", KNOWLEDGE, ids=range(len(KNOWLEDGE)))
def test_knowledge_that_a_decision_calls_wrongly_is_told_as_well(body: str):
    model = read_decisions(definitions(KNOWN, decision("d", body, needs_knowledge("f"))))

    assert [words.partition("，")[2].partition("，")[2] for words in model.misused("d")] == KNOWLEDGE[body]
    assert model.findings == ()


def test_in_the_values_that_a_type_allows_it_is_found_in_the_file():
    text = '<itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>matches(?)</text></allowedValues>'

    (words,) = read_decisions(definitions(f"{text}</itemDefinition>", decision("d", literal("1")))).findings

    assert words.startswith("允许的取值“matches(?)”：函数 matches() 的参数")


def test_in_a_form_it_is_found_at_its_field():
    field = {"type": "number", "id": "n", "key": "n", "label": "数", "properties": {"prefill": "max()"}}
    form = json.dumps({"type": "default", "schemaVersion": 19, "components": [field]}).encode()
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))

    found = check(bundle(sound, more={**FILES, "m/forms/a.form": form}), {})

    assert [one.element for one in found if "函数 max() 的参数" in in_words(one)] == ["n"]
