"""The few expressions of random diagrams, evaluated by a reader of their own: numbers, names, + - < > = and or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Value = int | bool | None
WORD = re.compile(r"\s*(<=|>=|[<>=+\-()]|\d+|\w+)")


def evaluate(text: str, names: Mapping[str, Value]) -> Value:
    """Give the value; what is not there is None, and so is everything made of it."""
    words = WORD.findall(text)
    value = _either(words, names)
    assert not words, f"{text!r} is more than this reader knows"
    return value


def _either(words: list[str], names: Mapping[str, Value]) -> Value:
    left = _both(words, names)
    while words and words[0] == "or":
        words.pop(0)
        right = _both(words, names)
        left = True if True in (left, right) else None if None in (left, right) else False
    return left


def _both(words: list[str], names: Mapping[str, Value]) -> Value:
    left = _compared(words, names)
    while words and words[0] == "and":
        words.pop(0)
        right = _compared(words, names)
        left = False if False in (left, right) else None if None in (left, right) else True
    return left


COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}


def _compared(words: list[str], names: Mapping[str, Value]) -> Value:
    left = _sum(words, names)
    if words and words[0] in COMPARE:
        sign = words.pop(0)
        right = _sum(words, names)
        return None if left is None or right is None else COMPARE[sign](left, right)
    return left


def _sum(words: list[str], names: Mapping[str, Value]) -> Value:
    left = _one(words, names)
    while words and words[0] in "+-":
        sign = words.pop(0)
        right = _one(words, names)
        left = None if left is None or right is None else left + right if sign == "+" else left - right
    return left


def _one(words: list[str], names: Mapping[str, Value]) -> Value:
    word = words.pop(0)
    if word == "not":
        value = _one(words, names)
        return None if value is None else not value
    if word == "(":
        value = _either(words, names)
        assert words.pop(0) == ")"
        return value
    if word in ("true", "false"):
        return word == "true"
    return int(word) if word.isdigit() else names.get(word)
