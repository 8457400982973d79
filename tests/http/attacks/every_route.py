"""Every route with an address that fits, whatever routes there are: what is generated cannot be forgotten."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Rule

SAMPLES = {"year": 2026, "number": 2026, "filename": "app.css", "kind": "approve", "of": "duty", "figure": "open"}
"""What stands in an address where it is no id."""
PROCESS = {"process": "m08_talk_letter_inquiry", "start_event": "yearly", "period": "2026"}


def rules(app: Flask, method: str) -> list[Rule]:
    """Give every route that answers a method; what is read from a folder has tests of its own."""
    found = (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint != "static")
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def address(app: Flask, rule: Rule, method: str) -> str:
    """Give an address of a route."""
    given = {name: SAMPLES.get(name) or PROCESS.get(name) or "a" * 32 for name in rule.arguments}
    return str(app.url_map.bind("").build(rule.endpoint, given, method=method))


def addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    """Give endpoint and address of every route that answers a method."""
    return [(rule.endpoint, address(app, rule, method)) for rule in rules(app, method)]
