"""Random histories of acts (fault table, row 34): the real office goes as a model of it does, whatever dies between."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import FROZEN
from tests.faults.drawn import deploy, one_room
from tests.faults.length import LONG, rounds
from tests.faults.modelled import COMING, PROCESS, STAFF, SUBJECTS, Modelled
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from webapp.store.points import Point

MOMENTS = st.sampled_from([*(f"statement {number}" for number in range(1, 13)), *Point])
who, subject = st.sampled_from(STAFF), st.sampled_from(SUBJECTS)
Open = Callable[[ExitStack], House]


class Histories(RuleBasedStateMachine):
    """What officers, messages, the clock and faults do in any order."""

    def __init__(self, open_one: Open) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.model = Modelled(open_one(self.stack))
        self.version = 0

    @initialize()
    def first(self) -> None:
        for about in SUBJECTS:
            self.model.ask(about)
        self.model.beat()

    @rule(about=subject, person=who, verb=st.sampled_from(["go on", "go on", "complete", "claim", "release", "again"]))
    def act(self, about: str, person: str, verb: str) -> None:
        self.one_act(about, person, verb)

    @rule(about=subject, person=who, verb=st.sampled_from(["go on", "complete"]), dies=MOMENTS)
    def die(self, about: str, person: str, verb: str, dies: str) -> None:
        self.one_act(about, person, verb, dies=dies)

    def one_act(self, about: str, person: str, verb: str, *, dies: str | None = None) -> None:
        """Let a person try something, or (`go on`) whoever may do the step that is open."""
        one = [one for one in self.model.matters if one.subject == about and one.at != COMING][-1]
        able = [other for other in STAFF if one.may_complete(other)]
        if verb in ("claim", "release"):
            {"claim": self.model.claim, "release": self.model.release}[verb](one, person)
        elif verb == "again":
            self.model.again(one)
        else:
            self.model.complete(one, able[0] if verb == "go on" and able else person, dies=dies)

    @rule(about=subject, hours=st.sampled_from([0, 0, 1, 20]), beats=st.booleans())
    def hear(self, about: str, hours: int, beats: bool) -> None:
        self.model.house.clock.shift(hours=hours)
        if self.model.of(about) is None:
            self.model.ask(about)
        else:
            self.model.answer(about)
        if beats or self.model.of(about) is None:
            self.model.beat()

    @rule()
    def publish(self) -> None:
        self.version = 1 - self.version
        deploy(self.model.house, PROCESS.format(version=f"第{self.version}版"))
        self.model.beat()

    @invariant()
    def the_office_stands_where_the_model_does(self) -> None:
        self.model.agree()

    def teardown(self) -> None:
        self.model.beat()
        self.model.agree()
        everything_holds(self.model.house)
        self.stack.close()


@pytest.fixture(scope="module")
def modelled(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """Put the process of these tests in force once, with one room that works on it."""

    def play(house: House) -> None:
        deploy(house, PROCESS.format(version="第0版"))
        one_room(house)

    with played(furnished, tmp_path_factory.mktemp("modelled"), FROZEN, play, stage="modelled") as one:
        yield one


def test_whatever_happens_in_whatever_order_the_office_goes_as_the_model_does(
    modelled: Furnished, tmp_path: Path
) -> None:
    count = itertools.count()

    def open_one(stack: ExitStack) -> House:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        return stack.enter_context(copy_of(modelled, folder, FROZEN))

    few = 4 if modelled.server is None else 1
    long = settings(
        max_examples=rounds(few, share=10),
        stateful_step_count=60 if LONG else 20,
        derandomize=not LONG,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shorten a red history takes hours
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Histories(open_one), settings=long)
