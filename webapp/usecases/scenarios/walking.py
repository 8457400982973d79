"""Random walks: at every turn one of the possible acts, with choices from the forms' option lists.

Two things must hold. A case never gets stuck: until it has ended, somebody, a message or a timer can move it. And a
demand's row cannot be escaped: once a marked flow has been taken, no end is reached before every marked element that
no way past the flow leaves out has been passed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # YAML as it came

from webapp import engine
from webapp.domain.advance import OpenedTask, TimerSet, Wait
from webapp.domain.errors import FormRejected, Incident, MandatoryGate, NotOpen
from webapp.domain.forms import Field, FieldType
from webapp.domain.handlers import HandlerSpec
from webapp.engine.gates import sure_after
from webapp.engine.task_ids import replayed
from webapp.usecases.scenarios.case import PlayedCase
from webapp.usecases.scenarios.reading import Scenario
from webapp.usecases.scenarios.running import open_case
from webapp.usecases.scenarios.words import words_of

MAX_TURNS = 2000
REASONS = ("withdrawn_by_authority", "subject_left_post", "merged_with", "jurisdiction_changed")


class Stuck(AssertionError):
    """A case that nobody can move."""


class Escaped(AssertionError):
    """A case that ended past a demand's row."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One random case: where it ended, how many acts it took, what it walked."""

    seed: int
    ended: str | None
    acts: int
    largest_state: int
    refused_endings: int
    walked: frozenset[tuple[str, str]]


