"""文号登记: numbers by series, with what is void and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from webapp.domain.sights import year_in
from webapp.http.door import view
from webapp.usecases import number_pages

pages = Blueprint("numbers", __name__, url_prefix="/numbers")
LONGEST_SERIES = 40


@pages.get("")
def register() -> str:
    """This function will show the series and one page of the chosen one."""
    found = view(
        number_pages.number_page,
        series=request.args.get("series", "")[:LONGEST_SERIES],
        year=year_in(request.args.get("year", "")) or 0,
        below=request.args.get("below", 0, type=int),
    )
    return render_template("numbers.html", found=found)
