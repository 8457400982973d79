"""Cyclic starts (fault table, rows 10 to 13): once per head and period, whoever starts, crashes or comes late."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.drawn import deploy, facts_of
from tests.faults.length import LONG
from tests.faults.offices import KILLED, at_once, killed
from tests.usecases.due import ON_SQLITE, day, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.lists import approve_lists
from tests.usecases.office import House, hold
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Person, Post
from webapp.store import people
from webapp.store.adopting import adopt
from webapp.store.tables import case, cycle_due, cycle_run, incident
from webapp.store.tables import unit as unit_table

YEARLY = """process m21_yearly 年度事项
  secrecy: internal
lane supervise 监督检查室
start yearly 每年开启
  cycle: {when}
  population: {who}
user look 查看情况
  form: note
  deadline: end.note
end looked 已查看
yearly > look > looked
"""
NEW_YEAR = YEARLY.format(when="0 0 1 1 *", who="heads")


def heads(house: House, count: int) -> list[str]:
    """Let the county have so many heads, and give their ids."""
    with house.office.database.write() as tx:
        unit = tx.execute(unit_table.select()).first()
        assert unit is not None
        known = people.directory(tx).heads(day("2027-01-01"), day("2027-12-31"))
        for number in range(count - len(known)):
            who = PersonId(f"head_{number}")
            people.put_person(tx, Person(id=who, kind=Affiliation.HEAD, name=f"甲{number}"))
            post = {"unit_id": UnitId(unit.id), "title": "主任", "is_head": True, "from_on": day("2020-01-01")}
            people.put_post(tx, Post(id=f"post_{number}", person_id=who, level="head", **post))
        hold(tx, house.clock())
        adopt(tx, at=house.clock())
        return sorted(people.directory(tx).heads(day("2027-01-01"), day("2027-12-31")))


def to_new_year(house: House) -> None:
    """Let the old year's tasks of the other measures be done, and the new year begin."""
    house.clock.move_to("2026-12-31T23:59")
    house.drain()
    house.clock.move_to("2027-01-01T00:00:02")


def begun(house: House) -> list[Any]:
    """Give what was noted of the task's instants, by period."""
    noted = [row for row in rows(house, cycle_due) if row.process == "m21_yearly"]
    return [(row.period, row.late, row.missed) for row in sorted(noted, key=lambda row: row.period)]


def opened(house: House, period: str) -> list[str]:
    """Give the keys of the cases of a period, its list aside."""
    return sorted(row.key for row in rows(house, case) if row.period == period and row.process == "m21_yearly")


def lists(house: House) -> list[str]:
    """Give the keys of the task's lists."""
    return sorted(row.key for row in rows(house, case) if row.key.startswith("open_cycle:m21_yearly:"))


def planned(house: House) -> list[Any]:
    """Give the task's rows."""
    return [row for row in rows(house, cycle_run) if row.process == "m21_yearly"]


def incidents(house: House) -> list[Any]:
    """Give the kinds and facts of the task's incidents."""
    return [(row.kind, row.facts) for row in rows(house, incident) if row.code.startswith("m21_yearly:")]


def wanted(period: str, who: list[str]) -> list[str]:
    return [f"m21:yearly:{period}:{one}" for one in who]


def test_four_processes_that_start_a_year_at_once_open_one_case_for_each_head(house: House, tmp_path: Path) -> None:
    who = heads(house, 100 if LONG else 12)
    deploy(house, NEW_YEAR)
    to_new_year(house)

    ended = at_once(house, tmp_path, lambda own, _number: own.drain(), count=4)
    before = opened(house, "2027"), approve_lists(house, "m21_yearly")
    ended += at_once(house, tmp_path, lambda own, _number: own.drain(), count=4)

    assert ended == [0] * 8
    assert before == ([], 1)
    assert opened(house, "2027") == wanted("2027", who)
    assert begun(house) == [("2027", False, False)]
    assert lists(house) == ["open_cycle:m21_yearly:yearly:2027"]
    assert (house.drain(), incidents(house)) == (0, [])
    everything_holds(house)


def test_a_start_that_dies_again_and_again_is_whole_in_the_end(house: House, tmp_path: Path) -> None:
    many = 500 if LONG else 40
    who = heads(house, many)
    deploy(house, NEW_YEAR)
    to_new_year(house)
    first = [("before commit", 2, 0), ("after commit", 2, 1)]  # each piece is noted before, by a commit of its own
    then = [("statement 3", 9, 5), ("before commit", 12, 10)]

    for moment, turn, begun_now in first:
        assert killed(house, tmp_path, lambda own: own.drain(), at=moment, turn=turn) == KILLED
        assert (len(lists(house)), planned(house)) == (begun_now, [])
    approve_lists(house, "m21_yearly")
    for moment, turn, open_now in then:
        assert killed(house, tmp_path, lambda own: own.drain(), at=moment, turn=turn) == KILLED
        assert (len(planned(house)), len(opened(house, "2027"))) == (many, open_now)
    house.drain()

    assert opened(house, "2027") == wanted("2027", who)
    assert {row.state for row in planned(house)} == {"opened"}
    everything_holds(house)


@pytest.mark.parametrize(
    ("until", "late"), [("2027-01-01T00:05", False), ("2027-01-01T03:00", True), ("2027-02-10T09:00", True)]
)
def test_after_a_downtime_over_new_year_the_cycle_starts_once_and_says_that_it_is_late(
    house: House, until: str, late: bool
) -> None:
    deploy(house, YEARLY.format(when="0 0 1 1 *", who="office"))
    house.clock.move_to("2026-12-31T23:59")
    house.drain()
    before = opened(house, "2027")

    house.clock.move_to(until)
    house.drain()
    house.drain()

    assert before == []
    assert begun(house) == [("2027", late, False)]
    assert opened(house, "2027") == ["m21:yearly:2027:office"]
    (facts,) = facts_of(house, "m21_yearly")
    assert facts["yearly"].items() >= {"period": "2027", "late": late, "whole": True, "joined": False}.items()


@ON_SQLITE
@pytest.mark.parametrize(("until", "late"), [("2027-01-01T00:05", False), ("2027-01-01T03:00", True)])
def test_a_list_that_opens_late_says_so(house: House, until: str, late: bool) -> None:
    deploy(house, NEW_YEAR)
    to_new_year(house)

    house.clock.move_to(until)
    house.drain()

    mine = [one for facts in facts_of(house, "open_cycle") for one in facts.values() if "m21_yearly" in str(one)]
    assert [one["late"] for one in mine] == [late]


def test_many_missed_instants_are_one_start_and_one_word_for_the_rest(house: House) -> None:
    deploy(house, YEARLY.format(when="30 8 31 * *", who="office"))

    house.clock.move_to("2026-09-02T10:00")
    house.drain()
    found = incidents(house)
    house.clock.move_to("2026-09-30T08:30")
    house.drain()

    assert begun(house) == [
        *((f"2026-0{month}", True, True) for month in (3, 4, 5, 6, 7)),
        ("2026-08", True, False),
        ("2026-09", False, False),
    ]
    assert found == [("cycle_missed", {"periods": ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]})]
    assert lists(house) == []
    assert [opened(house, f"2026-0{month}") for month in (7, 8, 9)] == [
        [],
        ["m21:yearly:2026-08:office"],
        ["m21:yearly:2026-09:office"],
    ]
