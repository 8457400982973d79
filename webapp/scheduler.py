"""The only home of APScheduler: a heartbeat over our own tables of due work; late is late, but once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from webapp.usecases.office import Office
from webapp.usecases.work import daily, seal, tick

log = logging.getLogger("shibiyan.scheduler")
MINUTE = 60


def build_scheduler(office: Office, *, seconds: int) -> BackgroundScheduler:
    """This function will give a scheduler whose beats look for due work; a missed beat is made up once, in no burst.

    A second scheduler on the same database does no harm: each piece of work is claimed in the database.
    """
    beats = BackgroundScheduler(
        timezone=office.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, verb, pause in (("tick", tick, seconds), ("seal", seal, MINUTE), ("daily", daily, MINUTE)):
        beats.add_job(partial(beat, office, verb), "interval", seconds=pause, id=name)
    return beats


def beat(office: Office, verb: Callable[[Office], int]) -> None:
    """This function will do one beat; one that fails is logged by its kind, for the work is still due in its table."""
    try:
        verb(office)
    except Exception as fault:  # noqa: BLE001 - the next beat tries again; the fault's own text may hold contents
        log.error("beat=%s kind=%s", getattr(verb, "__name__", "?"), type(fault).__name__)
