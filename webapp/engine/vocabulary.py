"""The words of BPMN 2.0 XML: which element may stand in which, and what its attributes may say (`vocabulary.txt`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

BOOLEAN = frozenset({"true", "false", "1", "0"})


@dataclass(frozen=True, kw_only=True)
class Word:
    """An element: its attributes, each with the words it may say (None: any), and its children (True: any number)."""

    attributes: Mapping[str, frozenset[str] | type | None] = field(default_factory=dict)
    children: Mapping[str, bool] = field(default_factory=dict)


@cache
def words() -> Mapping[str, Word]:
    """This function will give every element of an executable diagram by its tag."""
    groups: dict[str, Mapping[str, bool]] = {}
    found: dict[str, Word] = {}
    for tag, attributes, children in _lines():
        inside = dict(_children(children, groups))
        if tag.startswith("@"):
            groups[tag[1:]] = inside
        else:
            found[tag] = Word(attributes=dict(map(_attribute, ["id", *attributes.split()])), children=inside)
    return found


def _lines() -> Iterator[tuple[str, str, str]]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            tag, attributes, children = (*(part.strip() for part in line.split(";")), "", "")[:3]
            yield tag, attributes, children


def _attribute(text: str) -> tuple[str, frozenset[str] | type | None]:
    name, _, said = text.partition(":")
    kinds: Mapping[str, frozenset[str] | type | None] = {"": None, "bool": BOOLEAN, "int": int}
    return name, kinds[said] if said in kinds else frozenset(said.split("|"))


def _children(text: str, groups: Mapping[str, Mapping[str, bool]]) -> Iterator[tuple[str, bool]]:
    for word in text.split():
        if word in groups:
            yield from groups[word].items()
        else:
            yield word.rstrip("*"), word.endswith("*")
