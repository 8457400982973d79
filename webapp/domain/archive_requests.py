"""Reading an archive on request (申请查阅): who asks why, what its keeper says, who decides, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId

LONGEST = dt.timedelta(days=30)
"""For so long an archive is opened at most; who needs it longer asks again."""


class RequestStatus(StrEnum):
    """Asked for, checked by the keeper, then granted or refused (the keeper, too, may refuse)."""

    ASKED = "asked"
    CHECKED = "checked"
    GRANTED = "granted"
    REFUSED = "refused"


class NoSpan(Refused):
    """请选择查阅的截止日期，自今日起不超过三十日。"""

    code = "no_span"


class NothingToAsk(Refused):
    """没有送出：{why}。"""

    code = "nothing_to_ask"


@dataclass(frozen=True, kw_only=True)
class ArchiveRequest:
    """A request to read a person's archive; reason, the keeper's opinion and the answer are sealed at rest."""

    id: str
    subject_id: PersonId
    asked_by: PersonId
    asked_at: dt.datetime
    reason: str
    status: RequestStatus = RequestStatus.ASKED
    checked_by: PersonId | None = None
    checked_at: dt.datetime | None = None
    opinion: str = ""
    decided_by: PersonId | None = None
    decided_at: dt.datetime | None = None
    answer: str = ""
    until_on: dt.date | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status in (RequestStatus.ASKED, RequestStatus.CHECKED)

    def holds_on(self, day: dt.date) -> bool:
        """This function will tell whether it opens the archive on a day."""
        granted = self.status is RequestStatus.GRANTED
        return granted and self.until_on is not None and day <= self.until_on


def refuse_span(until: dt.date | None, today: dt.date) -> dt.date:
    """This function will give the last day of reading; raises NoSpan for none, one that is over, or one too late."""
    if until is None or not today <= until <= today + LONGEST:
        raise NoSpan
    return until
