"""A letter as JSON and back, so that what was issued can be kept sealed and printed again byte for byte."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any  # JSON as it came

from . import model
from .model import Format, Letter

KINDS = {
    kind.__name__: kind
    for kind in (
        *(model.Letter, model.Attachment, model.ReceiptSlip, model.Paragraph, model.Heading),
        *(model.Numbered, model.KeyFacts, model.Table, model.Grid),
    )
}


def to_record(letter: Letter) -> str:
    """Write the letter as canonical JSON: sorted keys, no blanks, without the watermark of one print."""
    content = {**as_json(letter), "watermark": ""}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_record(text: str) -> Letter:
    """Read a letter that `to_record` wrote. Raises ValueError or TypeError for anything else."""
    letter = _value(json.loads(text))
    if not isinstance(letter, Letter):
        raise TypeError("not the record of a letter")
    return letter


def as_json(value: Any) -> Any:
    """Give a letter or a part of it as JSON data; each dataclass carries its kind."""
    if is_dataclass(value):
        pairs = {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **pairs}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_value, data))
    if not isinstance(data, dict):
        return data
    entries = {name: _value(entry) for name, entry in data.items() if name != "kind"}
    if data["kind"] == "Letter":
        day = entries["date"]
        entries |= {"format": Format(entries["format"]), "date": date.fromisoformat(day) if day else None}
    return KINDS[data["kind"]](**entries)
