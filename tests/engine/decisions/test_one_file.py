"""The way in for those outside: one file, Python values in, FEEL values out."""

from __future__ import annotations

import datetime as dt
import pathlib
from decimal import Decimal

import pytest

from tests.engine.decisions.models import decision, definitions, input_, literal, needs_decision, needs_input, table
from webapp.engine.decisions import NoSuchDecision, UnreadableDecisions, evaluate
from webapp.engine.decisions.xml import MAX_BYTES, MAX_TEXTS, MAX_WORDS
from webapp.feel import Date, DateTime, DayTime, FeelLimit, FeelValue, Time, YearMonth, to_python

LIBRARY = definitions(input_("n", "number"), decision("double", literal("n * 2"), needs_input("n")), space="urn:lib")
USER = definitions(
    decision("d", literal("lib.double + 1"), needs_decision("urn:lib#double")),
    imports='<import namespace="urn:lib" name="lib" importType="dmn"/>',
    space="urn:user",
)


def test_imported_files_are_found_beside_the_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "library.dmn").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "broken.dmn").write_text("<definitions", encoding="utf-8")
    (tmp_path / "user.dmn").write_text(USER, encoding="utf-8")

    assert evaluate(tmp_path / "user.dmn", "d", {"n": 2}) == 5
    assert evaluate(str(tmp_path / "user.dmn"), "d", {"n": 2}) == 5


def test_a_file_that_changed_is_read_again(tmp_path: pathlib.Path) -> None:
    library, user = tmp_path / "library.dmn", tmp_path / "user.dmn"
    library.write_text(LIBRARY, encoding="utf-8")
    user.write_text(USER, encoding="utf-8")
    before = evaluate(user, "d", {"n": 2})

    library.write_text(LIBRARY.replace("n * 2", "n * 200"), encoding="utf-8")

    assert (before, evaluate(user, "d", {"n": 2})) == (5, 401)


INPUTS: list[dict[str | tuple[str, str], object]] = [
    {"n": 2},
    {("urn:lib", "n"): 2, "n": 7},
    {"lib": {"n": 2}, "n": 7},
    {"lib.n": 2},
]


@pytest.mark.parametrize("inputs", INPUTS, ids=str)
def test_inputs_of_an_import_may_be_given_in_four_ways(
    tmp_path: pathlib.Path, inputs: dict[str | tuple[str, str], object]
) -> None:
    (tmp_path / "library.dmn").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "user.dmn").write_text(USER, encoding="utf-8")

    assert evaluate(tmp_path / "user.dmn", "d", inputs) == 5


def test_a_file_that_is_imported_on_two_ways_has_inputs_of_its_own_on_each(tmp_path: pathlib.Path) -> None:
    for name in ("one", "two"):
        middle = definitions(
            decision("m", literal(f'"{name} " + string(lib.double)'), needs_decision("urn:lib#double")),
            imports='<import namespace="urn:lib" name="lib" importType="dmn"/>',
            space=f"urn:{name}",
        )
        (tmp_path / f"{name}.dmn").write_text(middle, encoding="utf-8")
    top = definitions(
        decision("d", literal("Model 1.m + Model 2.m"), needs_decision("urn:one#m", "urn:two#m")),
        imports='<import namespace="urn:one" name="Model 1"/><import namespace="urn:two" name="Model 2"/>',
        space="urn:top",
    )
    (tmp_path / "library.dmn").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "top.dmn").write_text(top, encoding="utf-8")

    inputs = {"Model 1": {"lib": {"n": 1}}, "Model 2": {"lib": {"n": 2}}}

    assert evaluate(tmp_path / "top.dmn", "d", inputs) == "one 2two 4"
    assert evaluate(tmp_path / "top.dmn", "d", {"Model 1.lib.n": 1, "Model 2.lib.n": 2}) == "one 2two 4"


def test_a_reference_with_a_wrong_namespace_finds_the_only_node_of_its_id(tmp_path: pathlib.Path) -> None:
    (tmp_path / "library.dmn").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "user.dmn").write_text(USER.replace("urn:lib#double", "urn:gone#double"), encoding="utf-8")

    assert evaluate(tmp_path / "user.dmn", "d", {"n": 2}) == 5


TEXTS: list[tuple[str, object, FeelValue]] = [
    ("date", "2026-03-02", Date(2026, 3, 2)),
    ("date", dt.date(2026, 3, 2), Date(2026, 3, 2)),
    ("time", "09:00:00Z", Time(9, 0, 0, 0, 0)),
    ("time", dt.time(9), Time(9, 0, 0)),
    ("dateTime", "2026-03-02T09:00:00", DateTime(Date(2026, 3, 2), Time(9, 0, 0))),
    ("dateTime", dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), DateTime(Date(2026, 3, 2), Time(9, 0, 0, 0, 0))),
    ("dayTimeDuration", "P1D", DayTime(86_400 * 10**9)),
    ("dayTimeDuration", dt.timedelta(days=1), DayTime(86_400 * 10**9)),
    ("yearMonthDuration", "P1Y", YearMonth(12)),
    ("string", "2026-03-02", "2026-03-02"),
    ("number", 1.5, Decimal("1.5")),
    ("number", float("nan"), None),
    ("number", Decimal("1e9999"), None),
    ("number", "1", None),
    ("date", "2026-02-30", None),
    ("Any", [1, {"a": (2, True)}], [Decimal(1), {"a": [Decimal(2), True]}]),
]


