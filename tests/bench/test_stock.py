"""FEEL of the diagrams in Python's words."""

from __future__ import annotations

import pytest

from tests.bench.stock.python_text import NotTranslated, python_of


@pytest.mark.parametrize(
    ("feel", "names", "value"),
    [
        ('review.result = "truthful" and times < 3', {"review": {"result": "truthful"}, "times": 2}, True),
        ("reply = null and not(asked.explained)", {}, True),
        ('deliver.result in ("returned", "refused")', {"deliver": {"result": "refused"}}, True),
        ('(if entrusted then theirs else ours).came = "yes"', {"ours": {"came": "yes"}}, True),
        ("if times = null then 1 else times + 1", {"times": 1}, 2),
        ('if times < 3 then ["accept", "again"] else ["accept"]', {"times": 3}, ["accept"]),
    ],
)
def test_a_condition_says_the_same_in_python(feel: str, names: dict[str, object], value: object) -> None:
    assert eval(python_of(feel), dict(names)) == value  # noqa: S307


def test_what_the_diagrams_do_not_say_is_not_guessed() -> None:
    with pytest.raises(NotTranslated):
        python_of("some x in list satisfies x > 1")
