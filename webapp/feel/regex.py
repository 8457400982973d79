"""Regular expressions of XPath's flavour with a step budget: Python's `re` differs and can be hung."""

from __future__ import annotations

import functools

from webapp.feel.bounds import MAX_PATTERN, charge
from webapp.feel.errors import FeelLimit
from webapp.feel.regex_build import Builder
from webapp.feel.regex_match import Matcher, Run
from webapp.feel.regex_parse import PatternError, PatternParser

FLAGS = frozenset("smixq")


class Pattern:
    """A compiled pattern."""

    def __init__(self, matcher: Matcher, groups: int) -> None:
        self.matcher, self.groups = matcher, groups

    def search(self, text: str, at: int) -> Run | None:
        """Return the leftmost match at or after `at`."""
        try:
            for start in range(at, len(text) + 1):
                charge(1)
                run = Run(text, self.groups)
                end = self.matcher(run, start, lambda i: i)
                if end is not None:
                    run.groups[0] = (start, end)
                    return run
        except RecursionError:
            raise FeelLimit("正则表达式对这段文本递归过深") from None
        return None

    def matches(self, text: str) -> list[tuple[int, int, Run]]:
        """Return all matches with start and end, none of them empty."""
        out: list[tuple[int, int, Run]] = []
        at = 0
        while (run := self.search(text, at)) and (span := run.groups[0]):
            out.append((*span, run))
            at = span[1]
        return out

    def replace(self, text: str, pieces: list[str | int]) -> str:
        """Return the text with every match replaced by a template."""
        out: list[str] = []
        at = 0
        for start, end, run in self.matches(text):
            out.append(text[at:start])
            out += [piece if isinstance(piece, str) else run.group(piece) for piece in pieces]
            at = end
        return "".join(out) + text[at:]

    def split(self, text: str) -> list[str]:
        """Return what lies between the matches."""
        out: list[str] = []
        at = 0
        for start, end, _ in self.matches(text):
            out.append(text[at:start])
            at = end
        return [*out, text[at:]]


def template(text: str, literal: bool, groups: int) -> list[str | int] | None:
    r"""Return a replacement as texts and group numbers ($1, \$, \\); None if it is malformed."""
    if literal:
        return [text]
    out: list[str | int] = []
    at = 0
    while at < len(text):
        char, after = text[at], text[at + 1 : at + 2]
        if char == "\\" and after in ("\\", "$"):
            out.append(after)
            at += 2
        elif char == "$" and after and after in "0123456789":
            end = _reference_end(text, at + 1, groups)
            out.append(int(text[at + 1 : end]))
            at = end
        elif char in "\\$":
            return None
        else:
            out.append(char)
            at += 1
    return out


def _reference_end(text: str, at: int, groups: int) -> int:
    """Return where the digits after $ end: as many as still name a group."""
    end = at + 1
    while end < len(text) and text[end] in "0123456789" and int(text[at : end + 1]) <= groups:
        end += 1
    return end


def compile_pattern(pattern: str, flags: str, capture: bool = False) -> Pattern | None:
    """Return a pattern, or None if it or its flags are wrong; groups are kept only with `capture`."""
    if set(flags) - FLAGS:
        return None
    if len(pattern) > MAX_PATTERN:
        raise FeelLimit("正则表达式过长")
    charge(len(pattern))
    return _compiled(pattern, flags, capture)


@functools.lru_cache(512)
def _compiled(pattern: str, flags: str, capture: bool) -> Pattern | None:
    try:
        parser = PatternParser(pattern, flags)
        tree = parser.whole()
        return Pattern(Builder(flags, capture or parser.back).build(tree), parser.groups)
    except PatternError:
        return None
    except RecursionError:
        raise FeelLimit("正则表达式嵌套过深") from None
