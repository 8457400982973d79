"""What every template may use beside words and files: who looks, the menu, fresh ids, codes, addresses."""

from __future__ import annotations

import datetime as dt
from functools import cache

import segno
from flask import Flask, g, request, url_for

from webapp.domain.actor import Permission
from webapp.domain.deadline_words import CountedDay
from webapp.http.door import is_concerned, signed_in
from webapp.http.house import house
from webapp.http.keeping import page_address
from webapp.http.menu import menu
from webapp.http.texts import in_english, language
from webapp.http.words import LANGUAGES

MAKE_UP_DAY = "调休上班"


def fresh(start: str) -> str:
    """This function will give an id that is not yet on the page."""
    g.ids = g.get("ids", 0) + 1
    return f"{start}-{g.ids}"


def here() -> str:
    """This function will give the address of a page to come back to, never of an act or of what is not there."""
    if g.get("from_error"):
        return url_for("session.home")
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("session.home")


def attachment_url(attachment_id: str) -> str:
    """This function will give the address of a file, in the portal or in the office."""
    return url_for("portal.attachment" if is_concerned() else "letters.attachment", attachment_id=attachment_id)


def reads_cases() -> bool:
    """This function will tell whether links to case pages lead anywhere for who is signed in."""
    found = signed_in()
    return found is not None and found.actor.may(Permission.READ_CASES)


def searches() -> bool:
    """This function will tell whether the search is there for who looks."""
    found = signed_in()
    return found is not None and found.actor.may(Permission.WORK_TASKS)


def day_word(one: CountedDay) -> str:
    """This function will give the sign under a day of the strip: off, made up for, or the day of the week."""
    if in_english():
        return one.on.strftime("%a")[:2] if one.counted else "off"
    if not one.counted:
        return "休"
    return "班" if one.why == MAKE_UP_DAY else "一二三四五六日"[one.on.weekday()]


@cache
def scan_code(code: str) -> str:
    """This function will draw the code that finds a step again, as an address that a page may hold."""
    return segno.make(code, error="m").svg_data_uri(border=0)


def now() -> dt.datetime:
    """This function will give the office's instant."""
    return house().office.clock()


def of_page() -> str:
    """This function will give what a form says of the page it stands on; an answer that is no page says nothing."""
    return "" if g.get("from_error") else page_address()


def _each_page() -> dict[str, object]:
    return {"who": signed_in(), "office_name": house().settings.office_name, "concerned": is_concerned()}


def add_to(app: Flask) -> None:
    """This function will let templates use the shell."""
    app.context_processor(_each_page)
    for word in (fresh, here, attachment_url, reads_cases, searches, day_word, scan_code, now, menu, language, of_page):
        app.jinja_env.globals[word.__name__] = word
    app.jinja_env.globals["languages"] = LANGUAGES
