"""Words that no element, field or variable may be named after, for an expression could not read it."""

from __future__ import annotations

from webapp.feel.builtins import BUILTINS
from webapp.feel.names import KEYWORDS as KEYWORDS
from webapp.feel.registry import CLOCK

HOUSE_WORDS = frozenset(["case", "me", "form", "file", "this", "results", "done", "total", "item", "partial"])
WORLD_FUNCTIONS = frozenset([*CLOCK, "deadline", "workdays", "days", "months"])
RESERVED = KEYWORDS | frozenset(BUILTINS) | HOUSE_WORDS | WORLD_FUNCTIONS
