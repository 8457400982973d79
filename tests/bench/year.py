"""The year in an office with many heads: opening a period for each of them, and the page that shows how all stand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

import pytest

from tests.bench.figures import Figure, at_most, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.faults.drawn import deploy
from tests.usecases.lists import approve_lists
from tests.usecases.office import House, hold
from tests.usecases.test_rounds import TALKS
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Person, Post, Unit
from webapp.store import people
from webapp.usecases import coverage_cells
from webapp.usecases.coverage import coverage_page
from webapp.usecases.cycles import turn_all
from webapp.usecases.library import Library

CYCLE_S, COVERAGE_MS = 60.0, 1_000.0
SINCE = dt.date(2020, 1, 1)
ROUNDS = {
    "2026-09-01T08:00": ("m01_political_evaluation",),
    "2027-01-05T08:00": (
        "m02_main_responsibility",
        "m03_power_watch",
        "m05_integrity_talk",
        "m06_life_meeting",
        "m09a_archive_update",
    ),
}
"""When the yearly measures begin that have a case for each head (m06: for each unit)."""
TASK = "m21_talks"
SMALL = {f"m2{number}": (f"m2{number}_talks", f"第{number}项") for number in range(1, 7)}
"""Six small yearly tasks in place of the measures' own, for the page alone: what it costs is looking, no diagram."""
UNITS, REPORTS = "m25_talks", "m26_talks"


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Open a period for many heads; then look at the coverage of still more, all of whose rounds are open."""
    took = _rounds(_office(ground, "cycle", sizes.cycle, []))
    slowest = max(took, key=lambda process: took[process])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage_cells, "COLUMNS", SMALL)
        many = _office(ground, "coverage", sizes.heads, list(coverage_cells.processes()))
        _open(many, list(coverage_cells.processes()))
        looks = [milliseconds(lambda: _look(many, sizes.heads)) for _ in range(max(sizes.looks // 4, 1))]
    return (
        at_most(
            CYCLE_S,
            name="cycle_500_s",
            database=ground.database,
            value=took[slowest],
            unit="s",
            note=f"{sizes.cycle} heads, list to last case, {slowest} of {_told(took)}",
        ),
        at_most(
            COVERAGE_MS,
            name="coverage_ms",
            database=ground.database,
            value=middle(looks),
            unit="ms",
            note=f"{sizes.heads} heads, {len(SMALL)} measures, all open",
        ),
    )


def _office(ground: Ground, name: str, heads: int, tasks: list[str]) -> House:
    """An office with so many heads, each of a unit of its own, and small yearly tasks under those names."""
    house = ground.fresh(name)
    house.office.library = Library(house.office.handlers)
    with house.office.database.write() as tx:
        there = len(people.directory(tx).heads(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
        for number in range(heads - there):
            unit, who = UnitId(f"u{number}"), PersonId(f"h{number}")
            people.put_unit(tx, Unit(id=unit, name=f"单位{number}", kind="bureau", position=100 + number))
            people.put_person(tx, Person(id=who, kind=Affiliation.HEAD, name=f"甲{number}"))
            post = Post(id=f"p{number}", person_id=who, unit_id=unit, title="局长", is_head=True, from_on=SINCE)
            people.put_post(tx, dataclasses.replace(post, level="head"))
        hold(tx, house.clock())
    for task in tasks:
        deploy_small(house, task)
    return house


def deploy_small(house: House, name: str) -> None:
    """Put a small yearly task in force: of heads, of units, or of who reports on them."""
    who = {UNITS: "units", REPORTS: "residents"}.get(name, "heads")
    deploy(house, TALKS.format(month=4, who=who).replace(TASK, name))


def _rounds(house: House) -> dict[str, float]:
    """Let the real measures' rounds begin, and give the seconds from each one's approved list to its last case."""
    took = {}
    for at, measures in ROUNDS.items():
        house.clock.move_to(at)
        _turn(house)
        for process in measures:
            approve_lists(house, process, each_week=500)
            began = time.perf_counter()
            _turn(house)
            took[process] = time.perf_counter() - began
    return took


def _told(took: dict[str, float]) -> str:
    return ", ".join(f"{process.partition('_')[0]} {seconds:.1f}" for process, seconds in took.items())


def _turn(house: House) -> None:
    while turn_all(house.office):
        pass


def _open(house: House, tasks: list[str]) -> None:
    """Let the instant come and the lists be approved, and all cases be opened."""
    house.clock.move_to("2026-04-05T08:00")
    turn_all(house.office)
    for task in tasks:
        approve_lists(house, task, each_week=500)
    house.clock.shift(days=60)
    _turn(house)


def _look(house: House, heads: int) -> None:
    found = house.view(coverage_page, "chen", year=2026)
    if len(found.rows) != heads:
        raise RuntimeError(f"{len(found.rows)} heads instead of {heads}")
