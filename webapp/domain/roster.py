"""People of the office and around it: persons, units, posts, duties, recusals, absences, accounts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from webapp.domain.factors import Stage
from webapp.domain.ids import CaseId, PersonId, RoomId, UnitId
from webapp.domain.records import Secrecy


class Affiliation(StrEnum):
    """Officer of the house, head (own portal), upper head (portal), outside (org. department, party office)."""

    OFFICER = "officer"
    HEAD = "head"
    UPPER = "upper"
    OUTSIDE = "outside"


CONCERNED = (Affiliation.HEAD, Affiliation.UPPER)
"""Who has the portal of persons concerned, and no duty."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person; name and phone are sealed at rest."""

    id: PersonId
    kind: Affiliation
    name: str
    phone: str | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An organisation; its name is sealed at rest (name and post together name a person)."""

    id: UnitId
    name: str
    kind: str
    parent_id: UnitId | None = None
    position: int = 0
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post that a person holds in a unit. `leader_talk`: may be the talker (负责人) of m05."""

    id: str
    person_id: PersonId
    unit_id: UnitId
    title: str
    is_head: bool = False
    leader_talk: bool = False
    level: str = "other"
    from_on: dt.date
    until_on: dt.date | None = None

    def held_on(self, day: dt.date) -> bool:
        """This function will tell whether the post was held on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def held_within(self, first: dt.date, last: dt.date) -> bool:
        """This function will tell whether the post was held on any day of a period."""
        return self.from_on <= last and (self.until_on is None or first <= self.until_on)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room (科室) of the house; `office` stands for the whole house."""

    id: RoomId
    name: str
    position: int = 0
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class RoleGrant:
    """A duty: a role in a room up to a cadre level and a secrecy.

    `reads_cases` lets the holder see all cases of the room (room `office`: of the house) within those bounds;
    `measure` narrows reading and monitoring to one measure (tasks come by role and room alone).
    """

    id: str
    person_id: PersonId
    role: str
    room_id: RoomId
    max_level: str = "other"
    max_secrecy: Secrecy = Secrecy.WORK_SECRET
    reads_cases: bool = False
    measure: str | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None

    def held_on(self, day: dt.date) -> bool:
        """This function will tell whether the duty is held on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """A declaration of a person about a head (once per pair) or about one case. `recused` True closes every way in."""

    id: str
    person_id: PersonId
    subject_id: PersonId | None = None
    case_id: CaseId | None = None
    recused: bool
    kind: str | None = None
    source: str = "declared"
    asked_by: PersonId | None = None
    decided_by: PersonId | None = None
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class RecusalRequest:
    """Somebody else asks that a person be recused, or (`lifts`) the person that it be lifted; the reason is sealed."""

    id: str
    case_id: CaseId | None = None
    person_id: PersonId
    subject_id: PersonId | None = None
    asked_by: PersonId | None = None
    reason: str
    at: dt.datetime
    status: str = "open"
    decided_by: PersonId | None = None
    decided_at: dt.datetime | None = None
    lifts: bool = False


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A person away from day to day (both included); the substitute acts meanwhile, signing 代."""

    id: str
    person_id: PersonId
    substitute_id: PersonId
    from_on: dt.date
    until_on: dt.date
    reason: str | None = None
    ended_at: dt.datetime | None = None

    def leaves_alone(self, other: Absence) -> bool:
        """This function will tell whether this is the absence of who is to stand in at another one, on days of both."""
        both = self.from_on <= other.until_on and other.from_on <= self.until_on
        return self.person_id == other.substitute_id and self.ended_at is None and both


