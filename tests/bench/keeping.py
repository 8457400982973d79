"""How long backup and restore take of an office with a hundred thousand cases; what the second wall costs an act."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.crowd import PER_TWIN, Crowd
from tests.bench.figures import Figure, at_least, middle, milliseconds
from tests.bench.ground import NOW, Ground, Sizes
from tests.bench.life import HEADS, MEETING, TEAMS, Inquiry, Prepared, declare, prepared, steps
from tests.deploy.places import Place
from tests.drill.course import spoken
from tests.postgres import Server, start
from tests.usecases.office import House, an_office, open_office
from tests.walls.roles import WEB, as_role, owned, run
from webapp.store.seals import make_signing_key
from webapp.usecases.demo.stage import Stage

RATIO = 0.8


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Back a filled office up and restore it beside; on PostgreSQL also lead lives with and without the wall."""
    if ground.server is not None and shutil.which("pg_dump") is None:
        return ()
    found = tuple(_kept(ground, sizes.large))
    return found if ground.server is None else (*found, *walls(sizes.lives))


def _kept(ground: Ground, cases: int) -> Iterator[Figure]:
    house = ground.filled or Crowd(ground, "kept", cases=cases, twins=max(1, cases // PER_TWIN)).house
    database = house.office.database
    database.close()
    home = database.vault.file.parent
    make_signing_key(home / "seal.key")
    there = Place(home=home, url=database.url, keys=home)
    began = time.perf_counter()
    backup = Path(spoken(there, "backup", str(home / "backups")).strip())
    taken = time.perf_counter() - began
    size = sum(file.stat().st_size for file in backup.rglob("*") if file.is_file()) / 1_000_000
    found = Place(home=ground.folder / "found", url=ground.url("found"), keys=home)
    began = time.perf_counter()
    spoken(found, "restore", str(backup))
    note = f"{cases} cases, {size:.0f} MB"
    yield Figure(name="backup_s", database=ground.database, value=taken, unit="s", note=note)
    told = f"{note}; with the check of every chain"
    yield Figure(name="restore_s", database=ground.database, value=time.perf_counter() - began, unit="s", note=told)


def walls(lives: int) -> Iterator[Figure]:
    """Lead lives in one office, in turn as its owner and behind the wall, on a server that keeps its promises."""
    with tempfile.TemporaryDirectory() as name, _server(Path(name)) as server:
        if server is None:
            return
        run(server, "roles.sql")
        owner = an_office(owned(server, "walled"), NOW, Path(name))
        run(server, "walls.sql", database="walled", role="shibiyan_owner")
        web = open_office(as_role(server, "walled", WEB), NOW, Path(name), library=owner.office.library)
        times: dict[str, list[float]] = {"owner": [], "web": []}
        people = sorted({one for team in TEAMS.values() for one in (team.handler, team.second, team.head, team.deputy)})
        declare(owner, [*people, "chen", "sun"], HEADS)
        for number in range(lives):
            _live(
                owner, {number % 2: ("owner", owner), 1 - number % 2: ("web", web)}, HEADS[number % len(HEADS)], times
            )
        for house in (owner, web):
            house.office.database.close()
    plain, walled = middle(times["owner"]), middle(times["web"])
    note = f"{walled:.2f} ms behind the wall, {plain:.2f} ms without, {len(times['web'])} completions"
    yield at_least(RATIO, name="rls_ratio", database="postgresql", value=plain / walled, note=note)


def _live(owner: House, turns: dict[int, tuple[str, House]], subject: str, times: dict[str, list[float]]) -> None:
    """Each completion goes by the one or the other way in turn; what leads up to it is the office's own."""
    stage = Stage(owner.office, begins=owner.clock())
    inquiry = Inquiry(stage, subject)
    for number, step in enumerate(steps(inquiry.team, subject, stage.today)):
        if step is MEETING:
            return
        one = prepared(stage, step, inquiry.case_id)
        name, house = turns[number % 2]
        mine = Prepared(**{**vars(one), "stage": Stage(house.office, begins=owner.clock())})
        times[name].append(milliseconds(mine.submit))


@contextmanager
def _server(folder: Path) -> Iterator[Server | None]:
    folder.chmod(0o711)
    server = start(place=folder, durable=True)
    yield server
    if server is not None:
        server.stop()
