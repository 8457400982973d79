"""The person's file (本人材料): what a form may read beside the case itself, as `file.<section>`."""

from __future__ import annotations

import re

SECTION = re.compile(r"\bfile\.(\w+)")
"""A section of the file as an expression names it."""
SECTIONS = frozenset(
    {
        "accountabilities",
        "clues",
        "entries",
        "explain",
        "found_matters",
        "instructions",
        "led",
        "last_measures",
        "last_weaknesses",
        "members",
        "personal_matters",
        "posts",
        "readers",
        "sample",
        "self",
        "talkers",
        "to_mention",
        "tour_clues",
        "unknown_years",
        "watch_reasons",
        "year_entries",
    }
)
"""The sections there are; `usecases/filed.py` reads each, and only those that a form names."""
ABSENT = frozenset({"self"})
"""Sections that are one context, null where there is none; the others are lists."""
