"""Appeals: the decision that is appealed against and who had a hand in it (申诉复查)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Appeals, OriginalCase


@handler
def find_case(letter: str | None = None, *, appeals: Appeals) -> OriginalCase:
    """This function will refer this case to the one that bore the letter, and list all who did a step of it.

    Nobody of them may take part in the review (监督执纪工作规则 art. 59).
    """
    return appeals.refer_to(letter) if letter else OriginalCase(found=False, people=())