@pytest.mark.parametrize(("type_ref", "given", "want"), TEXTS)
def test_an_input_is_a_python_value_or_a_text_of_its_type(type_ref: str, given: object, want: FeelValue) -> None:
    xml = definitions(input_("n", type_ref), decision("d", literal("n"), needs_input("n")))

    assert evaluate(xml, "d", {"n": given}) == want


def test_texts_are_read_inside_lists_and_contexts_too() -> None:
    types = (
        '<itemDefinition name="tCase"><itemComponent name="since"><typeRef>date</typeRef></itemComponent>'
        '</itemDefinition><itemDefinition name="tCases" isCollection="true"><typeRef>tCase</typeRef></itemDefinition>'
    )
    xml = definitions(types, input_("n", "tCases"), decision("d", literal("n.since"), needs_input("n")))

    assert evaluate(xml, "d", {"n": [{"since": "2026-03-02"}]}) == [Date(2026, 3, 2)]


def test_the_value_becomes_pythons_own() -> None:
    xml = definitions(decision("d", literal('{a: [@"2026-03-02", 1.5], b: @"PT1H"}')))

    assert to_python(evaluate(xml, "d", {})) == {
        "a": [dt.date(2026, 3, 2), Decimal("1.5")],
        "b": dt.timedelta(hours=1),
    }


def test_today_comes_from_the_clock_that_is_given_or_from_the_machine() -> None:
    xml = definitions(decision("d", literal("today()")), decision("e", literal("now() instance of date and time")))

    assert evaluate(xml, "d", {}, clock=lambda: dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)) == Date(2026, 3, 2)
    assert evaluate(xml, "e", {}) is True


def test_a_decision_sees_what_it_requires_and_nothing_else() -> None:
    closed = definitions(input_("n"), decision("d", literal("n")), decision("e", literal("n"), needs_input("n")))
    bare = definitions(decision("d", literal("n + count(rows)")))

    assert (evaluate(closed, "d", {"n": 1}), evaluate(closed, "e", {"n": 1})) == (None, 1)
    assert evaluate(bare, "d", {"n": 2, "rows": (1, 2, 3)}) == 5


def test_knowledge_is_asked_by_its_parameters_whatever_else_is_given() -> None:
    knowledge = (
        '<businessKnowledgeModel id="k" name="one of"><variable name="one of" typeRef="number"/><encapsulatedLogic>'
        f'<formalParameter name="a" typeRef="number"/>{literal("[a]")}</encapsulatedLogic></businessKnowledgeModel>'
    )

    assert evaluate(definitions(knowledge), "one  of", {"a": [3], "b": 1}) == 3
    assert evaluate(definitions(knowledge), "one of", {"b": 1}) is None


def test_a_table_of_knowledge_without_parameters_takes_the_names_that_it_reads() -> None:
    rows = table("UNIQUE", [("> 1", '"many"'), ("1", '"one"')])
    knowledge = (
        '<businessKnowledgeModel id="k" name="k"><variable name="k"/>'
        f"<encapsulatedLogic>{rows}</encapsulatedLogic></businessKnowledgeModel>"
    )

    assert evaluate(definitions(knowledge), "k", {"x": 1}) == "one"


def test_a_text_that_names_an_encoding_is_read() -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?>\n' + definitions(decision("d", literal('"纪"')))

    assert evaluate(xml, "d", {}) == "纪"


ENTRIES = "".join(f'<contextEntry><variable name="e{i}"/>{literal("e0")}</contextEntry>' for i in range(700))
REFUSED = {
    "步骤过多": definitions(decision("d", f"<context>{ENTRIES}</context>")),
    "打不开文件": "gone/rules.dmn",
    "打不开": "rules\0.dmn",
    "超过 5000000 字节": b"<" + b" " * MAX_BYTES,
    "超过 10000 个": definitions(decision("d", "<list>" + literal("1") * (MAX_TEXTS + 1) + "</list>")),
    "共超过 300000 字": definitions(decision("d", "<list>" + literal("1" * 15_001) * 20 + "</list>")),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_file_beyond_the_bounds_is_refused_with_a_sentence(sentence: str) -> None:
    with pytest.raises(UnreadableDecisions, match=sentence):
        evaluate(REFUSED[sentence], "d", {})


def test_a_file_at_the_bounds_is_read() -> None:
    many = definitions(decision("d", "<list>" + literal("1") * MAX_TEXTS + "</list>"))
    long_ = definitions(decision("d", "<list>" + literal('"' + "a" * 14_998 + '"') * (MAX_WORDS // 15_000) + "</list>"))

    assert len(evaluate(many, "d", {})) == MAX_TEXTS
    assert len(evaluate(long_, "d", {})) == 20


def test_a_file_with_very_many_inputs_is_read() -> None:
    many = definitions(*(input_(f"i{number}") for number in range(10_000)), decision("d", literal("1")))

    assert evaluate(many, "d", {}) == 1


def test_inputs_nested_without_end_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(FeelLimit, match="嵌套过深"):
        evaluate(definitions(decision("d", literal("n"))), "d", {"n": endless})


def test_what_the_file_does_not_hold_is_refused_by_name() -> None:
    with pytest.raises(NoSuchDecision, match="gone"):
        evaluate(definitions(), "gone", {})


def test_a_file_in_another_language_gives_null() -> None:
    xml = definitions(decision("d", literal("1"))).replace('name="m"', 'name="m" expressionLanguage="urn:groovy"', 1)

    assert evaluate(xml, "d", {}) is None
