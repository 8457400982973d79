"""A crash leaves no picture of the memory, in which keys and contents are."""

from __future__ import annotations

import ast
import ctypes
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from webapp.cli import memory

ASKED = "import ctypes, resource; from webapp.cli.memory import keep_unread; keep_unread(); "
LIMIT, DUMPABLE = "print(resource.getrlimit(resource.RLIMIT_CORE))", "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
OF_SERVERS = ("serve", "work")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "prctl"), reason="no prctl: not Linux")
def test_no_core_is_written_and_nobody_attaches() -> None:
    words = [sys.executable, "-c", f"{ASKED}{LIMIT}; {DUMPABLE}"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.split("\n")[:2] == ["(0, 0)", "0"]


def test_it_is_the_first_thing_that_a_server_does() -> None:
    tree = ast.parse((ROOT / "webapp" / "cli" / "serving.py").read_text("utf-8"))
    bodies = {one.name: one.body for one in tree.body if isinstance(one, ast.FunctionDef) and one.name in OF_SERVERS}

    assert {name: ast.unparse(body[1]) for name, body in bodies.items()} == dict.fromkeys(OF_SERVERS, "keep_unread()")


def test_another_system_goes_on_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    monkeypatch.delattr(memory, "resource", raising=False)

    memory.keep_unread()
