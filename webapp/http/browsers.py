"""Which browser on which machine a request comes from: in words short enough for a list of sessions."""

from __future__ import annotations

from flask import request

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""The first that fits: all of them say that they are the later ones, too."""
MACHINES = (
    *(("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")),
)


def browser_of_request() -> str:
    """This function will name browser and system, nothing for what it does not know; no word of the header is kept."""
    said = request.user_agent.string
    found = (next((word for mark, word in known if mark in said), "") for known in (BROWSERS, MACHINES))
    return " ".join(word for word in found if word)
