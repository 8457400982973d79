"""The demo's first start: people with one password, and cases in the middle of their lives."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import SYSTEM, Permission
from webapp.store import loads, people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.demo.cases import SPAN, under_way
from webapp.usecases.demo.identities import PASSWORD
from webapp.usecases.demo.roster import people_of_yunling, settle_people
from webapp.usecases.demo.stage import Stage
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note


@reads(Permission.SYSTEM)
def nobody_is_there(act: Act) -> bool:
    """This function will tell whether the office has no person yet."""
    return not people.directory(act.tx).persons


@reads(Permission.SYSTEM)
def nothing_happened_yet(act: Act) -> bool:
    """This function will tell whether the office has no case yet: a start broken off tells its stories later."""
    return not loads.any_case(act.tx)


@writes(Permission.SYSTEM)
def furnish(act: Act, *, password_hash: str) -> None:
    """This function will write the people of the made-up county with their posts, duties and accounts."""
    roles = act.office.library.roles(act.tx)
    settle_people(act.tx, people_of_yunling(), roles=roles, password_hash=password_hash, now=act.now)
    note(act, entry_of(act, "demo.furnished"))


def settle(office: Office) -> None:
    """This function will furnish the office as it was before the oldest story; one hash serves all accounts."""
    begins = office.clock() - dt.timedelta(days=SPAN)
    password_hash = office.hasher.hash(PASSWORD)
    Stage(office, begins=begins).office.run(furnish, SYSTEM, password_hash=password_hash)


def tell(office: Office) -> None:
    """This function will let the stories happen, up to now."""
    end = office.clock()
    under_way(Stage(office, begins=end - dt.timedelta(days=SPAN)), end=end)
