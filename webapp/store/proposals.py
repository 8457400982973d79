"""Versions put forward: by whom and why, which demands they touch, who decided."""

from __future__ import annotations

import datetime as dt
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.ids import PersonId
from webapp.domain.proposals import NothingToPropose, Proposal, ProposalStatus
from webapp.store import keys
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import deployment, proposal
from webapp.store.vault import Place

_CLEAR = ("id", "deployment_id", "checksum", "against", "proposed_by", "proposed_at", "decided_by", "decided_at")
_ADD = sa.insert(proposal)
_LOCK = sa.select(proposal).where(proposal.c.id == b("proposal")).with_for_update()
_OF = sa.select(proposal).where(proposal.c.deployment_id == b("deployment")).order_by(proposal.c.proposed_at.desc())
_DECIDE = (
    sa.update(proposal)
    .where(proposal.c.id == b("proposal"), proposal.c.status == ProposalStatus.WAITING)
    .values(status=b("new_status"), decided_by=b("by"), decided_at=b("now"), answer=b("words"))
)
_STATE = (
    sa.update(deployment)
    .where(deployment.c.id == b("deployment"), deployment.c.state.in_(b("old_states", expanding=True)))
    .values(state=b("new_state"))
)
_OVERTAKEN = (
    sa.update(proposal)
    .where(proposal.c.deployment_id == b("deployment"), proposal.c.status == ProposalStatus.WAITING)
    .values(status=ProposalStatus.WITHDRAWN)
)
BEFORE, WAITS = ("draft", "retired"), "proposed"


def propose(tx: Tx, one: Proposal) -> None:
    """This function will put a version forward; raises NothingToPropose for one in force or put forward already."""
    moved = {"deployment": one.deployment_id, "old_states": BEFORE, "new_state": WAITS}
    if tx.execute(_STATE, moved).rowcount != 1:
        raise NothingToPropose
    tx.execute(_OVERTAKEN, {"deployment": one.deployment_id})  # the command line put it in force meanwhile
    row: dict[str, Any] = {name: getattr(one, name) for name in _CLEAR}
    row |= {"demands": list(one.demands), "status": one.status, "reason": _seal(tx, "reason", one.id, one.reason)}
    tx.execute(_ADD, row | {"answer": None})


def lock(tx: Tx, proposal_id: str) -> Proposal:
    """This function will lock a proposal for a decision; raises NotFound."""
    row = tx.execute(_LOCK, {"proposal": proposal_id}).one_or_none()
    if row is None:
        raise NotFound
    return _proposal(tx, row)


def of_deployment(tx: Tx, deployment_id: str) -> tuple[Proposal, ...]:
    """This function will give every proposal of a version, the newest first."""
    return tuple(_proposal(tx, row) for row in tx.execute(_OF, {"deployment": deployment_id}))


def decide(tx: Tx, one: Proposal, status: ProposalStatus, *, who: PersonId, words: str = "", now: dt.datetime) -> None:
    """This function will note the decision; what is not approved is a draft again. Raises NotOpen."""
    values = {"proposal": one.id, "new_status": status, "by": who, "now": now}
    if tx.execute(_DECIDE, values | {"words": _seal(tx, "answer", one.id, words)}).rowcount != 1:
        raise NotOpen
    if status is not ProposalStatus.APPROVED:
        tx.execute(_STATE, {"deployment": one.deployment_id, "old_states": (WAITS,), "new_state": BEFORE[0]})


def _seal(tx: Tx, column: str, row: str, text: str) -> bytes | None:
    return keys.office(tx).seal(_place(column, row), text.encode()) if text else None


def _place(column: str, row: str) -> Place:
    return Place(table=f"proposal.{column}", row=row)


def _proposal(tx: Tx, row: AnyRow) -> Proposal:
    key = keys.office(tx)
    clear: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    words: dict[str, Any] = {
        name: key.open(_place(name, row.id), sealed).decode() if (sealed := row._mapping[name]) else ""
        for name in ("reason", "answer")
    }
    return Proposal(**clear, **words, demands=tuple(row.demands), status=ProposalStatus(row.status))
