"""Collective study: putting a case on a meeting's list (集体研究)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Meetings


@handler
def request(
    body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None, *, meetings: Meetings
) -> str:
    """This function will put this case on the body's list and give the item's id; `about` one of several persons.

    An advice that is barred here is not passed on: the meeting must not be led to what it may not decide (DMN-2).
    """
    if not choices:
        raise BusinessError("no_choices", "没有可供会议研究的处置方式。")
    return meetings.request(body, proposal if proposal in choices else None, choices, about)
