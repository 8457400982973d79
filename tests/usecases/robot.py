"""People who fill in forms: given answers, what the file knows, and sample words for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.usecases.office import House
from webapp.domain.actor import Permission
from webapp.domain.errors import OfficeError
from webapp.domain.ids import TaskId
from webapp.store import case_reads, tasks
from webapp.store.tables import case, task
from webapp.usecases.act import Act, reads
from webapp.usecases.choices import Pairs, choices_for
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.desk import desk_of
from webapp.usecases.draft_values import as_posted
from webapp.usecases.scenarios.filling import fill
from webapp.usecases.task_pages import open_task
from webapp.usecases.task_scope import task_form
from webapp.usecases.viewing import viewer_of
from webapp.usecases.views.tasks import Completed, TaskView
from webapp.usecases.work import tick

MOST = 12
"""Statements between BEGIN and COMMIT of a completion, with all that its handlers do."""
MOST_LATE = 3
"""More of a step that was late: its reminders end by an entry of their own."""


@reads(Permission.SIGNED_IN)
def posted_for(act: Act, *, task_id: TaskId, given: dict[str, Any]) -> dict[str, list[str]]:
    """Give what a browser would post for a task."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    desk = desk_of(act, case_reads.opened(act.tx, seen.case.id))
    found = task_form(desk, seen.task)
    if found is None:
        return {}
    posted = as_posted(found.form.fields, fill(found.form, given, found.scope).values, "")
    offered = choices_for(desk, found.form, found.scope)
    return {name: [_picked(text, offered, act.actor.person_id) for text in texts] for name, texts in posted.items()}


def _picked(text: str, offered: Mapping[str, Pairs], me: str) -> str:
    """The first whom a picker offers in place of a sample, but never the person who fills in the form."""
    word = text.removeprefix("sample_")
    offers = [pairs for key, pairs in offered.items() if key.split("/")[0] == word]
    if word == text or not offers:
        return text
    return next(key for key, _ in offers[0] if key != me)


def open_steps(house: House) -> list[tuple[str, str | None, TaskId]]:
    """Give path, holder and id of every open task, oldest first (the tests' own look, past all visibility)."""
    with house.office.database.read() as tx:
        rows = tx.execute(task.select().where(task.c.is_open).order_by(task.c.opened_at, task.c.id)).all()
    return [(row.path, row.assignee_id, TaskId(row.id)) for row in rows]


def steps_of_stories(house: House) -> list[str]:
    """Give the paths of the open tasks of what people and messages began; what the calendar opened is left out."""
    with house.office.database.read() as tx:
        rounds = set(tx.execute(case.select().where(case.c.period.is_not(None))).scalars())
        rows = tx.execute(task.select().where(task.c.is_open).order_by(task.c.opened_at, task.c.id)).all()
    return [row.path for row in rows if row.case_id not in rounds]


def calendar_done(house: House) -> None:
    """Let whatever is due by now be done: rounds of the month and the quarter, too."""
    while tick(house.office):
        pass


def task_at(house: House, path: str) -> TaskId:
    """Give the one open task whose path ends so."""
    found = [key for step, _, key in open_steps(house) if step == path or step.endswith(f"/{path}")]
    assert len(found) == 1, f"{path} is open {len(found)} times; open: {[step for step, _, _ in open_steps(house)]}"
    return found[0]


def cannot(house: House, who: str, path: str, **posted: str) -> str:
    """Try to submit the open step as a person and give the code of the refusal; fail when nothing refuses."""
    key = task_at(house, path)
    words = {name: [text] for name, text in posted.items()}
    try:
        house.run(submit, who, task_id=key, token=house.token(), posted=words)
    except OfficeError as refusal:
        return refusal.code
    raise AssertionError(f"{who} completed {path}")


def look_at(house: House, who: str, path: str) -> TaskView:
    """Open the step as a person who declares no recusal when asked, and give its page."""
    key = task_at(house, path)
    page = house.view(open_task, who, task_id=key)
    if not page.needs_declaration:
        return page
    house.run(declare_recusal, who, task_id=key, answer="none")
    return house.view(open_task, who, task_id=key)


def do(house: House, who: str, path: str, **given: Any) -> Completed:
    """Act as a person on the open step: declare no recusal when asked, fill in, submit, let due work run."""
    page = look_at(house, who, path)
    key, late = page.task_id, page.due is not None and page.due.state == "late"
    posted = house.view(posted_for, who, task_id=key, given=given)
    done = house.run(submit, who, task_id=key, token=house.token(), posted=posted)
    house.statements.append((path, house.meter.committed))
    assert house.meter.committed <= MOST + late * MOST_LATE, f"{path} took {house.meter.committed} statements"
    house.drain()
    house.look()
    return done
