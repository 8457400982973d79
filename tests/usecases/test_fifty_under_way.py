"""Fifty matters are under way when a new version comes: they keep their clocks and their basis."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import yaml

from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, issue, post
from tests.usecases.robot import do, task_at
from webapp.domain.actor import SYSTEM
from webapp.domain.bundle import Bundle
from webapp.domain.ids import CaseId
from webapp.store import deadlines
from webapp.store.tables import case, task
from webapp.usecases.publishing import files_in_force, put_in_force
from webapp.usecases.task_pages import open_task

pytestmark = pytest.mark.story

M08, RULES, BASES = "m08_talk_letter_inquiry", "rules/deadlines.yaml", "rules/legal_basis.yaml"
HEADS = ("liu", "shen", "zhu", "gong", "ren")
FIFTY = 50
OLD_PLAN, NEW_PLAN = dt.date(2026, 3, 5), dt.date(2026, 3, 11)
OLD_REPLY = dt.date(2026, 3, 23)
NEWER = "新的规定"


def opened(house: House, subject: str) -> None:
    """Let measure 7 ask for an inquiry on a head."""
    post(house, "inquiry_start", to=M08, subject=subject)


def changed(house: House) -> Bundle:
    """The version in force with other limits for plan and reply, and another basis of the reply's."""
    found = house.office.view(files_in_force, SYSTEM, process=M08)
    limits, bases = (yaml.safe_load(found.files[name]) for name in (RULES, BASES))
    limits["inquiry.plan"]["amount"], limits["letter.reply"]["amount"] = 7, 20
    limits["letter.reply"]["basis"] = "newer_rule"
    bases["newer_rule"] = {"zh": f"{NEWER}第一条", "en": "Newer rule, article 1"}
    new = {RULES: limits, BASES: bases}
    text = {name: yaml.safe_dump(rules, allow_unicode=True).encode() for name, rules in new.items()}
    return dataclasses.replace(found, files={**found.files, **text}, checksum="")


def plans(house: House) -> dict[CaseId, dt.date]:
    """Give by when the plan of each inquiry is due."""
    return {CaseId(row.case_id): row.due_on for row in rows(house, task) if row.element == "plan_inquiry"}


def to_letter(house: House) -> None:
    """Bring an inquiry on Ma to its letter."""
    opened(house, "ma")
    house.drain()
    do(house, "li", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan", "luo", "wang", "chen")


def reply(house: House) -> tuple[dt.date, str | None]:
    """Let the letter reach Ma; give by when the reply is due and which basis its page cites."""
    issue(house, "hear/issue_inquiry", "li", to="ma")
    key = task_at(house, "hear/reply")
    (row,) = [one for one in rows(house, task) if one.id == key]
    with house.office.database.read() as tx:
        assert deadlines.due_days(tx, CaseId(row.case_id))["letter.reply"] == row.due_on
    return row.due_on, house.view(open_task, "ma", task_id=key).deadline_basis


def test_fifty_matters_keep_their_clocks_and_their_basis_when_a_new_version_comes(house: House) -> None:
    to_letter(house)
    for number in range(FIFTY - 1):
        opened(house, HEADS[number % len(HEADS)])
    house.drain()
    old = plans(house)
    mine = {row.deployment_id for row in rows(house, case)}
    assert (len(old), len(mine)) == (FIFTY, 1)

    version = house.office.run(put_in_force, SYSTEM, bundle=changed(house))
    opened(house, HEADS[0])
    house.drain()

    found = plans(house)
    (new,) = [row for row in rows(house, case) if row.deployment_id == version]
    assert {key: found[key] for key in old} == old
    assert set(old.values()) == {OLD_PLAN}
    assert found[CaseId(new.id)] == NEW_PLAN
    due_on, basis = reply(house)
    assert due_on == OLD_REPLY
    assert basis
    assert NEWER not in basis
    everything_holds(house)
