"""The text of a template file to a Template: front matter in YAML, then the body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any  # YAML as it came

import yaml

from .bounds import MAX_TEMPLATE
from .errors import TemplateUnreadable
from .model import Format
from .template import AttachmentText, Issuer, Template

FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
PATH = re.compile(r"[a-z_]\w*(\[\])?(\.[a-z_]\w*(\[\])?)*")
REQUIRED = ("id", "source", "series", "format", "issuer", "title")
KNOWN = frozenset(Template.__dataclass_fields__) - {"body", "body_line", "labels"}


@lru_cache(maxsize=256)
def read_template(text: str) -> Template:
    """Read a template's front matter, once, and keep its body for later.

    Raises TemplateUnreadable when the front matter is absent, incomplete or holds an unknown entry.
    """
    if len(text) > MAX_TEMPLATE:
        raise TemplateUnreadable(why=f"模板有{len(text)}字，最多{MAX_TEMPLATE}字")
    found = FRONT.fullmatch(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    if not found:
        raise TemplateUnreadable(why="开头缺少两行“---”之间的设置部分")
    front = _front(found[1])
    needs, labels = _paths("needs", front.pop("needs", None))
    optional, more = _paths("optional", front.pop("optional", None))
    entries = _entries(front) | {"body": found[2], "body_line": found[1].count("\n") + 3}
    return Template(**entries, needs=needs, optional=optional, labels={**labels, **more})


def _front(text: str) -> dict[str, Any]:
    try:
        front = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise TemplateUnreadable(why=f"设置部分不是正确的 YAML（{error}）") from error
    except (RecursionError, ValueError):
        raise TemplateUnreadable(why="设置部分套得太深，或者有读不懂的数和日期") from None
    if not isinstance(front, dict):
        raise TemplateUnreadable(why="设置部分应为“名称: 内容”")
    if absent := [name for name in REQUIRED if not front.get(name)]:
        raise TemplateUnreadable(why=f"设置部分缺少 {'、'.join(absent)}")
    if unknown := sorted({str(key) for key in front} - KNOWN):
        raise TemplateUnreadable(why=f"设置部分有不认识的 {'、'.join(unknown)}")
    return front


def _paths(entry: str, listed: object) -> tuple[tuple[str, ...], dict[str, str]]:
    """The paths of a list, and the words for those written as `path: word`."""
    pairs: dict[str, str] = {}
    for item in _list(entry, listed):
        pairs |= {str(path): str(word) for path, word in item.items()} if isinstance(item, dict) else {str(item): ""}
    if wrong := [path for path in pairs if not PATH.fullmatch(path)]:
        raise TemplateUnreadable(why=f"{entry} 中的“{wrong[0]}”不是取值路径")
    return tuple(pairs), {path: word for path, word in pairs.items() if word}


def _list(entry: str, listed: object) -> list[object]:
    if listed is None:
        return []
    if not isinstance(listed, list):
        raise TemplateUnreadable(why=f"{entry} 应为列表")
    return listed


def _entries(front: dict[str, Any]) -> dict[str, Any]:
    return {name: READERS.get(name, _text)(name, value) for name, value in front.items() if value is not None}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str | int):
        raise TemplateUnreadable(why=f"{name} 应为文字")
    return str(value)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise TemplateUnreadable(why=f"{name} 应为 true 或 false")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    return tuple(_text(name, item) for item in _list(name, value))


def _format(name: str, value: object) -> Format:
    return Format(_one_of(name, value, tuple(Format)))


def _issuer(name: str, value: object) -> Issuer:
    return Issuer(_one_of(name, value, tuple(Issuer)))


def _one_of(name: str, value: object, words: tuple[str, ...]) -> str:
    if value not in words:
        raise TemplateUnreadable(why=f"{name} 应为{'或'.join(words)}")
    return str(value)


def _attachments(name: str, value: object) -> tuple[AttachmentText, ...]:
    return tuple(_attachment(name, item) for item in _list(name, value))


def _attachment(name: str, item: object) -> AttachmentText:
    if not isinstance(item, dict):
        return AttachmentText(title=_text(name, item))
    if set(item) != {"title", "text"}:
        raise TemplateUnreadable(why=f"{name} 的一项应有 title 和 text")
    return AttachmentText(title=_text(name, item["title"]), body=_text(name, item["text"]))


READERS = {
    "format": _format,
    "issuer": _issuer,
    "copies": _texts,
    "signed": _switch,
    "receipt_slip": _switch,
    "upward": _switch,
    "attachments": _attachments,
}
