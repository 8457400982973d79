"""Parser of XPath regular expressions: XML Schema's, plus anchors, lazy quantifiers, back references."""

from __future__ import annotations

from typing import Any, TypeAlias  # trees of tuples of several shapes

from webapp.feel import regex_chars as chars
from webapp.feel.regex_chars import Pred

# ("one", pred) | ("seq" or "alt", [trees]) | ("repeat", tree, low, high or None, lazy) | ("group", number, tree)
# | ("back", number) | ("start",) | ("end",)
Tree: TypeAlias = tuple[Any, ...]
QUANTIFIERS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}


class PatternError(ValueError):
    """The pattern is malformed."""


class PatternParser:
    """One pattern to a tree of tuples."""

    def __init__(self, text: str, flags: str) -> None:
        self.literal, self.dotall = "q" in flags, "s" in flags
        self.fold = chars.either_case if "i" in flags else chars.unchanged
        self.letter = chars.either_case_of if "i" in flags else chars.literal
        self.text = _unspaced(text) if "x" in flags and not self.literal else text
        self.at = 0
        self.groups = 0
        self.back = False
        self.open: set[int] = set()

    def peek(self) -> str:
        """Return the next character, or nothing."""
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        """Take the next character, which must be there."""
        if self.at >= len(self.text):
            raise PatternError("pattern ends early")
        self.at += 1
        return self.text[self.at - 1]

    def whole(self) -> Tree:
        """Read the whole pattern."""
        if self.literal:
            return "seq", [("one", self.letter(c)) for c in self.text]
        tree = self.alternatives()
        if self.at < len(self.text):
            raise PatternError("unbalanced bracket")
        return tree

    def alternatives(self) -> Tree:
        """Read `a|b`."""
        items = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            items.append(self.sequence())
        if all(item[0] == "one" for item in items):
            return "one", chars.union([item[1] for item in items])
        return items[0] if len(items) == 1 else ("alt", items)

    def sequence(self) -> Tree:
        """Read `ab*`."""
        items = []
        while self.peek() not in ("", "|", ")"):
            items.append(self.quantified(self.atom()))
        return items[0] if len(items) == 1 else ("seq", items)

    def quantified(self, atom: Tree) -> Tree:
        """Read an atom's ? * + or {n,m}, perhaps lazy."""
        mark = self.peek()
        if not mark or mark not in "?*+{":
            return atom
        if atom[0] in ("start", "end"):
            raise PatternError("nothing to repeat")
        self.at += 1
        low, high = QUANTIFIERS.get(mark) or self.counts()
        lazy = self.peek() == "?"
        self.at += lazy
        if self.peek() and self.peek() in "?*+{":
            raise PatternError("repeated twice")
        return "repeat", atom, low, high, lazy

    def counts(self) -> tuple[int, int | None]:
        """Read `{n}`, `{n,}` or `{n,m}`."""
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : end].partition(",")
        if end < 0 or not _digits(low) or (high and not _digits(high)):
            raise PatternError("bad count")
        self.at = end + 1
        most = int(high) if high else (None if comma else int(low))
        if most is not None and most < int(low):
            raise PatternError("bad count")
        return int(low), most

    def atom(self) -> Tree:
        """Read one character, class, group or anchor."""
        char = self.take()
        if char == "(":
            return self.group()
        if char in "^$":
            return ("start",) if char == "^" else ("end",)
        if char == "\\":
            return self.escape()
        if char in "?*+{}])":
            raise PatternError(f"unexpected {char}")
        return "one", self.one(char)

    def one(self, char: str) -> Pred:
        """Return the test that a character stands for."""
        if char == ".":
            return (lambda c: True) if self.dotall else (lambda c: c not in "\n\r")  # noqa: ARG005
        return self.char_class() if char == "[" else self.letter(char)

    def group(self) -> Tree:
        """Read `( )` or `(?: )`."""
        number = 0
        if self.peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise PatternError("no such group")
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
            self.open.add(number)
        inner = self.alternatives()
        if self.take() != ")":
            raise PatternError("group not closed")
        self.open.discard(number)
        return ("group", number, inner) if number else inner

    def escape(self) -> Tree:
        """Read a back reference or an escaped class."""
        if self.peek() not in tuple("123456789"):
            return "one", self.escaped()
        end = self.at + 1
        while self.text[end : end + 1].isdigit() and int(self.text[self.at : end + 1]) <= self.groups:
            end += 1
        number = int(self.text[self.at : end])
        if number > self.groups or number in self.open:
            raise PatternError("no such group yet")
        self.at = end
        self.back = True
        return "back", number

    def escaped(self) -> Pred:
        """Return what a backslash stands for."""
        char = self.take()
        if char in chars.ESCAPED:
            return chars.literal(chars.ESCAPED[char])
        if char in chars.CLASSES:
            return chars.CLASSES[char]
        if char in "pP" and self.take() == "{":
            end = self.text.find("}", self.at)
            pred = chars.category(self.text[self.at : end]) if end > 0 else None
            if pred:
                self.at = end + 1
                return pred if char == "p" else chars.negated(pred)
        raise PatternError("bad escape")

    def char_class(self) -> Pred:
        """Read `[...]` after its bracket."""
        inverse = self.peek() == "^"
        self.at += inverse
        items: list[Pred] = []
        without: Pred | None = None
        while self.peek() != "]" or not items:
            if items and self.text[self.at : self.at + 2] == "-[":
                self.at += 2
                without = self.char_class()
                break
            items.append(self.class_item(not items))
        if self.take() != "]":
            raise PatternError("class not closed")
        pred = chars.negated(chars.union(items)) if inverse else chars.union(items)
        return chars.minus(pred, without) if without else pred

    def class_item(self, first: bool) -> Pred:
        """Read a character, a range, or an escape in a class."""
        char = self.take()
        if char in "[]":
            raise PatternError("bracket in a class")
        if char == "\\":
            code = self.peek()
            pred = self.escaped()
            if code not in chars.ESCAPED:
                return pred
            char = chars.ESCAPED[code]
        elif char == "-" and not first and self.peek() not in ("]", "-"):
            raise PatternError("stray hyphen")
        return self.ranged(char)

    def ranged(self, low: str) -> Pred:
        """Read low-high, or low alone."""
        after = self.text[self.at + 1 : self.at + 2]
        if self.peek() != "-" or after in ("]", "[", ""):
            return self.letter(low)
        self.at += 1
        high = self.take()
        if high == "\\":
            code = self.take()
            if code not in chars.ESCAPED:
                raise PatternError("bad range")
            high = chars.ESCAPED[code]
        if high < low:
            raise PatternError("range backwards")
        return self.fold(chars.span(low, high))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _unspaced(text: str) -> str:
    """Return the pattern under flag x: white space outside classes means nothing, even after a backslash."""
    out: list[str] = []
    depth, escaped = 0, False
    for char in text:
        if char in " \t\n\r" and not depth:
            continue
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
        out.append(char)
    return "".join(out)
