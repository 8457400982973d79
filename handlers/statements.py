"""A head's yearly own data (本人情况): asked once a year, kept beside the archive."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Admission, Statements


@handler
def keep(step: str, *, statements: Statements) -> int:
    """This function will keep what was filled in at the completed step of that id, and give the version."""
    return statements.keep(step)


@handler
def known(*, statements: Statements) -> bool:
    """This function will tell whether the person has stated own data for the case's year."""
    return statements.known()


@handler
def note_found(step: str, *, statements: Statements) -> int:
    """This function will note what the check of that step found different, and how many; nothing counts it yet."""
    return statements.note_found(step)


@handler
def note_check(step: str, *, statements: Statements) -> int:
    """This function will note the same for matters of older diagrams: the person's next check settles it."""
    return statements.note_check(step)


@handler
def settle(confirmed: str, dimension: str, admission: Admission, *, statements: Statements) -> str | None:
    """This function will let count what two officers found after the person was heard; the entry's number, or None."""
    return statements.settle(confirmed, dimension, admission)
