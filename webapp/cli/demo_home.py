"""Where the demo keeps its own files, and the secret of its pages, which outlives a restart."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from webapp.settings import PREFIX

DEMO_HOME = "var/demo"
ANY_SECRET = 32
SECRET_FILE = "keys/pages.secret"  # noqa: S105 - where it lies


def demo_defaults(*, serves: bool = False) -> Mapping[str, str]:
    """This function will give the demo's own settings: files of its own, so that made-up and real never mix.

    What serves pages keeps its secret: forms that are open while it starts anew are still good afterwards.
    """
    own = {
        "DEMO": "1",
        "SECRET": kept_secret(Path(DEMO_HOME) / SECRET_FILE) if serves else secrets.token_hex(ANY_SECRET),
        "SECURE_COOKIES": "0",
        "DATABASE": f"sqlite:///{DEMO_HOME}/shibiyan.db",
        "KEY_FILE": f"{DEMO_HOME}/keys/office.key",
        "SEAL_KEY_FILE": f"{DEMO_HOME}/keys/seal.key",
        "SEAL_FOLDER": f"{DEMO_HOME}/seals",
    }
    return {PREFIX + name: value for name, value in own.items()}


def kept_secret(path: Path) -> str:
    """This function will give the secret of a file, which it makes where there is none; of two who make it one does.

    Where nothing can be kept, or what is kept is none, it is good until the next start.
    """
    with suppress(OSError, UnicodeDecodeError):
        _make(path)
        kept = path.read_text("ascii").strip()
        if len(kept) == 2 * ANY_SECRET:
            return kept
    return secrets.token_hex(ANY_SECRET)


def _make(path: Path) -> None:
    """It is whole before it has its name."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(ANY_SECRET))
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
