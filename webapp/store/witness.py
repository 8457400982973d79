"""Binding rows to the record: each act's entry holds the digests of what it wrote, as the act leaves it.

A row changed past the office (by SQL) no longer fits the newest digest that a chain holds of it. Digests are taken of
rows as the database gives them back, sealed columns as they lie there: a destroyed key changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

from webapp.store.bound import BOUND, as_it_will_lie, note
from webapp.store.db import Tx

FACT = "written"
"""The fact of an entry that holds table -> row -> digest; nothing for a row that the act removed."""
LINKED = ("linked", "")


def bind(tx: Tx, table: str, row: Mapping[str, Any]) -> None:
    """This function will note a row that is about to be written with the entry itself."""
    binding = BOUND[table]
    note(binding, [as_it_will_lie(binding, row)], tx.written)


def take(tx: Tx) -> Mapping[str, object]:
    """This function will hand over the digests that wait for the act's entry, as its fact; nothing when none do."""
    found, tx.written = tx.written, {}
    return {FACT: found} if found else {}


def unbound(tx: Tx) -> bool:
    """This function will tell whether rows were written in a transaction without any entry to hold them."""
    return bool(tx.written) and LINKED not in tx.memo
