"""Who belongs to a yearly round: whoever held the post on any day of the period, once, with the part served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Directory, Post

OFFICE = "office"
KINDS = {"heads": "person", "residents": "person", "units": "unit", "office": "office"}
"""The kind of subject of each population."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A subject's place in a round: included or not, why, for which days of the period, and through which unit.

    `why` is whole, part, duty, office; of who is left out no_post, before, after, no_head.
    """

    kind: str
    id: str
    included: bool
    why: str
    first: dt.date
    last: dt.date
    unit_id: UnitId | None = None

    @property
    def whole(self) -> bool:
        """The post was held on every day of the period."""
        return self.why != "part"


def population(
    names: Directory, word: str, *, first: dt.date, last: dt.date, residents: Sequence[PersonId] = ()
) -> tuple[Place, ...]:
    """This function will give the places of a population (domain section 4.0), those left out with the reason.

    `word` is heads, units, residents or office; units stand in the office's order.
    """
    match word:
        case "heads":
            found = _heads(names, first, last)
        case "units":
            found = _units(names, first, last)
        case "residents":
            found = (_of_duty(names, one, first, last) for one in residents)
        case _:
            found = iter((_place(OFFICE, OFFICE, OFFICE, first, last),))
    return tuple(sorted(found, key=lambda one: (_position(names, one.unit_id), one.id)))


def _heads(names: Directory, first: dt.date, last: dt.date) -> Iterator[Place]:
    led: dict[PersonId, list[Post]] = {}
    for post in names.led:
        led.setdefault(post.person_id, []).append(post)
    heads = (one.id for one in names.persons.values() if one.kind is Affiliation.HEAD)
    for person_id in dict.fromkeys((*led, *heads)):
        yield _served("person", person_id, led.get(person_id, []), first, last)


def _units(names: Directory, first: dt.date, last: dt.date) -> Iterator[Place]:
    led: dict[UnitId, list[Post]] = {}
    for post in names.led:
        led.setdefault(post.unit_id, []).append(post)
    for unit in names.units.values():
        there = unit.until_on is None or unit.until_on >= first
        if there and unit.id in led:
            yield _served("unit", unit.id, led[unit.id], first, last, unit_id=unit.id)
        elif there:
            yield _place("unit", unit.id, "no_head", first, last, included=False, unit_id=unit.id)


def _of_duty(names: Directory, person_id: PersonId, first: dt.date, last: dt.date) -> Place:
    """Where the person stands last in the period; a post that was over before it says nothing."""
    posts = names.posts_of(person_id)
    held = [one for one in posts if one.held_within(first, last)] or posts
    post = max(held, key=lambda one: one.from_on, default=None)
    return _place("person", person_id, "duty", first, last, unit_id=UnitId(post.unit_id) if post else None)


def _served(
    kind: str, subject: str, posts: Sequence[Post], first: dt.date, last: dt.date, unit_id: UnitId | None = None
) -> Place:
    held = [post for post in posts if post.held_within(first, last)]
    if not held:
        why = _why_not(posts, first)
        place = unit_id or (UnitId(posts[-1].unit_id) if posts else None)
        return _place(kind, subject, why, first, last, included=False, unit_id=place)
    begun = max(first, min(post.from_on for post in held))
    ended = min(last, max(post.until_on or last for post in held))
    why = "whole" if (begun, ended) == (first, last) else "part"
    return _place(kind, subject, why, begun, ended, unit_id=unit_id or UnitId(held[-1].unit_id))


def _why_not(posts: Sequence[Post], first: dt.date) -> str:
    if not posts:
        return "no_post"
    return "before" if all(post.until_on and post.until_on < first for post in posts) else "after"


def _place(
    kind: str,
    subject: str,
    why: str,
    first: dt.date,
    last: dt.date,
    *,
    included: bool = True,
    unit_id: UnitId | None = None,
) -> Place:
    return Place(kind=kind, id=subject, included=included, why=why, first=first, last=last, unit_id=unit_id)


def _position(names: Directory, unit_id: UnitId | None) -> tuple[int, str]:
    unit = names.units.get(unit_id) if unit_id else None
    return (unit.position, unit.id) if unit else (-1, "")
