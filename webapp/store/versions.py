"""Versions of what each process keeps in memory (names, calendar): one small read a transaction tells what is stale."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.db import Tx
from webapp.store.tables import kept_version

T = TypeVar("T")
PEOPLE, CALENDAR, DEPLOYMENTS = "people", "calendar", "deployments"

_CHANGED, _MINE = "changed", "own version"
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
    tx.memo[_CHANGED, kept] = True


def remembered(tx: Tx, kept: str, name: str, load: Callable[[int], T]) -> T:
    """This function will give what the process keeps under a name, loaded anew when its version has moved.

    An act that has changed it keeps its own: should the act fail, its version is given to another one's change.
    """
    version = current(tx, kept)
    mine = (_CHANGED, kept) in tx.memo
    known: tuple[int, T] | None = tx.memo.get((_MINE, name)) if mine else tx.shelf.get(name)
    if known is None or known[0] != version:
        known = version, load(version)
        if mine:
            tx.memo[_MINE, name] = known
        else:
            tx.shelf[name] = known
    return known[1]
