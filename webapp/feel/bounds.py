"""Limits, and what the running evaluation of this thread has left. README.md has the same list."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar  # what an expression holds is known only when it runs

from webapp.feel.errors import FeelLimit

MAX_TEXT = 20_000  # characters of one expression
MAX_NODES = 4_000  # nodes of one expression
MAX_NESTING = 60  # nested brackets, ifs, loops in one expression
MAX_RETRIES = 40  # places read a second time (ambiguous brackets; nested ones are exponential)
MAX_HEIGHT = 250  # height of the tree (long chains of + or .)
MAX_LIST = 100_000  # items of one list
MAX_STRING = 200_000  # characters of one string
MAX_VALUE = 200_000  # items of a result, and every 64 characters of its texts; shared parts counted each time
MAX_VALUE_DEPTH = 60  # nesting of a result
MAX_STEPS = 1_000_000  # nodes evaluated in loops, items and characters handled, steps of patterns
MAX_CALLS = 100  # depth of user-defined function calls
MAX_PATTERN = 2_000  # characters of a regular expression
MAX_NUMBER_TEXT = 7_000  # characters that number() reads
MAX_RANGE_TEXT = 200  # characters that range() reads
MAX_DURATION_TEXT = 200  # characters of a duration

Functions = Mapping[str, Callable[..., Any]]
NO_FUNCTIONS: Functions = {}
T = TypeVar("T")


class _Evaluation(threading.local):
    """Per thread: the budget and the functions of the world that the caller gave."""

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.depth = 0
        self.functions: Functions = NO_FUNCTIONS


EVALUATION = _Evaluation()


def begin(functions: Functions = NO_FUNCTIONS) -> None:
    """Start a new evaluation with a full budget and these functions of the world."""
    EVALUATION.steps = MAX_STEPS
    EVALUATION.depth = 0
    EVALUATION.functions = functions


def steps_taken() -> int:
    """Return what the last evaluation of this thread took from its budget."""
    return MAX_STEPS - EVALUATION.steps


def charge(steps: int) -> None:
    """Take `steps` from the running evaluation, or raise FeelLimit."""
    EVALUATION.steps -= steps
    if EVALUATION.steps < 0:
        raise FeelLimit("步骤过多")


def sized(items: list[T]) -> list[T]:
    """Return the list itself and charge for it, or raise FeelLimit if it is too long."""
    if len(items) > MAX_LIST:
        raise FeelLimit("列表过长")
    charge(len(items))
    return items


def text_sized(text: str) -> str:
    """Return the string itself and charge for it, or raise FeelLimit if it is too long."""
    if len(text) > MAX_STRING:
        raise FeelLimit("文本过长")
    if len(text) > 64:
        charge(len(text) >> 6)
    return text


def cost(value: Any) -> int:
    """Return what it takes to go through an argument once."""
    kind = type(value)
    if kind is str:
        return len(value) >> 6
    return len(value) if kind is list or kind is dict else 0


def finite(value: T) -> T:
    """Return a result that the host may walk; parts shared many times over or nested deeply raise FeelLimit."""
    level: list[Any] = [value]
    room = MAX_VALUE
    for _ in range(MAX_VALUE_DEPTH):
        below: list[Any] = []
        for holder in level:
            parts = _parts(holder)
            room -= len(parts)
            if room >= 0:  # else too much to go through
                room -= sum(len(part) >> 6 for part in parts if type(part) is str)
            if room < 0:
                raise FeelLimit("结果过大")
            below += parts
        if not below:
            return value
        level = below
    raise FeelLimit("结果嵌套过深")


def _parts(holder: Any) -> list[Any]:
    if type(holder) is dict:
        return list(holder.values())
    return holder if type(holder) is list else []