@dataclass(frozen=True, kw_only=True)
class Account:
    """How a person logs in; `password_hash` is argon2's text, `subject` who that is to an outside provider."""

    id: str
    person_id: PersonId
    login: str
    password_hash: str = field(repr=False)
    active: bool = True
    failures: int = 0
    locked_until: dt.datetime | None = None
    must_change: bool = False
    changed_at: dt.datetime
    subject: str | None = None
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Session:
    """A login under way; `id` is the hash of the token that the browser holds.

    `proven_at`: when its person last gave password or second factor; `remote`, `browser`: where it is.
    """

    id: str
    person_id: PersonId
    made_at: dt.datetime
    seen_at: dt.datetime
    idle_until: dt.datetime
    ends_at: dt.datetime
    csrf: str = field(repr=False)
    proven_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    remote: str | None = None
    browser: str | None = None
    stage: Stage = Stage.OPEN


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A leader's own phrase (常用语)."""

    id: str
    person_id: PersonId
    text: str
    position: int


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a step asks of whoever acts: role, room, cadre level, secrecy."""

    role: str
    room_id: RoomId
    level: str
    secrecy: Secrecy


@dataclass(frozen=True, kw_only=True)
class Directory:
    """All names, opened, as of one version; kept in memory by each process."""

    version: int
    persons: Mapping[PersonId, Person]
    units: Mapping[UnitId, Unit]
    posts: tuple[Post, ...]
    rooms: Mapping[RoomId, Room]

    def name(self, person_id: PersonId | None) -> str:
        """This function will give a person's name, or nothing for nobody."""
        found = self.persons.get(person_id) if person_id else None
        return found.name if found else ""

    def search(self, words: str, *, limit: int = 20) -> tuple[Person, ...]:
        """This function will give the active persons whose name, unit or post holds every word, by name."""
        wanted = words.split()
        if not wanted:
            return ()
        found = (p for p in self.persons.values() if p.active and all(word in self.label(p.id) for word in wanted))
        return tuple(sorted(found, key=by_name))[:limit]

    def label(self, person_id: PersonId) -> str:
        """This function will give name, unit and post: never is somebody picked by name alone (situation 12)."""
        posts = (f"{self.unit_name(post.unit_id)}{post.title}" for post in self.posts_of(person_id))
        return "，".join([self.name(person_id), *posts])

    def unit_name(self, unit_id: UnitId | None) -> str:
        """This function will give a unit's name, or nothing."""
        found = self.units.get(unit_id) if unit_id else None
        return found.name if found else ""

    @cached_property
    def posts_by_person(self) -> Mapping[PersonId, tuple[Post, ...]]:
        """This function will give every person's posts, in their order."""
        found: dict[PersonId, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.person_id, []).append(post)
        return {person_id: tuple(posts) for person_id, posts in found.items()}

    def posts_of(self, person_id: PersonId, *, on: dt.date | None = None) -> tuple[Post, ...]:
        """This function will give the posts of a person (those held on a day)."""
        return tuple(p for p in self.posts_by_person.get(person_id, ()) if on is None or p.held_on(on))

    def members(self, units: Set[UnitId], *, on: dt.date) -> tuple[Post, ...]:
        """This function will give the posts that these units' own people hold on a day (班子成员).

        Whoever leads the organ's group there sits among them, and is no one of theirs.
        """
        own = {one.id for one in self.persons.values() if one.kind is not Affiliation.OFFICER}
        held = (one for one in self.posts if one.unit_id in units and one.held_on(on))
        return tuple(one for one in held if one.person_id in own)

    def heads(self, first: dt.date, last: dt.date) -> tuple[PersonId, ...]:
        """This function will give who held a head's post on any day of a period, each once (domain section 4.0)."""
        return tuple(dict.fromkeys(post.person_id for post in self.led if post.held_within(first, last)))

    def talkers(self, day: dt.date) -> tuple[PersonId, ...]:
        """This function will give who may lead a talk with a head (负责人: the post says so), each once."""
        return tuple(dict.fromkeys(post.person_id for post in self.posts if post.leader_talk and post.held_on(day)))

    def head_of(self, unit_id: UnitId, *, on: dt.date) -> PersonId | None:
        """This function will give the head of a unit on a day."""
        return next((p.person_id for p in self.led if p.unit_id == unit_id and p.held_on(on)), None)

    @cached_property
    def led(self) -> tuple[Post, ...]:
        """This function will give every head's post as long as its unit stood: nobody leads one that was merged."""
        return tuple(post for one in self.posts if one.is_head and (post := self._while_stood(one)))

    def _while_stood(self, post: Post) -> Post | None:
        unit = self.units.get(post.unit_id)
        last = unit.until_on if unit else None
        if last is None or (post.until_on is not None and post.until_on <= last):
            return post
        return dataclasses.replace(post, until_on=last) if post.from_on <= last else None


def by_name(person: Person) -> tuple[bytes, str]:
    """This function will give the key that sorts persons by the sound of their names."""
    # GB 18030 orders the common characters by their sound, as officers expect; no table of ours is needed.
    return person.name.encode("gb18030"), person.id
