"""Whose archive an officer may read: of whom the officer has an open matter to see; who keeps archives reads all."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.domain.ids import PersonId
from webapp.domain.sights import Viewer
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, case, recusal
from webapp.store.visibility import ME, by, no_administrator, visible

_REACHED = visible(
    sa.select(case.c.subject_id).where(IS_OPEN, case.c.subject_id.is_not(None)).distinct(), open_only=True, glass=False
)
_RECUSED = sa.select(recusal.c.subject_id).where(
    recusal.c.person_id == ME, recusal.c.recused, recusal.c.subject_id.is_not(None)
)
_MAY = sa.select(no_administrator())


def reached(tx: Tx, viewer: Viewer) -> frozenset[PersonId]:
    """This function will give of whom the viewer may see an open matter."""
    return frozenset(tx.execute(_REACHED, by(viewer)).scalars())


def kept_from(tx: Tx, viewer: Viewer) -> frozenset[PersonId]:
    """This function will give from whom the viewer is recused, and the viewer."""
    found = tx.execute(_RECUSED, {"me": viewer.person_id}).scalars()
    return frozenset(found) | {viewer.person_id}


def is_administrator(tx: Tx, viewer: Viewer) -> bool:
    """This function will tell whether the viewer is one of the three administrators, whoever named them what."""
    return not tx.execute(_MAY, by(viewer)).scalar_one()
