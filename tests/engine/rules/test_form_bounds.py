"""Every bound of a form at its edge: the largest is read and filled in at once, one more is refused in words."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest

from webapp.domain.errors import FormTooHeavy
from webapp.domain.forms import Scope, answer, bounds, prefill, read_form
from webapp.engine.rules.form_shape import flaws

TODAY = dt.date(2026, 3, 2)
QUICK = 10
"""Seconds of a processor for the largest form."""
Parts = list[Any]


def text(key: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": key, "key": key, "label": "情况", **more}


def rows(inner: Parts, most: object = 3) -> dict[str, Any]:
    marks = {"maxRepetitions": str(most)}
    return {"type": "dynamiclist", "id": "r", "path": "r", "label": "表", "properties": marks, "components": inner}


def nested(depth: int) -> Parts:
    parts: Parts = [text()]
    for level in range(depth - 1):
        parts = [{"type": "group", "id": f"g{level}", "label": "组", "components": parts}]
    return parts


def choice(count: int) -> dict[str, Any]:
    return text() | {"type": "select", "values": [{"value": f"v{n}", "label": f"{n}"} for n in range(count)]}


def checked(**validate: object) -> Parts:
    return [text(validate=validate)]


EDGES: dict[str, tuple[int, Callable[[int], Parts], str]] = {
    "MAX_FIELDS": (200, lambda k: [text(f"t{n}") for n in range(k)], "表单的栏目超过 200 个"),
    "MAX_FORM_NESTING": (4, nested, "“情况”套得太深，超过 4 层"),
    "MAX_OPTIONS": (200, lambda k: [choice(k)], "“情况”有 201 个选项，最多 200 个"),
    "MAX_ROWS": (500, lambda k: [rows([text()], k)], "“表”的 maxRepetitions 不是 0 到 500 之间的整数"),
    "MAX_BOXES": (
        5_000,
        lambda k: [rows([text(f"t{n}") for n in range(15)], 310), *(text(f"o{n}") for n in range(k - 310 * 16))],
        "清单填满时表单有 5001 个栏目和选项，最多 5000 个",
    ),
    "MAX_LENGTH": (5_000, lambda k: checked(maxLength=k), "“情况”的 maxLength 不是 0 到 5000 之间的整数"),
    "MAX_DIGITS": (34, lambda k: checked(max=10**k - 1), "“情况”的 max 不是数，或者超过 34 位"),
    "MAX_KEY": (60, lambda k: [text("k" * k)], "“情况”的 id 有 61 个字，最多 60 个"),
    "MAX_LABEL": (200, lambda k: [text(label="长" * k)], "的 label 有 201 个字，最多 200 个"),
    "MAX_WORDING": (2_000, lambda k: [text(description="长" * k)], "“情况”的 description 有 2001 个字，最多 2000 个"),
    "MAX_FORM_PATTERN": (200, lambda k: checked(pattern="a" * k), "“情况”的 pattern 有 201 个字，最多 200 个"),
}


@pytest.mark.parametrize("name", EDGES)
def test_the_largest_form_is_filled_in_at_once_and_one_more_is_refused_in_words(name: str):
    edge, parts, sentence = EDGES[name]
    assert getattr(bounds, name) == edge

    began = time.process_time()
    schema = {"id": "f", "components": parts(edge)}
    assert flaws(schema) == ()
    form = read_form(schema)
    scope = Scope({}, TODAY)
    full = {f"r.{n}.t{m}": ["字"] for n in range(310) for m in range(15)}
    given = answer(form, {**full, "text": ["情况属实。"]}, scope, prefill(form, scope))
    assert given.values.keys() >= {one.key for one in form.fields if one.holds_value}
    assert time.process_time() - began < QUICK

    (flaw, *_) = flaws({"id": "f", "components": parts(edge + 1)})
    assert sentence in flaw.reason
    assert flaw.remedy


def test_options_that_are_only_read_are_no_boxes():
    read = choice(200) | {"readonly": True}

    assert flaws({"id": "f", "components": [rows([read], 500)]}) == ()
    assert flaws({"id": "f", "components": [rows([choice(200)], 500)]}) != ()


WRONG: dict[str, tuple[Parts, str]] = {
    "a component that is none": (["x"], "表单的第 1 个栏目不是对象"),
    "a type that is no text": ([text() | {"type": []}], "“情况”的 type 不是文字"),
    "checks that are a list": ([text(validate=[])], "“情况”的 validate 不是对象"),
    "a length in words": (checked(maxLength="abc"), "“情况”的 maxLength 不是 0 到"),
    "a length below nought": (checked(minLength=-1), "“情况”的 minLength 不是 0 到"),
    "a yes for a length": (checked(minLength=True), "“情况”的 minLength 不是 0 到"),
    "a least above the most": (checked(minLength=3, maxLength=2), "“情况”的 minLength 大于 maxLength"),
    "a least number in words": (checked(min="x"), "“情况”的 min 不是数"),
    "rows in words": ([rows([text()], "abc")], "“表”的 maxRepetitions 不是 0 到"),
    "a key with a dot": ([text("a.b[0]")], "“情况”的键不能这样写"),
    "options that are none": ([text(values=[1, None])], "“情况”的第 1 个选项没有值"),
    "an option with a long name": ([text(values=[{"value": "a", "label": "长" * 201}])], "“情况”的第 1 个选项太长"),
    "a condition that is no text": ([text(conditional={"hide": True})], "“情况”的隐藏条件不是文字"),
    "a property that is a list": ([text(properties={"picker": []})], "“情况”的属性“picker”不是文字"),
    "a pattern that is none": (checked(pattern="["), "“情况”的格式 pattern 读不懂"),
    "a pattern that looks back": (checked(pattern="(a)\\1"), "“情况”的格式 pattern 读不懂"),
    "a pattern that looks ahead": (checked(pattern="(?=a)a"), "“情况”的格式 pattern 读不懂"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_has_the_wrong_kind_is_found_in_words(what: str):
    parts, sentence = WRONG[what]

    found = flaws({"id": "f", "components": parts})

    assert [flaw for flaw in found if sentence in flaw.reason and flaw.remedy], found


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("(a+)+", "a" * 4_000, True),
        ("(a+)+", "a" * 4_000 + "b", False),
        ("(a|aa)*", "a" * 4_000, True),
        ("a{1,99999999999}", "aa", True),
        ("((a?){3}){2,}b", "aab", True),
        ("^a$|b", "b", True),
        ("[A-Z]{2}-\\d{4}", "AB-2026", True),
        ("[A-Z]{2}-\\d{4}", "AB-2026x", False),
        ("(a?){5000}", "", True),
        ("(ab){2}", "ab", False),
    ],
)
def test_a_pattern_is_compared_with_the_whole_text_whatever_its_shape(pattern: str, typed: str, fits: bool):
    form = read_form({"components": checked(pattern=pattern, required=False)})
    began = time.process_time()

    faults = answer(form, {"text": [typed]}, Scope({}, TODAY)).faults

    assert [fault.sentence for fault in faults] == ([] if fits else ["“情况”格式不正确"])
    assert time.process_time() - began < QUICK


@pytest.mark.parametrize("pattern", ["(((((a*)*)*b?)*)*c?)*", "["])
def test_a_pattern_that_cannot_be_compared_is_said_to_the_person_at_the_field(pattern: str):
    form = read_form({"components": checked(pattern=pattern)})
    began = time.process_time()

    faults = answer(form, {"text": ["a" * 4_999 + "d"]}, Scope({}, TODAY)).faults

    assert len(faults) == 1
    assert "“情况”" in faults[0].sentence
    assert time.process_time() - began < QUICK


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "-1", "x"])
def test_a_row_of_no_number_is_no_row(number: str):
    form = read_form({"components": [rows([text()])]})

    assert answer(form, {f"r.{number}.text": ["x"]}, Scope({}, TODAY)).values == {"r": []}


def test_more_rows_than_the_form_allows_are_said_not_dropped():
    form = read_form({"components": [rows([text()], 3)]})

    given = answer(form, {f"r.{n}.text": ["x"] for n in range(4)}, Scope({}, TODAY))

    assert [(fault.field, fault.sentence) for fault in given.faults] == [("r", "“表”最多填写3项")]


LOOP = "some i in 1..{}, j in 1..1000 satisfies false"


def test_what_the_expressions_of_a_form_take_is_added_up():
    scope = Scope({}, TODAY)
    scope.evaluate(LOOP.format(100))
    (once,) = scope._feel_steps
    for _ in range(bounds.MAX_FORM_STEPS // once - 1):
        assert scope.evaluate(LOOP.format(100)) is False

    with pytest.raises(FormTooHeavy, match="整张表单"):
        scope.evaluate(LOOP.format(100))
    with pytest.raises(FormTooHeavy, match="步骤过多"):
        Scope({}, TODAY).evaluate(LOOP.format(9_000))


@pytest.mark.parametrize("condition", ['=this.t0 = "x"', "=count(r) = 3"])
def test_the_conditions_of_a_full_form_are_asked_in_time_or_refused_in_words(condition: str):
    inner = [text(f"t{n}", conditional={"hide": condition}) for n in range(15)]
    form = read_form({"components": [rows(inner, 499)]})
    full = {f"r.{n}.t{m}": ["字"] for n in range(499) for m in range(15)}
    began = time.process_time()

    if "count" in condition:  # each of 7,485 conditions reads 7,485 values
        with pytest.raises(FormTooHeavy, match="整张表单"):
            answer(form, full, Scope({}, TODAY))
    else:
        assert len(answer(form, full, Scope({}, TODAY)).values["r"]) == 499  # type: ignore[arg-type]
    assert time.process_time() - began < QUICK
