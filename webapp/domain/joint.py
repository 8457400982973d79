"""两人办理: what one administrator alone may not do: who lost the second factor comes back, who administers changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.ids import PersonId


class JointKind(StrEnum):
    """What two administrators do.

    They take lost second factors away (找回登录), say whose subject of the provider it is, renew an administrator's
    password, give or take an administrator's duty.
    """

    FACTORS = "factors"
    SUBJECT = "subject"
    PASSWORD = "password"  # noqa: S105 - a kind of request
    GIVE = "give"
    TAKE = "take"


class JointStatus(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class JointRequest:
    """What one administrator asks about a person, and a second one confirms; the reason is sealed.

    `subject`: of the provider, "" for none any more; `role`: the duty to give. `genuine` is False where a column is not
    as the request was sealed: it counts for nothing.
    """

    id: str
    person_id: PersonId
    kind: JointKind
    asked_by: PersonId
    asked_at: dt.datetime
    reason: str
    subject: str | None = None
    role: str | None = None
    status: JointStatus = JointStatus.OPEN
    settled_by: PersonId | None = None
    settled_at: dt.datetime | None = None
    genuine: bool = True
