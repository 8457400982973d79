"""What can be wrong with a text or a file that is to be drawn."""

from __future__ import annotations


class LayoutError(ValueError):
    """The file can not be drawn."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(f"line {line}: {reason}" if line else reason)
