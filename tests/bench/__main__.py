"""Measure, print a table, write var/bench.json: `python -m tests.bench [--quick] [--only acts …] [--database sqlite]`.

The report holds SQLite's figures by name at the top and PostgreSQL's under `postgres`; `figures` are all rows with what
each should be and how it was taken, `machine` is what they were taken on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from tests.bench import (
    acts,
    crowd,
    faults,
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
    start,
    year,
)
from tests.bench.feel_us import feel_us
from tests.bench.figures import Figure
from tests.bench.ground import FULL, QUICK, Ground, Sizes, postgres_ground, sqlite_ground
from webapp.cli.saying import say, table

REPORT = Path("var") / "bench.json"
SQLITE, POSTGRES = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRES)
KEYS = (
    *("ratio_vs_stock", "flat_100k", "loop_growth", "statements_per_completion", "bytes_per_open_case"),
    *("inbox_growth", "rss_growth_mb", "feel_us", "completion_ms", "floor_ms", "portrait_ms", "letter_ms", "signin_ms"),
    *("http_p50_ms", "http_p95_ms", "http_rps"),
    *("meeting_40_s", "meeting_page_ms", "cycle_500_s", "coverage_ms", "verify_entries_per_s"),
    *("backup_s", "restore_s", "rls_ratio"),
)
"""The figures that stand by name in the report; all others are among its rows only."""
Measure = Callable[[Ground, Sizes], Iterable[Figure]]
MEASURES: Mapping[str, Measure] = {
    "acts": acts.measure,
    "floor": floor.measure,
    "ratio": ratio.measure,
    "loops": loops.measure,
    "crowd": crowd.measure,
    "http": over_http.measure,
    "memory": memory.measure,
    "meetings": meetings.measure,
    "year": year.measure,
    "portraits": portraits.measure,
    "papers": papers.measure,
    "signin": signing_in.measure,
    "record": record.measure,
    "keeping": keeping.measure,
}
FEEL, START, FAULTS = "feel", "start", "faults"
"""What no database has to do with, what is measured on SQLite alone, what takes its databases itself."""


def main() -> int:
    """Measure on SQLite, on PostgreSQL when one answers, expressions, a start; then break things, many times over.

    A whole run writes its report anew after each figure: what is broken off leaves what it has found.
    """
    asked = _asked()
    whole, found = not (asked.only or asked.database), list[Figure]()
    for figure in everywhere(asked.only or [*MEASURES, FEEL, START, FAULTS], asked.database, quick=asked.quick):
        found.append(figure)
        if whole:
            write(found)
    say(*table([("figure", "database", "measured", "limit", "", "how"), *map(line, found)]))
    if whole:
        say(f"-> {REPORT}")
    return 0


def write(found: Iterable[Figure]) -> None:
    """Keep the figures so far in the report."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that all is well, not how well")
    parser.add_argument(
        "--only", nargs="+", choices=[*MEASURES, FEEL, START, FAULTS], help="these alone; nothing is written"
    )
    parser.add_argument("--database", choices=DATABASES, help="on this one alone; nothing is written")
    return parser.parse_args()


def everywhere(wanted: Iterable[str], database: str | None, *, quick: bool) -> Iterator[Figure]:
    """Measure on each database; without a PostgreSQL, say so and give nothing of it."""
    sizes, measured_on = QUICK if quick else FULL, list[str]()
    if database in (None, SQLITE):
        with sqlite_ground() as ground:
            yield from measured(ground, wanted, sizes)
        measured_on.append(SQLITE)
    if database in (None, POSTGRES):
        with postgres_ground() as ground_or_none:
            if ground_or_none is None:
                say("No PostgreSQL answers: measured on SQLite only.")
            else:
                yield from measured(ground_or_none, wanted, sizes)
                measured_on.append(POSTGRES)
    if FEEL in wanted:
        one = feel_us()
        yield from (replace(one, database=name) for name in measured_on)
    if START in wanted:
        yield from start.measure()
    if FAULTS in wanted:
        yield from faults.measure(faults.QUICK_ROUNDS if quick else faults.FULL_ROUNDS)


def measured(ground: Ground, wanted: Iterable[str], sizes: Sizes) -> Iterator[Figure]:
    """Take the wanted measures one after the other, saying how long each took."""
    for name in wanted:
        if name in MEASURES:
            began = time.perf_counter()
            yield from MEASURES[name](ground, sizes)
            say(f"{ground.database}, {name}: {time.perf_counter() - began:.0f} s")


def report(figures: Iterable[Figure]) -> dict[str, object]:
    """Give the figures by name, SQLite's at the top, with all rows and the machine that they were taken on."""
    rows = list(figures)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    named = {
        database: {one.name: one.value for one in rows if one.database == database and one.name in KEYS}
        for database in DATABASES
    }
    return {
        **named[SQLITE],
        "postgres": named[POSTGRES],
        "machine": machine,
        "figures": [asdict(one) for one in rows],
    }


def line(figure: Figure) -> tuple[str, ...]:
    """Give a figure as a row of the table."""
    mark = "ok" if figure.met else "MISSED"
    return figure.name, figure.database, in_words(figure), figure.limit, mark, figure.note


def in_words(figure: Figure) -> str:
    """Give the measured value, or several by their names."""
    if isinstance(figure.value, Mapping):
        return " · ".join(f"{key}: {value:.4g}" for key, value in figure.value.items()) + f" {figure.unit}"
    return f"{figure.value:.4g} {figure.unit}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
