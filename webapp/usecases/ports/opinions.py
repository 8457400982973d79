"""Opinions on persons: the registers of all departments, the copies, what is followed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from webapp.domain.advance import Call
from webapp.domain.deadlines import Limit, due
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Admission, AnswerInForce, Holding
from webapp.letters import from_record
from webapp.store import archive, holdings, letters, people, registers
from webapp.store.holdings import Matter
from webapp.usecases.desk import Desk
from webapp.usecases.ports.closing import close_case_to
from webapp.usecases.ports.entering import next_numbers_in, unnumbered_entry
from webapp.usecases.posting import message_of

FOLLOWED_BY, ANSWERED = "m09d_revision", "file_answer"
VALID = "opinion.validity"
DEPARTMENTS = ("petition", "case_mgmt", "supervise", "investigate", "trial", "style", "cadre_sup")
WORST = ("filed", "in_effect", "verifying", "clue_open", "minor_closed", "effect_over", "not_established")
"""Stages, the most serious first: of several matters in one register the worst is shown."""
HELD_BY = {
    "m08_talk_letter_inquiry": "supervise",
    "m10g_early_handling": "supervise",
    "m10_violation_handling": "investigate",
    "m10f_accountability": "style",
}
"""Whose register a matter stands in; a clue in that of case management, before its number in that of petitions."""
CLUE = "m07_clue_disposal"
SANCTIONS = ("decision.", "accountability.")
"""Entries that stand in the way until somebody wrote down when their effect ends."""
HURRIED = ("m07", "m10")
"""Measures whose open matters go faster while an opinion waits for them."""
LETTER = "d16_integrity_opinion"
ASIDE = ("m10d_appeal", "m10e_clarification")
"""Processes that hold nothing against a person while they run."""


class OpinionsPort:
    """Serves one list (or one person) on whom an opinion is asked."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def close_to(self, people: tuple[PersonId, ...]) -> None:
        """This function will recuse everybody on the list from this case."""
        subject = self._desk.case.subject_id
        close_case_to(self._desk, (who for who in people if who != subject), source="on_the_list")

    def next_meeting(self, body: str) -> dt.date | None:
        """This function will give the day of the body's next planned meeting."""
        return holdings.next_meeting(self._desk.act.tx, body, day=self._desk.act.today)

    def workday_before(self, day: dt.date) -> dt.date:
        """This function will give the last workday before a day."""
        return self._desk.world.calendar.previous_workday(day - dt.timedelta(days=1))

    def today(self) -> dt.date:
        """This function will give the office's day."""
        return self._desk.act.today

    def holdings(self, people: tuple[PersonId, ...], department: str | None = None) -> tuple[Holding, ...]:
        """This function will look persons up in one register, or in all."""
        known = self._desk.matters.get(people)
        if known is None:
            known = self._desk.matters[people] = holdings.matters(self._desk.act.tx, people)
        wanted = (department,) if department else DEPARTMENTS
        return tuple(self._row(one, person, known) for one in wanted for person in people)

    def _row(self, department: str, person: PersonId, found: Sequence[Matter]) -> Holding:
        mine = [one for one in found if one.person == person and held_by(one) == department]
        stages = [self._stage(one) for one in mine]
        open_now = sum(one.is_open for one in mine)
        worst = next((word for word in WORST if word in stages), None)
        holds = "open" if open_now else "closed" if mine else "none"
        return Holding(
            department=department, person=person, holds=holds, stage=worst, matters=open_now, posts=self._posts(person)
        )

    def _posts(self, person: PersonId) -> tuple[str, ...]:
        held = people.directory(self._desk.act.tx).posts_of(person, on=self._desk.act.today)
        return tuple(sorted(one.id for one in held))

    def _stage(self, one: Matter) -> str:
        if one.is_open:
            return _open_stage(one)
        if not one.weighing:
            return "not_established"
        ends = [entry.effect_until for entry in one.weighing if entry.effect_until]
        unlimited = any(entry.kind.startswith(SANCTIONS) and entry.effect_until is None for entry in one.weighing)
        if unlimited or any(day >= self._desk.act.today for day in ends):  # the last day (影响期至) is one of them
            return "in_effect"
        return "effect_over" if ends else "minor_closed"

    def file_copies(
        self, results: tuple[tuple[PersonId, str], ...], number: str, admission: Admission
    ) -> tuple[str, ...]:
        """This function will write each answer into the archive with the drafter and the second officer, all at once.

        A number is taken for what is admitted only: first all entries are made, then they are numbered.
        """
        desk, said = self._desk, {"summary": f"廉政意见回复{number}"}
        makers = (self._doer("draft_opinion"), self._doer("check_draft"))
        made = [
            unnumbered_entry(
                desk, kind=f"opinion.{result}", admission=admission, said=said, makers=makers, about=person
            )
            for person, result in results
        ]
        taken = next_numbers_in(desk, admission.register, len(made))
        archive.enter(desk.act.tx, *map(_numbered, made, taken))
        return taken

    def _doer(self, element: str) -> PersonId | None:
        done = [step.completed_by for step in self._desk.steps() if step.element == element and step.completed_by]
        return done[-1] if done else None

    def follow(self, people: tuple[PersonId, ...], number: str) -> None:
        """This function will post `opinion_suspended` for each person whom no other case follows already."""
        followed = self._followed(people)
        self._desk.messages += [
            message_of(
                self._desk,
                "opinion_suspended",
                f"{self._call.task_id}:{person}",
                {"number": number},
                to=FOLLOWED_BY,
                subject=person,
            )
            for person in people
            if person not in followed
        ]

    def _followed(self, people: tuple[PersonId, ...]) -> frozenset[PersonId]:
        """One case at a time follows a person: of two, neither would know which is told of a change."""
        tx, here = self._desk.act.tx, self._desk.case.id
        return holdings.others_open(tx, people, process=FOLLOWED_BY, up_to=ANSWERED, but=here)

    def in_force(self, person: PersonId) -> AnswerInForce | None:
        """This function will give the newest answer on the person while it is valid; None while it is being revised."""
        found = holdings.answered(self._desk.act.tx, person)
        limit: Limit | None = self._desk.definition.limits.limits.get(VALID)
        if found is None or limit is None or self._followed((person,)):
            return None
        if due(limit, found.on, self._desk.world.calendar).on < self._desk.act.today:
            return None
        number, addressee = self._letter_of(found.case_id)
        return AnswerInForce(result=found.result, number=number, addressee=addressee)

    def _letter_of(self, case_id: CaseId | None) -> tuple[str | None, str | None]:
        """Number and addressee of the newest letter by which a case answered."""
        tx = self._desk.act.tx
        sent = letters.of_case(tx, case_id) if case_id else ()
        kept = [one for one in sent if one.template == LETTER and one.issued_at and one.recalled_at is None]
        return (kept[-1].number, from_record(kept[-1].record).addressee.rstrip("：")) if kept else (None, None)

    def hurry(self) -> int:
        """This function will post `accelerate` to every open clue and verification on the person.

        One whose step cannot be hurried yet hears it when it comes to one that can.
        """
        subject = self._desk.case.subject_id
        found = registers.open_on(self._desk.act.tx, subject, measures=HURRIED) if subject else ()
        self._desk.messages += [
            message_of(self._desk, "accelerate", self._call.task_id, {}, target=one) for one in found
        ]
        return len(found)


def _numbered(one: ArchiveItem, number: str) -> ArchiveItem:
    return dataclasses.replace(one, number=number)


def held_by(one: Matter) -> str | None:
    """This function will name the department in whose register a matter stands; None where it holds nothing."""
    if one.process in ASIDE:
        return None
    if one.process == CLUE:
        return "case_mgmt" if one.numbered else "petition"
    if one.process == "m10_violation_handling" and one.tried:
        return "trial"
    return HELD_BY.get(one.process)


def _open_stage(one: Matter) -> str:
    if one.process == CLUE:
        return "clue_open"
    return "filed" if one.filed else "verifying"
