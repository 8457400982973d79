"""Limits: so many tries, searches, exports within a span, counted in the database for all web processes together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import TooOften
from webapp.domain.limits import Limit
from webapp.domain.records import AuditEntry
from webapp.domain.said import Said
from webapp.store import audit, tallies
from webapp.usecases.act import Act, writes

if TYPE_CHECKING:
    from webapp.usecases.office import Office


def refuse_too_often(office: Office, limit: Limit, who: str) -> None:
    """This function will count one more and raise TooOften beyond the limit."""
    until = office.run(count_one, SYSTEM, limit=limit, who=who)
    if until is not None:
        here = until.astimezone(office.zone)
        raise TooOften(until=until, when=Said("{day}{time}", day=here.date(), time=f"{here:%H:%M}"))


@writes(Permission.SYSTEM, audited=False)
def count_one(act: Act, *, limit: Limit, who: str) -> dt.datetime | None:
    """This function will count one more and give when to try again, None within the limit.

    Before the act and in a run of its own: what fails counts as well. The first one beyond a limit is recorded.
    """
    times = tallies.add(act.tx, limit.kind, who, since=limit.since(act.now))
    if times == limit.times + 1:
        facts = {"kind": limit.kind, "who": who}
        audit.append(act.tx, AuditEntry(stream="office", act="limit.reached", actor_id=None, at=act.now, facts=facts))
    return limit.until(act.now) if times > limit.times else None


@writes(Permission.SYSTEM, audited=False)
def take_back(act: Act, *, limit: Limit, who: str) -> None:
    """This function will hold what succeeded against nobody."""
    tallies.take_back(act.tx, limit.kind, who, since=limit.since(act.now))
