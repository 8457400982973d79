"""The cookie by which a browser is known again: who has signed in there before is not kept out by others' tries."""

from __future__ import annotations

from werkzeug.wrappers import Response

from webapp.domain.actor import SYSTEM
from webapp.http.cookies import cookie, set_cookie
from webapp.http.house import house
from webapp.usecases.devices import LIVES, remembered

DEVICE_COOKIE = "shibiyan_device"


def remember(answer: Response, token: str, *, passed: bool = False) -> None:
    """This function will let the browser be known again as one of the person's, past the second factor or not."""
    text = house().office.view(remembered, SYSTEM, devices=cookie(DEVICE_COOKIE), token=token, passed=passed)
    set_cookie(answer, DEVICE_COOKIE, text, lives=LIVES)
