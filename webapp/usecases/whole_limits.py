"""Limits of a whole matter, carried by no step, wait or timer of its diagram: 任前谈话, a matter handed down (交办件).

The process names them (`whole: talk.annual talk.preappointment:weigh_talk`); one with an element counts until that is
reached.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from webapp.domain.advance import Advance
from webapp.domain.records import CaseStatus, Task
from webapp.engine import Definition
from webapp.store import case_reads, deployments
from webapp.usecases.act import Act
from webapp.usecases.desk import Desk
from webapp.usecases.rule_words import limit_name


def whole_limits(desk: Desk) -> frozenset[str]:
    """This function will give the limits that count now, whatever step the case is at; none once it is over."""
    if desk.case.status is not CaseStatus.OPEN:
        return frozenset()
    named = named_by(desk.definition)
    over = case_reads.reached(desk.act.tx, desk.case.id, elements=[until for until in named.values() if until])
    return frozenset(key for key, until in named.items() if not until or until not in over)


def to_extend(desk: Desk, task: Task) -> tuple[str, ...]:
    """This function will give the limits of which a later day may be asked at an open step: its own, then the whole's.

    Their rules say so and their clocks run; that one was extended before is said to whoever asks.
    """
    limits, days = desk.definition.limits, desk.world.deadlines
    keys = (task.deadline, *sorted(whole_limits(desk))) if task.is_open else ()
    found = dict.fromkeys(key for key in keys if key in limits and key in days)
    return tuple(key for key in found if key and limits[key].extension is not None)


def name_here(act: Act, key: str) -> str:
    """This function will give a limit's name by the rules in force, for a list of many matters."""
    row = deployments.newest(act.tx)
    return limit_name(act.office.library.definition(act.tx, row.id), key) if row else key


def named_by(definition: Definition) -> Mapping[str, str]:
    """This function will give the limits of the whole matter that a process names, each with what ends it, or ""."""
    words = [word.partition(":") for word in definition.main.properties.get("whole", "").split()]
    return {key: until for key, _, until in words}


def marked(definition: Definition, total: Advance) -> Advance:
    """This function will mark those of the limits which an act began that are of the whole matter."""
    named = named_by(definition)
    if not any(one.key in named for one in total.deadlines):
        return total
    return dataclasses.replace(
        total, deadlines=tuple(dataclasses.replace(one, whole=named.get(one.key)) for one in total.deadlines)
    )
