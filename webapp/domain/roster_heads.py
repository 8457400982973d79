"""Two heads of one unit on one day contradict each other, whatever the way in; an acting head says so in the title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from webapp.domain.ids import PersonId
from webapp.domain.roster import CONCERNED, Affiliation, Directory, Post, Unit
from webapp.domain.roster_columns import ACTING

NOT_HERE = ("organ", "party", "committee")
"""Kinds of units whose heads are another organ's concern: this house itself, and whom the superior manages."""


def makes_head(kind: Affiliation, post: Post, unit: Unit) -> bool:
    """This function will tell whether a post makes a head (一把手) of a person of another category.

    One rule for every way in: whoever holds a head's post of a unit that is managed here is entered as a head, so that
    clues, talks and the portal find the person. Who has left stays one: the past is still answered for.
    """
    return post.is_head and kind not in CONCERNED and unit.kind not in NOT_HERE


def unlike_head(names: Directory) -> tuple[PersonId, ...]:
    """This function will give who has or had a head's post and is no head by category: earlier versions left it so."""
    found = (post for post in names.posts if post.person_id in names.persons and post.unit_id in names.units)
    kinds = ((post, names.persons[post.person_id].kind, names.units[post.unit_id]) for post in found)
    return tuple(dict.fromkeys(post.person_id for post, kind, unit in kinds if makes_head(kind, post, unit)))


def without_post(names: Directory) -> tuple[PersonId, ...]:
    """This function will give who is no officer here, not closed off, and was never entered with any post."""
    others = (one for one in names.persons.values() if one.kind is not Affiliation.OFFICER and one.active)
    return tuple(one.id for one in others if not names.posts_of(one.id))


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
