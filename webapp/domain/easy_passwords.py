"""Passwords that everybody tries first: what is left of one when common words, rows of keys and numbers are taken out.

OWASP ASVS 5.0, 6.2.4 asks for the 3,000 most common passwords to be refused. Those of them that are long enough here
are made of such parts, and so are the next ones that somebody would try.
"""

from __future__ import annotations

import re

ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "0okm9ijn8uhb7ygv6tfc5rdx4esz3wa2q1",
    "!@#$%^&*()",
    "1!2@3#4$5%6^7&8*9(0)",
    "!1@2#3$4%5^6&7*8(9)0",
)
WORDS = (
    *("password", "passw0rd", "p@ssw0rd", "p@ssword", "passwd", "pass", "mima", "login", "welcome", "letmein"),
    *("changeme", "administrator", "admin", "root", "guest", "test", "user", "system", "server", "computer"),
    *("internet", "secret", "master", "iloveyou", "loveyou", "love", "woaini", "aini", "hello", "sunshine"),
    *("princess", "football", "baseball", "superman", "dragon", "monkey", "michael", "china", "beijing"),
    *("shibiyan", "yunling", "demo", "jijian", "jiwei", "office"),
)
LEAST_LEFT, LEAST_DIFFERENT, PIECE = 4, 5, 3
"""So many characters have to be left and so many be different; so many neighbours on a row are a piece of it."""
LONG, LEAST_LOOSE, SIGNS, DIFFERENT = 12, 10, 3, 8
"""Numbers and signs alone: so long, so many in no pattern, so many different signs (a date has one) and characters."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_TWICE = re.compile(r"(..+?)\1+")
_ALL_ROWS = (*ROWS, *(row[::-1] for row in ROWS))


def is_easy(password: str, *, login: str) -> bool:
    """This function will tell whether a password is one that somebody would try first."""
    text = password.lower()
    if len(set(text)) < LEAST_DIFFERENT:
        return True
    for word in sorted((*WORDS, login.lower()), key=len, reverse=True):
        text = text.replace(word, " ") if word else text
    letters = [one for one in _left(text) if one.isalpha()]
    return len(letters) < LEAST_LEFT and not _is_drawn_by_lot(text)


def _is_drawn_by_lot(text: str) -> bool:
    """Whether numbers and signs make no pattern: without years and what stands there again enough is left."""
    left = _left(_TWICE.sub(r"\1", _YEAR.sub(" ", text)))
    signs = {one for one in left if not one.isalnum()}
    long = len(text) >= LONG and len(left) >= LEAST_LOOSE
    return long and len(signs) >= SIGNS and len(set(left)) >= DIFFERENT


def _left(text: str) -> str:
    """What is neither between words, nor a piece of a row, nor the sign before once more."""
    left, at = "", 0
    while at < len(text):
        size = _piece(text, at)
        if size < PIECE:
            size = 1
            left += text[at] if not text[at].isspace() and text[at] != text[at - 1 : at] else ""
        at += size
    return left


def _piece(text: str, at: int) -> int:
    """How many characters from here on lie side by side on a row."""
    size = 0
    while at + size < len(text) and any(text[at : at + size + 1] in row for row in _ALL_ROWS):
        size += 1
    return size
