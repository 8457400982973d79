"""Limits: so many tries, searches, exports within a span, counted in the database for all web processes together."""

from __future__ import annotations

import datetime as dt
import threading
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


class Tries:
    """What a process remembers of tries of this span: who has the database alone gives a guesser no more of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], tuple[dt.datetime, int]] = {}

    def add(self, limit: Limit, who: str, now: dt.datetime) -> int:
        """This function will count one more and give how many there are in this span."""
        return self._change(limit, who, now, 1)

    def take_back(self, limit: Limit, who: str, now: dt.datetime) -> None:
        """This function will count one less."""
        self._change(limit, who, now, -1)

    def _change(self, limit: Limit, who: str, now: dt.datetime, by: int) -> int:
        since = limit.since(now)
        with self._lock:
            begun, times = self._times.get((limit.kind, who), (since, 0))
            times = max(0, (times if begun == since else 0) + by)
            self._times[limit.kind, who] = since, times
            if not times:
                del self._times[limit.kind, who]
        return times


def refuse_too_often(office: Office, limit: Limit, who: str) -> None:
    """This function will count one more and raise TooOften beyond the limit."""
    until, now = office.run(count_one, SYSTEM, limit=limit, who=who), office.clock()
    if limit.remembered and office.tries.add(limit, who, now) > limit.times:
        until = until or limit.until(now)
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
    if limit.remembered:
        act.tx.after_commit(lambda: act.office.tries.take_back(limit, who, act.now))
