"""The archive page of a head with many entries: read, drawn as of the day, each with its source and both officers."""

from __future__ import annotations

import datetime as dt

from tests.bench.figures import Figure, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.usecases.office import House, hold
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.portrait import DIMENSIONS
from webapp.store import archive
from webapp.usecases.act import Act
from webapp.usecases.archives import archive_page, declare_about_archive
from webapp.usecases.portraits import redraw

HEAD = PersonId("ma")
LOOKS = 9
WEIGHTS = ("adverse", "good", "none")


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Fill one archive, then read it as its keeper does, and draw its portrait as an entry does."""
    house = ground.fresh("portraits")
    fill(house, sizes.entries)
    house.run(declare_about_archive, "qian", person_id=HEAD, answer="none")
    looks = [milliseconds(lambda: house.view(archive_page, "qian", person_id=HEAD)) for _ in range(LOOKS)]
    draws = [milliseconds(lambda: drawn(house)) for _ in range(LOOKS)]
    note = f"page of {sizes.entries} entries; drawing and keeping alone {middle(draws):.1f} ms; middle of {LOOKS}"
    return (Figure(name="portrait_ms", database=ground.database, value=middle(looks), unit="ms", note=note),)


def fill(house: House, count: int) -> None:
    """Write so many verified entries over the last three years, in every dimension."""
    now = house.clock()
    with house.office.database.write() as tx:
        for number in range(count):
            archive.enter(tx, entry(number, now))
        hold(tx, now)


def entry(number: int, now: dt.datetime) -> ArchiveItem:
    """Make one entry."""
    return ArchiveItem(
        id=f"entry{number}",
        number=f"档〔2025〕{number}号",
        subject_id=HEAD,
        section=5,
        kind="check.good",
        status="verified",
        weight=WEIGHTS[number % len(WEIGHTS)],
        level="head",
        source_case_id=None,
        on=now.date() - dt.timedelta(days=number * 2 % 1000),
        entered_at=now - dt.timedelta(days=number * 2 % 1000),
        entered_by=PersonId("li"),
        checked_by=PersonId("qian"),
        content={"summary": f"第{number}次检查，议事规则落实情况。", "heard": "yes"},
        dimension=DIMENSIONS[number % len(DIMENSIONS)],
    )


def drawn(house: House) -> None:
    """Draw and keep the portrait anew."""
    with house.office.database.write() as tx:
        redraw(Act(office=house.office, tx=tx, actor=SYSTEM, now=house.clock()), HEAD)
        hold(tx, house.clock())
