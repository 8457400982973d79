"""Steps that were done before a service task of the same process: who did them and what they wrote."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.advance import Call
from webapp.domain.records import Step
from webapp.store import submissions
from webapp.usecases.desk import Desk


def done_step(desk: Desk, call: Call, element: str) -> Step | None:
    """This function will give the last completed occurrence of a step in the process of a service task, or None."""
    scope = call.path.rpartition("/")[0]
    path = f"{scope}/{element}" if scope else element
    done = [task for task in desk.steps() if task.path == path and task.completed_by]
    return done[-1] if done else None


def written_at(desk: Desk, done: Step) -> Mapping[str, object]:
    """This function will give what was filled in at a step; nothing for a step without a form."""
    own = desk.submission
    found = own if own is not None and own.task_id == done.id else submissions.of_task(desk.act.tx, done.id)
    return dict(found.content) if found else {}
