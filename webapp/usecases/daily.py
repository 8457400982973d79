"""What is done once a day: the nightly watch, and at 08:30 of working days the overdue ladder and the digests."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import Unavailable
from webapp.store import attempts, calendar, day_runs, incidents
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.attempts import Piece, attempt
from webapp.usecases.departures import watch_departures
from webapp.usecases.digests import digest_all
from webapp.usecases.ending_archives import end_archives
from webapp.usecases.jobs import WORKER
from webapp.usecases.joining import keep_rounds
from webapp.usecases.ladder import climb_all
from webapp.usecases.moves import watch_moves
from webapp.usecases.office import Office
from webapp.usecases.own_sessions import sweep_sessions
from webapp.usecases.pruning import prune_all
from webapp.usecases.watching import watch_cases, watch_holidays, watch_messages

log = logging.getLogger("shibiyan.daily")
MORNING = dt.time(8, 30)
PIECES: Mapping[str, Callable[[Office], int]] = {
    "cases": watch_cases,
    "messages": watch_messages,
    "holidays": watch_holidays,
    "departures": watch_departures,
    "moves": watch_moves,
    "rounds": keep_rounds,
    "sessions": sweep_sessions,
    "logs": prune_all,
    "archives": end_archives,
    "ladder": climb_all,
    "digest": digest_all,
}
IN_THE_MORNING = ("ladder", "digest")
INCIDENT = "daily"


def daily(office: Office, *, worker: str = WORKER) -> int:
    """This function will do the pieces of today that are due and not done, and give how many pieces it did."""
    return sum(_piece(office, name, on=on, worker=worker) for name, on in office.view(due_pieces, SYSTEM))


@reads(Permission.SYSTEM)
def due_pieces(act: Act) -> tuple[tuple[str, dt.date], ...]:
    """This function will list the pieces of today that are due and not done: the watch at any time."""
    local = act.now.astimezone(act.office.zone)
    morning = calendar.load(act.tx).is_workday(local.date()) and local.time() >= MORNING
    done = day_runs.done(act.tx, local.date())
    return tuple(
        (name, local.date()) for name in PIECES if name not in done and (morning or name not in IN_THE_MORNING)
    )


@writes(Permission.SYSTEM, audited=False)
def take_piece(act: Act, *, name: str, on: dt.date, worker: str) -> bool:
    """This function will give a piece of a day to one worker; False when it is done or another one has it."""
    return day_runs.take(act.tx, name, on=on, worker=worker, now=act.now)


@writes(Permission.SYSTEM, audited=False)
def finish_piece(act: Act, *, name: str, on: dt.date, pieces: int) -> None:
    """This function will note that a piece of a day is done and settle what was said of earlier days."""
    attempts.over(act.tx, INCIDENT, f"{name}:{on}")
    day_runs.finish(act.tx, name, on=on, now=act.now, pieces=pieces)
    incidents.settle_kind(act.tx, INCIDENT, code=name, now=act.now, remedy="done")


@writes(Permission.SYSTEM, audited=False)
def note_failed_piece(act: Act, *, name: str) -> None:
    """This function will open an incident, once, because a daily piece broke off; it is tried again later."""
    incidents.raise_once(act.tx, kind=INCIDENT, code=name, at=act.now)


def _piece(office: Office, name: str, *, on: dt.date, worker: str) -> int:
    if not office.run(take_piece, SYSTEM, name=name, on=on, worker=worker):
        return 0
    return apart(name, lambda house: _finished(house, name, on), office, otherwise=_note_failed_piece)


def _finished(office: Office, name: str, on: dt.date) -> int:
    """At what took its process along too often another one tries its luck tomorrow."""
    piece = Piece(kind=INCIDENT, name=f"{name}:{on}", incident=INCIDENT, code=name)
    with attempt(office, piece) as begun:
        if begun:
            office.run(finish_piece, SYSTEM, name=name, on=on, pieces=PIECES[name](office))
    return int(begun)


def _note_failed_piece(office: Office, name: str) -> None:
    office.run(note_failed_piece, SYSTEM, name=name)


def apart(
    name: str,
    part: Callable[[Office], int],
    office: Office,
    *,
    otherwise: Callable[[Office, str], None] | None = None,
) -> int:
    """This function will run a part of the work; one that fails is logged by its kind (its text may hold contents)."""
    try:
        return part(office)
    except Unavailable as error:
        log.warning("part=%s code=%s", name, error.code)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the other parts go on
        log.error("part=%s kind=%s", name, type(fault).__name__)
        if otherwise is not None:
            otherwise(office, name)
    return 0
