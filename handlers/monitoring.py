"""Monitoring of clues: counts, alerts, the key-watch list, the figures of a quarter (动态监测)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Figures, Monitoring, Signs

CRITERIA = ("family_business", "poor_style", "social_reaction", "poor_appraisal")


@handler
def recount(threshold: int, person: PersonId | None = None, *, monitoring: Monitoring) -> int:
    """This function will count the reports on a person, this one among them, and raise the alert at the threshold.

    Nobody named, nothing is counted.
    """
    if person is None:
        return 0
    count = monitoring.reports(person)
    if count >= threshold:
        monitoring.alert(person, "registration")
    return count


@handler
def sweep(threshold: int, *, monitoring: Monitoring) -> int:
    """This function will look at every head once and put forward those with new signs; gives how many they are."""
    found = [person for person, one in monitoring.new_signs() if one.reports >= threshold or _is_sign(one)]
    return sum(monitoring.alert(person, "monthly") for person in found)


def _is_sign(one: Signs) -> bool:
    return one.business > 0 or one.deviations > 0 or one.poor_appraisals > 0


@handler
def signs(*, monitoring: Monitoring) -> Signs:
    """This function will give the signs on the person for the key-watch list."""
    return monitoring.of_subject()


@handler
def enlist(criteria: tuple[str, ...], *, monitoring: Monitoring) -> dt.date:
    """This function will put the person on the key-watch list for the criteria an officer confirmed, for a while.

    How many wrote is no criterion: without one of the four nobody is listed (DMN-8).
    """
    known = tuple(word for word in CRITERIA if word in criteria)
    if not known:
        raise BusinessError("no_criterion", "没有确认任何一项列入情形，不能列入重点名单。")
    return monitoring.enlist(known)


@handler
def take_off(status: str, *, monitoring: Monitoring) -> int:
    """This function will end the listing of this case (`expired`, `ended`) and give how many rows it had."""
    if status not in ("expired", "ended"):
        raise BusinessError("unknown_status", "移出重点名单的原因不在规定用语之内。")
    return monitoring.take_off(status)


@handler
def call_off(*, monitoring: Monitoring) -> int:
    """This function will tell the subject's extra visits or talks that are not begun that the listing is over.

    Gives how many they are; none while another listing of the subject stands.
    """
    return monitoring.call_off()


@handler
def figures(*, monitoring: Monitoring) -> Figures:
    """This function will count the past quarter's clues as the register shows them."""
    return monitoring.figures()
