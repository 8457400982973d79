"""Tries at a second factor or a fresh proof: whose they are, so that no code is guessed and no owner kept out."""

from __future__ import annotations

from contextlib import suppress

from webapp.domain import limits
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import TooOften
from webapp.domain.ids import PersonId
from webapp.domain.limits import Limit
from webapp.usecases.devices import passed_device
from webapp.usecases.limits import refuse_too_often, take_back
from webapp.usecases.office import Office

Counted = tuple[tuple[Limit, str], ...]


def count_try(office: Office, person_id: PersonId, devices: str) -> Counted:
    """This function will count one more try, and give where: `forgive` takes it back when it succeeded.

    A browser where the person has passed has tries of its own; they used up, it is as good as any other one, whose
    tries are the person's together. Raises TooOften.
    """
    device = office.view(passed_device, SYSTEM, devices=devices, person_id=person_id)
    if device is not None:
        with suppress(TooOften):
            return _counted(office, ((limits.PROOF_HERE, device), (limits.PROOF_KNOWN, person_id)))
    return _counted(office, ((limits.PROOF, person_id),))


def forgive(office: Office, counted: Counted) -> None:
    """This function will hold a try that succeeded against nobody."""
    for limit, who in counted:
        office.run(take_back, SYSTEM, limit=limit, who=who)


def _counted(office: Office, tries: Counted) -> Counted:
    for limit, who in tries:
        refuse_too_often(office, limit, who)
    return tries
