"""The triggers that keep the record, three administrators apart and keys held: whether each stands as it was put up.

Counting them is not enough: whoever owns the database can put an empty one in the place of another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from webapp.store.columns import canonical
from webapp.store.db import Tx

STAND: Mapping[str, tuple[str, str]] = {
    "data_key_held": ("13cc182e33ec36cb", "b23bb23589eb9675"),
    "data_key_held_archive": ("2e13492ac09eeadc", "383081fcae0765b2"),
    "kept_access_log_emptied": ("", "a1af608d4fc9d26e"),
    "kept_access_log_replaced": ("132facb239042de7", ""),
    "kept_audit_changed": ("01b2493222efb5ae", "f90222a42d9568e8"),
    "kept_audit_emptied": ("", "4dfdec96526dbc00"),
    "kept_audit_finished": ("fe8e78924c259a5a", "3541e3b2e7d34d78"),
    "kept_audit_removed": ("54b874c548acf6da", "8a72cb68c6ac6eea"),
    "kept_audit_replaced": ("dd7d152bec144dfb", ""),
    "kept_audit_sealed": ("9df373a77f8579f1", "ebe5dd610f8e2da3"),
    "kept_look_changed": ("bca8c39edcb051e7", "6157b7fed557dc0f"),
    "kept_look_gone_changed": ("8debfcc74e973d96", "2d88c48d0c2fb968"),
    "kept_look_gone_emptied": ("", "68ae2a3bd89af126"),
    "kept_look_gone_removed": ("bc2ff5d1cd596d7e", "0c0b0f44613cbd58"),
    "kept_look_gone_replaced": ("0baf8aa1adafbbc5", ""),
    "kept_look_removed": ("b20c6f048dc31a06", "83051dd1d746c83f"),
    "kept_look_sealed": ("7ed5191ce652bbbd", "1b2c2e84d2a51ea4"),
    "kept_seal_changed": ("408db7b09beaad47", "1591227bf93ad3b7"),
    "kept_seal_emptied": ("", "cb3b53ad0e2ccbc4"),
    "kept_seal_removed": ("9a6525a5aa57333e", "a53b22e145c6287c"),
    "kept_seal_replaced": ("6d19ee13a257b712", ""),
    "person_apart_changed": ("beae6deafabfe461", "b96c4a8a85f1199d"),
    "role_grant_apart_added": ("4ede157d1159300c", "5d93e5f2bd5b6884"),
    "role_grant_apart_changed": ("d00b68456749db47", "cae25d3843facd93"),
}
"""Each trigger, and the beginning of the digest of what it is on SQLite and on PostgreSQL ("": there it is not)."""
DIALECTS = ("sqlite", "postgresql")
_SIGNS = 16
_OF_FILE = sa.text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
_OF_SERVER = sa.text(
    "SELECT tgname AS name, relname, tgtype, prosrc, tgqual IS NULL AS always,"
    " ARRAY(SELECT attname::text FROM pg_attribute"
    " WHERE attrelid = tgrelid AND attnum = ANY (tgattr::int2[]) ORDER BY attname) AS columns"
    " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
)


def fallen(tx: Tx) -> tuple[str, ...]:
    """This function will name the triggers that are gone, disabled or not what they were."""
    place, found = DIALECTS.index(tx.dialect), standing(tx)
    return tuple(name for name, made in STAND.items() if made[place] and found.get(name) != made[place])


def strange(tx: Tx) -> tuple[str, ...]:
    """This function will name the triggers that the office did not put up."""
    place = DIALECTS.index(tx.dialect)
    return tuple(sorted(name for name in standing(tx) if not STAND.get(name, ("", ""))[place]))


def standing(tx: Tx) -> Mapping[str, str]:
    """This function will give each trigger that works, with the beginning of the digest of what it is."""
    rows = tx.execute(_OF_FILE if tx.dialect == "sqlite" else _OF_SERVER).all()
    return {row.name: _digest([one if isinstance(one, list) else str(one) for one in row[1:]]) for row in rows}


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(canonical(parts).encode()).hexdigest()[:_SIGNS]
