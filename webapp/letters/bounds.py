"""What a letter and its template may at most be; docs/ENGINE.md has the list."""

from __future__ import annotations

MAX_TEMPLATE = 40_000
"""Characters of one template, front matter included."""
MAX_LOOPS = 3
"""How deeply `for` loops may lie in each other in a template."""
MAX_BLOCKS = 12
"""How deeply `for` and `if` may lie in each other in a template."""
MAX_TREE = 60
"""Levels of a template: blocks, conditions and members of members in each other."""
MAX_TURNS = 20_000
"""Turns of all loops of one text of a letter."""
MAX_LETTER_TEXT = 200_000
"""Characters of one text of a letter with its values: some three hundred pages."""
