"""A form that could not be taken: what was typed, for whoever typed it, until it can be sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.domain.errors import TextTooLong


@dataclass(frozen=True, kw_only=True)
class TypedFile:
    """A file that came along with a form."""

    box: str
    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Where a form was sent, the page that it stood on (empty: not known), its texts and files."""

    path: str
    page: str = ""
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    files: tuple[TypedFile, ...] = field(default=(), repr=False)


def within(text: str, longest: int) -> str:
    """This function will give a text without the blanks around it; raises TextTooLong: nothing typed is cut off."""
    words = text.strip()
    if len(words) > longest:
        raise TextTooLong(longest=longest, count=len(words))
    return words
