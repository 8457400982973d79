"""The simulated year: the real office on a clock that jumps, with whatever may happen drawn from a seed.

Officers act, at random and out of turn; processes die at any moment of an act; messages come twice and out of order;
a new version comes into force in mid-flight; a meeting meets. The same seed does the same again, word for word.
"""

from __future__ import annotations

import dataclasses
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any  # values of any form

import pytest

from tests.faults.drawn import able, deploy
from tests.faults.modelled import KilledError, dying
from tests.usecases.due import rows
from tests.usecases.invariants import Acknowledged, everything_holds
from tests.usecases.office import House
from tests.usecases.passages import hold_meeting, register_clue, to_inquiry
from tests.usecases.robot import posted_for
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.bundle import Bundle
from webapp.domain.errors import OfficeError
from webapp.domain.forms import Field, FieldType
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import ItemStatus
from webapp.engine.task_ids import replayed
from webapp.store import agenda, case_reads, messages, tasks
from webapp.store.points import Point
from webapp.store.tables import case, incident, message_in, not_actor, task
from webapp.usecases.act import Act, reads
from webapp.usecases.completing import complete_task
from webapp.usecases.daily import daily
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.desk import desk_of
from webapp.usecases.handing import claim_task
from webapp.usecases.messaging import deliver_message
from webapp.usecases.opening import start_case
from webapp.usecases.publishing import files_in_force, put_in_force
from webapp.usecases.task_pages import open_task
from webapp.usecases.task_scope import task_form
from webapp.usecases.viewing import viewer_of
from webapp.usecases.work import tick

YEARLY = """process m31_yearly 年度事项
  secrecy: internal
lane supervise 监督检查室
start monthly 每月开启
  cycle: 30 8 5 * *
  population: office
user look 查看情况
  form: note
  deadline: end.note
end looked 已查看
monthly > look > looked
"""
MOMENTS = (*(f"statement {number}" for number in range(1, 15)), *Point)
OPEN_AT_MOST = 8


def begin(house: House) -> None:
    """Let an inquiry and a clue be under way, and a cycle be drawn."""
    deploy(house, YEARLY)
    to_inquiry(house)
    register_clue(house, subject="lin")


@reads(Permission.SIGNED_IN)
def fields_of(act: Act, *, task_id: TaskId) -> tuple[Field, ...]:
    """Give the fields of a task's form."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    found = task_form(desk_of(act, case_reads.opened(act.tx, seen.case.id)), seen.task)
    return found.form.fields if found else ()


@contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Let everything random be drawn from a seed, ids too."""
    chance, ids = random.Random(seed), random.Random(-seed - 1)  # noqa: S311 - a test
    with replayed(seed), pytest.MonkeyPatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=ids.getrandbits(128), version=4))
        yield chance


