"""Joins that can wait for ever, found by the token game."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import Kind
from webapp.engine.rules.subject import Subject, finding, named
from webapp.engine.token_game import TokenGame

RULE = "waiting"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find joins at which a case can hang although nobody is at fault."""
    for process in subject.processes.values():
        for scope in ("", *(e.id for e in process.elements.values() if e.kind is Kind.SUBPROCESS)):
            for key in TokenGame(process, scope).play():
                reason = f"{named(process.elements[key])}可能永远等不齐：有的来线走不到"
                inclusive = process.elements[key].kind is Kind.INCLUSIVE  # two that wait for each other
                remedy = "请让分支与汇合成对" if inclusive else "请改用相容网关汇合，或者让分支与汇合成对"
                yield finding(RULE, process, key, reason=reason, remedy=remedy)
