"""From the command to the first page, with everything installed: a first start of the demo, and a second one."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure, at_most
from tests.conftest import ROOT

TARGET_SECONDS = 3.0
PATIENCE = 60
PORT = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def measure() -> tuple[Figure, ...]:
    """Start twice in the same folder and give the seconds to the first page."""
    with tempfile.TemporaryDirectory() as name:
        first, again = seconds(Path(name)), seconds(Path(name))
    return (
        _figure("first start to first page", first, "schema, diagrams and people written"),
        _figure("start to first page", again, "office already there"),
    )


def _figure(name: str, value: float, note: str) -> Figure:
    return at_most(TARGET_SECONDS, name=name, database="sqlite", value=value, unit="s", note=note)


def seconds(folder: Path) -> float:
    """Start the demo, ask for the sign-in page until it comes, stop it when its stories are told."""
    said = folder / "said.txt"
    began = time.perf_counter()
    with said.open("w") as out:
        command = [sys.executable, "-m", "webapp.cli", "serve", "--demo", "--port", "0"]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=out, stderr=subprocess.STDOUT)
    try:
        port = int(_waited(said, process))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/sign-in")
        if connection.getresponse().status != http.HTTPStatus.OK:
            raise RuntimeError("the first page did not come")
        spent = time.perf_counter() - began
        time.sleep(5)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
    return spent


def _waited(said: Path, process: subprocess.Popen[bytes]) -> str:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        if found := PORT.search(said.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.01)
    raise RuntimeError(said.read_text(encoding="utf-8"))
