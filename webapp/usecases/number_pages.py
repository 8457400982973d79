"""文号登记: which numbers each series gave out, which are void and why, and whether one is missing."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.said import Said
from webapp.store import number_register
from webapp.store.number_register import Numbered, Series
from webapp.store.numbers import written
from webapp.usecases.act import Act, reads
from webapp.usecases.viewing import name_of
from webapp.usecases.views.registers import NumberRow, NumbersView, SeriesRow

OVERSIGHT = "case_mgmt"
BEARERS: Mapping[str, str] = {"letter": "文书", "minutes": "会议纪要", "entry": "档案条目", "case": "事项"}


@reads(Permission.SEE_NUMBERS)
def number_page(act: Act, *, series: str = "", year: int = 0, below: int = 0) -> NumbersView:
    """This function will give every series with its counts, and one page of the chosen one, the highest number first.

    Case oversight sees all series, the general office those of papers. No name, no title: the number's day, what kind
    of thing bears it, and of a void one who, when and why. It says the same to everybody: a line that said less to
    whoever is recused would tell that one which numbers are about the head.
    """
    known = number_register.series(act.tx, papers=OVERSIGHT not in act.actor.roles)
    chosen = next((one for one in known if (one.series, one.year) == (series, year)), known[0] if known else None)
    if chosen is None:
        return NumbersView(series=())
    page = number_register.page(act.tx, chosen.series, year=chosen.year, below=below or None)
    return NumbersView(
        series=tuple(map(_series, known)),
        chosen=_series(chosen),
        missing=_missing(act, chosen),
        rows=tuple(_row(act, one) for one in page.rows),
        below=int(str(page.after[0])) if page.after else None,
    )


def _series(one: Series) -> SeriesRow:
    newest = written(one.series, year=one.year, value=one.highest)
    return SeriesRow(series=one.series, year=one.year, newest=newest, given=one.given, voided=one.voided)


def _missing(act: Act, one: Series) -> tuple[str, ...]:
    """In the words of the series: 云纪函〔2026〕3号; asked only where the counts differ."""
    if one.given == one.highest:
        return ()
    gone = number_register.holes(act.tx, one.series, year=one.year)
    return tuple(written(one.series, year=one.year, value=value) for value in gone)


def _row(act: Act, one: Numbered) -> NumberRow:
    return NumberRow(
        number=one.text,
        on=one.at.astimezone(act.office.zone).date(),
        bearer=Said(BEARERS[one.bearer]),
        voided_on=one.voided_at.astimezone(act.office.zone).date() if one.voided_at else None,
        voided_by=name_of(act, one.voided_by),
        reason=Said(one.void_reason or ""),
    )
