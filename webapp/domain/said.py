"""Texts of the house that know their own words apart from what fills them, so that a page can tell them in English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Self


class Said(str):
    """A text of the house: a Chinese string like any other, with the text and the facts that it was made of.

    A fact that is itself `Said`, a day, or several of these, is told in the reader's language; any other fact is
    contents and stays as it is.
    """

    __slots__ = ("facts", "text")
    text: str
    facts: Mapping[str, object]

    def __new__(cls, text: str, /, **facts: object) -> Self:
        """This function will fill the text."""
        filled = text.format(**{name: in_chinese(one) for name, one in facts.items()}) if facts else text
        made = super().__new__(cls, filled)
        made.text, made.facts = text, facts
        return made


def in_chinese(fact: object) -> str:
    """This function will write a fact within a Chinese sentence: a day, several things, anything else as it is."""
    if isinstance(fact, bool):
        return "是" if fact else "否"
    if isinstance(fact, dt.date):
        return f"{fact.year}年{fact.month}月{fact.day}日"
    if isinstance(fact, list | tuple):
        return "、".join(in_chinese(one) for one in fact)
    return str(fact)
