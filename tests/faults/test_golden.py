"""States that a release stored load and finish in this one, as they did then (fault table, row 29)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any  # JSON as it came

import pytest

from tests.conftest import FROZEN
from tests.faults.golden import HOME, NeverWrittenAgainError, definition_of, facts, paths, replayed, unpacked, write
from tests.usecases.office import ZONE
from webapp import engine
from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import LimitRules
from webapp.domain.world import World

RELEASES = sorted(HOME.glob("*.json"))
AWAY = World(now=FROZEN, zone=ZONE, calendar=WorkCalendar(), limits=LimitRules(), case={"id": "c", "subject": "ma"})


@cache
def kept(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_there_is_at_least_one_release() -> None:
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_processes_under_way_in_a_release_go_on_from_every_state_and_end_as_they_did(release: Path) -> None:
    for game in kept(release)["games"]:
        starts = range(len(game["states"])) if len(game["states"]) < 15 else (0, 13, len(game["states"]) - 1)
        for start in starts:
            stored = replayed(game, start)
            assert (stored.finished or start == len(game["acts"])) == (game["finished"] or start == len(game["acts"]))
            assert facts(stored) == game["facts"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_cases_of_the_first_line_wait_for_the_same_and_can_be_ended(release: Path) -> None:
    deployed = {name: definition_of(name, packed) for name, packed in kept(release)["deployments"].items()}
    for row in kept(release)["office"]:
        definition, state = deployed[row["process"]], unpacked(row["state"])
        seen = paths(engine.inspect(definition, state, AWAY))
        assert seen == row["seen"], (row["process"], row["rev"])
        if not engine.inspect(definition, state, AWAY).bound:
            assert engine.cancel(definition, state, "withdrawn_by_authority", AWAY).opened


def test_the_states_of_a_release_are_never_written_again() -> None:
    before = RELEASES[0].read_bytes()

    with pytest.raises(NeverWrittenAgainError, match="stay as they are"):
        write(RELEASES[0].stem)

    assert RELEASES[0].read_bytes() == before


def test_a_state_of_another_form_is_refused_in_words() -> None:
    row = kept(RELEASES[0])["office"][0]
    definition = definition_of(row["process"], kept(RELEASES[0])["deployments"][row["process"]])
    state = bytearray(unpacked(row["state"]))
    state[1] += 1  # the number of the form

    with pytest.raises(engine.DamagedState, match="版本不符"):
        engine.inspect(definition, bytes(state), AWAY)
