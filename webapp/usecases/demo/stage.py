"""People of the made-up county at work: they open their tasks, fill in forms and submit, on a clock of the story."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any  # form values, as a page posts them

from webapp.domain.actor import SYSTEM, Actor, Grant, Permission, actor_of
from webapp.domain.errors import OfficeError
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.roster import Affiliation
from webapp.domain.sights import InboxLine, Tab, TaskFilter
from webapp.store import calendar, case_reads, grants, inbox, people, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.completing import Posted, submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.demo.texts import readable
from webapp.usecases.desk import desk_of
from webapp.usecases.draft_values import as_posted
from webapp.usecases.handing import claim_task, set_follow_up
from webapp.usecases.office import Office
from webapp.usecases.opening import start_case
from webapp.usecases.scenarios.filling import fill
from webapp.usecases.task_pages import open_task
from webapp.usecases.task_scope import task_form
from webapp.usecases.viewing import viewer_of
from webapp.usecases.work import drain

MOST = 200
OPENS_AT = dt.time(9, 10)


class NoSuchTask(OfficeError):
    """演示中{who}没有环节“{path}”可办。"""

    code = "no_such_task"


class Stage:
    """An office whose clock stands where the story is; every act is a person's own use case."""

    def __init__(self, office: Office, *, begins: dt.datetime) -> None:
        self.now = begins
        self.office = copy.copy(office)
        self.office.clock = lambda: self.now
        self._actors: dict[str, Actor] = {}

    @property
    def today(self) -> dt.date:
        """This function will give the story's day in the office's zone."""
        return self.now.astimezone(self.office.zone).date()

    def day(self, before: int, *, end: dt.datetime) -> None:
        """This function will move the clock to the morning of a workday before the end; what is due then happens."""
        wanted = (end - dt.timedelta(days=before)).astimezone(self.office.zone).date()
        worked = self.office.view(workday_before, SYSTEM, day=wanted)
        morning = dt.datetime.combine(worked, OPENS_AT, self.office.zone).astimezone(dt.UTC)
        self.now = max(self.now, min(morning, end))
        drain(self.office)

    def day_after(self, days: int) -> dt.date:
        """This function will give the story's day or one after it."""
        return self.today + dt.timedelta(days=days)

    def workday_after(self, days: int) -> dt.date:
        """This function will give such a day, or the first workday after it."""
        return self.office.view(workday_from, SYSTEM, day=self.day_after(days))

    def later(self, **by: float) -> None:
        """This function will let some time pass (`minutes=20`)."""
        self.now += dt.timedelta(**by)

    def actor(self, who: str) -> Actor:
        """This function will give a person as the actor that a session would give."""
        if who not in self._actors:
            self._actors[who] = self.office.view(actor_named, SYSTEM, person_id=PersonId(who))
        return self._actors[who]

    def start(self, who: str, process: str, *, start_event: str) -> CaseId:
        """This function will open a case by hand and give its id."""
        token = uuid.uuid4().hex
        task_id = self.office.run(start_case, self.actor(who), process=process, start_event=start_event, token=token)
        if task_id is None:
            raise NoSuchTask(who=who, path=start_event)
        return self.office.view(open_task, self.actor(who), task_id=task_id).head.case_id

    def act(self, who: str, path: str, case_id: CaseId, **given: Any) -> None:
        """This function will let a person complete a step of a case: no recusal declared, form filled in, submitted."""
        actor = self.actor(who)
        task_id = self.office.view(task_at, actor, path=path, case_id=case_id)
        self._declare(actor, task_id)
        posted = self.office.view(filled_in, actor, task_id=task_id, given=given)
        self.complete(actor, path, task_id=task_id, posted=posted)
        self.later(minutes=11)
        drain(self.office)

    def complete(self, actor: Actor, path: str, *, task_id: TaskId, posted: Posted) -> None:
        """This function will submit a filled-in form."""
        submit(self.office, actor, task_id=task_id, token=uuid.uuid4().hex, posted=posted)

    def claim(self, who: str, path: str, case_id: CaseId, *, back_in: int) -> None:
        """This function will let a person claim an open step and note the day to come back to it."""
        actor = self.actor(who)
        task_id = self.office.view(task_at, actor, path=path, case_id=case_id)
        self._declare(actor, task_id)
        self.office.run(claim_task, actor, task_id=task_id)
        self.office.run(set_follow_up, actor, task_id=task_id, on=self.day_after(back_in))

    def cases_at(self, who: str, path: str) -> Mapping[CaseId, PersonId | None]:
        """This function will give the cases in which a person has or may claim a step, each with its subject."""
        return self.office.view(cases_at, self.actor(who), path=path)

    def _declare(self, actor: Actor, task_id: TaskId) -> None:
        if self.office.view(open_task, actor, task_id=task_id).needs_declaration:
            self.office.run(declare_recusal, actor, task_id=task_id, answer="none")

    def opened_from(self, case_id: CaseId, measure: str) -> CaseId:
        """This function will give the case of a measure that a case opened by message."""
        return self.office.view(opened_by, SYSTEM, case_id=case_id, measure=measure)


