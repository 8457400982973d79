"""Where who reports stands in a year: with the post of that year, not with one that was over before."""

from __future__ import annotations

import datetime as dt

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.population import population
from webapp.domain.roster import Directory, Post

JI = PersonId("ji")


def post(key: str, since: str, until: str | None = None) -> Post:
    """A post of the group's leader in a unit that has the post's key."""
    last = dt.date.fromisoformat(until) if until else None
    return Post(
        id=key,
        person_id=JI,
        unit_id=UnitId(key),
        title="派驻组组长",
        from_on=dt.date.fromisoformat(since),
        until_on=last,
    )


def stands(*posts: Post) -> UnitId | None:
    """Through which unit the leader stands in the round of 2026."""
    names = Directory(version=1, persons={}, units={}, rooms={}, posts=posts)
    (place,) = population(names, "residents", first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31), residents=[JI])
    return place.unit_id


def test_the_post_of_the_year_counts_before_one_that_was_over() -> None:
    assert stands(post("once", "2020-01-01", "2023-12-31"), post("now", "2024-01-01")) == "now"


def test_of_two_posts_in_the_year_the_newer_one_counts() -> None:
    assert stands(post("spring", "2024-01-01", "2026-04-30"), post("autumn", "2026-05-01")) == "autumn"


def test_who_had_posts_before_only_stands_with_the_last() -> None:
    assert stands(post("first", "2018-01-01", "2019-12-31"), post("last", "2020-01-01", "2021-12-31")) == "last"
