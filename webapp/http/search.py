"""Searching: only what the officer may see exists."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from webapp.http.door import view
from webapp.usecases import search as verbs
from webapp.usecases.views.cases import SearchHit, SearchView

pages = Blueprint("search", __name__)
LONGEST = 100
PAGES = {
    "case": ("cases.case", "case_id"),
    "task": ("tasks.task", "task_id"),
    "letter": ("letters.letter", "letter_id"),
}
KINDS = {"case": "事项", "task": "待办事项", "letter": "函件", "person": "人员"}


@pages.get("/search")
def search() -> str:
    """This function will find cases, tasks and letters by number, name or unit."""
    words = request.args.get("q", "").strip()[:LONGEST]
    found: SearchView = view(verbs.search, words=words) if words else SearchView(words="", hits=())
    return render_template("search.html", found=found, address=_address, kinds=KINDS)


def _address(hit: SearchHit) -> str | None:
    if hit.kind not in PAGES:
        return None
    endpoint, name = PAGES[hit.kind]
    values: dict[str, Any] = {name: hit.id}
    return url_for(endpoint, **values)
