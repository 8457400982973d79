"""From what is handed in (paths, texts, bytes) to the files of a deployment."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from webapp.engine.xml_parts import UnreadableDiagram, parse, tag_of
from webapp.engine.xml_reader import declared, executable

Source = str | bytes | Path
ENCODING = re.compile(r"""\A(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
IS_PATH = re.compile(r"[/\\]|\.(?:bpmn|xml|dmn)\Z", re.IGNORECASE)


def files_of(sources: Iterable[Source], before: Mapping[str, bytes]) -> dict[str, bytes]:
    """This function will name what is handed in, after the process in it; a file of the same name is replaced.

    Raises FileNotFoundError for a path that is not there.
    """
    found = dict(before)
    for number, source in enumerate(sources, start=len(before) + 1):
        content, name = _content(source)
        path = _named(content, name, f"source{number}")
        found.pop(path, None)  # what comes later goes before
        found[path] = content
    return found


def _content(source: Source) -> tuple[bytes, str]:
    """The bytes of a source, and its name when it is a path. A text is a path only if it looks like one."""
    if isinstance(source, bytes):
        return source.strip(), ""
    if isinstance(source, str) and ("<" in source or not IS_PATH.search(source.strip())):
        text = ENCODING.sub(r"\1", source.strip().removeprefix("\ufeff"))  # a text has no encoding any more
        return text.encode("utf-8", "surrogatepass"), ""  # half a character is no XML
    path = Path(source)
    try:
        return path.read_bytes(), path.stem
    except ValueError as error:
        raise FileNotFoundError(f"no file can be called so: {error}") from None


def processes_in(files: Mapping[str, bytes]) -> dict[str, str]:
    """This function will give the executable processes of the files that can be read: id and path."""
    found: dict[str, str] = {}
    for path, content in files.items():
        if path.endswith(".bpmn"):
            with contextlib.suppress(UnreadableDiagram):
                found |= {str(node.get("id") or ""): path for node in executable(parse(content, path))}
    return found


def spoken(files: Mapping[str, bytes], kind: str, word: str) -> str:
    """This function will give the name that a word means: it is one ("message", "signal", "error", …), or an id of one.

    A word that no diagram declares stays as it is.
    """
    found: dict[str, str] = {}
    for path, content in files.items():
        if path.endswith(".bpmn"):
            found |= _declared(content, path)[kind]
    return word if word in found.values() else found.get(word, word)


@lru_cache(maxsize=64)
def _declared(content: bytes, path: str) -> dict[str, dict[str, str]]:
    return declared(parse(content, path))


def _named(content: bytes, name: str, otherwise: str) -> str:
    """A diagram is named after its process, decisions after their file, else after the first one."""
    try:
        root = parse(content, name)
    except UnreadableDiagram:
        return f"sandbox/{name or otherwise}.bpmn"
    if "/DMN/" in str(root.tag):
        first = next(root.iterfind("{*}decision"), root)
        return f"sandbox/{name or first.get('id') or otherwise}.dmn"
    processes = [str(node.get("id") or "") for node in executable(root)] if tag_of(root) == "definitions" else []
    return f"sandbox/{(processes or [name])[0] or name or otherwise}.bpmn"
