"""The register of clues and this case's place in it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from webapp import engine
from webapp.domain.advance import Call
from webapp.domain.deadlines import due
from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.ports import NamedPerson, Receipt
from webapp.domain.roster import Recusal
from webapp.store import (
    attachments,
    concluding,
    grants,
    holds,
    numbers,
    people,
    recusals,
    registers,
    reporters,
    submissions,
)
from webapp.store.concluding import Reached
from webapp.usecases.desk import Desk
from webapp.usecases.numbering import next_number
from webapp.usecases.posting import message_of
from webapp.usecases.recounting import bring_forward
from webapp.usecases.reported import reports_on

if TYPE_CHECKING:
    from webapp.domain.roster import Post


class KeptHere(Refused):
    """此事项已经暂缓销毁，所填内容、附件不能清除，不能密封转送；须先由两人解除暂缓销毁。"""

    code = "kept_here"


COMPETENCE = {"party": "superior", "committee": "superior", "lower": "lower"}
"""Who manages the people of a unit, by the unit's kind; any other kind is the organ's own (干部管理权限)."""
MEASURE = "m07"


class InquiriesPort:
    """Earlier inquiries on the subject, by number."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def numbers(self) -> tuple[str, ...]:
        """This function will list the numbers of the inquiries on the subject, the newest first."""
        subject = self._desk.case.subject_id
        return registers.inquiries_on(self._desk.act.tx, subject) if subject else ()


