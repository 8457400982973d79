"""Whose archive the viewer may read: all by duty, of whom a matter is at hand, or on a request that was granted."""

from __future__ import annotations

from webapp.domain.actor import Permission, RoleScope
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation
from webapp.store import archive, archive_marks, archive_requests, archive_sights
from webapp.usecases.act import Act
from webapp.usecases.viewing import viewer_of


def keeps_all(act: Act) -> bool:
    """This function will tell whether the viewer's duty is to read archives of the whole house (keeper, secretary)."""
    roles = act.office.library.roles(act.tx)
    held = [roles[code] for code in act.actor.roles if code in roles]
    return any(one.scope is RoleScope.OFFICE and Permission.READ_ARCHIVE in one.permissions for one in held)


def by_duty(act: Act, person_id: PersonId) -> bool:
    """This function will tell whether the viewer reads a person's archive by duty: all of them, or for a matter."""
    if not act.actor.may(Permission.READ_ARCHIVE):
        return False
    return keeps_all(act) or person_id in archive_sights.reached(act.tx, viewer_of(act))


def is_kept_away(act: Act, person_id: PersonId) -> bool:
    """This function will tell whether no way leads there: the own archive, a recusal, an administrator."""
    viewer = viewer_of(act)
    away = person_id in archive_sights.kept_from(act.tx, viewer)
    officer = act.actor.kind is Affiliation.OFFICER
    return away or not officer or archive_sights.is_administrator(act.tx, viewer)


def refuse_unseen(act: Act, person_id: PersonId) -> None:
    """This function will let pass whoever may read a person's archive that is there; raises NotFound for others."""
    may = by_duty(act, person_id) or person_id in archive_requests.opened_to(act.tx, viewer_of(act))
    if is_kept_away(act, person_id) or not may:
        raise NotFound
    there = archive.whole(act.tx, person_id) or person_id in archive_marks.opened(act.tx)
    if not there:
        raise NotFound
