"""Text measures for Chinese labels: 12 px font, full-width signs 12 px, others 7 px."""

from __future__ import annotations

import unicodedata

FONT = 12
LINE = 14
NODE_CHARS = 7
FLOW_CHARS = 7
BOUNDARY_CHARS = 4


def char_width(char: str) -> float:
    """Width of one sign."""
    return FONT if unicodedata.east_asian_width(char) in "WFA" else 7


def text_size(text: str, chars: int) -> tuple[float, float]:
    """Width and height of a label wrapped at so many full-width signs."""
    if not text:
        return 0, 0
    total = sum(char_width(c) for c in text)
    limit = chars * FONT
    lines = max(1, -(-int(total) // limit))
    width = -(-int(total) // lines // FONT) * FONT if lines > 1 else total
    return width + 6, lines * LINE
