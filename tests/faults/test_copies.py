"""Copies of an office taken while it is written to, and a write-ahead log that is cut or torn: one whole state."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.life import HEADS, Inquiry, declare, prepared
from tests.conftest import ROOT
from tests.faults.length import rounds
from tests.faults.load import plan_of
from tests.usecases.conftest import Furnished
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


@contextmanager
def at_work(house: House) -> Iterator[Writer]:
    """Let an office work meanwhile."""
    writer = Writer(house)
    writer.start()
    yield writer
    writer.stop.set()
    writer.join()


def deploy(script: str, *words: str, url: str, seals: Path) -> str:
    environ = {**os.environ, "SHIBIYAN_DATABASE": url, "SHIBIYAN_SEAL_FOLDER": str(seals)}
    command = [sys.executable, str(ROOT / "deploy" / script), *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def elsewhere(furnished: Furnished, folder: Path) -> Iterator[str]:
    """Give the URL of a place where nothing is yet."""
    if furnished.server is None:
        yield f"sqlite:///{folder / 'elsewhere' / 'office.db'}"
        return
    name = f"{furnished.name}_elsewhere"
    yield furnished.server.create(name)
    furnished.server.drop(name)


def test_a_backup_taken_under_load_and_restored_elsewhere_holds_all_that_was_acknowledged_before(
    house: House, furnished: Furnished, tmp_path: Path
) -> None:
    if furnished.server is not None and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump: apt-get install postgresql-client")
    key_file(tmp_path)
    with at_work(house) as writer:
        while len(writer.heard) < 3:
            threading.Event().wait(0.01)
        before = list(writer.heard)
        made = deploy("backup.py", str(tmp_path / "backups"), url=house.office.database.url, seals=tmp_path / "seals")

    with elsewhere(furnished, tmp_path) as url:
        deploy("restore.py", made, url=url, seals=tmp_path / "elsewhere" / "seals")
        restored = open_office(url, house.clock(), tmp_path, library=house.office.library)
        everything_holds(restored, before)
        restored.office.database.close()
    everything_holds(house, writer.heard)


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
