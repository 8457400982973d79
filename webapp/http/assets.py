"""Static files by name, with a mark of their contents so that browsers may keep them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for

STATIC = Path(__file__).parent / "static"
MANIFEST = STATIC / "dist" / "manifest.json"
LETTER_STYLE = Path(__file__).parents[1] / "letters" / "letter.css"


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def _bundle() -> dict[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else {}
    return names


def asset(name: str) -> str:
    """This function will give the address of a file of ours."""
    return url_for("static", filename=name, v=_mark(name))


def bundled(name: str) -> str | None:
    """This function will give the address of a built file, None when the bundle was not built."""
    found = _bundle().get(name)
    return url_for("static", filename=f"dist/{found}") if found else None


def add_to(app: Flask) -> None:
    """This function will let templates ask for files."""
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["bundled"] = bundled
