"""The parser's place in the tokens, its scopes and its bounds."""

from __future__ import annotations

import abc

from webapp.feel import nodes as n
from webapp.feel.bounds import MAX_NODES, MAX_RETRIES
from webapp.feel.errors import FeelSyntaxError, TooComplexError
from webapp.feel.lexer import Token, tokenize
from webapp.feel.names import KEYWORDS, Layer, joined, shared

NOT_IN_KEYS = frozenset(["(", ")", "[", "]", "{", "}", ",", "<", ">", "="])
Mark = tuple[int, int, int]


class Cursor(abc.ABC):
    """Tokens, the position among them, and the names in scope (innermost layer first)."""

    def __init__(
        self, text: str, names: frozenset[str], *, members: frozenset[str], builtins: Layer, types: frozenset[str]
    ) -> None:
        self.tokens = tokenize(text)
        self.at = 0
        self.count = 0
        self.nesting = 0
        self.keys = Layer()
        self.members = [self.keys, shared(members)]
        self.layers = [shared(names), builtins]
        self.types = shared(types)
        self.closing = 0
        self.retries = 0

    @abc.abstractmethod
    def expression(self, power: int = 0) -> n.Node:
        """Read an expression whose operators bind tighter than `power`."""

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        """Return whether the next token is one of these words or symbols."""
        token = self.tokens[self.at]
        return token.text in texts and token.kind in ("name", "op")

    def ahead(self, offset: int, text: str) -> bool:
        """Return whether the token `offset` further on is this word or symbol."""
        at = self.at + offset
        return at < len(self.tokens) and self.tokens[at].text == text and self.tokens[at].kind != "str"

    def skip(self, *texts: str) -> bool:
        """Take the next token if it is one of these."""
        if self.sees(*texts):
            self.at += 1
            return True
        return False

    def want(self, text: str) -> None:
        """Take this token or fail."""
        if not self.skip(text):
            raise self.error(f"这里应为“{text}”")

    def error(self, expected: str) -> FeelSyntaxError:
        """Return a syntax error that names what was expected and what stands here."""
        found = f"“{self.token.text}”" if self.token.kind != "end" else "结尾"
        return FeelSyntaxError(f"{expected}，却是{found}", self.token.pos)

    def made(self, node: n.Node) -> n.Node:
        """Return a node, counted against the bound."""
        self.count += 1
        if self.count > MAX_NODES:
            raise TooComplexError("表达式太大", self.token.pos)
        return node

    def mark(self) -> Mark:
        """Return where the parser is, for `back`."""
        return self.at, self.nesting, len(self.layers)

    def back(self, mark: Mark) -> None:
        """Return to a mark for another reading; only so many times, for readings nest."""
        self.at, self.nesting, layers = mark
        del self.layers[: len(self.layers) - layers]
        self.retries += 1
        if self.retries > MAX_RETRIES:
            raise TooComplexError("括号有太多种读法，请拆成几步", self.token.pos)

    def loose_name(self, member: bool = False) -> str:
        """Take a name that is not in scope: adjacent words that are no keywords (a member's first may be)."""
        if self.token.kind != "name" or (self.token.text in KEYWORDS and not member):
            raise self.error("这里应为一个名称")
        words = [self.token.text]
        self.at += 1
        while self.word_at(self.at, numbers=member):
            words.append(self.token.text)
            self.at += 1
        return " ".join(words)

    def word_at(self, at: int, *, numbers: bool) -> bool:
        """Return whether a token can only go on with a name: a word that is no keyword, or a number."""
        kind, text, _ = self.tokens[at]
        return (kind == "name" and text not in KEYWORDS) or (numbers and kind == "num")

    def key(self, *stops: str) -> str:
        """Take a name up to its colon: of a context entry, a parameter, an argument."""
        if self.token.kind == "str":
            text = self.token.text
            self.at += 1
            self.want(":")
            return text
        words = self._key_words(stops)
        if not words or words[0][0].isdigit():
            raise self.error("这里应为一个名称")
        self.skip(":")
        return joined(words)

    def _key_words(self, stops: tuple[str, ...]) -> list[str]:
        words: list[str] = []
        while not self.sees(":", *stops) and self.token.kind != "end":
            if self.token.kind == "str" or self.token.text in NOT_IN_KEYS:
                raise self.error("这里应为一个名称")
            words.append(self.token.text)
            self.at += 1
        return words
