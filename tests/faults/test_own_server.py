"""A PostgreSQL server of the tests' own that is broken off under load, and one whose disk is full."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.life import HEADS, Inquiry, prepared
from tests.bench.served import now
from tests.faults.disks import NO_DISK, disk_of, fill
from tests.faults.length import rounds
from tests.faults.load import Crowd, Forms, lead_one, plan_of
from tests.faults.struck import serving
from tests.postgres import NO_SERVER, Server, start
from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House, an_office, key_file
from webapp.domain.errors import Unavailable
from webapp.store.tables import attachment
from webapp.usecases.demo.stage import Stage
from webapp.usecases.files import attach

pytestmark = pytest.mark.postgres
MEGABYTES = 192
SAID = ("Refusal: 503", "Unavailable", "Disconnected")
"""A page says so; so does the tests' own look at the database."""
LARGE = b"%PDF-1.7\n" + b"x" * 2_000_000


@dataclass(frozen=True, kw_only=True)
class Own:
    """A server that tests may break, on a small disk where one can be mounted; an office on it at work."""

    server: Server
    disk: Path | None
    house: House
    forms: Forms


@pytest.fixture(scope="module")
def own() -> Iterator[Own]:
    """Start a server that promises to survive a crash, and furnish an office on it, once for all tests."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="own")))
        folder.chmod(0o711)  # the server runs as another user than root
        disk = stack.enter_context(disk_of(folder / "disk", MEGABYTES))
        server = start(place=disk or folder, durable=True)
        if server is None:
            pytest.skip(NO_SERVER)
        stack.callback(server.stop)
        house = an_office(server.create("shibiyan_own"), now(), key_file(folder).parent)
        stack.callback(house.office.database.close)
        yield Own(server=server, disk=disk, house=house, forms=lead_one(house))


def test_a_database_that_is_restarted_under_load_loses_nothing_and_the_server_goes_on(own: Own, tmp_path: Path) -> None:
    key_file(tmp_path)
    crowd = Crowd(own.house, own.forms)
    with serving(own.house, tmp_path) as child:
        port = child.port
        for _ in range(rounds(1, share=10)):
            working = crowd.start(port)
            crowd.wait_for(len(crowd.acknowledged) + 3)
            own.server.restart()
            crowd.rest(working)
            assert all(why.startswith(SAID) for why in crowd.refused), crowd.refused
            own.house.office.database.close()
            crowd.finish(port)
        working = crowd.start(port)
        crowd.wait_for(len(crowd.acknowledged) + 3)
        crowd.rest(working)

    assert crowd.refused == []
    everything_holds(own.house, crowd.acknowledged)


def test_a_server_with_a_full_disk_is_said_to_be_unavailable_and_takes_the_file_when_there_is_room(own: Own) -> None:
    if own.disk is None:
        pytest.skip(NO_DISK)
    house, inquiry = own.house, Inquiry(Stage(own.house.office, begins=own.house.clock()), HEADS[0])
    one = prepared(inquiry.stage, next(plan_of(inquiry)), inquiry.case_id)
    given = {"task_id": one.task_id, "field": "", "name": "证据.pdf", "content": LARGE}
    filler = fill(own.disk)

    with pytest.raises(Unavailable):
        house.run(attach, one.step.who, **given)  # type: ignore[arg-type]
    filler.unlink()
    own.server.revive()
    house.office.database.close()

    assert rows(house, attachment) == []
    kept = house.run(attach, one.step.who, **given)  # type: ignore[arg-type]
    assert [row.id for row in rows(house, attachment)] == [kept.id]
    everything_holds(house)
