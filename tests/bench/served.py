"""The product's own server as a process of its own, and browsers that sign in and complete tasks over loopback."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.ground import Ground
from tests.conftest import ROOT
from tests.usecases.office import PASSWORD, House, seal_key_file

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
HIDDEN = re.compile(r'name="(csrf_token|_token|_rev|_draft)" value="([^"]*)"')
PATIENCE = 120
REDIRECTED = (http.client.FOUND, http.client.SEE_OTHER)
KILOBYTES = 1024
IDLE = 60.0
"""After so many seconds a connection is opened anew, as browsers do: the server lets go of idle ones in two minutes."""


class Refusal(RuntimeError):
    """The server did not take what a browser sent."""


def now() -> dt.datetime:
    """Give the instant at which a served office begins: the server reads the machine's clock."""
    return dt.datetime.now(dt.UTC)


@dataclass(kw_only=True)
class Server:
    """A running server: its port and what it takes."""

    process: subprocess.Popen[bytes]
    port: int

    def memory(self) -> float:
        """Give the megabytes that it holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / KILOBYTES if found else 0.0


@contextmanager
def serving(ground: Ground, name: str, house: House) -> Iterator[Server]:
    """Serve a furnished office as the product does: `shibiyan serve`, its threads, its scheduler."""
    home = ground.folder / name
    said = home / "said.txt"
    kept = {key: text for key, text in os.environ.items() if not key.startswith("SHIBIYAN_")}
    own = {
        "DATABASE": house.office.database.url,
        "KEY_FILE": str(home / "office.key"),
        "SEAL_KEY_FILE": str(seal_key_file(home)),
        "SEAL_FOLDER": str(home / "seals"),
        "SECRET": secrets.token_hex(32),
        "SECURE_COOKIES": "0",
    }
    environ = {**kept, "PYTHONPATH": str(ROOT), **{f"SHIBIYAN_{key}": text for key, text in own.items()}}
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", "0"]
    with said.open("w") as out:
        process = subprocess.Popen(command, cwd=home, env=environ, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield Server(process=process, port=_port(said, process))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _port(said: Path, process: subprocess.Popen[bytes]) -> int:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        if found := ADDRESS.search(said.read_text(encoding="utf-8")):
            return int(found[1])
        time.sleep(0.02)
    raise Refusal(said.read_text(encoding="utf-8"))


@dataclass(kw_only=True)
class Browser:
    """One person's browser: a connection, cookies, and what the last page of a form hid in it.

    One that does not keep its connection asks by a new one each time, as the proxy does.
    """

    port: int
    keeps: bool = True
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    asked_at: float = 0.0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def move_to(self, port: int) -> None:
        """Turn to another server, signed in as before."""
        self.close()
        self.port = port
        self.__post_init__()

    def sign_in(self, login: str) -> None:
        """Enter by the door."""
        self.open("/sign-in")
        fields = {"csrf_token": [self.hidden["csrf_token"]], "login": [login], "password": [PASSWORD]}
        self._expect(self._ask("POST", "/sign-in", fields), REDIRECTED)

    def open(self, path: str) -> None:
        """Open a page and keep what its form hides."""
        status, text = self._ask("GET", path)
        self._expect((status, text), (http.client.OK,))
        self.hidden = dict(HIDDEN.findall(text))

    def complete(self, path: str, posted: Mapping[str, Sequence[str]], **other: str) -> None:
        """Send a form with what its page hid; `other` stands in place of that. Raises Refusal."""
        fields = {**posted, **{name: [text] for name, text in {**self.hidden, **other}.items()}}
        self._expect(self._ask("POST", path, fields), REDIRECTED)

    def _ask(self, method: str, path: str, fields: Mapping[str, Sequence[str]] | None = None) -> tuple[int, str]:
        self.requests += 1
        if time.monotonic() - self.asked_at > IDLE:
            self.close()
        self.asked_at = time.monotonic()
        body = urlencode(fields, doseq=True) if fields is not None else None
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if not self.keeps:
            headers["Connection"] = "close"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def _expect(self, answer: tuple[int, str], wanted: Sequence[int]) -> None:
        status, text = answer
        if status not in wanted:
            words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
            raise Refusal(f"{status}: {words[-600:]}")
