"""The second factor: what a person has beside the password."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.ids import PersonId


class FactorKind(StrEnum):
    """Codes of an authenticator (TOTP, RFC 6238), or a security key (WebAuthn)."""

    CODES = "codes"
    KEY = "key"


class Stage(StrEnum):
    """How far a session has come: it wants the second factor, it must enrol one before anything else, it is open."""

    HALF = "half"
    ENROL = "enrol"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A second factor of a person; `secret` is the opened secret of the codes, or a key's public half.

    `handle`, `host`, `uses`: a key's credential id, the host that it is good for, the count of its signatures.
    """

    id: str
    person_id: PersonId
    kind: FactorKind
    name: str
    secret: bytes = field(repr=False)
    handle: str | None = None
    host: str | None = None
    uses: int = 0
    made_at: dt.datetime
    used_at: dt.datetime | None = None
