"""Life meetings: the earlier inquiries on the head, to link an untrue explanation to (民主生活会)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Inquiries


@handler
def inquiries(*, inquiries: Inquiries) -> tuple[str, ...]:
    """This function will list the numbers of the inquiries on this case's person, the newest first."""
    return inquiries.numbers()
