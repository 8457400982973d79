"""A meeting of many cases: how long signing takes until every case has moved, and how long its page."""

from __future__ import annotations

from tests.bench.figures import Figure, at_most, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.usecases.meeting_room import GROUP, KEEPER, attend, clue
from tests.usecases.office import House
from webapp.usecases import agreeing, listing, meetings
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.minutes import sign_minutes

HEADS = ("ma", "liu", "shen", "zhu", "lin", "gong", "ren")
SLOWEST_S, SLOWEST_PAGE_MS = 10, 1000
LOOKS = 5


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Let as many clues as are wanted wait for one meeting, look at its page, sign its minutes."""
    house = ground.fresh("meeting")
    meeting = _prepared(house, sizes.items)
    looked = [milliseconds(lambda: house.view(meeting_page, KEEPER, meeting_id=meeting)) for _ in range(LOOKS)]
    signed = milliseconds(lambda: house.run(sign_minutes, "chen", meeting_id=meeting)) / 1000
    note = f"{sizes.items} cases of their own, minutes composed, each moved in a transaction of its own"
    words = {"database": ground.database}
    return (
        at_most(SLOWEST_S, name="meeting_40_s", value=signed, unit="s", note=note, **words),
        at_most(SLOWEST_PAGE_MS, name="meeting_page_ms", value=middle(looked), unit="ms", note="use case", **words),
    )


def _prepared(house: House, items: int) -> str:
    """Bring clues before the clue group, all on one agenda, everybody there and agreed."""
    for number in range(items):
        clue(house, HEADS[number % len(HEADS)])
    meeting = house.run(
        meetings.plan_meeting, KEEPER, body="clue_group", on=house.clock().astimezone(house.office.zone).date()
    )
    house.run(listing.list_group, KEEPER, meeting_id=meeting, measure="m07", period="")
    attend(house, meeting, *GROUP)
    assert house.run(agreeing.agree_to_the_rest, KEEPER, meeting_id=meeting) == items
    return meeting
