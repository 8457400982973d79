"""A trigger that is gone, disabled, emptied or not the office's is named; the number of them tells nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import sqlalchemy as sa

from tests.usecases.office import House
from webapp.store import guards

NAME = "kept_audit_changed"
GONE = {
    "sqlite": (f"DROP TRIGGER {NAME}",),
    "postgresql": (f"ALTER TABLE audit DISABLE TRIGGER {NAME}",),
}
EMPTIED = {
    "sqlite": (
        f"DROP TRIGGER {NAME}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON audit BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION look_is_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    ),
}
FELL = {"sqlite": (NAME,), "postgresql": ("kept_look_removed",)}
ANOTHER = {
    "sqlite": ("CREATE TRIGGER helper AFTER INSERT ON audit BEGIN SELECT 1; END",),
    "postgresql": (
        "CREATE FUNCTION helps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER helper AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION helps()",
    ),
}


class GivenUp(Exception):
    """What was done by hand is taken back."""


def seen(house: House, by_hand: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Give dialect, what fell and what is strange after statements by hand, which are then taken back."""
    found = ("", (), ())
    with suppress(GivenUp), house.office.database.write() as tx:
        for statement in by_hand.get(tx.dialect, ()):
            tx.connection.execute(sa.text(statement))
        found = (tx.dialect, guards.fallen(tx), guards.strange(tx))
        raise GivenUp
    return found


def test_those_of_an_office_all_stand(house: House) -> None:
    assert seen(house, {})[1:] == ((), ())


def test_what_is_gone_or_disabled_is_named(house: House) -> None:
    assert seen(house, GONE)[1:] == ((NAME,), ())


def test_what_was_emptied_is_named(house: House) -> None:
    dialect, fell, strange = seen(house, EMPTIED)

    assert (fell, strange) == (FELL[dialect], ())


def test_what_the_office_did_not_put_up_is_named(house: House) -> None:
    assert seen(house, ANOTHER)[1:] == ((), ("helper",))
