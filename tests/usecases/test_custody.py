"""Who reported is opened by two custodians together: asked with a reason, agreed, shown once, recorded, and told of."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.passages import case_of, register_clue
from tests.usecases.robot import do
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId
from webapp.store import audit, reporters
from webapp.store.reporters import AlreadyShown, TwoCustodians
from webapp.usecases.custody import (
    NoIdentity,
    WhyMissing,
    agree_identity,
    ask_identity,
    openings,
    show_identity,
    told_of_openings,
)

WHO = {"name": "邹吾人", "phone": "13900001111", "address": "云岭县清溪路7号"}
WHY = "核实材料需要当面补充说明。"


@pytest.fixture
def number(house: House) -> str:
    """Let a letter under a real name be registered and numbered."""
    register_clue(house, real_name=True)
    do(house, "ding", "real_name/register_reporter", **WHO)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room="third_room")
    return str(case_of(house, "m07_clue_disposal").number)


def opening(house: House) -> str:
    """Give the id of the one request."""
    (row,) = house.view(openings, "shi")
    return row.opening_id


def test_two_custodians_open_it_once_and_the_registrar_is_told(house: House, number: str) -> None:
    house.run(ask_identity, "fang", number=number, reason=WHY)
    (asked,) = house.view(openings, "shi")
    assert (asked.number, asked.reason, asked.can_agree, asked.can_open) == (number, WHY, True, False)
    house.run(agree_identity, "shi", opening_id=asked.opening_id)

    found = house.run(show_identity, "fang", opening_id=asked.opening_id)

    assert WHO["name"] in [text for _, text in found.lines]
    assert WHO["phone"] in [text for _, text in found.lines]
    for who in ("fang", "shi"):
        with pytest.raises(AlreadyShown):
            house.run(show_identity, who, opening_id=asked.opening_id)
    case_id = CaseId(case_of(house, "m07_clue_disposal").id)
    with house.office.database.read() as tx:
        acts = [(row.entry.act, row.entry.actor_id) for row in audit.entries(tx, audit.stream_of(case_id))]
        looks = [who for _, who, _ in reporters.looks(tx)]
    assert acts[-3:] == [("reporter.asked", "fang"), ("reporter.agreed", "shi"), ("reporter.shown", "fang")]
    assert looks == ["fang"]
    ((told, words, _),) = house.view(told_of_openings, "ding")
    assert told == number
    assert words == "您登记的此件，检举控告人信息已由方知远、史守正共同开启查看"
    assert house.view(openings, "shi") == ()
    every_chain_is_whole(house)
    house.clock.shift(days=30)
    assert house.view(told_of_openings, "ding")
    house.clock.shift(minutes=1)
    assert house.view(told_of_openings, "ding") == ()


def test_nobody_opens_it_alone(house: House, number: str) -> None:
    house.run(ask_identity, "fang", number=number, reason=WHY)
    with pytest.raises(TwoCustodians):
        house.run(agree_identity, "fang", opening_id=opening(house))
    with pytest.raises(TwoCustodians):
        house.run(show_identity, "fang", opening_id=opening(house))
    assert house.view(told_of_openings, "ding") == ()


def test_the_agreement_lasts_half_an_hour(house: House, number: str) -> None:
    house.run(ask_identity, "fang", number=number, reason=WHY)
    key = opening(house)
    house.run(agree_identity, "shi", opening_id=key)
    house.clock.shift(minutes=31)

    with pytest.raises(TwoCustodians):
        house.run(show_identity, "fang", opening_id=key)


def test_without_duty_reason_or_number_nothing_is_asked(house: House, number: str) -> None:
    with pytest.raises(WhyMissing):
        house.run(ask_identity, "fang", number=number, reason="看看")
    with pytest.raises(NoIdentity):
        house.run(ask_identity, "fang", number="云线索〔2026〕999号", reason=WHY)
    house.run(ask_identity, "fang", number=number, reason=WHY)
    for stranger in ("ding", "chen", "zhou", "ma", "mo"):
        with pytest.raises((NotFound, Refused)):
            house.view(openings, stranger)
        with pytest.raises((NotFound, Refused)):
            house.run(agree_identity, stranger, opening_id=opening(house))


def test_a_custodian_who_is_recused_asks_agrees_and_reads_nothing(house: House, number: str) -> None:
    house.run(ask_identity, "fang", number=number, reason=WHY)
    key = opening(house)
    house.run(agree_identity, "shi", opening_id=key)
    recuse(house, "fang", "shi")

    for who in ("fang", "shi"):
        assert house.view(openings, who) == ()
        with pytest.raises(NoIdentity):
            house.run(ask_identity, who, number=number, reason=WHY)
        for verb in (agree_identity, show_identity):
            with pytest.raises(NotFound):
                house.run(verb, who, opening_id=key)


@ON_SQLITE
def test_of_a_letter_without_a_name_there_is_none_to_be_opened(house: House) -> None:
    register_clue(house)
    row = case_of(house, "m07_clue_disposal")

    for typed in (str(row.number), "", "  "):
        with pytest.raises(NoIdentity):
            house.run(ask_identity, "fang", number=typed, reason=WHY)


@ON_SQLITE
def test_whoever_is_no_custodian_reads_no_identity_though_two_have_agreed(house: House, number: str) -> None:
    house.run(ask_identity, "fang", number=number, reason=WHY)
    key = opening(house)
    house.run(agree_identity, "shi", opening_id=key)

    for stranger in ("ding", "chen", "zhou", "mo"):
        with pytest.raises((NotFound, Refused)):
            house.run(ask_identity, stranger, number=number, reason=WHY)
        with pytest.raises((NotFound, Refused)):
            house.run(show_identity, stranger, opening_id=key)
    assert house.run(show_identity, "shi", opening_id=key).lines
