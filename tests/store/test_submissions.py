"""Drafts cannot be lost or overwritten unseen; what was handed in stays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.store.builders import NOW, a_submission, furnished, open_case
from webapp.domain.errors import Overtaken
from webapp.domain.ids import PersonId
from webapp.store import submissions
from webapp.store.db import Database

CONTENT = {"amount": Decimal("12.50"), "on": dt.date(2026, 3, 1), "rows": [{"text": "一"}], "none": None, "yes": True}


def test_a_draft_is_found_on_another_machine_and_kept_from_being_overwritten(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (task,) = open_case(tx, deployment)
        begun = a_submission(task, "li", version=0, final=False, id="", content=CONTENT)
        first = submissions.save_draft(tx, begun)

    with database.write() as tx:
        there = submissions.draft(tx, task.id, person_id=PersonId("li"))
        second = submissions.save_draft(tx, first)
    with database.write() as tx, pytest.raises(Overtaken):
        submissions.save_draft(tx, first)
    with pytest.raises(Overtaken), database.write() as tx:
        submissions.save_draft(tx, begun)

    assert there == first
    assert (there.content, second.version) == (CONTENT, 2)
    with database.read() as tx:
        assert submissions.draft(tx, task.id, person_id=PersonId("zhao")) is None
        assert submissions.drafts_of_task(tx, task.id) == (second,)


def test_a_draft_becomes_the_submission(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        draft = submissions.save_draft(tx, a_submission(task, "li", version=0, final=False, id=""))
        given = a_submission(task, "li", id=draft.id, version=draft.version + 1, content=CONTENT, state_before=b"s")
        submissions.put(tx, given)

    with database.read() as tx:
        assert submissions.of_task(tx, task.id) == given
        assert submissions.of_case(tx, case.id) == (given,)
        assert submissions.draft(tx, task.id, person_id=PersonId("li")) is None


def test_the_latest_answer_of_each_path_counts_and_a_withdrawn_one_does_not(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (one, two) = open_case(
            tx, deployment, {"path": "a/plan", "element": "plan"}, {"path": "b/plan", "element": "plan"}
        )
        for hour, task in enumerate((one, one, two)):
            submissions.put(tx, a_submission(task, "li", at=NOW + dt.timedelta(hours=hour), content={"n": hour}))

    with database.write() as tx:
        both = submissions.latest(tx, case.id, elements=["plan"])
        submissions.withdraw(tx, two.id, now=NOW)
        one_left = submissions.latest(tx, case.id, elements=["plan", "other"])
    assert {path: row.content["n"] for path, row in both.items()} == {"a/plan": 1, "b/plan": 2}
    assert set(one_left) == {"a/plan"}


def test_a_draft_thrown_away_is_gone(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (task,) = open_case(tx, deployment)
        submissions.save_draft(tx, a_submission(task, "li", version=0, final=False, id=""))
        submissions.drop_draft(tx, task.id, person_id=PersonId("li"))

    with database.read() as tx:
        assert submissions.drafts_of_task(tx, task.id) == ()
