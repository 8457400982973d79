"""Agendas of many items: one line each, groups of what waits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AgendaLine:
    """An item on one line, with the page it stands on; one from which the viewer is recused has its place only.

    `adverse` where its quorum is short; `agreed` may be agreed to together with the others.
    """

    item_id: str
    position: int
    page: int
    state: str
    may_see: bool = True
    title: str = ""
    proposal_name: str = ""
    result_name: str = ""
    quorum_met: bool = True
    agreeable: bool = False


@dataclass(frozen=True, kw_only=True)
class WaitingGroup:
    """What waits of one measure and period: how many, and how many of them still fit on the agenda."""

    measure: str
    period: str
    name: str
    count: int
    fits: int
