"""The desk of one act on one case: header, definition, world, and what the act collects for the store."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.domain.advance import Advance
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import AgendaItem, PersonalMatter
from webapp.domain.records import Case, Message, Step, Submission, Task
from webapp.domain.roster import RoleGrant
from webapp.domain.statements import OwnStatement
from webapp.domain.world import World
from webapp.engine import Definition
from webapp.store import calendar, deadlines, grants, submissions, tasks
from webapp.store.concluding import Reached
from webapp.store.holdings import Matter
from webapp.store.registers import Report
from webapp.usecases.act import Act


@dataclass(kw_only=True)
class Desk:
    """Mutable within one act: handlers move the header through `change`, ports add messages.

    `notes` are sealed into the act's audit entry (old values of what was corrected); `subject_changed` when the act
    gave the case another subject: messages must find it by that one from now on; `struck` when the act emptied what
    was written into the case: then its own form leaves nothing either.
    `stands_in_for` is the absent colleague for whom the actor does the step.
    `facts` are ids and counts that handlers leave in the clear part of that entry.
    """

    act: Act
    case: Case
    definition: Definition
    world: World
    messages: list[Message] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    header_changed: bool = False
    subject_changed: bool = False
    state_now: bytes = b""
    stands_in_for: PersonId | None = None
    done: Task | None = None
    submission: Submission | None = None
    handlers_run: int = 0
    struck: bool = False
    read_steps: tuple[Step, ...] | None = None
    read_duties: tuple[RoleGrant, ...] | None = None
    reports: dict[PersonId, tuple[Report, ...]] = field(default_factory=dict)
    matters: dict[tuple[PersonId, ...], tuple[Matter, ...]] = field(default_factory=dict)
    reached: Reached | None = None
    stated: dict[PersonId, OwnStatement | None] = field(default_factory=dict)
    differing: dict[PersonId, tuple[PersonalMatter, ...]] = field(default_factory=dict)
    written: dict[tuple[CaseId, frozenset[str]], Mapping[str, Submission]] = field(default_factory=dict)

    def change(self, **header: object) -> None:
        """This function will change fields of the case header; the world that later steps see follows."""
        then, self.case = self.case, dataclasses.replace(self.case, **header)  # type: ignore[arg-type]
        self.world = dataclasses.replace(self.world, case={**self.world.case, **header_of(self.case)})
        self.header_changed = True
        self.subject_changed |= self.case.subject_id != then.subject_id

    def steps(self) -> tuple[Step, ...]:
        """This function will give the human steps of the case as they were done, this act's own one as done now."""
        if self.read_steps is None:
            self.read_steps = tasks.steps(self.act.tx, self.case.id)
        done = self.done
        return tuple(done if done is not None and one.id == done.id else one for one in self.read_steps)

    def duties(self) -> tuple[RoleGrant, ...]:
        """This function will give the duties that are held today, read once."""
        if self.read_duties is None:
            found = grants.all_grants(self.act.tx)
            self.read_duties = tuple(one for one in found if one.held_on(self.act.today))
        return self.read_duties

    def contents(self) -> tuple[Submission, ...]:
        """This function will give all submissions of the case, oldest first, that of this act included."""
        found = submissions.of_case(self.act.tx, self.case.id)
        return (*found, self.submission) if self.submission is not None else found

    def latest(self, case_id: CaseId, elements: frozenset[str]) -> Mapping[str, Submission]:
        """This function will give the newest submission of each path of these steps from before this act, read once."""
        if (case_id, elements) not in self.written:
            found = submissions.latest(self.act.tx, case_id, elements=sorted(elements))
            self.written[case_id, elements] = found
        return self.written[case_id, elements]

    def learn(self, advance: Advance) -> None:
        """This function will let later steps of the same act see deadline rows that earlier ones wrote."""
        if advance.deadlines:
            known = {**self.world.deadlines, **{row.key: row.due_on for row in advance.deadlines}}
            self.world = dataclasses.replace(self.world, deadlines=known)


def header_of(case: Case) -> dict[str, object]:
    """This function will give the read-only `case` of expressions: ids and closed words only."""
    return {
        "id": case.id,
        "key": case.key,
        "number": case.number,
        "measure": case.measure,
        "period": case.period,
        "level": case.level,
        "subject": case.subject_id,
        "unit": case.unit_id,
        "room": case.room_id,
        "priority": case.priority,
        "origin": case.origin_case_id,
        "secrecy": str(case.secrecy),
    }


def desk_of(act: Act, case: Case) -> Desk:
    """This function will lay a case on the desk: its pinned definition, calendar and deadline rows."""
    act.case_id = CaseId(case.id)
    definition = act.office.library.definition(act.tx, case.deployment_id)
    header = header_of(case)
    header["opened_on"] = case.opened_at.astimezone(act.office.zone).date()
    world = World(
        now=act.now,
        zone=act.office.zone,
        calendar=calendar.load(act.tx),
        limits=definition.limits,
        case=header,
        deadlines=deadlines.due_days(act.tx, case.id),
    )
    return Desk(act=act, case=case, definition=definition, world=world)
