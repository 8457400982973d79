"""Patterns: like Python's where both mean the same, and XPath's where they differ."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.feel import FeelLimit, compile_expression
from webapp.feel.bounds import begin
from webapp.feel.regex import compile_pattern

QUANTIFIERS = ["*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"]
PIECES = st.recursive(
    st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]"]),
    lambda inner: st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("(?:{})".format, inner),
        st.builds("({}){}".format, inner, st.sampled_from(QUANTIFIERS)),
    ),
    max_leaves=8,
)


@given(PIECES, st.text("abc", max_size=9), st.booleans())
@settings(max_examples=400, deadline=None)
def test_patterns_agree_with_python_where_both_mean_the_same(pattern: str, text: str, capture: bool) -> None:
    begin()
    compiled = compile_pattern(pattern, "", capture)
    assert compiled is not None
    try:
        ours = compiled.search(text, 0)
    except FeelLimit:
        return

    theirs = re.search(pattern, text)

    assert (ours and ours.groups[0]) == (theirs and theirs.span())


CASES = [
    (r'matches("a\nb", "a.b")', False),
    (r'matches("a\nb", "a.b", "s")', True),
    (r'matches("a\nb", "^b$", "m")', True),
    ('matches("b", "[a-z-[aeiou]]")', True),
    ('matches("e", "[a-z-[aeiou]]")', False),
    ('matches("ABC", "b", "i")', True),
    ('matches("Q", "[^Q]", "i")', False),
    ('matches("hello", "(l)\\\\1")', True),
    ('matches("hello world", " hello[ ]world", "x")', True),
    ('matches("hd", "h\\\\ d", "x")', False),
    ('matches("a.b", "a.b", "q")', True),
    ('matches("云岭县", "\\\\p{IsCJKUnifiedIdeographs}{3}")', True),
    ('matches("x", "(")', None),
    ('matches("x", "x", "z")', None),
    ('replace("abracadabra", "bra", "*")', "a*cada*"),
    ('replace("abc", "a(.)c", "$1$1")', "bb"),
    ('replace("abc", "b", "\\\\$")', "a$c"),
    ('replace("abc", "b", "$")', None),
    ('replace("abc", "x*", "-")', None),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('split("John Doe", "\\\\s")', ["John", "Doe"]),
]


@pytest.mark.parametrize(("text", "want"), CASES)
def test_patterns_follow_xpath(text: str, want: object) -> None:
    assert compile_expression(text)({}) == want
