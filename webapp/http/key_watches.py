"""The key-watch list (重点名单)."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.http.door import view
from webapp.usecases import key_watching

pages = Blueprint("key_watches", __name__, url_prefix="/key-watches")


@pages.get("")
def listed() -> str:
    """This function will list the heads under key watch, with criteria, reasons and last days."""
    return render_template("key_watches.html", rows=view(key_watching.key_watch_list))
