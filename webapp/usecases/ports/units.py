"""Units by level and kind, one message for each, the head of a unit on the day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from webapp.domain.advance import Call
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.ports import UnitKind
from webapp.domain.roster import Unit
from webapp.store import people
from webapp.usecases.desk import Desk
from webapp.usecases.posting import message_of
from webapp.usecases.successions import now_is, renamed

OTHER = "other"
OWN_KINDS = ("bureau", "enterprise", "school", "hospital", "institution")
LEVELS = {**dict.fromkeys(OWN_KINDS, "own"), "town": "town", "lower": "lower"}
"""The level at which units of a kind stand; kinds that the superior manages are in no scope of this office."""


class UnitsPort:
    """The roster's units; only those with a head count."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def kinds(self) -> tuple[UnitKind, ...]:
        """This function will list the kinds of unit that have a head today, level by level."""
        counted = Counter(one.kind for one in self._led())
        return tuple(UnitKind(level=LEVELS[kind], kind=kind, units=counted[kind]) for kind in LEVELS if counted[kind])

    def of_kinds(self, kinds: tuple[str, ...]) -> tuple[UnitId, ...]:
        """This function will list the units of these kinds that have a head today."""
        return tuple(one.id for one in self._led() if one.kind in kinds)

    def _led(self) -> Iterator[Unit]:
        names, today = people.directory(self._desk.act.tx), self._desk.act.today
        led = {post.unit_id for post in names.led if post.held_on(today)}
        found = sorted(names.units.values(), key=lambda one: (one.position, one.id))
        return (one for one in found if one.id in led and one.kind in LEVELS)

    def open_one(self, unit: UnitId, message: str, to: str, due: dt.date | None) -> None:
        """This function will post a message about one unit to a process, which opens a case for it."""
        source = f"{self._call.task_id}:{unit}"
        row = message_of(self._desk, message, source, {"due": due}, to=to, subject=unit)
        self._desk.messages.append(row)

    def take_head(self, unit: UnitId | None) -> PersonId | None:
        """This function will make the head of today of that unit, else of the case's, this case's subject.

        A unit that was asked about under its old name is meant under the one of now.
        """
        desk = self._desk
        named = unit or desk.case.unit_id
        if named is None:
            return None
        whose = now_is(renamed(desk.act), named)
        names = people.directory(desk.act.tx)
        head = names.head_of(whose, on=desk.act.today)
        posts = names.posts_of(head, on=desk.act.today) if head else ()
        level = next((one.level for one in posts if one.unit_id == whose), OTHER)
        desk.change(subject_id=head, unit_id=whose, level=level)
        return head
