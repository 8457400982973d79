"""Single expressions with their values: the traps of the standard."""

from __future__ import annotations

import pytest

from webapp.feel import FeelValue, compile_expression, from_python, show

CASES: list[tuple[str, object]] = [
    ("1 + /* two */ 2 // three", 3),
    ("[1,2,3][item >= 2]", [2, 3]),
    ("[1..5) = [1..5[", True),
    ("5 in ]5..6]", False),
    ("{a b: 1, c: a b + 1}.c", 2),
    ("if null then 1 else 2", 2),
    ("-2 ** 2", 4),
    ("2 ** 3 ** 2", 64),
    ("not(null)", None),
    ("null = null", True),
    ("1 = null", False),
    ('1 = "1"', None),
    ('[1] = ["1"]', False),
    ("[1] = 1", None),
    ("sum([])", None),
    ("mode([])", []),
    ("all([])", True),
    ("any([])", False),
    ("all([true, null])", None),
    ("[1,2,3][-1]", 3),
    ("[1][2]", None),
    ('substring("foobar", -2, 1)', "a"),
    ("decimal(2.5, 0)", 2),
    ("round half up(-2.5, 0)", -3),
    ("floor(-1.5)", -2),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("(< 5) = (< 5)", True),
    ("(< 10) = (null..10)", False),
    ("{x: 1}.y", None),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
    ("for i in partial return partial", None),
    ("null instance of Any", False),
    ("1 in (2, [1..3])", True),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ('replace("abc", "(b)", "[$1]")', "a[b]c"),
    ('"\\uD83D\\uDC0E"', "\U0001f40e"),
    ("count([1, null])", 2),
    ('"a" in ["a", "b"]', True),
    ("1/0", None),
    ("[{a: 1}, {a: 2}].a", [1, 2]),
    ("append([1], [2])", [1, [2]]),
    ("is(value1: 1)", False),
    ('time("10:30:00.0001") = time("10:30:00.0002")', True),
    ("list replace([1, 2, 3], 2.5, 9)", [1, 9, 3]),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), x: f(20)}.x", 2432902008176640000),
    ("[1.0][item = 1]", [1.0]),
]


@pytest.mark.parametrize(("text", "want"), CASES)
def test_the_value_is_what_the_standard_says(text: str, want: object) -> None:
    got = compile_expression(text)({})

    assert got == from_python(want)
    assert type(got) is type(from_python(want))


SHOWN = [
    ('date("2026-01-31") + @"P1M"', "2026-02-28"),
    ('date("2026-03-02") + duration("PT25H")', "2026-03-03"),
    ('date and time("2026-03-02T24:00:00")', "2026-03-03T00:00:00"),
    ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
    ('@"2026-03-02" - @"2026-02-27"', "P3D"),
    ('duration("P1Y") * 0.4', "P4M"),
    ("1/3", "0.3333333333333333333333333333333333"),
    ("0.1 + 0.2", "0.3"),
    ("1.000000000000000000000000000000001 + 0", "1.000000000000000000000000000000001"),
    ('{"a b": [1, "x\\"y"]}', '{a b: [1, "x\\"y"]}'),
    ('[@"2026-03-02"..@"2026-03-09")', '[@"2026-03-02"..@"2026-03-09")'),
    ("(>= 3)", "(>= 3)"),
    ("function(x) x", "function"),
]


@pytest.mark.parametrize(("text", "want"), SHOWN)
def test_the_value_shows_as_the_standard_says(text: str, want: FeelValue) -> None:
    assert show(compile_expression(text)({})) == want
