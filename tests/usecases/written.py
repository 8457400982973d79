"""Recusals and duties that an earlier day left, written past the use cases and held by the record; and absences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.usecases.office import House, hold
from webapp.domain.ids import CaseId, PersonId, RoomId
from webapp.domain.roster import Recusal, RoleGrant
from webapp.store import grants, recusals
from webapp.store.db import Tx
from webapp.usecases.absences import set_absence


def recuse(house: House, *who: str, subject: str | None = "ma", case: str | None = None, **more: Any) -> None:
    """Recuse people from a head, or from one case where `subject` is None."""
    with house.office.database.write() as tx:
        for one in who:
            recusals.declare(tx, recusal_of(house, one, subject, case, **more))
        hold(tx, house.clock())


def recusal_of(house: House, who: str, subject: str | None = "ma", case: str | None = None, **more: Any) -> Recusal:
    """Give the row of a recusal of now."""
    return Recusal(
        id=f"{who}-{subject or case}",
        person_id=PersonId(who),
        subject_id=PersonId(subject) if subject else None,
        case_id=CaseId(case) if case else None,
        at=house.clock(),
        **{"recused": True, "kind": "kin", **more},
    )


def grant(house: House, who: str, role: str, room: str = "office", **more: Any) -> None:
    """Give somebody one more duty in a room."""
    with house.office.database.write() as tx:
        grant_in(tx, who, role, room, **more)
        hold(tx, house.clock())


def grant_in(tx: Tx, who: str, role: str, room: str = "office", **more: Any) -> None:
    """Give a duty within what a test writes anyway."""
    one = RoleGrant(id=f"{who}-{role}-{room}", person_id=PersonId(who), role=role, room_id=RoomId(room), **more)
    grants.add(tx, one)


def away(house: House, who: str, substitute: str, until_on: dt.date | None = None) -> str:
    """Let a person be away from today on, today only or until a day, and give the absence."""
    first = house.clock().astimezone(house.office.zone).date()
    given = {"substitute_id": PersonId(substitute), "from_on": first, "until_on": until_on or first}
    return house.run(set_absence, who, **given)
