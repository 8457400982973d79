"""Files leave the office by one door, which gives them whole."""

from __future__ import annotations

from tests.rules.tree import ROOT


def test_no_other_module_sends_files() -> None:
    found = [one.name for one in (ROOT / "webapp" / "http").rglob("*.py") if "send_file" in one.read_text("utf-8")]

    assert found == ["downloads.py"]
