"""PostgreSQL goes back to an instant: all that was acknowledged before is there, nothing of what came after.

Fault table, row 24. The server is the test's own: its write-ahead log is kept as deploy/README.md says.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.bench.served import now
from tests.deploy.places import Place
from tests.drill.course import MAILS, mailing, queue_mails, spoken
from tests.faults.test_copies import Writer
from tests.outbound.postbox import postbox
from tests.postgres import NO_SERVER, Server, call, start
from tests.usecases.due import rows
from tests.usecases.invariants import Acknowledged, everything_holds
from tests.usecases.office import House, an_office, key_file, open_office
from webapp.store.seals import make_signing_key
from webapp.store.tables import submission
from webapp.usecases.jobs import finish_jobs

pytestmark = pytest.mark.postgres
KEPT = {"wal_level": "replica", "archive_mode": "on", "archive_command": "cp %p ../archive/%f"}


@pytest.fixture
def server() -> Iterator[Server]:
    """Start a server that keeps its log."""
    with tempfile.TemporaryDirectory(prefix="back") as folder:
        Path(folder).chmod(0o711)  # the server runs as another user than root
        found = start(place=Path(folder), more=KEPT)
        if found is None or found.home is None:
            pytest.skip(NO_SERVER)
        (found.home / "archive").mkdir()
        if found.user:
            shutil.chown(found.home / "archive", found.user)
        yield found
        found.stop()


def test_all_that_was_acknowledged_before_an_instant_is_there_and_nothing_after_and_no_mail_goes_twice(
    server: Server, tmp_path: Path
) -> None:
    key_file(tmp_path)
    make_signing_key(tmp_path / "seal.key")
    house = an_office(server.create("office"), now(), tmp_path)
    copy_base(server)
    with postbox() as box:
        house.office.facts = {**house.office.facts, **facts(mailing(box))}
        steps = Writer(house).steps()
        before = [next(steps) for _ in range(3)]
        queue_mails(house)
        instant = str(ask(server, "SELECT clock_timestamp()"))
        after = [next(steps) for _ in range(3)]
        assert finish_jobs(house.office) == MAILS
        house.office.database.close()

        go_back(server, instant)
        place = Place(home=tmp_path, url=house.office.database.url, keys=tmp_path)
        spoken(place, "restored")

        restored = open_office(place.url, now(), tmp_path, library=house.office.library)
        restored.office.facts = house.office.facts
        everything_holds(restored, before)
        assert not {one.token for one in after} & forms(restored)
        assert finish_jobs(restored.office) == 0
        assert len(box.keys) == MAILS
        goes_on(restored)
        restored.office.database.close()


def copy_base(server: Server) -> None:
    """Copy the running server's files, without its log."""
    assert server.home
    words = ["-h", server.home, "-U", "postgres", "-D", server.home / "copy", "-X", "none", "--checkpoint=fast"]
    call([copier(), *words], server.user)


def copier() -> Path:
    """Give the program that copies a server's files."""
    found = shutil.which("pg_basebackup")
    places = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"), reverse=True)
    if not places:
        pytest.skip("no pg_basebackup: apt-get install postgresql")
    return places[0]


def go_back(server: Server, instant: str) -> None:
    """Lose the server's files; bring the copy to an instant out of the kept log."""
    assert server.home
    ask(server, "SELECT pg_switch_wal()")
    server.end()
    base, copy = server.home / "base", server.home / "copy"
    shutil.rmtree(base)
    copy.rename(base)
    with (base / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("restore_command = 'cp ../archive/%f %p'\n")
        file.write(f"recovery_target_time = '{instant}'\nrecovery_target_action = 'promote'\n")
    (base / "recovery.signal").touch()
    if server.user:
        shutil.chown(base / "recovery.signal", server.user)
    server.begin()
    while ask(server, "SELECT pg_is_in_recovery()"):
        pass


def ask(server: Server, statement: str) -> object:
    """Ask the server for one value."""
    with psycopg.connect(server.conninfo, dbname="postgres", autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def facts(settings: Mapping[str, str]) -> dict[str, str]:
    """Give settings as the office knows them."""
    return {name.removeprefix("SHIBIYAN_").lower(): text for name, text in settings.items()}


def forms(house: House) -> set[str]:
    """Give the tokens of all forms that the office has."""
    return {str(row.form_token) for row in rows(house, submission)}


def goes_on(house: House) -> None:
    """Let somebody work in the restored office."""
    done: list[Acknowledged] = [one for one, _ in zip(Writer(house).steps(), range(2), strict=False)]
    everything_holds(house, done)
