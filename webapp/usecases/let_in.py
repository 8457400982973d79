"""Who is let in: nobody whose account, second factors or duties are not as the office wrote them."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.store import incidents, power_check
from webapp.store.logins import SessionUnfit as SessionUnfit
from webapp.store.power_check import PowerUnfit as PowerUnfit
from webapp.usecases.act import Act, writes
from webapp.usecases.viewing import entry_of, note

REMEDY = "listed"


def is_let_in(act: Act, person_id: PersonId) -> bool:
    """This function will tell whether all that lets a person in was written by the office; if not, an incident says so.

    A look writes none: whoever asked for it does (`note_unfit`).
    """
    whole = power_check.is_whole(act.tx, person_id, today=act.today)
    if not whole and act.tx.writes:
        incidents.raise_once(act.tx, kind=PowerUnfit.code, code=PowerUnfit.code, at=act.now)
    return whole


@writes(Permission.SYSTEM, audited=False)
def note_unfit(act: Act, *, unfit: NotFound) -> None:
    """This function will raise an incident: somebody came by a session, or by rows, that the office did not write."""
    incidents.raise_once(act.tx, kind=unfit.code, code=unfit.code, at=act.now)


@writes(Permission.SYSTEM)
def list_again(act: Act) -> tuple[int, int]:
    """This function will list anew the rows that the record bears out, and give how many, and of how many persons not.

    For an office whose lists were lost or changed by hand; what the record does not bear out gets on none.
    """
    count = power_check.list_what_the_record_says(act.tx)
    left = len(power_check.unfit(act.tx))
    if not left:
        incidents.settle_kind(act.tx, PowerUnfit.code, code=PowerUnfit.code, now=act.now, remedy=REMEDY)
    note(act, entry_of(act, "powers.listed", rows=count, left=left))
    return count, left
