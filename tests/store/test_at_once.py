"""Several acts on one case at the same moment: each is whole, none is lost, none is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.store.builders import NOW, completed, entry, furnished, grant, open_case, viewer
from webapp.domain.advance import Advance, ClosedTask
from webapp.domain.bundle import Bundle
from webapp.domain.errors import NotOpen, OfficeError
from webapp.domain.records import CaseChange, Task
from webapp.store import cases, deployments, tasks
from webapp.store.audit_check import verify
from webapp.store.db import Database, retrying
from webapp.store.tables import deployment


def complete(database: Database, task: Task, who: str) -> None:
    with database.write() as tx:
        hold = cases.lock_to_act(tx, task.id, viewer=viewer(who))
        if not hold.task.is_open:
            raise NotOpen
        advance = Advance(state=hold.case.state + who.encode(), closed=(ClosedTask(task_id=task.id, completed=True),))
        change = CaseChange(case=hold.case, advance=advance, tasks=(), now=NOW)
        cases.apply(tx, change, entry=entry(task.case_id, actor_id=who), done=completed(hold.task, who))


def at_once(*acts: Callable[[], None]) -> list[str]:
    """Run acts at the same moment, each tried again as the office does; gives the codes of those that failed."""
    start, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            retrying(act)
        except OfficeError as error:
            failed.append(error.code)

    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return failed


def test_one_task_completed_by_two_at_once_is_completed_once(database: Database) -> None:
    deployment = furnished(database)
    for _ in range(5):
        with database.write() as tx:
            case, (task,) = open_case(tx, deployment)

        failed = at_once(lambda t=task: complete(database, t, "li"), lambda t=task: complete(database, t, "zhao"))

        with database.read() as tx:
            assert failed == ["not_open"]
            assert cases.header(tx, case.id).rev == 1


@pytest.mark.parametrize("files", [(b"one", b"one"), (b"one", b"two")], ids=["the same", "different"])
def test_a_process_deployed_by_two_servers_at_once_is_there_for_both(database: Database, files: tuple[bytes, bytes]):
    def deploy(name: str, content: bytes) -> None:
        with database.write() as tx:
            deployments.insert(tx, Bundle(process=name, files={"a": content}), measure="m09", at=NOW)

    for number in range(5):
        name = f"m09_new_{number}"

        failed = at_once(*(lambda n=name, c=content: deploy(n, c) for content in files))

        with database.read() as tx:
            kept = tx.execute(
                sa.select(deployment.c.version, deployment.c.state).where(deployment.c.process == name)
            ).all()
        assert failed == []
        assert sorted(one.version for one in kept) == list(range(1, len(set(files)) + 1))
        assert [one.state for one in kept].count("live") == 1


def test_two_branches_completed_at_once_are_both_kept(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        case, rows = open_case(tx, deployment, {}, {}, {})
    people = ("li", "zhao", "wang")

    failed = at_once(*[lambda t=task, p=who: complete(database, t, p) for task, who in zip(rows, people, strict=True)])

    with database.write() as tx:
        after = cases.lock(tx, case.id)
        assert failed == []
        assert tasks.open_tasks(tx, case.id) == ()
        assert after.rev == 3
        assert all(who.encode() in after.state for who in people)
        assert verify(tx).faults == ()
