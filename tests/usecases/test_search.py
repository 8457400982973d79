"""Search finds what the viewer may see and nothing else, by number, name or unit."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue, suggest
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.usecases.search import pick_people, search

pytestmark = pytest.mark.story


def clue(house: House) -> str:
    """Bring a clue about Ma to the third room and give its number."""
    register_clue(house, subject="ma")
    assign_clue(house)
    number: str = case_of(house, "m07_clue_disposal").number
    return number


def kinds(house: House, who: str, words: str) -> list[str]:
    return [hit.kind for hit in house.view(search, who, words=words).hits]


def test_an_officer_finds_the_case_and_the_own_task_by_name_unit_and_number(house: House) -> None:
    number = clue(house)

    for words in ("马远帆", "供销合作社", "马远帆 供销", number, number[:4] + number[4:8]):
        assert set(kinds(house, "zhou", words)) == {"case", "task"}, words


@pytest.mark.parametrize("who", ["li", "pei", "qin", "sun", "hu", "su"])
def test_who_may_not_see_the_case_finds_nothing(house: House, who: str) -> None:
    number = clue(house)

    assert kinds(house, who, "马远帆") == []
    assert kinds(house, who, number) == []


def test_a_recused_officer_finds_nothing_any_more(house: House) -> None:
    number = clue(house)
    assert kinds(house, "wu", number)

    recuse(house, "wu")

    assert kinds(house, "wu", number) == []
    assert kinds(house, "wu", "马远帆") == []


def test_a_person_concerned_finds_nothing(house: House) -> None:
    clue(house)

    assert kinds(house, "ma", "马远帆") == []
    assert house.view(pick_people, "ma", words="周正言") == ()


def test_for_an_administrator_there_is_no_search(house: House) -> None:
    clue(house)

    with pytest.raises(NotFound):
        kinds(house, "cui", "马远帆")
    with pytest.raises(NotFound):
        house.view(pick_people, "cui", words="周正言")


def test_words_without_a_hit_and_wildcards_find_nothing(house: House) -> None:
    clue(house)

    for words in ("", "  ", "%", "1%", "_1", "没有这个人"):
        assert kinds(house, "zhou", words) == [], words


def test_a_person_is_picked_with_unit_and_post(house: House) -> None:
    found = house.view(pick_people, "zhou", words="水务局 局长")

    assert [(one.name, one.unit, one.post) for one in found] == [("沈望舒", "县水务局", "局长")]


def test_letters_are_found_with_their_case(house: House) -> None:
    clue(house)
    suggest(house, "zhou", "inquiry")

    assert "letter" not in kinds(house, "zhou", "马远帆")
