"""Chromium as the tests drive it: Chinese, in the office's zone, and every error of a page is a failure."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any  # what pytest-playwright hands over

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import event
from waitress.wasyncore import close_all

from tests.conftest import FROZEN
from tests.http.compiled import compiled_once
from tests.usecases.office import PASSWORD, House, an_office, open_office
from tests.usecases.stand import need_not_wait
from webapp.domain.actor import SYSTEM
from webapp.http import create_app
from webapp.http.door import COOKIE
from webapp.settings import Settings
from webapp.usecases.library import Library
from webapp.usecases.sessions import sign_in

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
WITHOUT = (
    # Two pages behind the address bar of each window, which nobody looks at: half the time that a window takes to open.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    # What Playwright switches off itself; of two such lists Chromium takes the last.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, and skip it, loudly, without Chromium."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; nothing is downloaded."""
    speaks = {**os.environ, "LANGUAGE": "zh_CN"}  # what the browser itself says: day boxes, file buttons
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS, "env": speaks}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Sit at an office's screen."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


PATIENCE = 10_000  # milliseconds
Seat = Callable[..., Page]
"""Seats a person before a browser of one's own: `seat("zhou")`, `seat("chen", viewport=…)`; nobody: `seat("")`."""


@pytest.fixture(autouse=True)
def faultless_pages(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail when a page breaks the content security policy or throws; a test may empty the list it gets."""
    faults: list[str] = []
    if "page" in request.fixturenames:
        watch(request.getfixturevalue("page"), faults)
    yield faults
    assert not faults, faults


def watch(page: Page, faults: list[str]) -> None:
    """Write down what the page's console says is wrong; a violated policy is said there, too."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Library]:
    """Furnish one office, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    house = an_office(f"sqlite:///{folder / 'office.sqlite3'}", FROZEN, folder)
    house.office.database.close()
    return folder, house.office.library


@pytest.fixture
def house(furnished: tuple[Path, Library], now: datetime, tmp_path: Path) -> Iterator[House]:
    """Give a furnished office of this test's own, at `now`."""
    folder, library = furnished
    shutil.copyfile(folder / "office.sqlite3", tmp_path / "office.sqlite3")
    opened = open_office(f"sqlite:///{tmp_path / 'office.sqlite3'}", now, folder, library=library)
    event.listen(opened.office.database.engine, "connect", need_not_wait)
    yield opened
    opened.office.database.close()


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """Open the office's doors on a free port."""
    settings = Settings(secret="s" * 40, secure_cookies=False)
    app = compiled_once(create_app(house.office, settings))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    shut(server)
    thread.join(timeout=5)


def shut(server: Any) -> None:
    """Let the open requests end, then close every socket in the server's own thread.

    Closed from here, they would vanish under its `select`, which then fails with a bad descriptor now and then.
    """
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))


@pytest.fixture
def seat(
    browser: Browser,
    browser_context_args: dict[str, Any],
    address: str,
    house: House,
    faultless_pages: list[str],
) -> Iterator[Seat]:
    """Seat people, each in a context of one's own; who has a login is signed in already."""
    contexts: list[BrowserContext] = []

    def at(login: str, **args: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, "base_url": address, **args})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if login:
            context.add_cookies([{"name": COOKIE, "value": token_of(house, login), "url": address}])
        page = context.new_page()
        watch(page, faultless_pages)
        return page

    yield at
    for context in contexts:
        context.close()


def token_of(house: House, login: str) -> str:
    """Sign a person in without the page, for what is not about signing in."""
    return house.office.run(sign_in, SYSTEM, login=login, password=PASSWORD, remote="127.0.0.1")
