"""Recursive descent with binding powers: tokens to tree, names in scope as an argument."""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel import nodes as n
from webapp.feel.bounds import MAX_NESTING
from webapp.feel.errors import FeelSyntaxError, TooComplexError
from webapp.feel.names import IN_NAMES, Layer, longest
from webapp.feel.parse_types import parse_type
from webapp.feel.parse_values import COMPARE, Values

# Minus binds tighter than power (prefix: 7), and power is left-associative: the standard's grammar, not school's.
POWER = {
    "or": 1,
    "and": 2,
    "between": 3,
    "in": 3,
    **dict.fromkeys(COMPARE, 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
    "instance": 8,
    ".": 9,
    "...": 9,
    "[": 9,
    "(": 9,
}
ITEM = Layer(["item"])


class Parser(Values):
    """One expression, or the unary tests of one cell."""

    def whole(self) -> n.Node:
        """Read a complete expression."""
        node = self.expression()
        self._end()
        return node

    def whole_tests(self) -> n.Tests:
        """Read complete unary tests."""
        if self.sees("-") and self.tokens[self.at + 1].kind == "end":
            return n.Tests(None)
        negated = self.sees("not") and self.ahead(1, "(") and self._closes_at_end(self.at + 1)
        self.at += 2 if negated else 0
        items = self.tests()
        if negated:
            self.want(")")
        self._end()
        return n.Tests(items, negated)

    def whole_type(self) -> n.TypeTree:
        """Read a complete type."""
        tree = parse_type(self)
        self._end()
        return tree

    def _end(self) -> None:
        if self.token.kind != "end":
            raise self.error("表达式到这里应当结束")

    def _closes_at_end(self, at: int) -> bool:
        """Return whether the bracket at `at` closes with the last token."""
        depth = 0
        for i in range(at, len(self.tokens) - 1):
            token = self.tokens[i]
            if token.kind == "op":
                depth += (token.text in "([{") - (token.text in ")]}")
                if depth == 0:
                    return i == len(self.tokens) - 2
        return False

    def tests(self) -> list[n.Node]:
        """Read unary tests separated by commas."""
        items = [self.test()]
        while self.skip(","):
            items.append(self.test())
        return items

    def test(self) -> n.Node:
        """Read one unary test: a comparison, a range, or an expression."""
        return self.unary_comparison() if self.sees(*COMPARE) else self.expression()

    def expression(self, power: int = 0) -> n.Node:
        """Read an expression whose operators bind tighter than `power`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise TooComplexError("嵌套太深", self.token.pos)
        left = self.prefix()
        while (next_power := self.infix_power()) > power:
            left = self.made(self.infix(left, next_power))
        self.nesting -= 1
        return left

    def infix_power(self) -> int:
        """Return the binding power of the operator that comes next, 0 if none does."""
        token = self.tokens[self.at]
        if token.kind not in ("op", "name"):
            return 0
        if token.text == "[" and self.closing == self.nesting:
            self.closing = 0
            return 0
        if token.text == "instance" and not self.ahead(1, "of"):
            return 0
        return POWER.get(token.text, 0)

    def infix(self, left: n.Node, power: int) -> n.Node:
        """Read one operator and what follows it."""
        word = self.token.text
        self.at += 1
        handler = _INFIX.get(word)
        if handler:
            return handler(self, left)
        right = self.expression(power)
        return _chained(word, left, right) if power <= 2 else n.Op(word, left, right)

    def between(self, left: n.Node) -> n.Node:
        """Read `value between low and high`."""
        low = self.expression(3)
        self.want("and")
        return n.Between(left, low, self.expression(3))

    def in_(self, left: n.Node) -> n.Node:
        """Read `value in tests`; brackets may hold tests or belong to an expression."""
        if self.sees("(") and not self.range_follows():
            mark = self.mark()
            tests = self._bracketed_tests()
            if tests is not None and self.infix_power() <= 3:
                return n.In(left, tests)
            self.back(mark)
        if self.sees(*COMPARE):
            return n.In(left, [self.unary_comparison()])
        return n.In(left, [self.expression(3)])

    def _bracketed_tests(self) -> list[n.Node] | None:
        self.at += 1
        try:
            tests = self.tests()
            self.want(")")
        except TooComplexError:
            raise
        except FeelSyntaxError:
            return None
        return tests

    def instance(self, left: n.Node) -> n.Node:
        """Read `value instance of type`."""
        self.want("of")
        return n.InstanceOf(left, parse_type(self))

    def path(self, left: n.Node) -> n.Node:
        """Read `source.name`."""
        return n.Path(left, self._member())

    def descendants(self, left: n.Node) -> n.Node:
        """Read `source...name`."""
        return n.Descendants(left, self._member())

    def _member(self) -> str:
        found = longest(self.members, self.tokens, self.at)
        if not found or self.word_at(self.at + found[1], numbers=True):  # the name is longer than the one that is known
            return self.loose_name(True)
        self.at += found[1]
        return found[0]

    def filter(self, left: n.Node) -> n.Node:
        """Read `source[condition]`."""
        self.layers[:0] = [ITEM, *self.members]
        condition = self.expression()
        del self.layers[:3]
        self.want("]")
        return n.Filter(left, condition)

    def call(self, left: n.Node) -> n.Node:
        """Read `function(arguments)`."""
        if self.skip(")"):
            return n.Call(left, [])
        if self._named_ahead():
            return n.Call(left, [], self._named_args())
        args = [self.expression()]
        while self.skip(","):
            args.append(self.expression())
        self.want(")")
        return n.Call(left, args)

    def _named_ahead(self) -> bool:
        """Return whether the first argument is written `name: value`."""
        at = self.at
        while self.tokens[at].kind in ("name", "num") or self.tokens[at].text in IN_NAMES:
            at += 1
        return at > self.at and self.tokens[at].text == ":" and self.tokens[at].kind == "op"

    def _named_args(self) -> dict[str, n.Node]:
        named: dict[str, n.Node] = {}
        while True:
            name = self.key()
            if name in named:
                raise FeelSyntaxError(f"参数“{name}”重复", self.token.pos)
            named[name] = self.expression()
            if not self.skip(","):
                break
        self.want(")")
        return named


def _chained(op: str, left: n.Node, right: n.Node) -> n.Node:
    """Return a chain of one logical operator as one flat node."""
    if isinstance(left, n.Logic) and left.op == op:
        left.items.append(right)
        return left
    return n.Logic(op, [left, right])


_INFIX: dict[str, Callable[[Parser, n.Node], n.Node]] = {
    "between": Parser.between,
    "in": Parser.in_,
    "instance": Parser.instance,
    ".": Parser.path,
    "...": Parser.descendants,
    "[": Parser.filter,
    "(": Parser.call,
}
