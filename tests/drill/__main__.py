"""`make drill`: the made-up county's office at work, on each database; `drill: ok` comes last if nothing was lost."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.deploy.places import Place
from tests.drill.course import Course
from tests.postgres import NO_SERVER, Server, find_or_start
from webapp.cli.saying import say

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
STORIES_TOLD = "演示事项已写入"
PATIENCE = 300
ACTS = 10


@dataclass
class Served:
    """`shibiyan serve --demo` as a process of its own."""

    process: subprocess.Popen[bytes]
    said: Path

    @property
    def port(self) -> int:
        """Give the port, as soon as pages are answered."""
        return int(self.wait_for(ADDRESS)[1])

    def wait_for(self, words: re.Pattern[str]) -> re.Match[str]:
        """Wait until the office says so."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            text = self.said.read_text(encoding="utf-8")
            if found := words.search(text):
                return found
            assert self.process.poll() is None, text
            time.sleep(0.05)
        raise AssertionError(self.said.read_text(encoding="utf-8"))

    def strike(self, number: int) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def served(place: Place, more: Mapping[str, str]) -> Iterator[Served]:
    """Serve the demo office of a place; the first time its stories are told before anything else happens."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SHIBIYAN_")}
    environ = {**kept, "PYTHONPATH": str(ROOT), **place.environ, **more}
    fresh, said = not place.seals.exists(), place.home / "said.txt"
    with said.open("w") as out:
        command = [sys.executable, "-m", "webapp.cli", "serve", "--demo", "--port", "0"]
        process = subprocess.Popen(command, cwd=place.home, env=environ, stdout=out, stderr=subprocess.STDOUT)
    server = Served(process, said)
    try:
        if fresh:
            server.wait_for(re.compile(STORIES_TOLD))
        yield server
    finally:
        if process.poll() is None:
            server.strike(signal.SIGKILL)


def main() -> int:
    """Hold the drill on SQLite and, where a server answers or can be started, on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    if asked.only != "postgresql":
        with ExitStack() as stack:
            hold("sqlite", *on_files(stack))
    if asked.only != "sqlite":
        with ExitStack() as stack:
            server = find_or_start() if shutil.which("pg_dump") else None
            if server is None:
                say(f"NOT DRILLED ON POSTGRESQL: no pg_dump, or: {NO_SERVER}")
            else:
                stack.callback(server.stop)
                stack.enter_context(server.durable())
                hold("postgresql", *on_server(stack, server))
    say("drill: ok")
    return 0


def hold(name: str, first: Place, second: Place, destroy: Callable[[], None]) -> None:
    """Hold one drill."""
    say(f"{name}: the office of the made-up county at work")
    Course(first=first, second=second, serve=served, destroy=destroy, say=say, acts=ACTS).run()


def on_files(stack: ExitStack) -> tuple[Place, Place, Callable[[], None]]:
    """Give a place, another one, and how the first is lost."""
    return _places(stack, lambda home: f"sqlite:///{home / 'office.db'}", lambda: None)


def on_server(stack: ExitStack, server: Server) -> tuple[Place, Place, Callable[[], None]]:
    """Give two databases, and how the first is lost."""
    names = {word: f"shibiyan_drill_{word}_{os.getpid()}" for word in ("first", "second")}
    for name in names.values():
        stack.callback(server.drop, name)
    return _places(stack, lambda home: server.create(names[home.name]), lambda: server.drop(names["first"]))


def _places(
    stack: ExitStack, url: Callable[[Path], str], lose: Callable[[], None]
) -> tuple[Place, Place, Callable[[], None]]:
    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill")))
    homes = room / "first", room / "second"
    for home in homes:
        home.mkdir()
    first, second = (Place(home=home, url=url(home), keys=home / "keys") for home in homes)

    def destroy() -> None:
        shutil.copytree(first.keys, second.keys)
        shutil.rmtree(first.home)
        lose()

    return first, second, destroy


if __name__ == "__main__":
    sys.exit(main())
