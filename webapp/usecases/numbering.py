"""Business numbers of cases and letters: per series and year, without holes; a voided one is explained."""

from __future__ import annotations

from webapp.store import numbers
from webapp.usecases.desk import Desk
from webapp.usecases.words import SERIES


def next_number(desk: Desk) -> str:
    """This function will take the case's own number: 云线索〔2026〕14号."""
    mark = desk.act.office.facts["mark"][:1]
    known = SERIES.get(desk.case.process) or SERIES.get(desk.case.measure, desk.case.measure)
    series = f"{mark}{known}"
    return numbers.take(
        desk.act.tx, series, year=desk.act.today.year, case_id=desk.case.id, bearer=desk.case.process, now=desk.act.now
    )


def next_letter_number(desk: Desk, series: str, bearer: str) -> str:
    """This function will take a letter's number in its series: 纪函〔2026〕5号."""
    mark = desk.act.office.facts["mark"][:1]
    return numbers.take(
        desk.act.tx, f"{mark}{series}", year=desk.act.today.year, case_id=desk.case.id, bearer=bearer, now=desk.act.now
    )
