"""Processes that a fault may strike: forked from the test, so that they start at once, and told apart by their end."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.faults.armed import arm
from tests.usecases.office import House, open_office, seal_key_file
from webapp.cli import main
from webapp.cli.doors import FIRST_HANDED
from webapp.store.db import Database
from webapp.usecases.office import Office

PATIENCE = 60
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
SECRET = secrets.token_hex(32)
"""The same for all servers of a run: who is signed in stays so when one takes the place of another."""


@dataclass
class Child:
    """A process of its own; `said` is what it wrote."""

    pid: int
    said: Path
    code: int | None = None

    def wait(self) -> int:
        """Wait for its end and give how it ended: below nought the signal, else the exit code."""
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code

    def strike(self, number: int = signal.SIGKILL) -> int:
        """Send a signal and wait for the end."""
        if self.code is None:
            os.kill(self.pid, number)
        return self.wait()

    def lives(self) -> bool:
        """Tell whether it has not come to its end."""
        if self.code is None and os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self.wait()
        return self.code is None

    @property
    def port(self) -> int:
        """Give the port where the server answers, as soon as it says so."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if found := ADDRESS.search(self.said.read_text(encoding="utf-8")):
                return int(found[1])
            assert self.lives(), self.said.read_text(encoding="utf-8")
            time.sleep(0.01)
        raise AssertionError(self.said.read_text(encoding="utf-8"))


def forked(act: Callable[[], object], said: Path, environ: Mapping[str, str] | None = None) -> Child:
    """Run an act in a child process; the caller has closed its connections, which a child must not inherit.

    Threads of a test (a mail server) are idle meanwhile and hold no lock that the child would wait for.
    """
    said.write_text("", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _become(act, said, environ or {})
    return Child(pid=pid, said=said)


def _become(act: Callable[[], object], said: Path, environ: Mapping[str, str]) -> NoReturn:
    code: object = 1
    try:
        out = said.open("w", buffering=1, encoding="utf-8")
        os.dup2(out.fileno(), 2)
        sys.stdout = sys.stderr = out
        os.environ.update(environ)
        arm()
        code = act()
    except SystemExit as stop:
        code = stop.code
    except BaseException:  # noqa: BLE001 - a child ends here, whatever happened
        traceback.print_exc()
    finally:
        os._exit(code if isinstance(code, int) else 0)


def again(house: House, folder: Path) -> Office:
    """Open the same office anew, as a process of its own does, with the same diagrams, clock and facts."""
    watched, library = Database.witness_of_all, house.office.library
    opened = open_office(house.office.database.url, house.clock(), folder, library=library, witness=watched)
    opened.office.facts = house.office.facts
    return opened.office


def in_a_process(house: House, folder: Path, act: Callable[[Office], object], **environ: str) -> int:
    """Run an act on the same office in a process of its own and give how it ended."""
    house.office.database.close()
    return forked(lambda: act(again(house, folder)), folder / "said.txt", environ).wait()


def serve(
    house: House, folder: Path, *, line: socket.socket | None = None, after: Path | None = None, **more: str
) -> Child:
    """Serve an office on the same database as `shibiyan serve` does: its threads, its scheduler.

    `line` is a listening socket that outlives the server, as the service manager hands it over. One that begins
    `after` a file is there is forked before anybody is at work.
    """
    house.office.database.close()
    own = {
        "DATABASE": house.office.database.url,
        "KEY_FILE": str(folder / "office.key"),
        "SEAL_KEY_FILE": str(seal_key_file(folder)),
        "SEAL_FOLDER": str(folder / "seals"),
        "SECRET": SECRET,
        "SECURE_COOKIES": "0",
    }
    environ = {f"SHIBIYAN_{key}": text for key, text in own.items()}

    def answer() -> int:
        while after is not None and not after.exists():
            time.sleep(0.01)
        if line is not None:
            os.dup2(line.fileno(), FIRST_HANDED)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
        return main(["serve", "--port", "0"])

    return forked(answer, folder / "said.txt", environ | more)


@contextmanager
def serving(
    house: House, folder: Path, *, line: socket.socket | None = None, after: Path | None = None, **more: str
) -> Iterator[Child]:
    """Serve an office while a test needs it."""
    child = serve(house, folder, line=line, after=after, **more)
    try:
        yield child
    finally:
        child.strike()
