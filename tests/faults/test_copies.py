"""A write-ahead log that is cut or torn: an earlier office, and a whole one."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.bench.life import HEADS, Inquiry, declare, prepared
from tests.faults.length import rounds
from tests.faults.load import plan_of
from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import Acknowledged, everything_holds, no_acknowledged_act_is_lost
from tests.usecases.office import House, key_file, open_office
from webapp.usecases.demo.stage import Stage

SEED = 20260302
STAFF = ("li", "zhao", "luo", "pei", "tang", "zhou", "wu", "he", "wang", "chen", "sun")


class Writer(threading.Thread):
    """An office at work: one inquiry after the other, each completion written down when it is acknowledged."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.stage, self.stop, self.acknowledged = Stage(house.office, begins=house.clock()), threading.Event(), []
        self.heard: list[Acknowledged] = self.acknowledged
        declare(house, STAFF, HEADS)

    def run(self) -> None:
        while not self.stop.is_set():
            for _ in self.steps():
                if self.stop.is_set():
                    return

    def steps(self) -> Iterator[Acknowledged]:
        """Lead one inquiry up to the delivery of its letter."""
        inquiry = Inquiry(self.stage, HEADS[0])
        for step in plan_of(inquiry):
            one = prepared(self.stage, step, inquiry.case_id)
            one.submit()
            self.heard.append(Acknowledged(task_id=one.task_id, token=one.token, who=step.who))
            yield self.heard[-1]


@ON_SQLITE
def test_a_write_ahead_log_that_is_cut_or_torn_gives_an_earlier_office_that_is_whole(
    house: House, tmp_path: Path
) -> None:
    writer, chance = Writer(house), random.Random(SEED)  # noqa: S311 - no secret
    heard = list(writer.steps())
    file = Path(house.office.database.url.removeprefix("sqlite:///"))
    log = file.with_name(f"{file.name}-wal").read_bytes()
    base = file.read_bytes()
    cuts = [chance.randrange(len(log)) for _ in range(rounds(3))]

    found = [there(house, tmp_path, base, log[:cut], heard) for cut in sorted(cuts)]
    torn = [there(house, tmp_path, base, overwritten(log, cut, chance), heard) for cut in sorted(cuts)]
    whole = there(house, tmp_path, base, log, heard)

    assert found == sorted(found), "the longer the log, the later the office"
    assert all(one <= len(heard) for one in torn)
    assert whole == len(heard)


def overwritten(log: bytes, at: int, chance: random.Random) -> bytes:
    """Give a log with a stretch of something else in it, as a disk that lost power leaves it."""
    return log[:at] + chance.randbytes(512) + log[at + 512 :]


def there(house: House, folder: Path, base: bytes, log: bytes, heard: list[Acknowledged]) -> int:
    """Open an office of a database and a log, which is whole, and count how many acknowledged acts it has."""
    place = folder / "copy"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / "office.db").write_bytes(base)
    (place / "office.db-wal").write_bytes(log)
    with sqlite3.connect(place / "office.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    key_file(place)
    copy = open_office(f"sqlite:///{place / 'office.db'}", house.clock(), place, library=house.office.library)
    everything_holds(copy)
    count = next((n for n in range(len(heard), 0, -1) if not lost(copy, heard[:n])), 0)
    copy.office.database.close()
    return count


def lost(house: House, heard: list[Acknowledged]) -> bool:
    try:
        no_acknowledged_act_is_lost(house, heard)
    except (AssertionError, KeyError):
        return True
    return False
