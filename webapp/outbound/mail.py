"""One neutral mail a day per officer: counts and a request to sign in (RFC 5322), sent over SMTP (RFC 5321)."""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Digest:
    """The counts of one officer's day; `key` makes the mail's id, so that a second try is the same mail."""

    key: str
    address: str
    late: int
    today: int
    soon: int
    watched: int = 0
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Postbox:
    """The mail server of the intranet; `sender` is the office's address."""

    host: str
    port: int
    sender: str

    def send(self, digest: Digest) -> None:
        """This function will hand the mail to the server; raises OSError (SMTPException is one): try it again."""
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
            server.send_message(compose(digest, sender=self.sender))


def compose(digest: Digest, *, sender: str) -> EmailMessage:
    """This function will write the mail: counts only, no name, no number, no link with an id."""
    mail = EmailMessage()
    mail["Subject"] = "待办提醒 / Tasks waiting"
    mail["From"] = sender
    mail["To"] = digest.address
    mail["Date"] = format_datetime(digest.at)
    mail["Message-ID"] = f"<{digest.key}@{sender.rpartition('@')[2]}>"
    mail.set_content(f"{_in_chinese(digest)}\n\n{_in_english(digest)}")
    return mail


def _in_chinese(digest: Digest) -> str:
    counts = f"您有超期{digest.late}件，今日到期{digest.today}件，两个工作日内到期{digest.soon}件"
    watched = f"，另有{digest.watched}件需要督办" if digest.watched else ""
    return f"{counts}{watched}，请登录系统办理。"


def _in_english(digest: Digest) -> str:
    """Which language a reader has chosen is known to the browser only, so a mail says it in both."""
    counts = f"Overdue: {digest.late}, due today: {digest.today}, due within two working days: {digest.soon}"
    watched = f", to be supervised: {digest.watched}" if digest.watched else ""
    return f"{counts}{watched}. Please sign in."
