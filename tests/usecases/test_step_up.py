"""Step-up: what harms most in wrong hands asks for a fresh proof, declared with the act itself, whatever the page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import pkgutil

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp import usecases
from webapp.domain import limits
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import NotFound, ProofWanted, TooOften
from webapp.usecases import duties, proving, sessions
from webapp.usecases.act import UseCase
from webapp.usecases.proving import Given, NotProven

WEIGHTY = {
    *(Permission.KEEP_ROSTER, Permission.RECOVER_ACCESS, Permission.OPEN_REPORTER, Permission.BREAK_GLASS),
    *(Permission.PUBLISH_PROCESSES, Permission.EDIT_RULES, Permission.END_CASE, Permission.RUN_SYSTEM),
}
"""Permissions whose every act wants a fresh proof, unless it is excused below."""
DANGEROUS = {
    *("offer_codes", "confirm_codes", "end_factor"),
    *("offer_key", "confirm_key"),
    *("set_absence", "apply_early_ending", "lift_recusal", "archive_paper"),
    *("propose_version", "withdraw_version"),
}
"""Acts of other permissions that harm as much; an ending is decided on with a fresh proof as well (`decide`)."""
EXCUSED = {
    **dict.fromkeys(("add_person", "add_post", "add_unit", "put_room", "put_served"), "nobody may do more by it"),
    **dict.fromkeys(("succeed_unit", "rename_unit", "stand_again"), "duties go along, nobody gets one"),
    **dict.fromkeys(("bring_roster", "drop_roster"), "nothing is written yet: `write_roster` wants the proof"),
    "ask_identity": "opens nothing: the other custodian agrees with a proof, and each look wants one",
    "withdraw_request": "leaves all as it was",
    **dict.fromkeys(("take_day", "take_official_year", "take_typed_year"), "public days, seen by everybody"),
}


def sign_in(house: House, who: str) -> str:
    return house.office.run(sessions.sign_in, SYSTEM, login=who, password=PASSWORD)


def as_seen(house: House, token: str) -> sessions.SignedIn:
    return house.office.view(sessions.actor_of_session, SYSTEM, token=token)


def grant(house: House, token: str) -> None:
    actor = as_seen(house, token).actor
    house.office.run(duties.grant, actor, person_id=house.actor("wu").person_id, role="archive_admin")


def prove(house: House, token: str, **given: str) -> str:
    return house.office.run(proving.prove_again, as_seen(house, token).actor, token=token, given=Given(**given))


def test_an_act_in_the_first_minutes_passes_a_later_one_wants_a_proof_and_the_clocks_own_acts_never(
    house: House,
) -> None:
    token = sign_in(house, "jin")
    house.clock.at += sessions.FRESH_FOR
    grant(house, token)
    house.clock.shift(seconds=1)

    with pytest.raises(ProofWanted):
        grant(house, token)

    assert dataclasses.replace(as_seen(house, token).actor, fresh_until=None) == house.actor("jin")


def test_the_password_proves_once_more_under_a_new_id_and_moves_no_limit_of_the_session(house: House) -> None:
    token = sign_in(house, "jin")
    with house.office.database.read() as tx:
        ends = sessions.logins.living_one(tx, sessions.logins.id_of(tx, token), now=house.clock()).ends_at
    house.clock.shift(minutes=20)

    fresh = prove(house, token, password=PASSWORD)
    grant(house, fresh)

    with pytest.raises(NotFound):
        as_seen(house, token)
    with house.office.database.read() as tx:
        session = sessions.logins.living_one(tx, sessions.logins.id_of(tx, fresh), now=house.clock())
    assert session.ends_at == ends
    assert session.idle_until == house.clock() + dt.timedelta(minutes=30)


def test_guessing_at_a_step_up_ends_after_five_tries(house: House) -> None:
    token = sign_in(house, "jin")
    for _ in range(limits.PROOF.times):
        with pytest.raises(NotProven):
            prove(house, token, password="guess")

    with pytest.raises(TooOften):
        prove(house, token, password=PASSWORD)


def test_whoever_is_proven_is_not_counted(house: House) -> None:
    token = sign_in(house, "jin")

    for _ in range(limits.PROOF.times + 1):
        token = prove(house, token, password=PASSWORD)


def test_a_session_is_proven_by_its_own_person_alone(house: House) -> None:
    jin, wu = sign_in(house, "jin"), sign_in(house, "wu")

    with pytest.raises(NotFound):
        house.office.run(proving.prove_again, as_seen(house, wu).actor, token=jin, given=Given(password=PASSWORD))


def all_use_cases() -> set[UseCase]:  # type: ignore[type-arg] # of any verb
    modules = (
        importlib.import_module(f"{usecases.__name__}.{found.name}")
        for found in pkgutil.iter_modules(usecases.__path__)
        if not found.ispkg
    )
    return {one for module in modules for one in vars(module).values() if isinstance(one, UseCase)}


@ON_SQLITE
def test_every_act_of_a_weighty_permission_wants_a_proof_or_says_why_not(house: House) -> None:
    acts = {one.name: one for one in all_use_cases()}
    weighty = {name for name, one in acts.items() if one.writes and one.permission in WEIGHTY}
    without = {name for name in weighty | DANGEROUS if not acts[name].fresh}

    assert without == EXCUSED.keys(), "mark it fresh=True, or say in EXCUSED why it needs no proof"


@ON_SQLITE
def test_what_leaves_the_house_and_what_searches_it_is_limited(house: House) -> None:
    found = {one.name: one.limit.kind for one in all_use_cases() if one.limit is not None}

    assert (
        found.items()
        >= {
            "search": "search",
            **dict.fromkeys(("letter_file", "attachment_file", "minutes_file", "statistics_file"), "export"),
            "archive_paper": "export",
        }.items()
    )
