"""Random expressions by the grammar of FEEL, and small damage to expressions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from webapp.feel.builtins import BUILTINS
from webapp.feel.registry import OVERLOADS

ATOMS = (
    *(
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "2",
        "-2",
        "2.5",
        "1e3",
        "0.000001",
        "12345678901234567890123456789012345",
    ),
    *('""', '"a"', '"foobar"', '"1,000.5"', '"2020-01-01"', '"PT1H"', '"[a-c]+"', '"i"', '","', '"\\uD83D\\uDC0E"'),
    *('@"2020-01-31"', '@"-0004-02-29"', '@"10:30:00"', '@"23:59:59.5Z"', '@"10:30:00@Europe/Paris"'),
    *('@"2020-01-31T10:30:00"', '@"2020-03-29T02:30:00@Europe/Paris"', '@"P1D"', '@"-PT36H"', '@"P1Y2M"', '@"P0M"'),
    *("[]", "[1]", "[3,1,2]", "[1,null]", "[true,null]", '["b","a","b"]', "[[1,2],[3]]", '[1,"a"]'),
    *("{}", "{a: 1}", "{a: 1, b: {c: 2}}", '{key: "k", value: 1}', "[{a: 1},{a: 2}]"),
    *("[1..3]", "(1..3)", "]1..3[", "[3..1]", '["a".."c"]', "(< 5)", "(!= 2)", "(null..5]"),
    *("function(x, y) x < y", "function(x) x", "x", "y", "item", "partial", "?"),
)
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in")
TYPES = ("number", "string", "date", "date and time", "list<number>", "context<a: number>", "function<Any>->Any", "Any")
SHAPES = (
    *("{0}[{1}]", "{0}[item > {1}]", "{0}.a", "{0}.year", "{0}...a", "{0}.start included", "-{0}", "[{0}, {1}]"),
    *("(for i in {0} return {1})", "(for i in {0} return [i, partial])", "(for i in {0}, j in {1} return [i, j])"),
    *("(some i in {0} satisfies i = {1})", "(every i in {0} satisfies {1})", "(if {0} then {1} else {2})"),
    *("({0} in ({1}, {2}))", "({0} between {1} and {2})", "({0} in (< {1}, [{1}..{2}]))", "{{a: {0}, b: a}}"),
    *("[{0}..{1})", "(function(q: number) q)({0})", "{0}({1})"),
)
PIECES = (
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "..",
        "...",
        ":",
        '"',
        "@",
        "?",
        "'",
        "//",
        "/*",
        "*/",
        "\\",
        "\n",
        "\u3000",
    ),
    *(" if ", " then ", " else ", " for ", " return ", " in ", " and ", " instance of ", " function(", " between "),
    *("null", "1", '"x"', "x", "- ", "**", "<", "县", "\U0001f40e", "\x00", "1e99", "9" * 40),
)
WORDS = re.compile(r'"[^"]*"|\w+|\s+|.', re.DOTALL)


class Grammar:
    """Expressions of one random source."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (chance, no secret)
        self.rules: tuple[Callable[[int], str], ...] = (self.call, self.call, self.operation, self.shape, self.typed)

    def expression(self, depth: int) -> str:
        """Any expression, nested at most so deep."""
        if depth <= 0 or self.random.random() < 0.25:
            return self.random.choice(ATOMS)
        return self.random.choice(self.rules)(depth - 1)

    def call(self, depth: int) -> str:
        """A function of the standard, mostly with as many arguments as it takes, sometimes by name."""
        name = self.random.choice(list(BUILTINS))
        params = self.random.choice(OVERLOADS[name])[0].params
        if self.random.random() < 0.15:
            return f"{name}({', '.join(f'{param.name}: {self.expression(depth)}' for param in params)})"
        count = max(0, len(params) + self.random.choice((0, 0, 0, 0, 1, -1)))
        return f"{name}({', '.join(self.expression(depth) for _ in range(count))})"

    def operation(self, depth: int) -> str:
        """Two operands."""
        return f"({self.expression(depth)} {self.random.choice(OPERATORS)} {self.expression(depth)})"

    def shape(self, depth: int) -> str:
        """Anything else that the grammar knows."""
        parts = [self.expression(depth) for _ in range(3)]
        return self.random.choice(SHAPES).format(*parts)

    def typed(self, depth: int) -> str:
        """A test of a type."""
        return f"({self.expression(depth)} instance of {self.random.choice(TYPES)})"

    def damaged(self, text: str, other: str) -> str:
        """A text with a few words lost, doubled, moved, put in, or taken from another text."""
        words = WORDS.findall(text) or [""]
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(words) + 1)
            piece = self.random.choice((self.random.choice(PIECES), self.random.choice(WORDS.findall(other) or [""])))
            change = self.random.randrange(4)
            words[at : at + self.random.randint(0, 2)] = [[], [piece], words[at : at + 1] * 2, [piece, piece]][change]
        return "".join(words)