class CluesPort:
    """Competence, numbers, joining, and the reporter's wish; no word of a reporter ever comes back."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call
        self._opened = 0

    def management_level(self, person: PersonId) -> str | None:
        """This function will give own_leader, superior, own or lower by the roster; None when it does not say.

        Of several posts the one that is managed highest counts.
        """
        desk = self._desk
        if any(one.role == "secretary" and one.person_id == person for one in desk.duties()):
            return "own_leader"
        names = people.directory(desk.act.tx)
        units = [names.units.get(post.unit_id) for post in names.posts_of(person, on=desk.act.today)]
        levels = {COMPETENCE.get(unit.kind if unit else "", "own") for unit in units}
        return next((level for level in ("superior", "own", "lower") if level in levels), None)

    def _post(self, person: PersonId) -> Post | None:
        posts = people.directory(self._desk.act.tx).posts_of(person, on=self._desk.act.today)
        return next(iter(sorted(posts, key=lambda post: not post.is_head)), None)

    def earlier(self, person: PersonId) -> str | None:
        """This function will give the number of the newest earlier clue on the person, open or closed."""
        return next((one.number for one in reports_on(self._desk, person)), None)

    def number(self) -> str:
        """This function will take the next clue number and write it on the case."""
        number = next_number(self._desk)
        self._desk.change(number=number)
        return number

    def set_subject(self, person: PersonId | None) -> str | None:
        """This function will make the person, or nobody, the case's subject and give the cadre level."""
        if person is None:
            self._desk.change(subject_id=None, unit_id=None, level="other")
            return None
        post = self._post(person)
        level = post.level if post else "other"
        self._desk.change(subject_id=person, unit_id=UnitId(post.unit_id) if post else None, level=level)
        return level

    def tag(
        self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...], manner: tuple[str, ...]
    ) -> None:
        """This function will write the clue's tags in place of earlier ones."""
        words = {"class": classes, "tag": tags, "eight": eight_kinds, registers.MANNER: manner}
        registers.tag(self._desk.act.tx, self._desk.case.id, words)

    def duplicates(self) -> tuple[str, ...]:
        """This function will list the numbers of the subject's other clues that a room is at work on, newest first."""
        desk = self._desk
        if desk.case.subject_id is None:
            return ()
        return registers.joinable(desk.act.tx, desk.case.subject_id, measure=MEASURE, but=desk.case.id)

    def join(self, number: str, priority: int, limit: str, received_on: dt.date) -> None:
        """This function will link this clue to that one, let its room read it, and post `clue_joined` to it."""
        desk = self._desk
        room = registers.link(desk.act.tx, desk.case.id, number=number, kind="joined", at=desk.act.now)
        desk.change(room_id=room)
        on = due(desk.world.limits[limit], received_on, desk.world.calendar).on
        payload: dict[str, object] = {"priority": priority, "due_on": on}
        other = registers.numbered(desk.act.tx, number)
        desk.messages.append(message_of(desk, "clue_joined", self._call.task_id, payload, target=other))

    def take_sharper(self, limit: str, priority: int, due_on: dt.date) -> None:
        """This function will take what is sharper; the room's list and the case's record show the new day at once."""
        desk = self._desk
        if priority < desk.case.priority:
            desk.change(priority=priority)
        if due_on < desk.world.deadlines.get(limit, due_on):
            bring_forward(desk, limit, due_on)
            desk.facts |= {"limit": limit, "due": due_on.isoformat()}

    def tell_joined(self, way: str) -> None:
        """This function will post `case_concluded` to every joined clue that still waits for it."""
        desk = self._desk
        desk.messages += [
            message_of(desk, "case_concluded", self._call.task_id, {"result": way}, target=one)
            for one in self._reached().joined
        ]

    def link_repeat(self, number: str) -> None:
        """This function will keep this letter with that clue and count it once more."""
        registers.link(self._desk.act.tx, self._desk.case.id, number=number, kind="repeat", at=self._desk.act.now)
        self._desk.reports.clear()

    def open_one(self, person: NamedPerson, receipt: Receipt) -> None:
        """This function will post `clue_named` for this person alone."""
        self._opened += 1
        payload: dict[str, object] = {
            "management_level": person.management_level,
            "received_on": receipt.received_on,
            "channel": receipt.channel,
            "real_name": receipt.real_name,
        }
        self._desk.messages.append(
            message_of(
                self._desk,
                "clue_named",
                f"{self._call.task_id}:{self._opened}",
                payload,
                to=self._desk.definition.process,
                subject=person.subject,
            )
        )

    def seal_transfer(self, received_on: dt.date) -> str:
        """This function will keep day and envelope number only: what was registered, and every file, is struck.

        Raises KeptHere while a hold covers the case: first it is lifted by two, then the letter goes up.
        """
        desk = self._desk
        if holds.is_held(desk.act.tx, desk.case.id):
            raise KeptHere
        submissions.strike(desk.act.tx, desk.case.id)
        attachments.strike(desk.act.tx, desk.case.id, now=desk.act.now)
        desk.struck = True
        desk.change(subject_id=None, unit_id=None, level="other")
        facts = engine.facts_at(desk.definition, desk.state_now, self._call.task_id, desk.world)
        if facts.get("route") == "superior_direct":
            self._hide_from_own_leader()
        mark = desk.act.office.facts["mark"][:1]
        return numbers.take(
            desk.act.tx,
            f"{mark}密转",
            year=received_on.year,
            case_id=desk.case.id,
            bearer="sealed_transfer",
            now=desk.act.now,
        )

    def _hide_from_own_leader(self) -> None:
        """A letter about the organ's own leader goes past him or her: not even the stub is seen (art. 15)."""
        act, case_id = self._desk.act, self._desk.case.id
        for who in grants.holders(act.tx, "secretary", on=act.today):
            closed = Recusal(
                id=uuid.uuid4().hex,
                person_id=who,
                case_id=case_id,
                recused=True,
                kind="interest",
                source="sealed_transfer",
                at=act.now,
            )
            recusals.declare(act.tx, closed)

    def assign(self, room: str, priority: int) -> None:
        """This function will hand the case to a room; priority 0 comes first."""
        self._desk.change(room_id=RoomId(room), priority=priority)

    def shelve(self) -> None:
        """This function will mark the clue as shelved in the register."""
        registers.mark(self._desk.act.tx, self._desk.case.id, kind="shelved", at=self._desk.act.now)

    def note_identity(self, confirmed: bool) -> None:
        """This function will write into the reporter's own record whether identity was confirmed."""
        self._desk.reached = None
        reporters.note_identity(self._desk.act.tx, self._desk.case.id, confirmed=confirmed)

    def feedback_wanted(self) -> bool:
        """This function will ask the reporter's record of this letter, or of the letter that this clue came from."""
        return self._reached().feedback_wanted

    def _reached(self) -> Reached:
        """Of whoever is told at the end two handlers ask, one after the other: both are read at once."""
        desk = self._desk
        if desk.reached is None:
            letters = [one for one in (desk.case.id, desk.case.origin_case_id) if one]
            desk.reached = concluding.reached(desk.act.tx, desk.case.id, letters=letters)
        return desk.reached

    def note_withdrawal(self, stop_feedback: bool) -> None:
        """This function will write the withdrawal into the reporter's own record."""
        self._desk.reached = None
        reporters.withdraw(self._desk.act.tx, self._desk.case.id, stop_feedback=stop_feedback, at=self._desk.act.now)
