"""What lets a person in and what a person may is written by the office alone: SQL by itself gives nobody either.

For each person one list holds the digests of the rows on which it rests, and bears a mark of the key file as a whole.
A row that the office writes is put on it; what else lies there is not, and never gets on it by standing beside it.
`power_check` asks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.dialects import postgresql, sqlite

from webapp.store import prepared
from webapp.store.bound import Binding
from webapp.store.columns import canonical
from webapp.store.tables import power_mark
from webapp.store.vault import Vault

OFFICE, MARKED = "office", "power"
FREE_DUTIES = "second_factor.free"
"""The setting that spares duties the second factor: the one on which it rests who gets in."""
WHOSE: Mapping[str, str | None] = {
    "person": "id",
    "account": "person_id",
    "factor": "person_id",
    "role_grant": "person_id",
    "absence": "substitute_id",
    "break_glass": "person_id",
    "recusal": "person_id",
    "setting": None,
    "deployment": None,
}
"""Tables on whose rows it rests, and the column that says whose; None: the office's."""
RECUSAL, HOLDS = "recusal", "1"
"""Of recusals a list says from what somebody is kept, whichever row says so."""
GUARDS = ("factor", RECUSAL)
"""Tables of which a row that is gone opens a door."""
UNHEARD = {"powers": False}
"""Execution option of an update that must put no row on a list that was not on it."""
Listed = dict[str, dict[str, str]]
"""Table, row, digest."""

_LOCKED = sa.select(power_mark.c.rows, power_mark.c.mac).where(power_mark.c.id == b("whose")).with_for_update()
_ALL = sa.select(power_mark)
_HOLD = sa.text("LOCK TABLE power_mark IN EXCLUSIVE MODE")
_CHANGE = sa.update(power_mark).where(power_mark.c.id == b("whose")).values(rows=b("new_rows"), mac=b("new_mac"))
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_BEGIN = {
    name: insert(power_mark).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, insert in _INSERT.items()
}


def hears(table: str, statement: Any) -> bool:
    """This function will tell whether what a statement writes is to be put on a list."""
    return table in WHOSE and statement.get_execution_options().get("powers", True) is not False


def whose(table: str, row: Mapping[str, Any]) -> str | None:
    """This function will give on whose list a row belongs; None for one on which nothing rests."""
    column = WHOSE[table]
    if column is not None:
        return str(row[column])
    return OFFICE if table != "setting" or row["id"] == FREE_DUTIES else None


def said(binding: Binding, row: Mapping[str, Any]) -> tuple[str, str]:
    """This function will give what a list says of a row: its key and digest, nothing of one on which nothing rests."""
    if binding.table.name != RECUSAL:
        return binding.key_of(row), binding.digest(row)
    return str(row["subject_id"] or row["case_id"]), HOLDS if row["recused"] else ""


def fits(table: str, listed: Mapping[str, str], found: Mapping[str, str]) -> bool:
    """This function will tell whether what lies there is as a list says.

    No row beside it, but for recusals, which open nothing; and none gone that guards.
    """
    beside = table != RECUSAL and not found.items() <= listed.items()
    return not beside and (table not in GUARDS or listed.items() <= found.items())


def hear(
    connection: sa.Connection, vault: Vault, binding: Binding, rows: Sequence[Mapping[str, Any]], *, gone: bool
) -> None:
    """This function will put rows that the office has just written on their lists, or take them off."""
    table, by_person = binding.table.name, dict[str, list[Mapping[str, Any]]]()
    for row in rows:
        owner = whose(table, row)
        if owner is not None:
            by_person.setdefault(owner, []).append(row)
    for owner in sorted(by_person):
        words = dict(said(binding, row) for row in by_person[owner])
        _say(connection, vault, owner, table, dict.fromkeys(words, "") if gone else words)


def _say(connection: sa.Connection, vault: Vault, owner: str, table: str, words: Mapping[str, str]) -> None:
    """A list whose mark does not fit is begun anew: nothing that stood on it counts any more."""
    row = prepared.run(connection, _LOCKED, {"whose": owner}).one_or_none()
    listed = (row and opened(vault, owner, row.rows, row.mac)) or {}
    kept = {key: word for key, word in {**listed.get(table, {}), **words}.items() if word}
    if kept == listed.get(table, {}):
        return
    text = canonical({**listed, table: kept})
    if row is None and _begun(connection, {"id": owner, "rows": text, "mac": mac_of(vault, owner, text)}):
        return
    if row is None:  # another act was faster
        _say(connection, vault, owner, table, words)
        return
    prepared.run(connection, _CHANGE, {"whose": owner, "new_rows": text, "new_mac": mac_of(vault, owner, text)})


def forget(connection: sa.Connection, vault: Vault, owner: str, table: str) -> None:
    """This function will take all rows of a table off a person's list, those that are not there any more, too."""
    row = prepared.run(connection, _LOCKED, {"whose": owner}).one_or_none()
    listed = (row and opened(vault, owner, row.rows, row.mac)) or {}
    _say(connection, vault, owner, table, dict.fromkeys(listed.get(table, {}), ""))


def _begun(connection: sa.Connection, row: Mapping[str, str]) -> bool:
    count: int = connection.execute(_BEGIN[connection.dialect.name], row).rowcount
    return count == 1


def mac_of(vault: Vault, owner: str, text: str) -> str:
    """This function will give the mark of a list by the office's key file, with the key's id before it."""
    return vault.mark_for_long(MARKED, f"{owner}\n{text}")


def opened(vault: Vault, owner: str, text: str, mac: str) -> Listed | None:
    """This function will read a list, None where its mark is not that of the key file."""
    if not vault.still_fits(MARKED, f"{owner}\n{text}", mac):
        return None
    found: Listed = json.loads(text)
    return found


def write_all(connection: sa.Connection, vault: Vault, lists: Mapping[str, Listed]) -> None:
    """This function will write lists in the place of what is there."""
    connection.execute(sa.delete(power_mark))
    texts = {owner: canonical(listed) for owner, listed in lists.items()}
    rows = [{"id": owner, "rows": text, "mac": mac_of(vault, owner, text)} for owner, text in texts.items()]
    if rows:
        connection.execute(sa.insert(power_mark), rows)


def hold(connection: sa.Connection) -> None:
    """This function will let nobody else write lists until the act ends; looks go on. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD)


def mark_anew(connection: sa.Connection, vault: Vault) -> int:
    """This function will mark lists whose mark fits by the current key, and give how many: none is whitened."""
    hold(connection)
    ours = [row for row in _rows(connection) if opened(vault, row.id, row.rows, row.mac) is not None]
    if ours:
        fresh = [{"whose": row.id, "new_rows": row.rows, "new_mac": mac_of(vault, row.id, row.rows)} for row in ours]
        connection.execute(_CHANGE, fresh)
    return len(ours)


def all_listed(connection: sa.Connection, vault: Vault) -> Mapping[str, Listed]:
    """This function will give every list that fits."""
    found = ((row.id, opened(vault, row.id, row.rows, row.mac)) for row in _rows(connection))
    return {owner: listed for owner, listed in found if listed is not None}


def _rows(connection: sa.Connection) -> Iterable[Any]:
    return connection.execute(_ALL).all()
