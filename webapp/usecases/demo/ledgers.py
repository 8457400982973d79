"""What the made-up county keeps besides cases: service records, what heads declared, the lists of the year."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any  # YAML as it came

import yaml

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.papers import PersonalMatter, ServiceRecord
from webapp.store import ledgers
from webapp.usecases.act import Act, writes
from webapp.usecases.demo.stage import Stage
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.yearly_lists import add_line

FILE = Path(__file__).with_name("ledgers.yaml")
KEEPER = "su"
RECORDS, EVERY = 20, 9
"""So many service records each unit has, one every so many days up to today."""


@functools.cache
def ledgers_of_yunling() -> dict[str, Any]:
    """This function will read what the county keeps."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@writes(Permission.SYSTEM)
def settle_ledgers(act: Act) -> None:
    """This function will write the units' service records and what heads declared for the year."""
    ledgers.add_served(act.tx, _served(act.today))
    for person, content in ledgers_of_yunling()["matters"].items():
        ledgers.put_matter(
            act.tx,
            PersonalMatter(
                id=f"matter_{person}",
                subject_id=PersonId(person),
                year=act.today.year,
                kind="family_business",
                status="declared",
                content=content,
                at=act.now,
            ),
        )
    note(act, entry_of(act, "demo.furnished"))


def _served(today: dt.date) -> Iterator[ServiceRecord]:
    found = ledgers_of_yunling()
    callers = found["callers"]
    for unit, matters in found["served"].items():
        for number in range(RECORDS):
            content = {"name": callers[number % len(callers)], "matter": matters[number % len(matters)]}
            yield ServiceRecord(
                id=f"served_{unit}_{number:02}",
                unit_id=UnitId(unit),
                served_on=today - dt.timedelta(days=1 + EVERY * number),
                source="窗口登记",
                content=content,
            )


def keep_lists(stage: Stage) -> None:
    """This function will let records come in, and the conduct office write down what the year asks for."""
    stage.office.run(settle_ledgers, SYSTEM)
    year = stage.today.year
    for of, lines in ledgers_of_yunling()["lists"].items():
        for text, source in lines:
            words = {"text": text, "source": source.format(year=year)}
            stage.office.run(add_line, stage.actor(KEEPER), of=of, year=year, **words)
