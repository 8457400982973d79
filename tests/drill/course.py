"""One drill: acts and mails under way, a backup among them, the loss, the restore, and what has to hold then."""

from __future__ import annotations

import contextlib
import io
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.served import now
from tests.deploy.places import Place
from tests.faults.load import Crowd, Forms, lead_one
from tests.outbound.postbox import Server, postbox
from tests.usecases.invariants import Acknowledged, everything_holds
from tests.usecases.office import House, Meter, house_on
from webapp.domain.records import Job
from webapp.store import jobs
from webapp.store.db import Database
from webapp.store.tables import audit, task
from webapp.store.vault import Vault
from webapp.usecases.digests import MAIL
from webapp.usecases.library import Library

MAILS = 3
SENDER = "office@yunling.example"


class Running(Protocol):
    """A server at work."""

    @property
    def port(self) -> int: ...

    def strike(self, number: int) -> int: ...


Serve = Callable[[Place, Mapping[str, str]], AbstractContextManager[Running]]


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where the office works and where it is restored, how it is served and how it is destroyed."""

    first: Place
    second: Place
    serve: Serve
    destroy: Callable[[], None]
    say: Callable[[str], object]
    forms: Forms | None = None
    library: Library | None = None
    acts: int = 3

    def run(self) -> None:
        """Live through it; an AssertionError says what was lost."""
        with postbox() as box:
            backup, before, forms = self._lost(box)
            self._restored(backup)
            self._goes_on(box, before, forms)

    def _lost(self, box: Server) -> tuple[Path, list[Acknowledged], Forms]:
        with self.serve(self.first, mailing(box)) as server:
            house = self._open(self.first)
            forms = self.forms or lead_one(house)
            crowd = Crowd(house, forms)
            box.holds.clear()
            queue_mails(house)
            working = crowd.start(server.port)
            crowd.wait_for(self.acts)
            assert box.asked.wait(10), "no mail was on its way"
            before = crowd.acknowledged
            backup = Path(spoken(self.first, "backup", str(self.second.home / "backups")).strip())
            box.holds.set()
            crowd.wait_for(len(crowd.acknowledged) + self.acts)
            box.wait_for(MAILS)
            self.say(f"   {len(before)} acts acknowledged, a backup, then {len(crowd.acknowledged) - len(before)} more")
            server.strike(signal.SIGKILL)
            crowd.rest(working)
            house.office.database.close()
        self.destroy()
        self.say("   the machine is lost; the security administrator has the keys")
        return backup, before, forms

    def _restored(self, backup: Path) -> None:
        for line in spoken(self.second, "restore", str(backup)).splitlines():
            self.say(f"   {line}")
        spoken(self.second, "verify")
        said = spoken(self.second, "doctor", allowed=(2,)).splitlines()
        assert ["演示账号" in line for line in said if "有误" in line] == [True], said  # its people are made up

    def _goes_on(self, box: Server, before: list[Acknowledged], forms: Forms) -> None:
        house = self._open(self.second)
        everything_holds(house, before)
        house.office.database.close()
        with self.serve(self.second, mailing(box)) as server:
            crowd = Crowd(house, forms)
            working = crowd.start(server.port)
            crowd.wait_for(self.acts)
            crowd.rest(working)
            server.strike(signal.SIGTERM)
        everything_holds(house, [*before, *crowd.acknowledged])
        no_letter_went_twice(house)
        house.office.database.close()
        spoken(self.second, "verify")
        sent = Counter(box.keys)
        assert set(sent.values()) == {1}, f"a mail was sent twice: {sent}"
        self.say(
            f"   all {len(before)} acts are there, work goes on, chains and seals fit, {len(sent)} mails sent once"
        )

    def _open(self, place: Place) -> House:
        database = Database(place.url, Vault.from_file(place.keys / "office.key"), busy_seconds=5)
        return house_on(database, Meter(), now(), self.library)


def mailing(box: Server) -> Mapping[str, str]:
    """Give the settings of an office that mails to this server."""
    return {
        "SHIBIYAN_MAIL_HOST": "127.0.0.1",
        "SHIBIYAN_MAIL_PORT": str(box.port),
        "SHIBIYAN_MAIL_SENDER": SENDER,
    }


def queue_mails(house: House) -> None:
    """Let mails wait to be sent: the first is held by the server while the backup is taken."""
    counts = {"late": 1, "today": 0, "soon": 0, "watched": 0, "at": house.clock().isoformat()}
    made = [
        Job(id=f"drill:{number}", kind=MAIL, case_id=None, payload={**counts, "address": f"{number}@yunling.example"})
        for number in range(MAILS)
    ]
    with house.office.database.write() as tx:
        jobs.put(tx, made, now=house.clock())


def spoken(place: Place, *words: str, allowed: tuple[int, ...] = (0,)) -> str:
    """Run a keeper's command and give what it says."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as complaints:
        code = place.call(*words)
    assert code in allowed, f"{words[0]}: {code}\n{out.getvalue()}{complaints.getvalue()}"
    return out.getvalue()


def no_letter_went_twice(house: House) -> None:
    """Fail unless each letter went out by one delivery, and each entry of the record is its own."""
    with house.office.database.read() as tx:
        noted = [row for row in tx.execute(task.select()) if row.element == "deliver" and row.completed_by is not None]
        sent = Counter((row.case_id, row.path) for row in noted)
        entries = Counter((row.stream, row.number) for row in tx.execute(audit.select()))
    assert not [one for one, times in (*sent.items(), *entries.items()) if times > 1]
