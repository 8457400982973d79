"""What a caller gives from outside: Python values, and texts where the model declares dates, times or durations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.engine.decisions.reader import Key
from webapp.feel import (
    FeelValue,
    from_python,
    parse_date,
    parse_duration,
    parse_time,
)
from webapp.feel.builtins_time import date_and_time
from webapp.feel.names import normal
from webapp.feel.types import ANY, Type

READERS: dict[str, Callable[[str], FeelValue]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": date_and_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


def given(inputs: Mapping[str | Key, object]) -> dict[str | Key, FeelValue]:
    """This function will give inputs as FEEL values, their names with blanks made single."""
    return {normal(key) if isinstance(key, str) else key: from_python(value) for key, value in inputs.items()}


def worded(value: FeelValue, type_: Type | None) -> FeelValue:
    """This function will give a value with texts read as dates, times or durations where the type asks for them."""
    if type_ is None or value is None:
        return value
    if isinstance(value, str):
        reader = READERS.get(type_.kind)
        read = reader(value) if reader else None
        return value if read is None else read
    if isinstance(value, list):
        inner = type_.item or ANY if type_.kind == "list" else type_
        return [worded(item, inner) for item in value]
    if isinstance(value, dict):
        return {_entry(key, type_): worded(item, type_.fields.get(_entry(key, type_))) for key, item in value.items()}
    return value


def _entry(key: str, type_: Type) -> str:
    """Give a key as its type spells it, with blanks made single; another key stays."""
    return normal(key) if normal(key) in type_.fields else key
