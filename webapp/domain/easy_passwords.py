"""Passwords that everybody tries first: what is left of one when common words, rows of keys and numbers are taken out.

OWASP ASVS 5.0, 6.2.4 asks for the 3,000 most common passwords to be refused. Those of them that are long enough here
are made of such parts, and so are the next ones that somebody would try.
"""

from __future__ import annotations

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
_ALL_ROWS = (*ROWS, *(row[::-1] for row in ROWS))


def is_easy(password: str, *, login: str) -> bool:
    """This function will tell whether a password is one that somebody would try first."""
    text = password.lower()
    if len(set(text)) < LEAST_DIFFERENT:
        return True
    for word in sorted((*WORDS, login.lower()), key=len, reverse=True):
        text = text.replace(word, " ") if word else text
    return len(_left(text)) < LEAST_LEFT


def _left(text: str) -> str:
    """What is neither a number, nor between words, nor a piece of a row, nor the sign before once more."""
    left, at = "", 0
    while at < len(text):
        size = _piece(text, at)
        if size < PIECE:
            size = 1
            left += text[at] if text[at].isalpha() and text[at] != text[at - 1 : at] else ""
        at += size
    return left


def _piece(text: str, at: int) -> int:
    """How many characters from here on lie side by side on a row."""
    size = 0
    while at + size < len(text) and any(text[at : at + size + 1] in row for row in _ALL_ROWS):
        size += 1
    return size
