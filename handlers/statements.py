"""A head's yearly own data (本人情况): asked once a year, kept beside the archive."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Statements


@handler
def keep(step: str, *, statements: Statements) -> int:
    """This function will keep what was filled in at the completed step of that id, and give the version."""
    return statements.keep(step)


@handler
def known(*, statements: Statements) -> bool:
    """This function will tell whether the person has stated own data for the case's year."""
    return statements.known()


@handler
def note_check(step: str, *, statements: Statements) -> int:
    """This function will note as personal matters what the check of that step found different, and how many."""
    return statements.note_check(step)
