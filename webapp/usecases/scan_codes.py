"""The code on a printed step: digits only, short enough to type, long enough to be the only one."""

from __future__ import annotations

from webapp.domain.ids import TaskId

HEX, DIGITS = 10, 13
"""Ten hexadecimal digits of the task's id as thirteen decimal ones; letters bear codes of their own, ten marks long."""


def code_of(task_id: TaskId) -> str:
    """This function will give the code that a printed step bears."""
    return f"{int(task_id[:HEX], 16):0{DIGITS}d}"


def prefix_of(code: str) -> str | None:
    """This function will give how the id of the step begins, or None for a code that is none of a step."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()) or int(code) >= 16**HEX:
        return None
    return f"{int(code):0{HEX}x}"
