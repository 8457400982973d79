"""The made-up county's people, from `people.yaml` into an office's tables (the demo, and every test of a use case)."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any  # YAML as it came

import yaml

from webapp.domain.actor import Permission, Roles, RoleScope
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.records import Secrecy
from webapp.domain.roster import Account, Affiliation, Person, Post, Recusal, RoleGrant, Room, Unit
from webapp.store import accounts, grants, people, recusals, watches
from webapp.store.db import Tx
from webapp.usecases.factor_rules import EVERYBODY, SETTING

FILE = Path(__file__).with_name("people.yaml")
IN_POST_SINCE = dt.date(2023, 1, 1)
HOUSE = "commission"
SEALED_MEASURES = ("m07", "m08", "m10")
OTHER_MEASURES = ("m01", "m02", "m03", "m04", "m05", "m06", "m09")
READS: Mapping[str, tuple[str, ...]] = {
    "trial": ("m10",),
    "style": OTHER_MEASURES,
    "tour_office": ("m04",),
    "cadre_sup": (),
}
"""Measures that a role of the whole house reads; others with `read_cases` read all, those of a room their room's."""
LEADER_TALK = ("纪委书记", "纪委副书记")
HIGHEST_LEVEL = "head_next_lower"
Entry = Mapping[str, Any]


@functools.cache
def people_of_yunling() -> Entry:
    """This function will read the made-up county."""
    roster: Entry = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return roster


def settle_people(tx: Tx, roster: Entry, *, roles: Roles, password_hash: str, now: dt.datetime) -> None:
    """This function will write rooms, units, people, posts, duties, accounts (login = the key) and recusals.

    Nobody of a made-up county needs a second factor: everybody knows its password anyway.
    """
    watches.put_setting(tx, SETTING, [EVERYBODY], now=now, by=None)
    for place, (key, name) in enumerate(roster["rooms"].items(), start=1):
        people.put_room(tx, Room(id=RoomId(key), name=name, position=place))
    for place, (key, name) in enumerate(roster["units"].items()):
        people.put_unit(tx, Unit(id=UnitId(key), name=name, kind=_unit_kind(key), position=place))
    for key, entry in roster["officers"].items():
        _settle_person(tx, PersonId(key), entry, roster["units"])
        for grant in grants_of(PersonId(key), entry["grants"], roles):
            grants.add(tx, grant)
    for key, entry in roster["heads"].items():
        _settle_person(tx, PersonId(key), entry, roster["units"])
    for key in (*roster["officers"], *roster["heads"]):
        accounts.put(tx, _account(PersonId(key), password_hash, now))
    for entry in roster["recusals"]:
        recusals.declare(tx, _recusal(entry, now))


def _unit_kind(key: str) -> str:
    return {"commission": "organ", "county_committee": "party"}.get(key, "town" if key.endswith("_town") else "bureau")


def _settle_person(tx: Tx, person_id: PersonId, entry: Entry, unit_names: Mapping[str | None, str]) -> None:
    people.put_person(tx, Person(id=person_id, kind=_kind(entry), name=entry["name"]))
    people.put_post(tx, _post(person_id, entry, unit_names))
    for unit in entry.get("hosts", ()):
        people.put_post(tx, _seat(person_id, unit))


def _kind(entry: Entry) -> Affiliation:
    if "grants" not in entry:
        return Affiliation.HEAD
    return Affiliation.OUTSIDE if "unit" in entry else Affiliation.OFFICER


def _post(person_id: PersonId, entry: Entry, unit_names: Mapping[str | None, str]) -> Post:
    return Post(
        id=f"post_{person_id}",
        person_id=person_id,
        unit_id=UnitId(entry.get("unit", HOUSE)),
        title=entry["post"].removeprefix(unit_names.get(entry.get("unit"), "")),
        is_head="level" in entry,
        leader_talk=entry["post"] in LEADER_TALK,
        level=entry.get("level", "other"),
        from_on=IN_POST_SINCE,
    )


def _seat(person_id: PersonId, unit: str) -> Post:
    """Who leads a dispatched group sits in the Party group of each unit that it is dispatched to."""
    return Post(
        id=f"post_{person_id}_{unit}",
        person_id=person_id,
        unit_id=UnitId(unit),
        title="党组成员",
        level="other",
        from_on=IN_POST_SINCE,
    )


def grants_of(person_id: PersonId, entries: Sequence[str | Mapping[str, str]], roles: Roles) -> tuple[RoleGrant, ...]:
    """This function will give the duties of an entry: one to work by, others to read or monitor single measures by."""
    pairs = [(entry, OFFICE_ROOM) if isinstance(entry, str) else next(iter(entry.items())) for entry in entries]
    held = {role for role, _ in pairs}
    return tuple(grant for role, room in pairs for grant in _duty(person_id, role, room, held, roles))


def _duty(person_id: PersonId, role: str, room: str, held: set[str], roles: Roles) -> Iterator[RoleGrant]:
    if role == "monitor":
        # Two scopes: whoever keeps the clue register monitors the three measures that hide their subject.
        for measure in SEALED_MEASURES if "case_mgmt" in held else OTHER_MEASURES:
            yield _grant(person_id, role, room, reads=False, measure=measure)
        return
    reads = role in roles and Permission.READ_CASES in roles[role].permissions
    narrowed = READS.get(role) if reads and roles[role].scope is RoleScope.OFFICE else None
    yield _grant(person_id, role, room, reads=reads and narrowed is None)
    for measure in narrowed or ():
        yield _grant(person_id, role, room, reads=True, measure=measure)


def _grant(person_id: PersonId, role: str, room: str, *, reads: bool, measure: str | None = None) -> RoleGrant:
    return RoleGrant(
        id="-".join(part for part in (person_id, role, room, measure) if part),
        person_id=person_id,
        role=role,
        room_id=RoomId(room),
        max_level=HIGHEST_LEVEL,
        max_secrecy=Secrecy.CONFIDENTIAL,
        reads_cases=reads,
        measure=measure,
    )


def _account(person_id: PersonId, password_hash: str, now: dt.datetime) -> Account:
    return Account(
        id=f"account_{person_id}", person_id=person_id, login=person_id, password_hash=password_hash, changed_at=now
    )


def _recusal(entry: Entry, now: dt.datetime) -> Recusal:
    return Recusal(
        id=f"recusal_{entry['person']}_{entry['subject']}",
        person_id=PersonId(entry["person"]),
        subject_id=PersonId(entry["subject"]),
        recused=True,
        kind=entry.get("kind"),
        at=now,
    )
