"""FEEL, the expression language of DMN 1.3 to 1.6, compiled to Python code objects; it imports nothing of ours.

    condition = compile_expression('review.result = "no" or today() > due', ["review", "due"])
    condition.unknown, condition.paths              # frozenset(), {"review.result", "due"}
    condition({"review": ..., "due": ...}, {"today": lambda: Date(2026, 3, 2)})

A context holds FEEL values: None, bool, str, Decimal, Date, DateTime, Time, DayTime (days and time duration), YearMonth
(years and months duration), list, dict. `from_python` makes them, `to_python` turns them back. The exact text form of a
Decimal, Date, DateTime, Time, DayTime or YearMonth is `to_text(value)`; `from_text(type(value), text)` is equal to it.

What the world knows enters by functions: declared at compile time as {"deadline": "key:string"}, given at evaluation as
{"deadline": callable}. today() and now() are always declared and never read the machine's clock (`clock_functions`).
A function may return a `DateShift`, a distance that only the world can walk: `deadline("reply") - workdays(3)`.
"""

from __future__ import annotations

from webapp.feel.bounds import Functions, steps_taken
from webapp.feel.clock import clock_functions
from webapp.feel.compiler import Compiled, compile_expression, compile_unary
from webapp.feel.convert import FROM_TEXT, from_python, from_text, to_python, to_text
from webapp.feel.errors import FeelError, FeelLimit, FeelSyntaxError, FeelUnbound, NoFeelValue, TooComplexError
from webapp.feel.lengths import most_items
from webapp.feel.regex_parse import PatternError
from webapp.feel.regex_whole import fits_whole, read_whole
from webapp.feel.reserved import KEYWORDS, RESERVED
from webapp.feel.show import show
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.temporal_text import (
    parse_date,
    parse_date_time,
    parse_days_time,
    parse_duration,
    parse_time,
    parse_years_months,
)
from webapp.feel.values import DateShift, FeelValue, Range

__all__ = [
    "FROM_TEXT",
    "KEYWORDS",
    "RESERVED",
    "Compiled",
    "Date",
    "DateShift",
    "DateTime",
    "DayTime",
    "FeelError",
    "FeelLimit",
    "FeelSyntaxError",
    "FeelUnbound",
    "FeelValue",
    "Functions",
    "NoFeelValue",
    "PatternError",
    "Range",
    "Time",
    "TooComplexError",
    "YearMonth",
    "clock_functions",
    "compile_expression",
    "compile_unary",
    "fits_whole",
    "from_python",
    "from_text",
    "most_items",
    "parse_date",
    "parse_date_time",
    "parse_days_time",
    "parse_duration",
    "parse_time",
    "parse_years_months",
    "read_whole",
    "show",
    "steps_taken",
    "to_python",
    "to_text",
]
