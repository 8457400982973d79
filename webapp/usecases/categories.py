"""类别: who is a head here, by a head's post or by hand; a person concerned has the portal, and no duty."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import is_of_the_house
from webapp.domain.errors import Refused
from webapp.domain.roster import CONCERNED, Affiliation, Person, Post
from webapp.domain.roster_heads import makes_head
from webapp.domain.said import Said
from webapp.store import grants, people
from webapp.usecases.act import Act

KINDS: Mapping[str, str] = {
    "officer": "本机关干部",
    "head": "“一把手”",
    "upper": "上级“一把手”",
    "outside": "外单位人员",
}


class DutiesHeld(Refused):
    """此人还担任{duties}，“一把手”不得兼任岗位；请先撤销岗位或者登记离任，再办理。"""

    code = "duties_held"


class HouseDutiesHeld(Refused):
    """此人还担任{duties}，由本机关干部担任，外单位人员不得担任；请先撤销岗位或者登记离任，再办理。"""

    code = "house_duties_held"


class StillHead(Refused):
    """此人登记有“一把手”职务，类别应当是“一把手”；登记有误的，请先登记离任。"""

    code = "still_head"


def as_head(act: Act, one: Person, post: Post) -> Person:
    """This function will write a person as a head whom a post makes one, and give the person as it is now.

    Raises DutiesHeld: what is to become of a duty and its open steps is decided first, by whoever gave it.
    """
    unit = people.directory(act.tx).units[post.unit_id]
    if not makes_head(one.kind, post, unit):
        return one
    return _written(act, dataclasses.replace(one, kind=Affiliation.HEAD), on=max(post.from_on, act.today))


def by_hand(act: Act, one: Person, kind: Affiliation) -> Person:
    """This function will give a person another category; raises DutiesHeld, HouseDutiesHeld, StillHead."""
    names = people.directory(act.tx)
    held = [post for post in names.posts_of(one.id) if post.until_on is None or post.until_on >= act.today]
    if any(makes_head(kind, post, names.units[post.unit_id]) for post in held):
        raise StillHead
    return _written(act, dataclasses.replace(one, kind=kind), on=act.today)


def _written(act: Act, one: Person, *, on: dt.date) -> Person:
    duties = [grant for grant in grants.all_grants(act.tx) if grant.person_id == one.id]
    kept = dict.fromkeys(grant.role for grant in duties if grant.until_on is None or grant.until_on >= on)
    roles = act.office.library.roles(act.tx)
    held = [roles[code] for code in kept if code in roles]
    if kept and one.kind in CONCERNED:
        raise DutiesHeld(duties=[Said(role.zh) for role in held])
    of_house = [Said(role.zh) for role in held if is_of_the_house(role)]
    if of_house and one.kind is Affiliation.OUTSIDE:
        raise HouseDutiesHeld(duties=of_house)
    people.put_person(act.tx, one)
    return one
