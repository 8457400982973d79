"""What may be wrong with a file."""

from __future__ import annotations

from enum import StrEnum


class Danger(StrEnum):
    """What is wrong with it: nobody can look into it, it runs or fetches or carries something, it leads to a share."""

    LOCKED = "locked"
    ACTIVE = "active"
    SHARE = "share"
