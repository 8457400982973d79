"""Answers to the matter that sent the starting message (答复移送方)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Answers


@handler
def number_back(number: str | None = None, reason: str | None = None, *, answers: Answers) -> None:
    """This function will tell the sender the number, or why there is none; a matter opened by hand has nobody to tell.

    The sender waits for message `number_returned` and could else never end; so the answer comes before any human step.
    """
    if (number is None) == (reason is None):
        raise BusinessError("answer_unclear", "答复移送方时，编号和不受理原因应当有且只有一项。")
    answers.number_back(number, reason)
