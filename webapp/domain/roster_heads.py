"""Two heads of one unit on one day contradict each other, whatever the way in; an acting head says so in the title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from webapp.domain.roster import Post
from webapp.domain.roster_columns import ACTING


def leads(post: Post) -> bool:
    """This function will tell whether a post is that of a head who leads in the own name."""
    return post.is_head and not any(word in post.title for word in ACTING)


def rivals(posts: Iterable[Post], one: Post) -> tuple[Post, ...]:
    """This function will give the posts of other people who lead the same unit on a day on which this one does."""
    return tuple(other for other in posts if contradict(one, other))


def contradict(one: Post, other: Post) -> bool:
    """This function will tell whether two posts make two people head of one unit on one day."""
    same = one.unit_id == other.unit_id and one.person_id != other.person_id
    return same and leads(one) and leads(other) and _overlap(one, other)


def _overlap(one: Post, other: Post) -> bool:
    last = dt.date.max
    return one.from_on <= (other.until_on or last) and other.from_on <= (one.until_on or last)
