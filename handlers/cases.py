"""Questions about the case at hand that a diagram branches on."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Approvers, Cases


@handler
def approvers(drafter: str | None = None, *, cases: Cases) -> Approvers:
    """This function will tell whether a room head and a deputy are left to approve what the drafter may not."""
    return cases.approvers(drafter)


@handler
def lot(share: int, *, cases: Cases) -> bool:
    """This function will draw this case for a check with a chance of `share` percent (0 to 100)."""
    if not 0 <= share <= 100:
        raise BusinessError("share_out_of_range", "抽查比例应当在0至100之间。")
    return cases.lot(share)


@handler
def contacted(*, cases: Cases) -> bool:
    """This function will tell whether the subject has been spoken to or written to in this case."""
    return cases.contacted()
