"""The largest page and the longest letter that the bounds allow: `python -m tests.bench.fullest`.

A step whose form is full (as many boxes as a form may have, every row there, a text in each box) is opened and sent
through the product's own server as browsers do, and opened in Chromium; a letter of the longest text is set as PDF.
`pages` or `letter` behind the command does one of both. docs/ENGINE.md has the figures.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.test import encode_multipart

from tests.bench.figures import middle, milliseconds
from tests.bench.ground import sqlite_ground
from tests.bench.life import TEAMS, declare
from tests.bench.rounds import PROCESS, SUBJECT, Circle, bundle, open_task_of
from tests.bench.served import Browser, Server, now, serving
from tests.letters.examples import HEAD, template
from tests.usecases.office import House, hold
from webapp.cli.saying import say
from webapp.domain.bundle import Bundle
from webapp.domain.forms.bounds import MAX_BOXES
from webapp.engine.rules.form_shape import flaws
from webapp.letters import compose, to_pdf
from webapp.letters.bounds import MAX_LETTER_TEXT

COLUMNS, LOOKS = 15, 5
ROWS = MAX_BOXES // (COLUMNS + 1) - 1
TEXT = "情况属实，已经逐项核对。"
PARAGRAPH = 600
SENTENCE = "经查，有关情况属实，应当按照规定办理，并在十五个工作日内书面回复。"


def full_form() -> dict[str, object]:
    """Give a form with exactly as many boxes as one may have; all its rows are there from the first look."""
    row = ", ".join(f't{column}: "{TEXT}"' for column in range(COLUMNS))
    marks = {"maxRepetitions": str(ROWS), "prefill": f"for i in 1..{ROWS} return {{{row}}}"}
    rows = {"type": "dynamiclist", "id": "r", "path": "r", "label": "逐项", "properties": marks}
    alone = MAX_BOXES - ROWS * (COLUMNS + 1)
    return {
        "id": "write",
        "schemaVersion": 19,
        "components": [
            {**rows, "components": [_box(f"t{column}") for column in range(COLUMNS)]},
            *(_box(f"o{number}") for number in range(alone)),
        ],
    }


def _box(key: str) -> dict[str, object]:
    return {"type": "textarea", "id": key, "key": key, "label": "情况"}


def full_answer() -> dict[str, str]:
    """Give what a browser sends of that form when something is written in every box."""
    rows = {f"r.{row}.t{column}": TEXT for row in range(ROWS) for column in range(COLUMNS)}
    marks = {f"r.{row}._row": "1" for row in range(ROWS)}
    return rows | marks | {f"o{number}": TEXT for number in range(MAX_BOXES - ROWS * (COLUMNS + 1))}


class Sender(Browser):
    """A browser that sends its form as a page with files does."""

    def send(self, path: str) -> tuple[int, str]:
        """Send the full answer in parts, with what the page hid."""
        hidden = {name: text for name, text in self.hidden.items() if name != "_draft"}
        boundary, body = encode_multipart({**full_answer(), **hidden})
        cookie = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        self.connection.request("POST", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()


def pages() -> None:
    """Open and send the full form, and say how long each took."""
    schema = full_form()
    assert flaws(schema) == ()
    with sqlite_ground() as ground:
        house = ground.fresh("fullest", at=now())
        _deploy(house, schema)
        circle = Circle(house)
        path, who = f"/tasks/{open_task_of(house, circle.case_id)}", str(circle.actors["write"].person_id)
        with serving(ground, "fullest", house) as server:
            _time(server, path, who)


def _deploy(house: House, schema: dict[str, object]) -> None:
    files = {**bundle().files, "rounds/forms/write.form": json.dumps(schema).encode()}
    with house.office.database.write() as tx:
        house.office.library.deploy(tx, Bundle(process=PROCESS, files=files), at=house.clock())
        hold(tx, house.clock())
    declare(house, [one for team in TEAMS.values() for one in (team.handler, team.second)], [SUBJECT])


def _time(server: Server, path: str, who: str) -> None:
    browser = Sender(port=server.port)
    browser.sign_in(who)
    before = server.memory()
    browser.open(path)
    worked = _worked(server)
    _say("page, GET", [milliseconds(lambda: browser.open(path)) for _ in range(LOOKS)])
    say(f"of that the server's own work: {(_worked(server) - worked) / LOOKS:.0f} ms of a processor")
    worked = _worked(server)
    _say("draft kept while typing, POST", [_sent(browser, f"{path}/draft", http.client.OK) for _ in range(LOOKS)])
    say(f"of that the server's own work: {(_worked(server) - worked) / LOOKS:.0f} ms of a processor")
    _in_chromium(server, browser, path)
    browser.open(path)
    _say("submitted, POST", [_sent(browser, path, http.client.FOUND)])
    say(f"server's memory: {before:.0f} MB before, {server.memory():.0f} MB after")


def _worked(server: Server) -> float:
    """Give the milliseconds of a processor that the server has taken: its own, however busy the machine is."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _sent(browser: Sender, path: str, wanted: int) -> float:
    answers: list[tuple[int, str]] = []
    spent = milliseconds(lambda: answers.append(browser.send(path)))
    status, text = answers[0]
    assert status == wanted, f"{status}: {text[-2000:]}"
    return spent


def _in_chromium(server: Server, browser: Browser, path: str) -> None:
    """Open the page as an officer does, and wait until its script has run and a box takes a letter."""
    here = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = chromium.new_context()
        context.add_cookies([{"name": name, "value": text, "url": here} for name, text in browser.cookies.items()])
        page = context.new_page()
        times = []
        for _ in range(LOOKS):
            began = time.perf_counter()
            page.goto(f"{here}{path}", wait_until="load")
            page.locator("#f-r\\.0\\.t0").press("a")
            times.append((time.perf_counter() - began) * 1000)
        _say("page in Chromium until a box takes a letter", times)
        say(f"{page.locator('textarea').count()} boxes, {len(page.content()):,} characters of HTML")
        chromium.close()


def letter() -> None:
    """Set the longest letter as PDF, in this process, and say how long it took and how much memory."""
    token = len("\ufdd00\ufdd1") + len("\n")  # what stands for the value, and the line end
    words = (SENTENCE * (MAX_LETTER_TEXT // len(SENTENCE) + 1))[: MAX_LETTER_TEXT - token]
    paragraphs = "\n\n".join(words[at : at + PARAGRAPH - 2] for at in range(0, len(words), PARAGRAPH))
    made = compose(template("{{ a }}", "optional: [a]\n"), {"a": paragraphs}, head=HEAD)
    began = time.perf_counter()
    content = to_pdf(made)
    spent = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"letter of {MAX_LETTER_TEXT:,} characters as PDF: {spent:.1f} s, {len(content) / 1e6:.1f} MB")
    say(f"memory of the process at most: {most:.0f} MB")


def _say(what: str, times: list[float]) -> None:
    say(f"{what}: {middle(times):.0f} ms (of {len(times)}, the longest {max(times):.0f} ms)")


if __name__ == "__main__":
    if "letter" not in sys.argv:
        pages()
    if "pages" not in sys.argv:
        letter()
