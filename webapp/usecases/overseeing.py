"""三员互相监督: what administrators did and looked at, for the one of the three who watches them.

The auditor reads the other two, the security administrator the auditor. Whoever held the duty once stays on the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from webapp.domain.actor import Permission
from webapp.domain.ids import PersonId
from webapp.domain.sights import whole_number
from webapp.store import access, audit_list, grants, people
from webapp.usecases.act import Act, reads
from webapp.usecases.audits import act_row, read_row
from webapp.usecases.in_order import in_order
from webapp.usecases.views.access import OverseenView

KEEPERS = frozenset({"sysadmin", "sec_admin"})
AUDITORS = frozenset({"sec_auditor"})
NAMED_BY = frozenset({"duty.given", "administrator.appointed"})
A_YEAR = dt.timedelta(days=366)
MOST_LOOKS = 200


@reads(Permission.READ_AUDIT)
def acts_of_keepers(act: Act, *, cursor: str = "") -> OverseenView:
    """This function will give what system and security administrators did, the newest first."""
    return _overseen(act, KEEPERS, cursor)


@reads(Permission.KEEP_ROSTER)
def acts_of_auditors(act: Act, *, cursor: str = "") -> OverseenView:
    """This function will give what auditors did and looked at, the newest first."""
    return _overseen(act, AUDITORS, cursor)


def _overseen(act: Act, roles: Collection[str], cursor: str) -> OverseenView:
    names, whom = people.directory(act.tx), _whoever_held(act, roles)
    before = whole_number(cursor)
    page = audit_list.newest(act.tx, actors=whom, before=before)
    looks = [one for who in whom for one in access.by_person(act.tx, who, since=act.now - A_YEAR, limit=MOST_LOOKS)]
    looks.sort(key=lambda one: one.id, reverse=True)
    return OverseenView(
        people=tuple(names.label(one) for one in in_order(act, whom)),
        acts=tuple(act_row(one, names) for one in page.rows),
        looks=tuple(read_row(one, names) for one in looks[:MOST_LOOKS]),
        next_cursor=str(page.after[0]) if page.after else None,
    )


def _whoever_held(act: Act, roles: Collection[str]) -> tuple[PersonId, ...]:
    held = {one.person_id for one in grants.all_grants(act.tx) if one.role in roles}
    for one in audit_list.noting(act.tx, "role"):
        if one.entry.act in NAMED_BY and one.entry.facts["role"] in roles:
            held.add(PersonId(str(one.entry.facts["person"])))
    return tuple(sorted(held))
