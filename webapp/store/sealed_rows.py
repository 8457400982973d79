"""What the seals cover, in their order: of each seal first the entries of the record, then the looks, as sealed.

One pass over both tables: however many seals there are, each row is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby

import sqlalchemy as sa

from webapp.store.audit_check import AS_IT_LIES
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import access_log, audit, look_gone

_BY_PAGE = {"yield_per": 500}
_ACTS = sa.select(*AS_IT_LIES).order_by(audit.c.sealed_by.nulls_last(), audit.c.id).execution_options(**_BY_PAGE)
_GONE_TOO = [look_gone.c[one.name] if one.name in look_gone.c else sa.null().label(one.name) for one in access_log.c]
_EVERY = sa.union_all(
    sa.select(access_log, sa.false().label("gone")), sa.select(*_GONE_TOO, sa.true().label("gone"))
).subquery()
_LOOKS = sa.select(_EVERY).order_by(_EVERY.c.sealed_by.nulls_last(), _EVERY.c.id).execution_options(**_BY_PAGE)


@dataclass(frozen=True, kw_only=True)
class Block:
    """The rows under one seal (None: not sealed yet), in the order in which it was made over them.

    Of a look that is `gone` (past its term) the hash alone is left.
    """

    seal_id: str | None
    acts: tuple[AnyRow, ...]
    looks: tuple[AnyRow, ...]


def blocks(tx: Tx) -> Iterator[Block]:
    """This function will give the rows of each seal by the seals' ids; those that no seal covers yet come last."""
    acts = ((row.sealed_by, 0, row) for row in tx.execute(_ACTS))
    looks = ((row.sealed_by, 1, row) for row in tx.execute(_LOOKS))
    together = merge(acts, looks, key=_order)
    for seal_id, rows in groupby(together, key=lambda one: one[0]):
        found = list(rows)
        yield Block(
            seal_id=seal_id,
            acts=tuple(row for _, kind, row in found if kind == 0),
            looks=tuple(row for _, kind, row in found if kind == 1),
        )


def _order(one: tuple[str | None, int, AnyRow]) -> tuple[bool, str, int]:
    return one[0] is None, one[0] or "", one[1]
