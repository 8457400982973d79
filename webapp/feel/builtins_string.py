"""String functions (DMN 10.3.4.3), and the face of regular expressions."""

from __future__ import annotations

import re
from decimal import Decimal

from webapp.feel import regex
from webapp.feel.bounds import MAX_NUMBER_TEXT, MAX_STRING, sized, text_sized
from webapp.feel.errors import FeelLimit
from webapp.feel.registry import builtin
from webapp.feel.show import show
from webapp.feel.values import NUMBERS, FeelValue, Items

NUMBER = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@builtin("substring", "string:string, start position:number, length:number?")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    """Return a part of a string, counted from 1, or from the end if negative."""
    at = int(start)
    if at == 0 or abs(at) > len(text) or (length is not None and int(length) < 1):
        return None
    first = at - 1 if at > 0 else len(text) + at
    return text[first:] if length is None else text[first : first + int(length)]


@builtin("string length", "string:string")
def string_length(text: str) -> Decimal:
    """Return how many characters a string has."""
    return Decimal(len(text))


@builtin("upper case", "string:string")
def upper_case(text: str) -> str:
    """Return the string in capitals."""
    return text_sized(text.upper())


@builtin("lower case", "string:string")
def lower_case(text: str) -> str:
    """Return the string in small letters."""
    return text.lower()


@builtin("contains", "string:string, match:string")
def contains(text: str, match: str) -> bool:
    """Return whether a string holds another."""
    return match in text


@builtin("starts with", "string:string, match:string")
def starts_with(text: str, match: str) -> bool:
    """Return whether a string begins with another."""
    return text.startswith(match)


@builtin("ends with", "string:string, match:string")
def ends_with(text: str, match: str) -> bool:
    """Return whether a string ends with another."""
    return text.endswith(match)


@builtin("substring before", "string:string, match:string")
def substring_before(text: str, match: str) -> str:
    """Return what stands before the first match; nothing without one."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string:string, match:string")
def substring_after(text: str, match: str) -> str:
    """Return what follows the first match; an empty match is before everything."""
    return text.partition(match)[2] if match else text


@builtin("matches", "input:string, pattern:string, flags:string~?")
def matches(text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Return whether the pattern matches anywhere; null for a malformed one."""
    compiled = regex.compile_pattern(pattern, flags or "")
    return None if compiled is None else compiled.search(text, 0) is not None


@builtin("replace", "input:string, pattern:string, replacement:string, flags:string~?")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """Return the string with all matches replaced; null for a pattern that matches the empty string."""
    compiled = regex.compile_pattern(pattern, flags or "", True)
    pieces = regex.template(replacement, "q" in (flags or ""), compiled.groups if compiled else 0)
    if compiled is None or pieces is None or compiled.search("", 0):
        return None
    return text_sized(compiled.replace(text, pieces))


@builtin("split", "string:string, delimiter:string")
def split(text: str, delimiter: str) -> list[str] | None:
    """Return the pieces between matches of a pattern."""
    compiled = regex.compile_pattern(delimiter, "")
    if compiled is None or compiled.search("", 0):
        return None
    return sized(compiled.split(text))


@builtin("string join", "list:list, delimiter:string~?")
def string_join(items: Items, delimiter: str | None = None) -> str | None:
    """Return strings joined, nulls left out."""
    words = [item for item in sized(items) if item is not None]
    if any(type(word) is not str for word in words):
        return None
    if sum(map(len, words)) > MAX_STRING:
        raise FeelLimit("文本过长")
    return text_sized((delimiter or "").join(words))


@builtin("string", "from:any")
def string(value: FeelValue) -> str | None:
    """Return the string of any value; null stays null."""
    return None if value is None else show(value)


@builtin("number", "from:string|number, grouping separator:string~?, decimal separator:string~?")
def number(text: str | Decimal, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    """Return a number from its digits."""
    if isinstance(text, Decimal):
        return text
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (grouping and grouping == point):
        return None
    digits = _plain_digits(text, grouping, point)
    if len(digits) > MAX_NUMBER_TEXT:
        raise FeelLimit("数字的文本过长")
    if not NUMBER.fullmatch(digits):
        return None
    return NUMBERS.create_decimal(digits)


def _plain_digits(text: str, grouping: str | None, point: str | None) -> str:
    """Return the digits without grouping and with a point; nothing where a point stands that is not the separator."""
    digits = text.replace(grouping, "") if grouping else text
    if point in (None, "."):
        return digits
    return "" if "." in digits else digits.replace(point or ".", ".")
