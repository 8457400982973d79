"""Who must have a second factor: everybody, unless the security administrator frees a duty; the demo frees all."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.factors import Stage
from webapp.domain.ids import PersonId
from webapp.domain.roster import CONCERNED
from webapp.store import factors, grants, people, power_check, watches
from webapp.store.db import Tx
from webapp.store.powers import FREE_DUTIES
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.viewing import entry_of, note

SETTING = FREE_DUTIES
EVERYBODY = "*"


def free_duties(tx: Tx) -> frozenset[str]:
    """This function will give the duties that need no second factor; none in an office that changed nothing.

    None, too, where the setting is not as the office wrote it.
    """
    found = watches.get_setting(tx, SETTING, []) if power_check.is_the_offices(tx, "setting", SETTING) else []
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def is_required(act: Act, person_id: PersonId) -> bool:
    """This function will tell whether a person must have a second factor: one duty that is not free is enough."""
    free = free_duties(act.tx)
    if EVERYBODY in free:
        return False
    kind = people.person_of(act.tx, person_id).kind
    held = {one.role for one in grants.of_person(act.tx, person_id, on=act.today)}
    held |= {"subject"} if kind in CONCERNED else set()
    return not held or not held <= free


def stage_at_the_door(act: Act, person_id: PersonId) -> Stage:
    """This function will tell how far the password alone brings a person."""
    if factors.has_any(act.tx, person_id):
        return Stage.HALF
    return Stage.ENROL if is_required(act, person_id) else Stage.OPEN


@reads(Permission.KEEP_ROSTER)
def freed(act: Act) -> tuple[tuple[str, str, bool], ...]:
    """This function will list the duties: code, word, whether it needs no second factor."""
    free = free_duties(act.tx)
    roles = act.office.library.roles(act.tx)
    return tuple((code, one.zh, code in free or EVERYBODY in free) for code, one in roles.items())


@writes(Permission.KEEP_ROSTER, fresh=True)
def free(act: Act, *, duties: tuple[str, ...]) -> None:
    """This function will say anew which duties need no second factor; raises NotFound for an unknown one."""
    if not set(duties) <= set(act.office.library.roles(act.tx)):
        raise NotFound
    watches.put_setting(act.tx, SETTING, sorted(set(duties)), now=act.now, by=act.actor.person_id)
    note(act, entry_of(act, "factor.freed", duties=sorted(set(duties))))
