"""Visits to the heads' units and special reports (权力运行盯防): whom to hear, by lot and by list, and when."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import UnitId
from webapp.domain.ports import Colleague, ListedFor, Power, Sample

MOST = 50


@handler
def colleagues(*, power: Power) -> tuple[Colleague, ...]:
    """This function will list the colleagues to be heard: who is a member of the unit on the day."""
    return power.colleagues()


@handler
def draw(size: int, business: bool = False, *, power: Power) -> Sample:
    """This function will draw `size` service records (1 to 50) at random in every unit that the head leads.

    With `business` as many again of those that name a business of the visit's plan. No unit has a part in it.
    """
    if not 1 <= size <= MOST:
        raise BusinessError("size_out_of_range", f"抽取人数应当在1至{MOST}之间。")
    return power.draw(size, business)


@handler
def units(*, power: Power) -> tuple[UnitId, ...]:
    """This function will list the units that are visited."""
    return power.units()


@handler
def listed_for(day: dt.date, *, power: Power) -> ListedFor:
    """This function will tell for what the head is on the key-watch list on a day, and how thorough the visit is."""
    return power.listed_for(day)


@handler
def rota(*, power: Power) -> dt.date:
    """This function will give the day around which this head's visit falls."""
    return power.rota()


@handler
def second_due(*, power: Power) -> bool:
    """This function will tell whether a second visit is due this year."""
    return power.second_due()


@handler
def author(*, power: Power) -> str:
    """This function will tell as whom the case's person writes the special report."""
    return power.author()
