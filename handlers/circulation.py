"""Papers to read (传阅件)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Circulation


@handler
def send(role: str, *, circulation: Circulation) -> None:
    """This function will put this case's latest paper on the reading list of a role; reading it is no approval."""
    circulation.send(role)
