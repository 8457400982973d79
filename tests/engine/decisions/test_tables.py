"""Decision tables: hit policies, aggregations, cells, and tables as plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.decisions.models import decision, definitions, input_, model, needs_input, table
from webapp.engine.decisions import Model, read_decisions
from webapp.engine.decisions.table import AGGREGATES
from webapp.engine.decisions.table import POLICIES as KINDS
from webapp.feel import FeelValue, from_python

RULES = [("> 1", '"b"'), ("> 2", '"a"'), ("> 3", '"b"')]
ORDERED = '<output name="o"><outputValues><text>"a","b","c"</text></outputValues></output>'
DEFAULT = '<output name="o"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'


def one_table(xml: str) -> Model:
    return model(input_("x"), decision("t", xml, needs_input("x")))


POLICIES: list[tuple[str, int, FeelValue]] = [
    ("UNIQUE", 2, "b"),
    ("UNIQUE", 5, None),
    ("UNIQUE", 0, None),
    ("FIRST", 5, "b"),
    ("PRIORITY", 5, "a"),
    ("OUTPUT ORDER", 5, ["a", "b", "b"]),
    ("RULE ORDER", 5, ["b", "a", "b"]),
    ("ANY", 5, None),
    ("ANY", 2, "b"),
    ("COLLECT", 5, ["b", "a", "b"]),
]


@pytest.mark.parametrize(("policy", "x", "want"), POLICIES)
def test_every_hit_policy_answers_as_the_standard_says(policy: str, x: int, want: FeelValue) -> None:
    answer = one_table(table(policy, RULES, ORDERED)).evaluate("t", {"x": Decimal(x)})

    assert answer == want


@pytest.mark.parametrize(("how", "want"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collected_results_may_be_aggregated(how: str, want: int) -> None:
    rules = [("-", "1"), ("> 0", "2"), ("not(7)", "3"), ("7", "4")]

    answer = one_table(table("COLLECT", rules, more=f'aggregation="{how}"')).evaluate("t", {"x": Decimal(5)})

    assert answer == want


CELLS: list[tuple[str, object, bool | None]] = [
    ("? > 3 and ? < 7", 5, True),
    ("null", None, True),
    ("not(null)", None, None),
    ("not(1, 2)", 3, True),
    ("[1..3], > 10", 11, True),
    ("]1..3[", 3, None),
    ('"a", "b"', "b", True),
    ("true", 5, None),
    ("true", True, True),
    ("[1, 2]", 2, True),
    ("[1, 2]", [1, 2], True),
    ("1", [1], None),
    ("= 5", 5, True),
    ("!= 5", 5, None),
    ("!= 5", 6, True),
    ('contains(?, "x")', "axb", True),
    ("> null", 5, None),
    ("> 1 + 1", 3, True),
    ("< 2 * x - 1", 3, True),
    ("-5", -5, True),
    ("x", 5, True),
    ('< "a"', 5, None),
    ("some i in ? satisfies i > 3", [1, 5], True),
    ("not([1..3])", 5, True),
    ("not(? > 3)", 2, True),
]


@pytest.mark.parametrize(("cell", "x", "want"), CELLS)
def test_a_cell_holds_or_not(cell: str, x: object, want: bool | None) -> None:
    tested = one_table(table("UNIQUE", [(cell, "true")]))

    assert tested.evaluate("t", {"x": from_python(x)}) is want
    assert not tested.findings


def test_without_a_hit_the_default_counts() -> None:
    tested = one_table(table("FIRST", RULES, DEFAULT))

    assert tested.evaluate("t", {"x": Decimal(0)}) == "none"
    assert tested.evaluate("t", {"x": Decimal(2)}) == "b"


AGGREGATED = [(policy, "") for policy in KINDS] + [("COLLECT", how) for how in AGGREGATES]


@pytest.mark.parametrize(("policy", "how"), AGGREGATED)
def test_without_a_hit_and_a_default_every_table_is_null_also_one_that_collects_or_counts(
    policy: str, how: str
) -> None:
    """DMN 1.5, 10.3.2.10: if no rule matches, the default output value, else null; aggregation comes after that."""
    more = f'aggregation="{how}"' if how else ""
    nothing, default = one_table(table(policy, RULES, more=more)), one_table(table(policy, RULES, DEFAULT, more=more))

    assert nothing.evaluate("t", {"x": Decimal(0)}) is None
    assert default.evaluate("t", {"x": Decimal(0)}) == "none"
    assert not nothing.findings


def test_the_rules_that_match_can_be_shown() -> None:
    tested = one_table(table("COLLECT", RULES))

    assert tested.hits("t", {"x": Decimal(3)}) == (1, 2)
    assert tested.hits("t", {"x": Decimal(0)}) == ()


def test_a_cell_that_is_no_feel_is_a_finding_and_makes_the_table_null() -> None:
    tested = one_table(table("FIRST", [("> ", '"b"'), ("-", '"a"')]))

    assert tested.evaluate("t", {"x": Decimal(3)}) is None
    assert [finding.partition("：")[0] for finding in tested.findings] == ["t"]


def test_an_unknown_hit_policy_is_a_finding() -> None:
    assert one_table(table("SOMETIMES", RULES)).findings == ("t：不支持的命中策略 SOMETIMES ",)


GRADE = """
<decision id="grade" name="年度评价">
  <decisionTable hitPolicy="FIRST">
    <input id="i1" label="一般维度数">
      <inputExpression typeRef="number"><text>counts.fair</text></inputExpression></input>
    <input id="i2"><inputExpression><text>sanctioned</text></inputExpression>
      <inputValues><text>true,false</text></inputValues></input>
    <output id="o1" label="等次" name="grade" typeRef="string"/>
    <annotation name="依据"/>
    <rule id="r1"><description>受处分</description><inputEntry><text>-</text></inputEntry>
      <inputEntry><text>true</text></inputEntry><outputEntry><text>"poor"</text></outputEntry>
      <annotationEntry><text>条例</text></annotationEntry></rule>
    <rule id="r2"><inputEntry><text></text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"good"</text></outputEntry></rule>
  </decisionTable>
</decision>
"""


def test_a_table_is_a_plain_value_that_a_page_can_draw() -> None:
    (drawn,) = read_decisions(definitions(GRADE)).tables

    assert (drawn.id, drawn.name, drawn.hit_policy, drawn.aggregation) == ("grade", "年度评价", "FIRST", "")
    assert [(column.label, column.text) for column in drawn.inputs] == [
        ("一般维度数", "counts.fair"),
        ("sanctioned", "sanctioned"),
    ]
    assert drawn.inputs[1].allowed == "true,false"
    assert [(column.label, column.text, column.type) for column in drawn.outputs] == [("等次", "grade", "string")]
    assert drawn.annotations == ("依据",)
    assert [(rule.number, rule.tests, rule.results, rule.annotations) for rule in drawn.rules] == [
        (1, ("-", "true"), ('"poor"',), ("条例",)),
        (2, ("", "-"), ('"good"',), ()),
    ]
    assert drawn.rules[0].description == "受处分"
    assert [rule.always for rule in drawn.rules] == [False, True]
    assert drawn.always_answers


def test_a_rule_without_a_cell_for_each_column_is_a_finding_and_the_table_null() -> None:
    short = model(input_("x"), decision("t", table("UNIQUE", [("1", "2", "3")]), needs_input("x")))

    assert short.evaluate("t", {"x": Decimal(1)}) is None
    assert short.findings == ("t：第 1 条规则应有 1 个 outputEntry，实有 2 个",)
