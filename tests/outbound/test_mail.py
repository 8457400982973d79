from __future__ import annotations

import datetime as dt
import smtplib

import pytest

from tests.outbound.postbox import postbox, words_of
from webapp.outbound.mail import Digest, Postbox

AT = dt.datetime(2026, 3, 5, 0, 30, tzinfo=dt.UTC)


def digest(**more: int) -> Digest:
    return Digest(key="digest.zhou.2026-03-05", address="zhou@yunling.example", late=1, today=0, soon=2, at=AT, **more)


def test_a_mail_holds_counts_and_nothing_else() -> None:
    with postbox() as server:
        Postbox(host="127.0.0.1", port=server.port, sender="office@yunling.example").send(digest(watched=3))

    assert len(server.kept) == 1
    letter = server.kept[0]
    assert letter["To"] == "zhou@yunling.example"
    assert words_of(letter).splitlines() == [
        "您有超期1件，今日到期0件，两个工作日内到期2件，另有3件需要督办，请登录系统办理。",
        "",
        "Overdue: 1, due today: 0, due within two working days: 2, to be supervised: 3. Please sign in.",
    ]


def test_a_second_try_is_the_same_mail() -> None:
    with postbox() as server:
        box = Postbox(host="127.0.0.1", port=server.port, sender="office@yunling.example")
        box.send(digest())
        box.send(digest())

    assert {letter["Message-ID"] for letter in server.kept} == {"<digest.zhou.2026-03-05@yunling.example>"}


def test_a_server_that_refuses_is_said_so() -> None:
    with postbox() as server:
        server.refuses = True
        with pytest.raises(smtplib.SMTPException):
            Postbox(host="127.0.0.1", port=server.port, sender="office@yunling.example").send(digest())
