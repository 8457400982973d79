"""年度覆盖: heads × yearly measures, gaps by name with their reasons; for leaders and monitors."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from webapp.domain.sights import year_in
from webapp.http.door import view
from webapp.usecases import coverage as verbs

pages = Blueprint("coverage", __name__, url_prefix="/coverage")


@pages.get("")
def heads() -> str:
    """This function will show how every head stands in every yearly measure."""
    asked = request.args
    year = asked.get("year", "")
    found = view(
        verbs.coverage_page,
        year=year_in(year),
        only=asked.get("only", "")[:10],
        words=asked.get("q", "").strip()[:100],
    )
    return render_template("coverage.html", found=found)
