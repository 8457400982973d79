"""Whether the office works: for the service manager, the proxy and whoever watches; counts only."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError
from webapp.store import health, watches
from webapp.store.migrating import is_current
from webapp.usecases.act import Act, reads
from webapp.usecases.office import Office


def is_ready(office: Office) -> bool:
    """This function will tell whether the database answers and has the schema of this version."""
    try:
        return is_current(office.database)
    except OfficeError:
        return False


@reads(Permission.SYSTEM)
def figures(act: Act) -> Mapping[str, float]:
    """This function will give the office's counts and how long ago its workers were alive (seconds)."""
    alive = {f"beat_{name}_age_seconds": (act.now - at).total_seconds() for name, at in watches.beats(act.tx).items()}
    return {**health.counts(act.tx, now=act.now, today=act.today), **alive}


def measured(office: Office) -> Mapping[str, float]:
    """This function will give the figures of an office."""
    return office.view(figures, SYSTEM)
