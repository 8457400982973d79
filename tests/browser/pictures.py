"""Pictures for the README, of the demo as it starts: `python -m tests.browser.pictures [FOLDER]` (docs/pictures)."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).parents[2]
HOME = ROOT / "docs" / "pictures"
PASSWORD = "yunling-demo"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
PATIENCE = 90
COLOURS = 64
TRIES = 3
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDE, TABLET, PAPER = (1440, 900), (1024, 768), (900, 1270)
Way = Callable[[Page], None]


def inbox(page: Page) -> None:
    """Show what is due first."""
    page.goto("/tasks")


def task(page: Page) -> None:
    """Show the second officer's check of an answer, at the gate."""
    page.goto("/tasks")
    if not page.locator("a[href*='/tasks/']", has_text="核查答复").count():
        page.goto("/tasks/pool")
    page.locator("a[href*='/tasks/']", has_text="核查答复").first.click()
    answer_recusal(page)
    claim = page.locator("form[action$='/claim'] button")
    if claim.count():
        claim.first.click()
    page.locator("form textarea, form select").first.evaluate("one => one.scrollIntoView({block: 'center'})")


def leader(page: Page) -> None:
    """Show what waits for the secretary, one page an item."""
    page.goto("/tasks")
    page.locator("a[href*='/tasks/']", has_text="书记审批").first.click()
    answer_recusal(page)


def case(page: Page) -> None:
    """Show a case with its diagram and its record."""
    page.goto("/cases?measure=m08")
    page.locator("a[href*='/cases/']", has_text="林清越").or_(page.locator("main a[href*='/cases/']")).first.click()
    page.wait_for_timeout(1500)


def portal(page: Page) -> None:
    """Show the person concerned the letter and its questions."""
    page.goto("/portal")


def questions(page: Page) -> None:
    """Show the questions to answer."""
    page.goto("/portal")
    page.locator("a[href*='/portal/tasks/']").first.click()


def letter(page: Page) -> None:
    """Show a letter as it is printed."""
    page.goto("/portal")
    page.locator("a[href*='/portal/letters/']").first.click()
    page.emulate_media(media="print")


def meeting(page: Page) -> None:
    """Show a planned meeting with what waits for it."""
    page.goto("/meetings")
    page.locator("main a[href*='/meetings/']").first.click()


def desk(page: Page) -> None:
    """Show the supervisors' list: number, step, holder, limit."""
    page.goto("/supervision")


def archive(page: Page) -> None:
    """Show the entries of an archive, each with its source, status and two officers."""
    portrait(page)
    page.locator("main .two").evaluate("one => one.scrollIntoView()")


def portrait(page: Page) -> None:
    """Show a portrait: facts and reasons that lead to their entries."""
    page.goto("/archives")
    page.locator("main a[href^='/archives/']", has_text="刘长河").first.click()
    answer_recusal(page)


def coverage(page: Page) -> None:
    """Show the year: heads by measures."""
    page.goto("/coverage")


def cycle(page: Page) -> None:
    """Show one yearly round: who belongs to it and how far it is."""
    page.goto("/cycles")
    page.locator("main a[href*='/m05_integrity_talk/']").first.click()


def roster(page: Page) -> None:
    """Show heads and officers with their posts and duties."""
    page.goto("/people")


PICTURES: tuple[tuple[str, str, Way, tuple[int, int]], ...] = (
    ("inbox", "li", inbox, WIDE),
    ("task", "wu", task, WIDE),
    ("leader", "chen", leader, TABLET),
    ("case", "zhou", case, WIDE),
    ("portal", "ma", portal, TABLET),
    ("questions", "ma", questions, TABLET),
    ("meeting", "sun", meeting, WIDE),
    ("desk", "han", desk, WIDE),
)
"""Name, who looks, the way there, the size of the screen."""
BY_DAY: tuple[tuple[str, str, Way, tuple[int, int]], ...] = (
    ("archive", "qian", archive, WIDE),
    ("portrait", "qian", portrait, WIDE),
    ("coverage", "su", coverage, WIDE),
    ("cycle", "su", cycle, WIDE),
    ("roster", "jin", roster, WIDE),
)
"""The same, taken in light only."""


def main() -> int:
    """Start the demo, take the pictures in light and most in dark, and the letter as print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    folder.mkdir(parents=True, exist_ok=True)
    if CHROMIUM is None:
        sys.stderr.write("no Chromium: apt-get install chromium\n")
        return 1
    with demo() as address, sync_playwright() as playwright:
        speaks: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}  # day boxes and file buttons
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=speaks)
        for scheme in ("light", "dark"):
            for name, who, way, size in (*PICTURES, *(BY_DAY if scheme == "light" else ())):
                take(browser, address, who, way, scheme=scheme, size=size, to=folder / f"{name}-{scheme}.png")
        take(browser, address, "ma", letter, scheme="light", size=PAPER, to=folder / "letter-print.png")
        browser.close()
    return 0


def take(browser: Browser, address: str, who: str, way: Way, *, scheme: str, size: tuple[int, int], to: Path) -> None:
    """Sign in, go the way, take the picture."""
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": size[0], "height": size[1]},
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("#login").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*sign-in)"))
    way(page)
    keep(taken(page), to)
    context.close()
    sys.stdout.write(f"{to}\n")


def taken(page: Page) -> bytes:
    """Take the picture; a busy machine sometimes needs a second try."""
    for _ in range(TRIES):
        try:
            return page.screenshot()
        except Error:
            page.wait_for_timeout(1000)
    return page.screenshot()


def keep(picture: bytes, to: Path) -> None:
    """Write a picture with so few colours that it stays small."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(to, optimize=True)


def answer_recusal(page: Page) -> None:
    """Say that there is nothing to declare, where the page asks first."""
    none = page.get_by_role("button", name="没有应当回避的情形")
    if none.count():
        none.click()


@contextmanager
def demo() -> Iterator[str]:
    """Start the demo in a folder of its own and give its address when the stories are told."""
    with tempfile.TemporaryDirectory() as name:
        said = Path(name) / "said.txt"
        with said.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli", "serve", "--demo", "--port", "0"],
                cwd=name,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            yield waited(said, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def waited(said: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the stories and give the address; raises RuntimeError with what was said instead."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        text = said.read_text(encoding="utf-8")
        if "演示事项已写入" in text:
            return ADDRESS.findall(text)[0]
        time.sleep(0.1)
    raise RuntimeError(said.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
