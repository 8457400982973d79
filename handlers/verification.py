"""Verification: competence, number and haste (初步核实)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Acceptance, Clues, Verifications

NOT_OURS = {"own_leader": "superior", "superior": "superior", "lower": "lower"}


@handler
def accept(subject: PersonId | None = None, *, clues: Clues, verifications: Verifications) -> Acceptance:
    """This function will take a verification on and number it, or say why not: `superior` or `lower`.

    A person of whom the roster says nothing stays here: the sender has checked the competence (监督执纪工作规则).
    """
    level = clues.management_level(subject) if subject else None
    reason = NOT_OURS.get(level or "own")
    return Acceptance(number=None if reason else verifications.number(), reason=reason)


@handler
def put_first(*, verifications: Verifications) -> None:
    """This function will put this verification first: an opinion on the person waits for it."""
    verifications.put_first()
