"""What a copy says of itself, and what lies at a place where one is to be brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self  # columns of rows, which only SQL knows

from webapp.domain.errors import OfficeError
from webapp.store.keys import OFFICE
from webapp.store.vault import Vault, WrappedKey

Ask = Callable[[str], Any]
"""Asks for one value, the first column of the first row."""


class BackupFailed(OfficeError):
    """备份或恢复没有完成：{why}。"""

    code = "backup_failed"


@dataclass(frozen=True, kw_only=True)
class Heart:
    """A copied state: schema, how many entries and seals, and the office's data key as the database wraps it."""

    schema: str
    entries: int
    seals: int
    master_id: str
    wrapped: str

    def opens_with(self, vault: Vault) -> bool:
        """This function will tell whether a key file opens the office's data key."""
        key = WrappedKey(owner=OFFICE, wrapped=bytes.fromhex(self.wrapped), master_id=self.master_id)
        try:
            vault.open_anew(key)
        except OfficeError:
            return False
        return True

    def facts(self) -> Mapping[str, object]:
        """This function will give it as JSON holds it."""
        return asdict(self)

    @classmethod
    def read(cls, facts: Mapping[str, object]) -> Self:
        """This function will read what `facts` gave; raises KeyError or ValueError."""
        words = {name: str(facts[name]) for name in ("schema", "master_id", "wrapped")}
        bytes.fromhex(words["wrapped"])
        return cls(entries=int(str(facts["entries"])), seals=int(str(facts["seals"])), **words)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What lies at a place: its schema (empty: no office), when its worker was last alive, how many others use it.

    `half` names the backup of which it is half: a restore was broken off there.
    """

    schema: str
    beat_at: dt.datetime | None = None
    others: int = 0
    half: str | None = None


def heart_of(ask: Ask) -> Heart:
    """This function will read the heart of the state that `ask` sees."""
    return Heart(
        schema=str(ask("SELECT version_num FROM alembic_version")),
        entries=int(ask("SELECT count(*) FROM audit")),
        seals=int(ask("SELECT coalesce(max(number), 0) FROM seal")),
        master_id=str(ask("SELECT master_id FROM data_key WHERE owner = 'office'")),
        wrapped=bytes(ask("SELECT wrapped FROM data_key WHERE owner = 'office'")).hex(),
    )
