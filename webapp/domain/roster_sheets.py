"""The roster as tables: what a single row must hold.

What a row says is compared with the roster and with the other rows in `roster_plan`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from webapp.domain.roster_columns import DAY, LARGEST, LONGEST, NO, SHEETS, YES, YOUNGEST, Column
from webapp.domain.said import Said


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a sheet: its number there, and the cells by their titles, as they were written."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    @property
    def place(self) -> tuple[str, int]:
        """Where the row stands."""
        return self.sheet, self.number


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a row, in a sentence that says what to do."""

    sheet: str
    number: int
    sentence: str

    @property
    def place(self) -> tuple[str, int]:
        """Where the row stands."""
        return self.sheet, self.number


Values = Mapping[str, object]


def fault(line: Line, text: str, **facts: object) -> Fault:
    """This function will say what is wrong with a row."""
    return Fault(sheet=line.sheet, number=line.number, sentence=Said(text, **facts))


def read_line(line: Line) -> tuple[Values, tuple[Fault, ...]]:
    """This function will give the values of a row by the keys of its columns, and what is wrong with its cells."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for column in SHEETS[line.sheet]:
        text = " ".join(line.cells.get(column.title, "").split())
        try:
            values[column.key] = _value(column, text)
        except ValueError:
            faults.append(_wrong(line, column, text))
    return values, (*faults, *_of_days(line, values))


def _value(column: Column, text: str) -> object:
    """Raises ValueError for what the column cannot hold."""
    if not text and not column.required:
        return False if column.kind == "yes" else None
    if not text or len(text) > LONGEST:
        raise ValueError(text)
    return READERS[column.kind](column, text)


def _read_day(_: Column, text: str) -> dt.date:
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return dt.date(*(int(part) for part in found.groups()))


def _read_yes(_: Column, text: str) -> bool:
    if text not in (*YES, *NO):
        raise ValueError(text)
    return text in YES


def _read_choice(column: Column, text: str) -> str:
    if text not in column.choices:
        raise ValueError(text)
    return column.choices[text]


def _read_number(_: Column, text: str) -> int:
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError(text)
    return found


READERS: Mapping[str, Callable[[Column, str], object]] = {
    "text": lambda _, text: text,
    "day": _read_day,
    "yes": _read_yes,
    "number": _read_number,
    "choice": _read_choice,
}


def _wrong(line: Line, column: Column, text: str) -> Fault:
    if not text:
        return fault(line, "请填写“{label}”", label=column.title)
    if len(text) > LONGEST:
        return fault(line, "“{column}”太长", column=column.title)
    words = {
        "day": "“{column}”不是日期，请按2026-03-02书写",
        "yes": "“{column}”请填是或者否",
        "number": "“{column}”请填整数",
        "choice": "“{column}”请填：{choices}",
    }
    return fault(line, words[column.kind], column=column.title, choices="、".join(column.choices))


def _of_days(line: Line, values: Values) -> Iterator[Fault]:
    born, begun, ended = (values.get(name) for name in ("born_on", "from_on", "until_on"))
    if isinstance(begun, dt.date) and isinstance(ended, dt.date) and ended < begun:
        yield fault(line, "止日早于起日")
    if isinstance(born, dt.date) and isinstance(begun, dt.date) and begun.year - born.year < YOUNGEST:
        before = begun < born
        yield fault(line, "任职日期早于出生日期" if before else "出生日期与任职日期不符，任职时不满十六岁")


def unknown_titles(sheet: str, titles: Iterable[str]) -> tuple[str, ...]:
    """This function will give the titles of a sheet that no column has."""
    known = {column.title for column in SHEETS[sheet]}
    return tuple(title for title in titles if title and title not in known)


def missing_titles(sheet: str, titles: Iterable[str]) -> tuple[str, ...]:
    """This function will give the required columns that a sheet lacks."""
    there = set(titles)
    return tuple(column.title for column in SHEETS[sheet] if column.required and column.title not in there)
