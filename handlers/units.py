"""Units: the scope of a campaign, one case for each unit, the head of the day (单位)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.ports import UnitKind, Units

CAMPAIGN_UNIT, UNIT_PROCESS = "campaign_unit", "m07d_unit"


@handler
def kinds(*, units: Units) -> tuple[UnitKind, ...]:
    """This function will list the levels and kinds of unit (各级各类) with the number of units of each."""
    return units.kinds()


@handler
def open_campaign(kinds: tuple[str, ...], due: dt.date, *, units: Units) -> int:
    """This function will open the self-check of each unit of the chosen kinds and give how many units they are."""
    chosen = units.of_kinds(kinds)
    if not chosen:
        raise BusinessError("no_unit", "所选范围内没有单位，不能开展整治。")
    for unit in chosen:
        units.open_one(unit, CAMPAIGN_UNIT, UNIT_PROCESS, due)
    return len(chosen)


@handler
def take_head(unit: UnitId | None = None, *, units: Units) -> PersonId | None:
    """This function will make a unit's head of today the person of this case, and give who that is.

    The unit is the case's own unless another is named.
    """
    return units.take_head(unit)
