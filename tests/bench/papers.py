"""A letter as an officer takes it: made into a PDF anew, with the reader's mark on each page."""

from __future__ import annotations

from tests.bench.figures import Figure, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.bench.life import AWAITED, Inquiry, Prepared
from webapp.domain.ids import PersonId
from webapp.store import letters
from webapp.usecases.demo.stage import Stage
from webapp.usecases.letters import letter_file

HEAD = PersonId("ma")
LOOKS = 9


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Lead an inquiry to the letter that asks, then take that letter as its officer does."""
    house = ground.fresh("papers")
    stage = Stage(house.office, begins=house.clock())
    inquiry = Inquiry(stage, HEAD)
    inquiry.walk(Prepared.submit, upto=AWAITED)
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, inquiry.case_id)
    who = inquiry.team.handler
    times = [milliseconds(lambda: house.view(letter_file, who, letter_id=letter.id, kind="pdf")) for _ in range(LOOKS)]
    _, content = house.view(letter_file, who, letter_id=letter.id, kind="pdf")
    note = f"{len(content) // 1000} kB, PDF/A; the first {times[0]:.0f} ms; middle of {LOOKS - 1} others"
    return (Figure(name="letter_ms", database=ground.database, value=middle(times[1:]), unit="ms", note=note),)
