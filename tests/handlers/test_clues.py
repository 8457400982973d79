"""Clues: who is competent, what is kept, what is joined; with ports that only remember."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers import answers, clues
from webapp.domain.handlers import BusinessError, handlers_of
from webapp.domain.ids import PersonId
from webapp.domain.ports import Competence, NamedPerson, Receipt

DAY = dt.date(2026, 3, 2)
SHARP = ("p0", "clue.head.p0", DAY)
"""Priority, limit and day of receipt that a clue would have by itself."""
ROSTER = {"head_a": "own", "head_b": "own", "head_up": "superior", "head_low": "lower", "leader": "own_leader"}


class Register:
    """Both ports in one, in memory."""

    def __init__(self, *numbers: str) -> None:
        self.numbers = numbers
        self.done: list[tuple[object, ...]] = []

    def management_level(self, person: PersonId) -> str | None:
        return ROSTER.get(person)

    def earlier(self, person: PersonId) -> str | None:
        return self.numbers[0] if self.numbers else None

    def number(self) -> str:
        return "云纪线〔2026〕1号"

    def set_subject(self, person: PersonId | None) -> str | None:
        self.done.append(("set_subject", person))
        return "head" if person else None

    def tag(
        self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...], manner: tuple[str, ...]
    ) -> None:
        self.done.append(("tag", classes, tags, eight_kinds, manner))

    def duplicates(self) -> tuple[str, ...]:
        return self.numbers

    def join(self, number: str, priority: int, limit: str, received_on: dt.date) -> None:
        self.done.append(("join", number, priority, limit, received_on))

    def take_sharper(self, limit: str, priority: int, due_on: dt.date) -> None:
        self.done.append(("take_sharper", limit, priority, due_on))

    def tell_joined(self, way: str) -> None:
        self.done.append(("tell_joined", way))

    def link_repeat(self, number: str) -> None:
        self.done.append(("link_repeat", number))

    def open_one(self, person: NamedPerson, receipt: Receipt) -> None:
        self.done.append(("open_one", person, receipt))

    def seal_transfer(self, received_on: dt.date) -> str:
        self.done.append(("seal_transfer", received_on))
        return "封〔2026〕1号"

    def assign(self, room: str, priority: int) -> None:
        self.done.append(("assign", room, priority))

    def shelve(self) -> None:
        self.done.append(("shelve",))

    def note_identity(self, confirmed: bool) -> None:
        self.done.append(("note_identity", confirmed))

    def feedback_wanted(self) -> bool:
        return True

    def note_withdrawal(self, stop_feedback: bool) -> None:
        self.done.append(("note_withdrawal", stop_feedback))

    def number_back(self, number: str | None, reason: str | None) -> None:
        self.done.append(("number_back", number, reason))


def person(subject: str | None, level: str | None = None) -> NamedPerson:
    return NamedPerson(subject=PersonId(subject) if subject else None, management_level=level)


@pytest.mark.parametrize(
    ("persons", "level"),
    [
        ([person("head_a", "own")], "own"),
        ([person("head_a", "lower")], "own"),
        ([person("head_up", "own")], "superior"),
        ([person("head_low")], "lower"),
        ([person("head_low"), person("head_a")], "own"),
        ([person("head_a"), person(None, "superior"), person("head_low")], "superior"),
        ([person(None, "own_leader"), person(None, "superior")], "own_leader"),
        ([person(None, "own")], "own"),
    ],
)
def test_the_stricter_level_of_form_and_roster_decides_for_the_whole_letter(persons: list[NamedPerson], level: str):
    found = clues.competence(tuple(persons), clues=Register())

    assert found.level == level


def test_an_earlier_clue_is_looked_for_only_when_one_person_of_ours_is_named():
    register = Register("云纪线〔2025〕7号")

    alone = clues.competence((person("head_a", "own"),), clues=register)
    several = clues.competence((person("head_a"), person("head_b")), clues=register)
    above = clues.competence((person("head_up"),), clues=register)

    assert alone == Competence(level="own", original="云纪线〔2025〕7号")
    assert (several.original, above.original) == (None, None)


@pytest.mark.parametrize("persons", [(), (person("nobody"),), (person(None),)])
def test_an_unknown_competence_is_said_and_never_guessed(persons: tuple[NamedPerson, ...]):
    with pytest.raises(BusinessError) as caught:
        clues.competence(persons, clues=Register())

    assert caught.value.code == "competence_unknown"


def test_only_what_is_ours_gets_a_number():
    given = {route: clues.number(route, clues=Register()) for route in ("own", "lower", "superior_sealed", "split")}

    assert given == {"own": "云纪线〔2026〕1号", "lower": None, "superior_sealed": None, "split": None}


def test_each_person_gets_a_clue_that_holds_nobody_else():
    register = Register()

    count = clues.open_each((person("head_a", "own"), person("head_low", "lower")), DAY, "letter", True, clues=register)

    receipt = Receipt(received_on=DAY, channel="letter", real_name=True)
    assert count == 2
    assert register.done == [
        ("open_one", person("head_a", "own"), receipt),
        ("open_one", person("head_low", "lower"), receipt),
    ]


@pytest.mark.parametrize("other", [person(None, "superior"), person("leader", "own_leader"), person(None, "own")])
def test_no_clue_is_opened_on_a_person_above_or_without_a_name(other: NamedPerson):
    register = Register()

    with pytest.raises(BusinessError):
        clues.open_each((person("head_a", "own"), other), DAY, clues=register)

    assert register.done == []


def test_tags_go_into_the_register_and_no_tag_is_none():
    register = Register()

    clues.tag(("integrity",), ("eight_rules", "project"), ("gifts",), clues=register)
    clues.tag(("work",), ("none",), None, True, True, clues=register)

    assert register.done == [
        ("tag", ("integrity",), ("eight_rules", "project"), ("gifts",), ()),
        ("tag", ("work",), (), (), ("real_name", "joint")),
    ]


def test_a_clue_joins_only_another_of_the_same_person():
    register = Register("云纪线〔2025〕7号")

    clues.join("云纪线〔2025〕7号", *SHARP, clues=register)
    with pytest.raises(BusinessError):
        clues.join("云纪线〔2024〕1号", *SHARP, clues=register)

    assert register.done == [("join", "云纪线〔2025〕7号", 0, "clue.head.p0", DAY)]


def test_a_repeat_needs_its_original():
    register = Register()

    clues.link_repeat("云纪线〔2025〕7号", clues=register)
    with pytest.raises(BusinessError):
        clues.link_repeat(None, clues=register)

    assert register.done == [("link_repeat", "云纪线〔2025〕7号")]


def test_priorities_are_the_four_of_the_decision_table():
    register = Register()

    clues.assign("room_1", "p0", clues=register)
    with pytest.raises(BusinessError):
        clues.assign("room_1", "urgent", clues=register)

    assert register.done == [("assign", "room_1", 0)]


def test_a_clue_on_nobody_in_particular_has_no_subject():
    register = Register()

    levels = [clues.set_subject(PersonId("head_a"), clues=register), clues.set_subject(None, clues=register)]

    assert levels == ["head", None]
    assert register.done == [("set_subject", "head_a"), ("set_subject", None)]


def test_the_sender_gets_a_number_or_a_reason_and_never_both():
    register = Register()

    answers.number_back("云纪线〔2026〕1号", None, answers=register)
    answers.number_back(None, "lower", answers=register)
    for pair in (("1", "lower"), (None, None)):
        with pytest.raises(BusinessError):
            answers.number_back(*pair, answers=register)

    assert register.done == [("number_back", "云纪线〔2026〕1号", None), ("number_back", None, "lower")]


def test_a_diagram_hands_over_contexts_and_gets_plain_values_back():
    spec = handlers_of([clues])["clues.competence"]

    found = spec.run({"persons": [{"subject": "head_a", "management_level": None}]}, {spec.ports["clues"]: Register()})

    assert found == {"level": "own", "original": None}
