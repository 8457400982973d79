"""Stories of the use cases that lead all ten measures to their ends, told for the statements that completions take.

The demo's stories leave most cases half way. Here a head goes through a year of all ten; opinions are given on several
persons at once, the archive is corrected, matters are closed together: the acts that write most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.bench.ground import Ground
from tests.usecases import test_corrections as corrections
from tests.usecases import test_integrity_opinion as opinions
from tests.usecases import test_joined_clues as joined
from tests.usecases import test_the_long_story as long_story
from tests.usecases.office import House

STORIES: tuple[Callable[[House], None], ...] = (
    long_story.test_one_head_through_a_year_across_all_ten_measures,
    opinions.test_an_open_clue_suspends_one_person_of_the_list_and_leaves_the_others,
    opinions.test_a_request_on_paper_is_registered_by_the_general_office_with_its_number_and_scan,
    corrections.test_an_upheld_request_seals_the_old_entry_redraws_the_portrait_and_names_the_readers,
    corrections.test_a_namesakes_entry_leaves_nothing_in_the_archive_and_its_letters_are_recalled,
    joined.test_whoever_gave_a_name_is_answered_when_the_clue_in_hand_has_its_result,
)


def statements(ground: Ground) -> Iterator[tuple[str, int]]:
    """Tell each story in an office of its own, and give the step and the statements of every completion."""
    for number, story in enumerate(STORIES):
        house = ground.fresh(f"story{number}")
        story(house)
        yield from house.statements
