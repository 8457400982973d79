"""The demo keeps the secret of its pages beside its keys: whoever has a form open goes on after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.cli import main
from webapp.cli.demo_home import DEMO_HOME, SECRET_FILE
from webapp.cli.opening import settings_of, tool_settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHIBIYAN_SECRET", raising=False)
    return tmp_path / DEMO_HOME / SECRET_FILE


def served() -> str:
    return settings_of(demo=True, serves=True).secret


def test_a_restart_finds_the_secret_again_which_its_owner_alone_may_read(file: Path) -> None:
    first = served()

    assert served() == first == file.read_text("ascii")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_looking_leaves_nothing_behind(file: Path) -> None:
    tool_settings(demo=True)

    assert not file.exists()


def test_a_given_secret_is_taken_and_an_empty_one_is_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 4)
    assert served() == "0123456789abcdef" * 4
    assert not file.exists()

    monkeypatch.setenv("SHIBIYAN_SECRET", "")
    assert served() == file.read_text("ascii")


@pytest.mark.parametrize("kept", [b"", b"short", b"\xff" * 64])
def test_what_is_kept_and_is_no_secret_signs_nothing(file: Path, kept: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(kept)

    one, other = served(), served()

    assert len(one) == 64
    assert one != other


def test_where_nothing_can_be_kept_the_demo_starts_all_the_same(file: Path) -> None:
    file.parent.parent.parent.write_text("no folder")

    assert len(served()) == 64


def test_the_demo_does_not_run_in_a_real_office(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`serve --demo` with the office's own settings around put other diagrams in force there."""
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{file.parent.parent.parent.parent / 'office.db'}")
    assert main(["keys"]) == main(["migrate"]) == main(["appoint", "sysadmin", "ding", "丁一"]) == 0
    for name in ("KEY_FILE", "SEAL_KEY_FILE", "SEAL_FOLDER"):
        monkeypatch.setenv(f"SHIBIYAN_{name}", str(getattr(tool_settings(demo=False), name.lower())))

    assert main(["demo"]) == 1

    assert "里是真实机关的人员" in capsys.readouterr().err
