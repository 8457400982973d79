"""The one guard that every verb which moves a case passes: no way round a mandatory gate."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from webapp.domain.errors import MandatoryGate


class Verb(StrEnum):
    """Verbs that could move a token other than by doing the step where it stands."""

    END_EARLY = "end_early"
    RETURN = "return"
    RECALL = "recall"
    JUMP = "jump"
    MIGRATE = "migrate"
    BULK = "bulk"
    REASSIGN = "reassign"
    MESSAGE = "message"
    CANCEL_TASK = "cancel_task"
    GIVE_UP = "give_up"


DECEASED = "subject_deceased"
HARMLESS = frozenset({Verb.REASSIGN, Verb.MESSAGE})
"""Another officer or a message that the case itself waits for moves no token past an element."""


def guard(verb: Verb, bound: Collection[str], *, reason: str = "", second_approver: bool = False) -> None:
    """This function will let a verb pass or raise MandatoryGate naming the demand's row.

    A case is bound while a token stands at an element marked `mandatory`; the person's death, approved by the Party
    principal as second approver, is the one exception.
    """
    if not bound or verb in HARMLESS:
        return
    if verb is Verb.END_EARLY and reason == DECEASED and second_approver:
        return
    raise MandatoryGate(rows=tuple(sorted(bound)), verb=str(verb))
