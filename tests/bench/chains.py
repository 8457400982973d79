"""True chains for copied cases: a copy's entries hold the digests of its own rows, link by link, as acts write them.

A copy takes the numbers that come next in their series. So the check of an office full of copies finds nothing, and
takes the time that the check of so many real cases would take.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any  # columns of any type

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from webapp.store import number_register
from webapp.store.audit import hash_of
from webapp.store.audit_check import AsItIs
from webapp.store.bound import BOUND, folded
from webapp.store.columns import canonical
from webapp.store.db import Tx
from webapp.store.witness import FACT

Named = dict[str, Any]
Series = Counter[tuple[str, int]]
_TRUTHS = {
    name: [one.name for one in binding.table.columns if isinstance(one.type, sa.Boolean)]
    for name, binding in BOUND.items()
}
_AT, _ANY = AsItIs(), sqlite.dialect()


def highest(tx: Tx) -> Series:
    """Give the highest number of each series and year."""
    return Counter({(one.series, one.year): one.highest for one in number_register.series(tx)})


def forge(rows: Mapping[str, list[Named]], series: Series) -> None:
    """Number a copy's rows on, and write its chain anew over what its rows are now; the case keeps the new head.

    Entries come in whatever order the database read them; in that of their chain they are to be written.
    """
    for one in rows["number_issued"]:
        series[one["series"], one["year"]] += 1
        one["value"] = series[one["series"], one["year"]]
    head, chain = "", rows["audit"]
    chain.sort(key=lambda one: one["number"])
    for one in chain:
        facts = {name: fact for name, fact in json.loads(one["facts"]).items() if name != FACT}
        one["facts"] = canonical(facts | ({FACT: _digests(rows)} if one is chain[-1] else {}))
        one["hash"] = head = hash_of(head, one | {"at": _AT.process_result_value(one["at"], _ANY)})
    for one in rows["case"]:
        one.update(chain_length=len(chain), chain_head=head)


def _digests(rows: Mapping[str, Sequence[Named]]) -> Mapping[str, Mapping[str, str]]:
    return {name: dict(_of_table(name, several)) for name, several in rows.items() if several and name in BOUND}


def _of_table(name: str, rows: Sequence[Named]) -> Iterator[tuple[str, str]]:
    binding, found = BOUND[name], defaultdict[str, list[str]](list)
    for row in rows:
        if row.get("final", True):
            whole = row | {truth: bool(row[truth]) for truth in _TRUTHS[name] if row[truth] is not None}
            bound = {column.name: whole[column.name] for column in binding.columns}
            found[binding.key_of(row)].append(binding.digest(bound))
    return ((key, folded(made) if binding.together else made[0]) for key, made in found.items())