def walk(
    definition: engine.Definition,
    handlers: Mapping[str, HandlerSpec],
    *,
    seed: int,
    start: str | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Walk:
    """This function will walk one case at random from a start event, the first one by default.

    The same seed walks the same way. Raises Stuck and Escaped.
    """
    with replayed(seed):
        return _Walker(definition, handlers, random.Random(seed), answers or {}).walk(seed, start)  # noqa: S311


class _Walker:
    def __init__(
        self,
        definition: engine.Definition,
        handlers: Mapping[str, HandlerSpec],
        chance: random.Random,
        answers: Mapping[str, Any],
    ) -> None:
        self.definition, self.handlers, self.chance, self.answers = definition, handlers, chance, answers
        self.refused = 0
        self.refusals: dict[str, str] = {}

    def walk(self, seed: int, start: str | None) -> Walk:
        """This function will take turns until the case has ended."""
        self.case = self.opened(start or self.definition.starts[0].id)
        for _ in range(MAX_TURNS):
            if self.case.is_over:
                break
            self.turn()
        if not self.case.is_over:
            raise Stuck(f"seed {seed}: {self.places()}")
        self.check_rows(seed)
        return Walk(
            seed=seed,
            ended=self.case.ended[-1],
            acts=self.case.acts,
            largest_state=self.case.largest,
            refused_endings=self.refused,
            walked=frozenset(self.case.walked),
        )

    def places(self) -> str:
        """This function will tell where the case stands and what was refused there last."""
        paths = [*self.case.open(), *(wait.path for wait in self.case.waits.values())]
        return "；".join(f"{path}（{self.refusals.get(path, '')}）" for path in paths)

    def opened(self, start: str) -> PlayedCase:
        """This function will open the case with a made-up header."""
        asked = words_of(self.definition, self.definition.process, start)
        given = {
            **{name: self.mostly_first(values) for name, values in asked.items()},
            "subject": "head_a",
            "level": self.chance.choice(["head_next_lower", "head", "other"]),
            "unit": "unit_a",
        }
        scenario = Scenario(
            name="walk",
            process=self.definition.process,
            start=start,
            given=given,
            at=dt.datetime(2026, 3, 2, 9),  # noqa: DTZ001 - the office's zone is added by the case
            steps=(),
            then={},
            people={},
            answers=self.answers,
        )
        case = open_case(self.definition, self.handlers, scenario)
        case.start(start, given)
        return case

    def turn(self) -> None:
        """This function will do one possible act.

        One that the forms or the diagram refuse is tried otherwise next turn.
        """
        acts: list[Callable[[], None]] = [self.doing(task) for task in self.case.tasks.values()]
        acts += [self.telling(wait) for wait in self.case.waits.values()]
        if self.case.timers:
            acts.append(self.waiting)
        if not acts:
            raise Stuck("没有可办的环节、消息或者期限")
        if self.chance.random() < 0.01 and not self.case.ending and self.definition.ending is not None:
            acts = [self.ending]
        self.chance.choice(acts)()

    def doing(self, task: OpenedTask) -> Callable[[], None]:
        """This function will give the act of completing a step with random choices."""

        def act() -> None:
            form = self.case.form_of(task)
            given = self.choices(form.fields) if form else {}
            try:
                self.case.do(task, "walker", given)
            except (FormRejected, Incident) as error:
                self.refusals[task.path] = error.message  # another choice next turn; if none passes, the walk is stuck

        return act

    def choices(self, fields: tuple[Field, ...]) -> dict[str, Any]:
        """This function will choose a value for every routing field."""
        given: dict[str, Any] = {}
        for one in fields:
            if one.type is FieldType.GROUP:
                given |= self.choices(one.fields)
            elif one.type is FieldType.ROWS:
                rows = self.chance.randint(max(one.min_rows, 1), max(one.min_rows, min(one.max_rows, 3)))
                given[one.key] = [self.choices(one.fields) for _ in range(rows)]
            elif (one.routing or one.options) and not one.readonly and one.type is not FieldType.COMPUTED:
                given[one.key] = self.choice(one)
        return given

    def choice(self, one: Field) -> Any:
        """This function will choose one value by the field's type."""
        if one.type is FieldType.CHECKLIST:
            count = self.chance.randint(0, len(one.options))
            return [option.value for option in self.chance.sample(one.options, count)]
        if one.options:
            return self.mostly_first([option.value for option in one.options])
        if one.type is FieldType.CHECKBOX:
            return self.chance.random() < 0.5
        if one.type is FieldType.DATE:
            back = 0 if one.not_before else self.chance.randint(0, 3)
            return self.case.world.today - dt.timedelta(days=back)
        if one.type is FieldType.NUMBER:
            low = int(one.minimum if one.minimum is not None else 0)
            return self.chance.randint(low, int(one.maximum if one.maximum is not None else low + 5))
        return f"{one.picker or 'word'}_{self.chance.choice('abc')}"

    def mostly_first(self, words: Sequence[Any]) -> Any:
        """This function will choose a word; the first one, as a rule the way on, twice as often as any other."""
        return self.chance.choice([words[0], *words])

    def telling(self, wait: Wait) -> Callable[[], None]:
        """This function will give the act of delivering a message with the values that the diagram asks for."""

        def act() -> None:
            payload = {name: self.mostly_first(values) for name, values in self.asked(wait).items()}
            try:
                self.case.deliver(wait.message, payload, wait.path)
            except (Incident, NotOpen):
                return

        return act

    def asked(self, wait: Wait) -> dict[str, list[Any]]:
        """This function will give the values worth trying for each member of a message."""
        found = words_of(self.definition, wait.process, wait.element)
        seen = engine.facts_at(self.definition, self.case.state, wait.task_id, self.case.world)
        choices = seen.get("choices")
        if isinstance(choices, list) and choices:
            found["result"] = choices
        return found

    def waiting(self) -> None:
        """This function will let time pass up to the next timer, or some days."""
        timer: TimerSet = min(self.case.timers.values(), key=lambda one: (one.due_at, one.path))
        try:
            self.case.wait_until(timer.due_at)
        except Incident:
            self.case.now = max(self.case.now, timer.due_at)

    def ending(self) -> None:
        """This function will try to end the case early; a demand's row must refuse it."""
        try:
            self.case.end_early(self.chance.choice(REASONS))
        except MandatoryGate:
            self.refused += 1

    def check_rows(self, seed: int) -> None:
        """This function will check that every marked flow that was taken was followed by what its row requires."""
        for process in self.definition.processes.values():
            for flow in process.flows.values():
                if flow.mandatory and (process.id, flow.id) in self.case.walked:
                    owed = [e for e in sure_after(process, flow) if (process.id, e) not in self.case.walked]
                    if owed:
                        raise Escaped(f"seed {seed}: {flow.id} 之后没有走过 {'、'.join(owed)}")
