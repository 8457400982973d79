"""A process killed at any statement of a completion leaves all of it or nothing, and the audit agrees (demand C4)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.children import in_a_child
from tests.store.builders import NOW, a_submission, completed, entry, full_advance, furnished, open_case, viewer
from webapp.domain.records import CaseChange, Task
from webapp.store import cases, messages, submissions, tasks, timers
from webapp.store.audit_check import verify
from webapp.store.db import Database
from webapp.store.migrating import migrate
from webapp.store.vault import Vault

KILLED = 9
MOMENTS = [*[f"statement {number}" for number in range(1, 9)], "before commit", "after commit"]


def complete(database: Database, task: Task) -> None:
    with database.write() as tx:
        hold = cases.lock_to_act(tx, task.id, viewer=viewer("li"))
        change = CaseChange(case=hold.case, advance=full_advance(hold.case, task), tasks=(), now=NOW)
        given = a_submission(task, "li")
        cases.apply(tx, change, entry=entry(task.case_id), done=completed(task, "li"), submission=given)


def killed_at(moment: str) -> Callable[[str], None]:
    return lambda told: os._exit(KILLED) if told == moment else None


def test_a_process_killed_at_any_moment_leaves_all_or_nothing(bare_url: str, key_file: Path) -> None:
    database = Database(bare_url, Vault.from_file(key_file))
    migrate(database)
    deployment = furnished(database)
    for moment in MOMENTS:
        with database.write() as tx:
            _, (task,) = open_case(tx, deployment)
        database.close()  # a child must not inherit a connection

        def act(moment: str = moment, task: Task = task) -> None:
            complete(Database(bare_url, Vault.from_file(key_file), witness=killed_at(moment)), task)

        assert in_a_child(act) == KILLED
        assert rest_of(database, task) == ((1, 1, 0, 1, 1) if moment == "after commit" else (0, 0, 1, 0, 0)), moment
        if moment != "after commit":
            complete(database, task)
        assert rest_of(database, task) == (1, 1, 0, 1, 1)
    database.close()


def rest_of(database: Database, task: Task) -> tuple[int, ...]:
    """Count what is there: acts, submissions, open tasks, armed timers, waits; the audit must be whole."""
    with database.read() as tx:
        assert verify(tx).faults == ()
        kept = (submissions.of_case, tasks.open_tasks, timers.of_case, messages.waits_of)
        return (cases.header(tx, task.case_id).rev, *(len(look(tx, task.case_id)) for look in kept))