@reads(Permission.SYSTEM)
def workday_before(act: Act, *, day: dt.date) -> dt.date:
    """This function will give a day, or the last workday before it."""
    days = calendar.load(act.tx)
    return day if days.is_workday(day) else days.shift(day, -1)


@reads(Permission.SYSTEM)
def workday_from(act: Act, *, day: dt.date) -> dt.date:
    """This function will give a day, or the first workday after it."""
    return calendar.load(act.tx).next_workday(day)


@reads(Permission.SYSTEM)
def actor_named(act: Act, *, person_id: PersonId) -> Actor:
    """This function will give a person as an actor with the grants of today."""
    person = people.person_of(act.tx, person_id)
    held = tuple(Grant(role=one.role, room_id=one.room_id) for one in grants.of_person(act.tx, person_id, on=act.today))
    portal = (Grant(role="subject"),) if person.kind in (Affiliation.HEAD, Affiliation.UPPER) else ()
    return actor_of(person_id, person.kind, held + portal, act.office.library.roles(act.tx))


@reads(Permission.SIGNED_IN)
def task_at(act: Act, *, path: str, case_id: CaseId) -> TaskId:
    """This function will find a step among the actor's own tasks and those open to claim; raises NoSuchTask."""
    for line in _steps(act, path):
        if line.task.case_id == case_id:
            return line.task.id
    raise NoSuchTask(who=act.actor.person_id, path=path)


@reads(Permission.SIGNED_IN)
def cases_at(act: Act, *, path: str) -> dict[CaseId, PersonId | None]:
    """This function will give the cases that stand at a step for the actor, each with its subject."""
    return {line.task.case_id: line.task.subject_id for line in _steps(act, path)}


def _steps(act: Act, path: str) -> Iterator[InboxLine]:
    for tab in (Tab.MINE, Tab.POOL):
        for line in inbox.inbox(act.tx, viewer_of(act), asked=TaskFilter(tab=tab), size=MOST).rows:
            if line.task.path == path or line.task.path.endswith(f"/{path}"):
                yield line


@reads(Permission.SIGNED_IN)
def filled_in(act: Act, *, task_id: TaskId, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """This function will give what a page would post: given answers, prefilled ones, readable words for the rest."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    found = task_form(desk_of(act, case_reads.opened(act.tx, seen.case.id)), seen.task)
    if found is None:
        return {}
    values = fill(found.form, given, found.scope).values
    return as_posted(found.form.fields, readable(found.form.fields, values), "")


@reads(Permission.SYSTEM)
def opened_by(act: Act, *, case_id: CaseId, measure: str) -> CaseId:
    """This function will give the newest case of a measure that a case opened by message; raises NoSuchTask."""
    found = [
        one for one in case_reads.opened_from(act.tx, case_id) if case_reads.opened(act.tx, one).measure == measure
    ]
    if not found:
        raise NoSuchTask(who=measure, path=case_id)
    return found[-1]
