"""How a server keeps its memory small."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from webapp.cli import thrift


def test_what_was_made_before_the_first_answer_is_in_no_later_search_for_garbage() -> None:
    words = "import gc; from webapp.cli.thrift import let_rest; let_rest(); print(gc.get_freeze_count() > 1000)"
    said = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "True"


def test_heaps_and_what_each_keeps_are_asked_of_the_c_library_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, int] = {}

    class Library:
        mallopt = staticmethod(asked.__setitem__)

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Library())
    thrift.few_heaps()

    assert asked == {-8: 2, -3: 131072, -1: 131072}


def test_another_c_library_goes_on_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())

    thrift.few_heaps()
