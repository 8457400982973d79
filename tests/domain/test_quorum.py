"""Seats, recusal, substitutes: who counts at an item."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.conftest import ROOT
from webapp.domain.ids import PersonId
from webapp.domain.papers import Member
from webapp.domain.quorum import QuorumRule, Share, count, rule_of
from webapp.engine.rule_files import UnreadableRules, read_quorum

HALF = QuorumRule(least=3)
TWO_THIRDS = QuorumRule(present=Share(part=Fraction(2, 3)), least=3)


def seat(who: str, *, present: bool = True, substitute_for: str | None = None) -> Member:
    other = PersonId(substitute_for) if substitute_for else None
    return Member(person_id=PersonId(who), present=present, substitute_for=other)


FIVE = tuple(seat(who) for who in "abcde")


@pytest.mark.parametrize(
    ("part", "over", "seats", "least"),
    [("1/2", True, 5, 3), ("1/2", True, 4, 3), ("2/3", False, 5, 4), ("2/3", False, 6, 4), ("2/3", False, 3, 2)],
)
def test_a_share_is_the_least_number_of_persons(part: str, over: bool, seats: int, least: int) -> None:
    assert Share(part=Fraction(part), over=over).of(seats) == least


def test_everybody_there_decides() -> None:
    found = count(HALF, FIVE, ())

    assert (found.entitled, found.present, found.needed, found.to_adopt) == (5, 5, 3, 3)
    assert found.sentence(planned=False) == "应到5人，实到5人，须到3人，人数符合"


def test_a_recused_member_leaves_the_denominator() -> None:
    found = count(TWO_THIRDS, FIVE, {PersonId("a")})

    assert (found.entitled, found.present, found.needed, found.to_adopt) == (4, 4, 3, 3)


def test_where_the_rule_keeps_the_seat_two_recused_leave_too_few() -> None:
    rule = QuorumRule(present=Share(part=Fraction(2, 3)), recused_leave=False)

    found = count(rule, FIVE, {PersonId("a"), PersonId("b")})

    assert (found.entitled, found.present, found.needed, found.met, found.reachable) == (5, 3, 4, False, False)
    assert found.sentence(planned=True) == (
        "应到5人，回避2人，可到3人，须到4人，人数不足，还差1人，请安排替补或者报上级决定"
    )


def test_two_persons_never_decide_alone() -> None:
    found = count(HALF, FIVE[:4], {PersonId("a"), PersonId("b")})

    assert (found.entitled, found.needed, found.met) == (2, 3, False)


def test_a_substitute_holds_the_seat_of_who_is_away_or_recused() -> None:
    members = (*FIVE[:3], seat("d", present=False), FIVE[4], seat("x", substitute_for="d"))

    away = count(TWO_THIRDS, members, ())
    recused = count(TWO_THIRDS, (*FIVE, seat("x", substitute_for="d")), {PersonId("d")})

    assert (away.entitled, away.present, away.absent) == (5, 5, ())
    assert recused.voters == ("a", "b", "c", "x", "e")
    assert recused.entitled == 5


def test_a_substitute_has_no_voice_beside_the_member() -> None:
    found = count(HALF, (*FIVE, seat("x", substitute_for="d")), ())

    assert found.voters == ("a", "b", "c", "d", "e")


def test_an_absent_member_can_still_be_brought_in() -> None:
    members = (seat("a"), seat("b"), seat("c", present=False), seat("d", present=False), seat("e", present=False))

    found = count(HALF, members, ())

    assert (found.met, found.reachable, found.missing) == (False, True, 1)
    assert found.sentence(planned=False).endswith("还差1人，请补足到会人员或者安排替补")


def test_the_house_s_own_rules_can_be_read() -> None:
    rows = read_quorum((ROOT / "processes" / "rules" / "quorum.yaml").read_bytes())

    assert rule_of(rows, "standing", ["sanction"]) == QuorumRule(present=Share(part=Fraction(2, 3)), least=3) != HALF


@pytest.mark.parametrize(
    "text",
    [
        "default: {adopted: {at_least: many}}",
        "default: {adopted: {at_least: 0}}",
        "default: {present: {at_least: 1/3}}",
        "default: {present: {more_than: 1}}",
        "default: {present: {more_than: 1/0}}",
        "default: {present: half}",
        "default: {least: 0}",
        "default: {least: true}",
        "bodies: {standing: {adopted: {}}}",
        "results: {sanction: {present: {more_than: 1/2, at_least: 2/3}}}",
        "bodies: [standing]",
        "results: {sanction: yes}",
    ],
)
def test_rules_by_which_nobody_or_too_few_could_decide_are_refused(text: str) -> None:
    with pytest.raises(UnreadableRules):
        read_quorum(text.encode())
