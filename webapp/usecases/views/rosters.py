"""Views of a roster that was read in and waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """A row: its cells by title, what it would do (new, changed, same, held), and what is wrong with it."""

    sheet: str
    number: int
    cells: tuple[tuple[str, str], ...]
    state: str
    state_name: str
    faults: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """The preview: all rows, the faulty ones, those held back by them, and what the clean ones come to."""

    draft_id: str
    name: str
    rows: tuple[ImportRow, ...]
    faulty: int
    held: int
    clean: int
    counts: tuple[tuple[str, int], ...]
