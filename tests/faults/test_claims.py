"""Tasks that several claim at once (fault table, rows 6, 8 and 34): one holder at any time, told to everybody."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any  # JSON as it came

import pytest

from tests.faults.drawn import deploy, one_room, post, steps_at
from tests.faults.length import rounds
from tests.faults.linear import CLAIM, RELEASE, Said, unexplained
from tests.faults.offices import at_once
from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.robot import open_steps
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound, NotOpen, Overtaken
from webapp.domain.ids import TaskId
from webapp.store import submissions
from webapp.store.faults import Contended
from webapp.store.tables import case
from webapp.usecases.completing import submit
from webapp.usecases.handing import claim_task, release_task

POOL = """process m28_pool 试办事项
  secrecy: internal
lane supervise 监督检查室
start called 收到来函 : called
user step 办理
  form: note
  deadline: end.note
end over 已办结
called > step > over
"""
WHO = ("li", "zhao", "luo")
VERBS: dict[str, Any] = {CLAIM: claim_task, RELEASE: release_task}


def pool(house: House, count: int) -> list[TaskId]:
    """Give so many tasks in the pool of the first room; the others have no officers."""
    deploy(house, POOL)
    one_room(house)
    for _ in range(count):
        post(house, "called", to="m28_pool")
    house.drain()
    return steps_at(house, "step")


def ask(house: House, who: str, act: str, key: TaskId) -> Said:
    """Let a person ask, again while the office says that it is busy, and note when and what it said."""
    actor, called = house.actor(who), time.monotonic_ns()
    while (granted := _answer(house, actor, act, key)) is None:
        pass
    return Said(task=key, who=who, act=act, granted=granted, called=called, answered=time.monotonic_ns())


def _answer(house: House, actor: Actor, act: str, key: TaskId) -> bool | None:
    """Granted or refused; nothing when the office was busy and did nothing."""
    try:
        house.office.run(VERBS[act], actor, task_id=key)
    except Contended:
        return None
    except (Overtaken, NotOpen, NotFound):
        return False
    return True


def all_ask(house: House, folder: Path, plan: Callable[[str], list[tuple[str, TaskId]]]) -> list[Said]:
    """Let three officers, each in a process of their own, ask as planned; gives what all of them were told."""

    def one(own: House, number: int) -> None:
        who = WHO[number]
        said = [vars(ask(own, who, act, key)) for act, key in plan(who)]
        (folder / f"{who}.json").write_text(json.dumps(said))

    assert at_once(house, folder, one, count=len(WHO)) == [0] * len(WHO)
    return [Said(**row) for who in WHO for row in json.loads((folder / f"{who}.json").read_text())]


def test_of_all_who_claim_each_of_many_tasks_at_once_one_owns_it(house: House, tmp_path: Path) -> None:
    keys = pool(house, rounds(25))

    def in_some_order(who: str) -> list[tuple[str, TaskId]]:
        order = random.Random(who).sample(keys, len(keys))  # noqa: S311 - a test
        return [(CLAIM, key) for key in sorted(order, key=lambda key: keys.index(key) // 5)]

    said = all_ask(house, tmp_path, in_some_order)

    owners = {one.task: one.who for one in said if one.granted}
    assert Counter(one.task for one in said if one.granted) == dict.fromkeys(keys, 1)
    assert {key: holder for _, holder, key in open_steps(house)} == owners
    everything_holds(house)


def test_histories_of_claims_and_returns_are_explained_by_one_act_at_a_time(house: House, tmp_path: Path) -> None:
    keys = pool(house, 2)

    def at_random(who: str) -> list[tuple[str, TaskId]]:
        chance = random.Random(f"{who}-7")  # noqa: S311 - a test
        return [(chance.choice((CLAIM, RELEASE)), chance.choice(keys)) for _ in range(rounds(20))]

    said = all_ask(house, tmp_path, at_random)

    assert len({one.granted for one in said}) == 2
    assert unexplained(said) == []
    everything_holds(house)


def told(task: str, who: str, act: str, granted: bool, called: int, answered: int) -> Said:
    return Said(task=task, who=who, act=act, granted=granted, called=called, answered=answered)


@pytest.mark.parametrize(
    "history",
    [
        [told("t", "a", CLAIM, True, 0, 1), told("t", "b", CLAIM, True, 2, 3)],
        [told("t", "a", CLAIM, True, 0, 5), told("t", "b", CLAIM, True, 1, 4)],
        [told("t", "a", CLAIM, True, 0, 1), told("t", "a", RELEASE, True, 2, 3), told("t", "b", CLAIM, False, 4, 5)],
        [told("t", "a", RELEASE, True, 0, 1)],
        [told("t", "b", CLAIM, False, 0, 1), told("t", "a", CLAIM, True, 2, 3)],
    ],
)
def test_a_history_that_nothing_explains_is_found_out(history: list[Said]) -> None:
    assert unexplained([*history, told("other", "a", CLAIM, True, 0, 1)]) == ["t"]


def test_acts_that_overlap_may_have_happened_either_way() -> None:
    both = told("t", "a", CLAIM, True, 0, 9), told("t", "a", RELEASE, True, 10, 19), told("t", "b", CLAIM, True, 1, 18)

    assert unexplained(both) == []


def test_a_form_sent_from_a_page_that_is_stale_changes_nothing_and_is_kept(house: House) -> None:
    (key,) = pool(house, 1)
    rev = rows(house, case)[0].rev
    house.run(submit, "zhao", task_id=key, token=house.token(), posted={"text": ["先办的人。"]}, rev=rev)
    before = [(row.rev, row.chain_head) for row in rows(house, case)]

    with pytest.raises(Overtaken, match="赵知白"):
        house.run(submit, "li", task_id=key, token=house.token(), posted={"text": ["后办的人。"]}, rev=rev)

    assert [(row.rev, row.chain_head) for row in rows(house, case)] == before
    with house.office.database.read() as tx:
        draft = submissions.draft(tx, key, person_id="li")
    assert draft is not None
    assert draft.content == {"posted": {"text": ["后办的人。"]}}
    everything_holds(house)
