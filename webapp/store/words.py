"""Words that people type into a search box, made safe for LIKE."""

from __future__ import annotations


def containing(words: str) -> str:
    """This function will give the LIKE pattern (escape character /) of texts that contain the words as they are."""
    escaped = words.strip().replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{escaped}%"
