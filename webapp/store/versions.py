"""Versions of what each process keeps in memory (names, calendar): one small read a transaction tells what is stale."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.db import Tx
from webapp.store.tables import kept_version

PEOPLE, CALENDAR, DEPLOYMENTS = "people", "calendar", "deployments"

_ALL = sa.select(kept_version.c.id, kept_version.c.version)
_BUMP = sa.update(kept_version).where(kept_version.c.id == b("kept")).values(version=kept_version.c.version + 1)


def current(tx: Tx, kept: str) -> int:
    """This function will give the version of what is kept, read once a transaction."""
    if ("version", kept) not in tx.memo:
        for name, version in tx.execute(_ALL):
            tx.memo["version", name] = version
    found: int = tx.memo["version", kept]
    return found


def learn(tx: Tx, text: str) -> None:
    """This function will take the versions that another statement brought along (JSON pairs)."""
    for name, version in json.loads(text):
        tx.memo["version", name] = version


def bump(tx: Tx, kept: str) -> None:
    """This function will make every process read anew what it keeps."""
    tx.execute(_BUMP, {"kept": kept})
    tx.memo.pop(("version", kept), None)
