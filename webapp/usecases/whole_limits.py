"""Limits of a whole matter, carried by no step, wait or timer of its diagram: 任前谈话, a matter handed down (交办件).

The process names them (`whole: talk.annual talk.preappointment:weigh_talk`); one with an element counts until that is
reached.
"""

from __future__ import annotations

from webapp.domain.records import CaseStatus
from webapp.store import case_reads
from webapp.usecases.desk import Desk


def whole_limits(desk: Desk) -> frozenset[str]:
    """This function will give the limits that count now, whatever step the case is at; none once it is over."""
    if desk.case.status is not CaseStatus.OPEN:
        return frozenset()
    named = [word.partition(":") for word in desk.definition.main.properties.get("whole", "").split()]
    over = case_reads.reached(desk.act.tx, desk.case.id, elements=[until for _, _, until in named if until])
    return frozenset(key for key, _, until in named if not until or until not in over)