class Year:
    """One office's year; `told` is what happened, in words that are the same for the same seed."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house, self.chance = house, chance
        self.told: list[str] = []
        self.acknowledged: list[Acknowledged] = []
        self.published = 0
        self.deeds: tuple[tuple[int, Callable[[], str]], ...] = (
            (60, self.work),
            (12, self.beat),
            (10, self.wait),
            (4, self.turn_back),
            (5, self.claim),
            (5, self.meet),
            (4, self.register),
            (4, self.say_again),
            (4, self.deliver_one),
            (1, self.publish),
        )

    def live(self, deeds: int) -> None:
        """Let so many things happen, then let the office come to rest, and ask whether everything holds."""
        weights = [weight for weight, _ in self.deeds]
        for _ in range(deeds):
            (deed,) = self.chance.choices([one for _, one in self.deeds], weights)
            self.told.append(f"{self.house.clock():%m-%d %H:%M} {deed.__name__}: {deed()}")
        self.house.drain()
        everything_holds(self.house, self.acknowledged)
        four_eyes_held(self.house)
        assert [row.code for row in rows(self.house, incident) if row.kind == "fault"] == []

    # ------------------------------------------------------------ people

    def work(self) -> str:
        """Let somebody who may do an open step hand it in: sometimes twice, sometimes to a process that dies."""
        found = self.somebody()
        if found is None:
            return "nothing to do"
        key, path, who = found
        token, dies = self.house.token(), self.chance.choice(MOMENTS) if self.chance.random() < 0.2 else None
        try:
            posted = self.filled(key, who)
            with dying(self.house, dies):
                self.house.run(complete_task, who, task_id=key, token=token, posted=posted)
            if self.chance.random() < 0.15:
                self.house.run(complete_task, who, task_id=key, token=token, posted=posted)
        except KilledError:
            return f"{who} {path} died at {dies}"
        except OfficeError as refusal:
            return f"{who} {path} {refusal.code}"
        self.acknowledged.append(Acknowledged(task_id=key, token=token, who=who))
        return f"{who} {path} done"

    def somebody(self) -> tuple[TaskId, str, str] | None:
        """Give an open step and somebody who may do it, now and then anybody."""
        numbers = {row.id: row.key for row in rows(self.house, case)}
        found = [row for row in rows(self.house, task) if row.is_open]
        found.sort(key=lambda row: (row.opened_at, numbers[row.case_id], row.opened_in, row.position))
        if not found:
            return None
        row = self.chance.choice(found)
        may = [row.assignee_id] if row.assignee_id else able(self.house, TaskId(row.id))
        if not may or self.chance.random() < 0.05:
            may = ["zhou", "wu", "sun", "chen", "luo"]
        return TaskId(row.id), row.path, self.chance.choice(may)

    def filled(self, key: TaskId, who: str) -> dict[str, list[str]]:
        """Declare no recusal where asked, and fill in the form at random."""
        if self.house.view(open_task, who, task_id=key).needs_declaration:
            self.house.run(declare_recusal, who, task_id=key, answer="none")
        given = self.choices(self.house.view(fields_of, who, task_id=key))
        try:
            return self.house.view(posted_for, who, task_id=key, given=given)
        except OfficeError:
            return self.house.view(posted_for, who, task_id=key, given={})

    def choices(self, fields: Sequence[Field]) -> dict[str, Any]:
        """Choose among what the fields offer, the first one, as a rule the way on, most often."""
        given: dict[str, Any] = {}
        for one in fields:
            if one.type is FieldType.GROUP:
                given |= self.choices(one.fields)
            elif one.type is FieldType.ROWS and one.add_remove:
                given[one.key] = [self.choices(one.fields) for _ in range(max(one.min_rows, 1))]
            elif one.options and one.type is not FieldType.CHECKLIST and not one.readonly:
                words = [option.value for option in one.options]
                given[one.key] = self.chance.choice([*[words[0]] * 4, *words])
            elif one.type is FieldType.CHECKBOX and one.routing:
                given[one.key] = self.chance.random() < 0.85
        return given

    def claim(self) -> str:
        """Let somebody claim a step out of a pool."""
        found = self.somebody()
        if found is None:
            return "nothing to claim"
        try:
            self.house.run(claim_task, found[2], task_id=found[0])
        except OfficeError as refusal:
            return f"{found[2]} {found[1]} {refusal.code}"
        return f"{found[2]} {found[1]} claimed"

    def register(self) -> str:
        """Let a letter come in, unless the office has enough to do."""
        if sum(row.status == "open" for row in rows(self.house, case)) >= OPEN_AT_MOST:
            return "enough"
        words = {"process": "m07_clue_disposal", "start_event": "intake", "token": self.house.token()}
        self.house.run(start_case, "ding", **words)
        return "a letter"

    def meet(self) -> str:
        """Let a body meet on what has waited for it longest."""
        with self.house.office.database.read() as tx:
            cases = sorted(rows(self.house, case), key=lambda row: row.key)
            items = [item for row in cases for item in agenda.of_case(tx, CaseId(row.id))]
        waiting = [one for one in items if one.status is ItemStatus.WAITING and one.body != "party_committee"]
        if not waiting:
            return "nothing to decide"
        item = min(waiting, key=lambda one: one.made_at)
        result = self.chance.choice(item.choices)
        try:
            hold_meeting(self.house, item.body, item.id, result)
        except OfficeError as refusal:
            return f"{item.body} {refusal.code}"
        return f"{item.body} {result}"

    # ------------------------------------------------------------ clocks, messages, versions

    def beat(self) -> str:
        """Let due work be done once; sometimes the process that does it dies."""
        dies = self.chance.choice(MOMENTS) if self.chance.random() < 0.3 else None
        try:
            with dying(self.house, dies):
                done = tick(self.house.office) + daily(self.house.office)
        except KilledError:
            return f"died at {dies}"
        return f"{done} done"

    def wait(self) -> str:
        """Let hours or weeks pass."""
        hours = self.chance.choice([1, 5, 20, 70, 24 * 9, 24 * 40])
        self.house.clock.shift(hours=hours)
        return f"{hours} hours"

    def turn_back(self) -> str:
        """Turn the clock back an hour."""
        self.house.clock.shift(hours=-1)
        return "an hour back"

    def say_again(self) -> str:
        """Let a message come once more that was sent before."""
        sent = sorted(rows(self.house, message_in), key=lambda row: (row.at, row.name, row.id))
        if not sent:
            return "nothing was said"
        with self.house.office.database.write() as tx:
            one = messages.lock(tx, self.chance.choice(sent).id)
            assert one is not None
            messages.post(tx, [dataclasses.replace(one, at=self.house.clock(), status="new")])
        return one.name

    def deliver_one(self) -> str:
        """Let any message that waits be delivered before the others; or one that was delivered already, again."""
        sent = sorted(rows(self.house, message_in), key=lambda row: (row.at, row.name, row.id), reverse=True)
        if not sent:
            return "nothing was said"
        one = self.chance.choice(sent)
        try:
            return f"{one.name} {self.house.office.run(deliver_message, SYSTEM, message_id=one.id)}"
        except OfficeError as refusal:
            return f"{one.name} {refusal.code}"

    def publish(self) -> str:
        """Put a new version of a measure in force: the same diagrams, other words."""
        name = self.chance.choice(["m07_clue_disposal", "m08_talk_letter_inquiry"])
        self.published += 1
        files = dict(self.house.office.view(files_in_force, SYSTEM, process=name).files)
        note = f"{name}/README.md"
        files[note] = files.get(note, b"") + f"\n{self.published}".encode()
        self.house.office.run(put_in_force, SYSTEM, bundle=Bundle(process=name, files=files))
        return name


def four_eyes_held(house: House) -> None:
    """Fail where somebody did a step from which four eyes, or being the subject, kept that person."""
    kept = {(row.task_id, row.person_id) for row in rows(house, not_actor)}
    for row in rows(house, task):
        assert (row.id, row.completed_by) not in kept, f"{row.path} was done by {row.completed_by}"
        own = row.completed_by is not None and row.completed_by == row.subject_id
        assert not own or row.assignee_id == row.completed_by, f"{row.path} was done by its subject"
