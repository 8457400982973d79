"""Verification, appeal, restoration and clarification, with ports that only remember."""

from __future__ import annotations

import pytest

from handlers import accountability, appeals, clarification, restoration, verification
from webapp.domain.handlers import BusinessError, handlers_of
from webapp.domain.ids import PersonId
from webapp.domain.ports import Conclusion, OriginalCase

HEAD = PersonId("head_a")


class Register:
    """Every port in one, in memory."""

    def __init__(self, *, level: str | None = "own", conclusion: str = "not_established") -> None:
        self.level, self.said, self.first, self.corrected = level, conclusion, False, ""

    def management_level(self, person: PersonId) -> str | None:
        return self.level

    def number(self) -> str:
        return "核〔2026〕1号"

    def put_first(self) -> None:
        self.first = True

    def refer_to(self, letter: str) -> OriginalCase:
        return OriginalCase(found=True, people=(PersonId("li"), PersonId("zhao")))

    def correct_archive(self, result: str) -> int:
        self.corrected = result
        return 2

    def conclusion(self, person: PersonId) -> str:
        return self.said

    def open_related(self, person: PersonId) -> bool:
        return False

    def clear_record(self) -> int:
        return 3


def test_they_are_known_by_module_and_name() -> None:
    assert set(handlers_of([accountability, appeals, clarification, restoration, verification])) == {
        "accountability.accept",
        "appeals.find_case",
        "clarification.clear_record",
        "clarification.look_up",
        "restoration.correct_archive",
        "verification.accept",
        "verification.put_first",
    }


@pytest.mark.parametrize("level", ["own", None])
def test_a_verification_of_ours_gets_a_number_and_no_reason(level: str | None) -> None:
    register = Register(level=level)

    taken = verification.accept(HEAD, clues=register, verifications=register)

    assert (taken.number, taken.reason) == ("核〔2026〕1号", None)


@pytest.mark.parametrize(
    ("level", "reason"), [("superior", "superior"), ("own_leader", "superior"), ("lower", "lower")]
)
def test_a_verification_of_another_organ_gets_a_reason_and_no_number(level: str, reason: str) -> None:
    register = Register(level=level)

    taken = verification.accept(HEAD, clues=register, verifications=register)

    assert (taken.number, taken.reason) == (None, reason)


def test_an_opinion_that_waits_puts_the_verification_first() -> None:
    register = Register()

    verification.put_first(verifications=register)

    assert register.first


def test_an_appeal_knows_everybody_who_did_a_step_of_the_first_case() -> None:
    found = appeals.find_case("处〔2026〕3号", appeals=Register())

    assert found.people == ("li", "zhao")


def test_an_appeal_without_a_letter_refers_to_no_case() -> None:
    assert not appeals.find_case(None, appeals=Register()).found


def test_a_revoked_decision_corrects_the_archive() -> None:
    register = Register()

    assert restoration.correct_archive("revoke", restorations=register) == 2
    assert register.corrected == "revoke"


def test_a_decision_that_stands_corrects_nothing() -> None:
    with pytest.raises(BusinessError) as refused:
        restoration.correct_archive("keep", restorations=Register())

    assert refused.value.code == "nothing_to_restore"


def test_the_conclusion_of_the_matter_is_looked_up() -> None:
    assert clarification.look_up(HEAD, clarifications=Register(conclusion="shelved")) == Conclusion(
        conclusion="shelved", open_related=False
    )


@pytest.mark.parametrize(("person", "said"), [(None, "open"), (HEAD, "perhaps")])
def test_no_conclusion_is_guessed(person: PersonId | None, said: str) -> None:
    with pytest.raises(BusinessError):
        clarification.look_up(person, clarifications=Register(conclusion=said))


def test_clearing_the_record_counts_the_entries() -> None:
    assert clarification.clear_record(clarifications=Register()) == 3


class Wanted:
    """The register of accountabilities, in memory."""

    def __init__(self, *, again: bool = False) -> None:
        self.again, self.numbered_for = again, ""

    def same_matter(self, ground: str | None) -> bool:
        return self.again

    def number(self, ground: str | None) -> str:
        self.numbered_for = ground or ""
        return "核查〔2026〕2号"


@pytest.mark.parametrize(
    ("level", "again", "reason"),
    [
        ("own", False, None),
        (None, False, None),
        ("superior", False, "superior"),
        ("lower", True, "lower"),
        ("own_leader", False, "superior"),
        ("own", True, "already_filed"),
    ],
)
def test_an_accountability_gets_a_number_or_the_reason_why_not(
    level: str | None, again: bool, reason: str | None
) -> None:
    wanted = Wanted(again=again)

    found = accountability.accept(HEAD, "no_duty", clues=Register(level=level), accountabilities=wanted)  # type: ignore[arg-type]

    assert (found.number is None, found.reason) == (reason is not None, reason)
    assert (wanted.numbered_for == "no_duty") == (reason is None)
