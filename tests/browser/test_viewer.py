from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import POLICY
from webapp.layout import draw, layout

DIST = Path(__file__).parents[2] / "webapp/http/static/dist"
KINDS = {".js": "text/javascript", ".css": "text/css", ".bpmn": "application/xml", "": "text/html"}
STEPS = 24
TEXT = (
    "process long 长流程\nlane office 办公室\nstart s 开始\n"
    + "".join(f"user n{i} 办理第{i}步\n" for i in range(STEPS))
    + "xor gate 是否如实？\n  mandatory: 8.4\nend e 已办结\n"
    + "s > n0\n"
    + "".join(f"n{i} > n{i + 1}\n" for i in range(STEPS - 1))
    + f"n{STEPS - 1} > gate > e\n"
)
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>流程图</title>
<link rel="stylesheet" href="/{css}">
<main><h1>流程图</h1>
<div data-diagram-url="/long.bpmn" data-live="n12" data-done="s,n0" aria-label="长流程"></div></main>
<script type="module" src="/{js}"></script></html>"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not (DIST / "manifest.json").exists():
        pytest.skip("no browser bundle: make run, or cd webapp/http/ui && npm ci --ignore-scripts && node build.mjs")
    names = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    files = {f"/{path.name}": path.read_bytes() for path in DIST.iterdir() if path.is_file()}
    files["/long.bpmn"] = layout(draw(TEXT))
    files["/"] = PAGE.format(css=names["viewer.css"], js=names["viewer.js"]).encode()

    class Office(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path)
            self.send_response(200 if body else 204)
            self.send_header("Content-Type", KINDS.get(Path(self.path).suffix, "application/octet-stream"))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Office)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def shown(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("[data-diagram=shown]")
    return page


def test_the_live_step_is_marked_and_in_the_middle(shown: Page):
    frame = shown.locator("[data-diagram-url]").bounding_box()
    live = shown.locator(".djs-element.is-live").bounding_box()

    assert shown.locator(".diagram-badge-is-live").inner_text() == "在办"
    assert frame is not None
    assert live is not None
    assert abs(live["x"] + live["width"] / 2 - frame["x"] - frame["width"] / 2) < 30


def test_a_long_diagram_stays_large_enough_to_read(shown: Page):
    assert shown.locator(".djs-element.is-live").bounding_box()["width"] >= 75  # type: ignore[index]


def test_a_mandatory_gate_says_so(shown: Page):
    assert shown.locator(".diagram-badge-is-mandatory").all_inner_texts() == ["必经"]


def test_the_diagram_is_a_named_group_with_the_mark_of_its_makers(shown: Page):
    assert shown.get_by_role("group", name="长流程").count() == 1
    assert shown.locator(".bjs-powered-by").is_visible()


def test_keys_zoom_and_go_back(shown: Page):
    live = shown.locator(".djs-element.is-live")
    before = live.bounding_box()
    shown.locator("[data-diagram-url] svg[tabindex='0'], [data-diagram-url] [tabindex='0']").first.focus()

    shown.keyboard.press("+")
    larger = live.bounding_box()
    shown.keyboard.press("0")
    after = live.bounding_box()

    assert before is not None
    assert larger is not None
    assert larger["width"] > before["width"] * 1.1
    assert after == before


def test_it_follows_the_dark(page: Page, address: str):
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    page.wait_for_selector("[data-diagram=shown]")

    assert page.locator(".bjs-powered-by").is_visible()


def test_what_can_not_be_loaded_says_so(page: Page, address: str, faultless_pages: list[str]):
    page.route("**/long.bpmn", lambda route: route.fulfill(status=404))
    page.goto(address)

    page.wait_for_selector("[data-diagram=failed]")

    assert "文字步骤" in page.locator("[data-diagram-url]").inner_text()
    faultless_pages.clear()
