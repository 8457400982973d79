from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PATIENCE = 60
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


class Demo:
    """The demo, started as an officer would, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SHIBIYAN_")}
        self.environ = {**kept, "PYTHONPATH": str(ROOT)}
        self.said = folder / "said.txt"
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli", "serve", "--demo", "--port", "0"],
                cwd=folder,
                env=self.environ,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, words: str) -> str:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            text = self.said.read_text(encoding="utf-8")
            if words in text:
                return text
            assert self.process.poll() is None, text
            time.sleep(0.05)
        raise AssertionError(f"“{words}” was not said:\n{self.said.read_text(encoding='utf-8')}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "webapp.cli", *words]
        return subprocess.run(command, cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    started = Demo(tmp_path_factory.mktemp("demo"))
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


@pytest.mark.slow
def test_the_demo_says_where_to_look_and_answers_there(demo: Demo):
    said = demo.wait_for("Ctrl+C")

    address = ADDRESS.findall(said)[0]
    with urllib.request.urlopen(f"{address}sign-in", timeout=PATIENCE) as page:  # noqa: S310 - the address matched http
        text, software = page.read().decode(), page.headers.get("Server")

    assert "马远帆" in said
    assert "yunling-demo" in said
    assert "登录" in text
    assert software is None


@pytest.mark.slow
def test_the_doctor_finds_no_fault_in_the_demo_and_names_its_shortcuts(demo: Demo):
    demo.wait_for("演示事项已写入")

    looked = demo.run("doctor", "--demo")

    assert looked.returncode == 1, looked.stdout
    assert "有误" not in looked.stdout
    for shortcut in ("演示机关", "SHIBIYAN_SECURE_COOKIES=1", "密钥在数据库所在的", "只凭口令", "还没有备份"):
        assert shortcut in looked.stdout


@pytest.mark.slow
def test_told_to_stop_it_ends_well_and_its_chains_are_whole(demo: Demo):
    demo.wait_for("演示事项已写入")

    demo.process.send_signal(signal.SIGTERM)

    assert demo.process.wait(timeout=PATIENCE) == 0
    verified = demo.run("verify", "--demo")
    assert verified.returncode == 0, verified.stderr
    assert "全部完整" in verified.stdout
