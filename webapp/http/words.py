"""The two languages: Chinese texts are their own keys, English ones come from gettext catalogues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

CHINESE, ENGLISH = "zh", "en"
LANGUAGES: Mapping[str, str] = {CHINESE: "中文", ENGLISH: "English"}
TRANSLATIONS = Path(__file__).parent / "translations"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
HOLE = re.compile(r"\\\{(\w+)\\\}")


ONE = "\N{NULL}"
"""Ends the key of a text that is said of one thing; Chinese has no such form."""


def read_catalog(path: Path) -> dict[str, str]:
    """This function will read a .po file: Chinese text -> English text, what is not translated left out."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="en")
    return {key: text for one in catalog for key, text in _texts(one) if key and text}


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """A message with a plural gives two texts: of one thing, and of any other number."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    elif isinstance(message.string, list | tuple):
        key = str(message.id[0])
        yield key + ONE, str(message.string[0])
        yield key, str(message.string[1])


class Words:
    """The office's own texts, and those of the deployed processes, which may grow while it runs."""

    def __init__(self, own: Callable[[], Mapping[str, str]], deployed: Callable[[], Mapping[str, str]]) -> None:
        self._read_own = own
        self._deployed = deployed

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """The catalogue, read when the first English page asks for it."""
        return self._read_own()

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Sentences with holes, the longest first, so that the narrowest wins; one character would fit anything."""
        with_holes = sorted((text for text in self._own if _is_sentence(text)), key=len, reverse=True)
        return tuple((_pattern(text), text) for text in with_holes)

    def english(self, text: str, count: object = None) -> str | None:
        """This function will give the English of a text of a page or a process, None when there is none."""
        of_one = self._own.get(text + ONE) if count == 1 else None
        return of_one or self._own.get(text) or self._deployed().get(text)

    def told(self, text: str) -> tuple[str, Mapping[str, str]] | None:
        """This function will find the English of a sentence, and what fills its holes, still in Chinese."""
        known = self.english(text)
        if known is not None:
            return known.replace("{", "{{").replace("}", "}}"), {}
        matches = ((pattern.fullmatch(text), chinese) for pattern, chinese in self._patterns)
        return next((self._filled(chinese, match.groupdict()) for match, chinese in matches if match), None)

    def _filled(self, chinese: str, facts: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        return self.english(chinese, 1 if facts.get("count") == "1" else None) or chinese, facts

    def english_sentence(self, text: str) -> str | None:
        """This function will also know a sentence whose holes are filled: “{label}”至少{count}个字 and its like."""
        told = self.told(text)
        if told is None:
            return None
        english, facts = told
        return english.format(**{name: self.english_sentence(part) or part for name, part in facts.items()})


def _is_sentence(text: str) -> bool:
    return "{" in text and ONE not in text and len(HAN.findall(text)) > 1


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(HOLE.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)
