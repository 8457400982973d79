"""Yearly lists kept by the style room: added to, changed, set out of use, taken over; every change stays readable."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from webapp.domain.errors import NotFound, Refused
from webapp.store import ledgers
from webapp.usecases.views.lists import YearlyListView
from webapp.usecases.yearly_lists import ListRefused, add_line, change_line, copy_last_year, list_page, switch_line

WORDS = {"text": "抓好防汛责任落实。", "source": "县委办发1号"}


def shown(house: House, *, of: str = "instructions", year: int = 2026) -> YearlyListView:
    return house.view(list_page, "su", of=of, year=year)


def in_use(house: House, *, of: str = "instructions", year: int = 2026) -> list[str]:
    """The lines that forms read."""
    with house.office.database.read() as tx:
        return [one.text for one in ledgers.lines(tx, of, year=year)]


def test_what_is_set_out_of_use_is_read_no_more_and_comes_back(house: House) -> None:
    first = house.run(add_line, "su", of="instructions", year=2026, **WORDS)
    house.run(add_line, "su", of="instructions", year=2026, text="抓好森林防火。")

    house.run(switch_line, "su", line_id=first, active=False)
    assert in_use(house) == ["抓好森林防火。"]
    assert [one.active for one in shown(house).lines] == [False, True]
    house.run(switch_line, "su", line_id=first, active=True)

    assert in_use(house) == [WORDS["text"], "抓好森林防火。"]


def test_old_and_new_words_and_who_changed_them_stay_readable(house: House) -> None:
    line = house.run(add_line, "su", of="provincial", year=2026, **WORDS)
    house.run(change_line, "su", line_id=line, text="抓好防汛抗旱责任落实。", source="省委发2号")

    (changed, added) = shown(house, of="provincial").changes
    assert (changed.who, changed.before, changed.text) == ("苏景和", WORDS["text"], "抓好防汛抗旱责任落实。")
    assert added.text == WORDS["text"]
    assert shown(house).changes == ()


def test_last_years_list_is_taken_over_once_without_what_is_out_of_use(house: House) -> None:
    house.run(add_line, "su", of="instructions", year=2025, **WORDS)
    dropped = house.run(add_line, "su", of="instructions", year=2025, text="抓好森林防火。")
    house.run(switch_line, "su", line_id=dropped, active=False)
    assert shown(house).can_copy

    assert house.run(copy_last_year, "su", of="instructions", year=2026) == 1

    assert in_use(house) == [WORDS["text"]]
    assert not shown(house).can_copy
    with pytest.raises(ListRefused):
        house.run(copy_last_year, "su", of="instructions", year=2026)
    assert in_use(house) == [WORDS["text"]]


@pytest.mark.parametrize(
    "given",
    [
        {"of": "instructions", "year": 2026, "text": "短"},
        {"of": "instructions", "year": 2026, "text": "长" * 1001},
        {"of": "instructions", "year": 2028, **WORDS},
        {"of": "main_responsibility", "year": 2026, "text": "研究部署全面从严治党工作。"},
    ],
)
def test_what_cannot_stand_in_a_list_is_refused_in_words(house: House, given: dict[str, object]) -> None:
    with pytest.raises(ListRefused):
        house.run(add_line, "su", **given)  # type: ignore[arg-type]

    assert in_use(house) == []


def test_only_who_keeps_the_lists_reads_and_changes_them_here(house: House) -> None:
    for who in ("zhou", "chen", "cui"):
        with pytest.raises(Refused):
            house.run(add_line, who, of="instructions", year=2026, **WORDS)
        with pytest.raises(NotFound):
            house.view(list_page, who, of="instructions")
    with pytest.raises(NotFound):
        house.view(list_page, "su", of="no_such_list")
