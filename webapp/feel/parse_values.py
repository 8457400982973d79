"""The value half of the parser: literals, names, brackets, ranges, lists, contexts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel import nodes as n
from webapp.feel.cursor import Cursor
from webapp.feel.errors import FeelLimit, FeelSyntaxError, TooComplexError
from webapp.feel.lexer import Token
from webapp.feel.names import KEYWORDS, Layer, longest
from webapp.feel.parse_words import WORDED
from webapp.feel.temporal_text import at_literal
from webapp.feel.values import NUMBERS

COMPARE = ("<", "<=", ">", ">=", "=", "!=")
WORDS = {"true": True, "false": False, "null": None}


class Values(Cursor):
    """What can stand where a value is expected."""

    def prefix(self) -> n.Node:
        """Read a value with its minus signs."""
        if not self.skip("-"):
            return self.made(self.primary())
        if self._number_follows():
            self.at += 1
            return self.made(n.Const(NUMBERS.minus(number(self.tokens[self.at - 1]))))
        return self.made(n.Neg(self.expression(7)))

    def _number_follows(self) -> bool:
        return self.token.kind == "num" and not longest(self.layers, self.tokens, self.at)

    def primary(self) -> n.Node:
        """Read a literal, a name, a bracketed or a worded expression."""
        token = self.token
        if token.kind == "str":
            self.at += 1
            return n.Const(token.text)
        if self._number_follows():
            self.at += 1
            return n.Const(number(token))
        if token.kind in ("name", "num"):
            return self.worded()
        handler = _PRIMARY.get(token.text) if token.kind == "op" else None
        if handler is None:
            raise self.error("这里应为一个值")
        return handler(self)

    def worded(self) -> n.Node:
        """Read a name or an expression that begins with a word."""
        word = self.token.text
        found = longest(self.layers, self.tokens, self.at)
        if found and (found[1] > 1 or word not in KEYWORDS):
            self.at += found[1]
            return n.Name(found[0])
        if word in WORDS:
            self.at += 1
            return n.Const(WORDS[word])
        if word in WORDED and not (word == "function" and not self.ahead(1, "(")):
            self.at += 1
            return WORDED[word](self)
        return n.Name(self.loose_name())

    def unary_comparison(self) -> n.Node:
        """Read `< 5` and its like."""
        op = self.token.text
        self.at += 1
        return self.made(n.Compared(op, self.expression(3)))

    def bracket(self) -> n.Node:
        """Read `(value)` or the range `(a..b)`."""
        if self.range_follows():
            return self.range_of(False)
        self.at += 1
        inner = self._item()
        self.want(")")
        return inner

    def square(self) -> n.Node:
        """Read `[list]` or the range `[a..b]`."""
        if self.range_follows():
            return self.range_of(True)
        self.at += 1
        if self.sees("]") and not self.range_follows() and self.skip("]"):
            return n.ListOf([])
        items = [self._item()]
        while self.skip(","):
            items.append(self._item())
        self.want("]")
        return n.ListOf(items)

    def _item(self) -> n.Node:
        return self.unary_comparison() if self.sees(*COMPARE) else self.expression()

    def range_follows(self) -> bool:
        """Return whether two dots stand at this bracket's own level."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            token = self.tokens[at]
            if token.kind != "op":
                if depth == 1 and token.kind == "name" and token.text in ("for", "some", "every"):
                    return False
                continue
            if token.text == ".." and depth == 1:
                return True
            depth += self._bracket_step(token.text, at)
            if depth == 0 or (token.text == "," and depth == 1):
                return False
        return False

    def _bracket_step(self, text: str, at: int) -> int:
        """Return how a token changes the depth; the `]` that opens ]a..b] counts up."""
        if text in ("(", "[", "{") or (text == "]" and at == self.at):
            return 1
        return -1 if text in (")", "]", "}") else 0

    def range_of(self, included: bool) -> n.Node:
        """Read a range after its opening bracket was seen."""
        self.at += 1
        start = self.expression(3)
        self.want("..")
        end = self._range_end()
        if self.skip("]"):
            return n.RangeOf(start, included, end, True)
        if not self.skip(")", "["):
            raise self.error("区间应以“]”“)”或“[”结束")
        return n.RangeOf(start, included, end, False)

    def _range_end(self) -> n.Node:
        """Read the upper end; a [ after it closes the range unless it can only be a filter."""
        mark = self.mark()
        try:
            end = self.expression(3)
        except TooComplexError:
            raise
        except FeelSyntaxError:
            end = None
        if end is not None and self.sees("]", ")"):
            return end
        self.back(mark)
        self.closing = self.nesting + 1
        return self.expression(3)

    def reversed_range(self) -> n.Node:
        """Read `]a..b]`."""
        return self.range_of(False)

    def context(self) -> n.Node:
        """Read `{key: value, ...}`; keys are in scope of what follows."""
        self.at += 1
        entries: list[tuple[str, n.Node]] = []
        scope = Layer()
        self.layers.insert(0, scope)
        while not self.sees("}") or entries:
            entries.append(self._entry(scope))
            if not self.skip(","):
                break
        self.layers.pop(0)
        self.want("}")
        if len({key for key, _ in entries}) != len(entries):
            raise FeelSyntaxError("大括号里有重复的键", self.tokens[self.at - 1].pos)
        return n.ContextOf(entries)

    def _entry(self, scope: Layer) -> tuple[str, n.Node]:
        key = self.key()
        if self.sees("function") and self.ahead(1, "("):  # a function may call itself
            scope.add(key)
        value = self.expression()
        scope.add(key)
        self.keys.add(key)
        return key, value

    def at_literal(self) -> n.Node:
        """Read `@"text"`."""
        self.at += 1
        if self.token.kind != "str":
            raise self.error("“@”之后应为带引号的文本")
        text = self.token.text
        try:
            at_literal(text)
        except FeelLimit:
            raise TooComplexError("时长的文本过长", self.token.pos) from None
        self.at += 1
        return n.At(text)

    def placeholder(self) -> n.Node:
        """Read the ? of unary tests, or a name that begins with it (DMN 10.3.1.2, rule 28)."""
        name, length = longest(self.layers, self.tokens, self.at) or ("?", 1)
        self.at += length
        return n.Name(name)


def number(token: Token) -> Decimal:
    """Return a numeric literal, rounded to 34 digits."""
    try:
        return NUMBERS.create_decimal(token.text)
    except ArithmeticError:
        raise FeelSyntaxError("数字超出范围", token.pos) from None


_PRIMARY: dict[str, Callable[[Values], n.Node]] = {
    "(": Values.bracket,
    "[": Values.square,
    "]": Values.reversed_range,
    "{": Values.context,
    "@": Values.at_literal,
    "?": Values.placeholder,
}
