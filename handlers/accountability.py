"""Accountability: competence, the same matter only once, and the number (问责)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Acceptance, Accountabilities, Clues

NOT_OURS = {"own_leader": "superior", "superior": "superior", "lower": "lower"}


@handler
def accept(
    subject: PersonId | None = None,
    ground: str | None = None,
    *,
    clues: Clues,
    accountabilities: Accountabilities,
) -> Acceptance:
    """This function will take an accountability on and number it, or say why not.

    The reason is `superior`, `lower` or `already_filed`: what is filed is not started a second time (问责条例第九条).
    """
    reason = NOT_OURS.get((clues.management_level(subject) if subject else None) or "own")
    if reason is None and accountabilities.same_matter(ground):
        reason = "already_filed"
    return Acceptance(number=None if reason else accountabilities.number(ground), reason=reason)
