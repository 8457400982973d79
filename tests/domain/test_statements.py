"""What of a form of own data is kept as stated."""

from __future__ import annotations

from webapp.domain.statements import PARTS, stated

BEFORE = {"gifts": [{"what": "茶叶两盒"}], "problems": [{"text": "下基层少"}]}


def test_what_is_unchanged_is_taken_from_the_one_before() -> None:
    said = {"gifts_unchanged": True, "posts": [{"title": "局长"}], "problems": [], "sign": "马某"}

    kept = stated(said, BEFORE)

    assert kept["gifts"] == [{"what": "茶叶两盒"}]
    assert kept["posts"] == [{"title": "局长"}]
    assert kept["problems"] == []
    assert set(kept) == set(PARTS)


def test_unchanged_without_one_before_and_yearly_parts_are_what_was_written() -> None:
    assert stated({"gifts_unchanged": True, "gifts": [{"what": "酒"}]}, None)["gifts"] == [{"what": "酒"}]
    assert stated({"problems_unchanged": True}, BEFORE)["problems"] == []
