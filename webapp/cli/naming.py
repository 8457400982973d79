"""What an element of a diagram names: letters, time limits, handlers; and where these lie as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from webapp.engine import Definition, Element

QUOTED = re.compile(r'"([a-z][a-z0-9_.]*)"')


def expressions_of(element: Element) -> Iterator[str]:
    """This function will give every expression that is written at an element."""
    yield from element.properties.values()
    yield from element.arguments.values()
    yield from (element.script, element.event.expression)


def letters_named(definition: Definition, element: Element) -> tuple[str, ...]:
    """This function will give the letters that an element names, itself or through its decision table."""
    texts = list(expressions_of(element))
    if element.decision and (path := decision_file(definition, element.decision)):
        texts.append(definition.bundle.files[path].decode())
    words = [word for text in texts for word in QUOTED.findall(text)]
    return tuple(dict.fromkeys(word for word in words if word in definition.letters))


def limits_named(definition: Definition, text: str) -> tuple[str, ...]:
    """This function will give the keys of time limits that a property names: itself a key, or keys in an expression."""
    words = [text.strip(), *QUOTED.findall(text)]
    return tuple(dict.fromkeys(word for word in words if word in definition.limits))


def decision_file(definition: Definition, decision: str) -> str | None:
    """This function will give the path of a decision's file within the folder of processes."""
    return next((path for path in definition.bundle.files if path.endswith(f"/{decision}.dmn")), None)


def letter_file(definition: Definition, letter: str) -> str | None:
    """This function will give the path of a letter's text within the folder of processes."""
    return next((path for path in definition.bundle.files if path.endswith(f"/letters/{letter}.md")), None)


def line_of(content: bytes, element: str) -> int:
    """This function will give the line on which an element begins in a diagram's file, 1 when it is not found."""
    before, found, _ = content.partition(f' id="{element}"'.encode())
    return before.count(b"\n") + 1 if found else 1


def shown(path: Path) -> str:
    """This function will give a path as seen from where the reader is, when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
