"""The bench itself, with tiny sizes: it runs, and names what it is to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.bench import (
    acts,
    crowd,
    floor,
    keeping,
    loops,
    meetings,
    memory,
    over_http,
    papers,
    portraits,
    ratio,
    record,
    signing_in,
    year,
)
from tests.bench.__main__ import report
from tests.bench.figures import Figure
from tests.bench.ground import TINY, Ground, sqlite_ground
from webapp.store.audit_check import verify


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with sqlite_ground() as found:
        yield found


def named(figures: tuple[Figure, ...]) -> dict[str, Any]:
    return {name: value for name, value in report(figures).items() if name not in ("machine", "figures", "postgres")}


def test_a_whole_life_gives_time_statements_and_bytes(ground: Ground) -> None:
    found = named(acts.measure(ground, TINY))

    assert set(found) == {"completion_ms", "statements_per_completion", "bytes_per_open_case"}
    assert all(value > 0 for value in found.values())


def test_stock_leads_the_same_life_to_its_end(ground: Ground) -> None:
    found = named(ratio.measure(ground, TINY))

    assert found["ratio_vs_stock"] > 0


def test_a_loop_goes_round(ground: Ground) -> None:
    assert named(loops.measure(ground, TINY))["loop_growth"] > 0


def test_a_meeting_of_many_is_signed(ground: Ground) -> None:
    found = named(meetings.measure(ground, TINY))

    assert set(found) == {"meeting_40_s", "meeting_page_ms"}
    assert all(value > 0 for value in found.values())


def test_offices_are_filled_with_copies_that_can_be_worked_on(ground: Ground) -> None:
    found = named(crowd.measure(ground, TINY))

    assert set(found) == {"flat_100k", "inbox_growth"}
    assert ground.filled is not None
    with ground.filled.office.database.read() as tx:
        assert verify(tx).faults == ()


@pytest.mark.long
def test_a_crowd_has_open_cases_of_all_ten_measures_that_can_be_worked_on(ground: Ground) -> None:
    some = replace(TINY, stories=True, small=100, large=200, acts=60)
    found = crowd.measure(ground, some)

    assert "on steps of 10 measures" in next(one.note for one in found if one.name == "flat_100k")


@pytest.mark.long
def test_the_driver_alone_sends_the_same_statements_again(ground: Ground) -> None:
    figures = floor.measure(ground, TINY)
    named_parts = next(one.value for one in figures if one.name == "completion, where it goes")

    assert named(figures)["floor_ms"] > 0
    assert {"engine", "form", "driver", "commit", "seals", "audit", "rest"} <= set(named_parts)


def test_an_archive_is_read_and_drawn(ground: Ground) -> None:
    assert named(portraits.measure(ground, TINY))["portrait_ms"] > 0


def test_signing_in_is_slow_on_purpose(ground: Ground) -> None:
    assert named(signing_in.measure(ground, TINY))["signin_ms"] > 20


def test_a_copied_record_is_whole_for_the_auditor(ground: Ground) -> None:
    assert named(record.measure(ground, TINY))["verify_entries_per_s"] > 0


@pytest.mark.long
def test_backup_and_restore_of_a_filled_office_are_measured(ground: Ground):
    found = named(keeping.measure(ground, TINY))

    assert found["backup_s"] > 0
    assert found["restore_s"] > 0


def test_a_letter_is_taken_as_a_file(ground: Ground) -> None:
    assert named(papers.measure(ground, TINY))["letter_ms"] > 0


@pytest.mark.long
def test_browsers_complete_steps_at_a_server_of_its_own(ground: Ground) -> None:
    found = named(over_http.measure(ground, TINY))

    assert set(found["http_p50_ms"]) == set(found["http_rps"]) == {"1", "4"}


@pytest.mark.long
def test_a_servers_memory_is_watched_while_cases_go_round(ground: Ground) -> None:
    assert named(memory.measure(ground, TINY))["rss_growth_mb"] >= 0


@pytest.mark.long
def test_a_year_opens_for_many_heads_and_its_coverage_is_looked_at(ground: Ground) -> None:
    found = named(year.measure(ground, TINY))

    assert set(found) == {"cycle_500_s", "coverage_ms"}
    assert all(value > 0 for value in found.values())
