"""What everybody tries first is no password; a few words of one's own are."""

from __future__ import annotations

import pytest

from webapp.domain.easy_passwords import is_easy

COMMON = [
    "1234567890",
    "0123456789",
    "9876543210",
    "1111111111",
    "1234512345",
    "123123123123",
    "12345678910",
    "13800138000",
    "20260301001",
    "qwertyuiop",
    "qwerty123456",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "q1w2e3r4t5",
    "zaq12wsxcde",
    "asdfghjkl123",
    "zxcvbnm123",
    "0okm9ijn8uhb",
    "abcd123456",
    "abc123abc123",
    "a123456789",
    "aa123456789",
    "qq123456789",
    "1234567890a",
    "aaaaaaaaaaaa",
    "abababababab",
    "password123",
    "Password1234",
    "P@ssw0rd2026",
    "passw0rd!!",
    "administrator",
    "admin123456",
    "Admin@123456",
    "root123456",
    "iloveyou123",
    "woaini1314520",
    "5201314520",
    "welcome2026",
    "changeme123",
    "letmein1234",
    "testtest123",
    "!@#$%^&*()",
    "yunling-demo",
    "shibiyan2026",
    "zhou1234567",
    "831729405628",
    "1990-08-17-13800138000",
    "2026!03@01#$",
    "1!2@3#4$5%6^",
    "8#3!8#3!8#3!",
]
OWN = [
    "another-password",
    "known-to-the-hand",
    "correct-horse-battery",
    "清晨喝茶看山远望",
    "xK7vQm2pLz",
    "zhou-climbs-hills",
    "三更灯火五更鸡2026",
    "83#51!07%2946",
    "7*4-9.0!3&62+",
]


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_tries_first_is_easy(password: str) -> None:
    assert is_easy(password, login="zhou")


@pytest.mark.parametrize("password", OWN)
def test_what_somebody_made_up_is_not(password: str) -> None:
    assert not is_easy(password, login="zhou")
