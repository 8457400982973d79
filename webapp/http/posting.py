"""Posted forms as mappings: dotted names to texts, rows added and removed, what belongs to the page left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from webapp.domain.forms import MAX_ROWS
from webapp.http.form_rendering import ROW_MARK, row_numbers

GROUP = re.compile(r"[A-Za-z0-9_]+(\.\d+\.[A-Za-z0-9_]+)*")
ROW = re.compile(rf"({GROUP.pattern})\.(\d+)")


@dataclass(frozen=True, kw_only=True)
class PostedForm:
    """What an officer sent: `fields` by dotted name, the form token, and what the page was drawn from.

    `rev` is the case's revision; `draft` the version of the draft, None from a page that does not say.
    """

    fields: Mapping[str, Sequence[str]]
    token: str
    rev: int
    draft: int | None = None


def read_posted(form: MultiDict[str, str]) -> PostedForm:
    """This function will take the fields of a posted form; names that begin with an underscore are the page's own."""
    fields = {name: form.getlist(name) for name in form if not name.startswith("_") and name != "csrf_token"}
    return PostedForm(
        fields=fields,
        token=form.get("_token", "")[:64],
        rev=_number(form.get("_rev", "")) or 0,
        draft=_number(form.get("_draft", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def with_row(fields: Mapping[str, Sequence[str]], group: str) -> dict[str, Sequence[str]]:
    """This function will add an empty row to a repeating group."""
    numbers = row_numbers(group, fields)
    if not GROUP.fullmatch(group) or len(numbers) >= MAX_ROWS:
        return dict(fields)
    return {**fields, f"{group}.{numbers[-1] + 1 if numbers else 0}.{ROW_MARK}": ["1"]}


def without_row(fields: Mapping[str, Sequence[str]], row: str) -> dict[str, Sequence[str]]:
    """This function will take a row out and close the gap, so that rows are numbered from 0 again."""
    found = ROW.fullmatch(row)
    if found is None:
        return dict(fields)
    group, gone = found[1], int(found[3])
    kept = [number for number in row_numbers(group, fields) if number != gone]
    places = {str(number): str(place) for place, number in enumerate(kept)}
    return dict(
        _renumbered(name, texts, f"{group}.", places) for name, texts in fields.items() if not _within(name, row)
    )


def _within(name: str, row: str) -> bool:
    return name.startswith(f"{row}.")


def _renumbered(name: str, texts: Sequence[str], start: str, places: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    if not name.startswith(start):
        return name, texts
    number, dot, rest = name[len(start) :].partition(".")
    return f"{start}{places.get(number, number)}{dot}{rest}", texts


def without_text(fields: Mapping[str, Sequence[str]], text: str) -> dict[str, Sequence[str]]:
    """This function will take a text out of every field: the id of a file that was removed."""
    return {name: [one for one in texts if one != text] for name, texts in fields.items()}
