"""Business numbers of cases and letters: per series and year, without holes; a voided one is explained."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.store import letters, numbers
from webapp.usecases.act import Act
from webapp.usecases.desk import Desk
from webapp.usecases.words import SERIES

VOID_REASONS: Mapping[str, str] = {
    "wrong_text": "用印前发现正文有误，重新行文",
    "wrong_addressee": "用印前发现主送、抄送有误，重新行文",
    "twice": "重复行文，没有发出",  # no longer offered: the step goes on with a new draft, not without a letter
    "overtaken": "情况变化，没有发出",
}
ENDED = "事项提前终止，文书没有用印发出"


def void_letter(act: Act, number: str, *, reason: str) -> None:
    """This function will void the number of a letter that was not sent; the register says who, when and why."""
    numbers.void(act.tx, number, by=act.actor.person_id, reason=reason, now=act.now)
    letters.void(act.tx, number, now=act.now)


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
