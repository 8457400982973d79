"""Whoever sends or reads slowly holds no thread, and no place for long: others are answered meanwhile."""

from __future__ import annotations

import errno
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from flask import Flask

from tests.http.test_waiting import NO_PROC, OPEN, on_disk
from webapp.cli import doors
from webapp.cli.doors import Doors
from webapp.domain.errors import SettingWrong
from webapp.http.downloads import download
from webapp.http.health import BY_PROXY, _from_this_machine
from webapp.settings import Settings

HEAD = b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"


files = Flask(__name__)
LARGE = b"x" * (24 << 20)
"""More than waits for its reader before a thread waits along."""


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/file":
        with files.request_context(environ):
            return download("a.bin", LARGE, "application/octet-stream")(environ, start)
    if environ["PATH_INFO"] == "/counts":
        with files.request_context(environ):
            near = _from_this_machine()
        start("200 OK", [])
        return [b"near" if near else b"far"]
    if environ["PATH_INFO"] == "/sent":
        lies, sent = on_disk(), environ["wsgi.input"].read()
        start("200 OK", [])
        return [b"hidden" if len(lies) >= len(sent) and sent[:20] not in lies else b"open"]
    start("200 OK", [("Content-Length", "4")])
    return [b"here"]


@pytest.fixture
def port() -> Iterator[int]:
    with opened(Settings(port=0, threads=2, secure_cookies=False)) as found:
        yield found


@contextmanager
def opened(settings: Settings) -> Iterator[int]:
    """Two threads answer on a free port."""
    one, over = Doors(app, settings, None), threading.Event()

    def answer() -> None:
        while not over.is_set():
            one.turn()

    loop = threading.Thread(target=answer)
    loop.start()
    yield one.port
    over.set()
    loop.join()
    one._server.task_dispatcher.shutdown()
    for channel in list(one._server.active_channels.values()):
        channel.handle_close()
    one._server.close()


def slow(port: int, count: int) -> list[socket.socket]:
    """Begin so many requests and leave them there."""
    made = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for one in made:
        one.sendall(HEAD + b"a")
    return made


def answered(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        found: bytes = answer.read()
    return found


@pytest.mark.parametrize("secure", [False, True])
def test_who_comes_by_a_proxy_of_this_machine_is_known_as_such_whatever_it_says(secure: bool) -> None:
    """The server took some of these lines away before a page could see them."""
    said = {"X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3", "X-Real-IP": "10.1.2.3"}
    with opened(Settings(port=0, threads=2, secure_cookies=secure)) as port:
        found = {name: counts(port, {name: value}) for name, value in said.items()}
        own = counts(port, {})

    assert set(said) == set(BY_PROXY)
    assert (own, found) == (b"near", dict.fromkeys(said, b"far"))


def counts(port: int, headers: dict[str, str]) -> bytes:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/counts", headers=headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - this machine
        found: bytes = answer.read()
    return found


def test_others_are_answered_while_more_send_slowly_than_there_are_threads_or_usual_places(port: int) -> None:
    made = slow(port, 150)

    found = answered(port)

    assert found == b"here"
    for one in made:
        one.close()


def test_a_request_that_comes_too_slowly_is_ended_and_one_that_comes_is_not(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "SLOW_SECONDS", 0.3)
    lazy, busy = slow(port, 2)
    busy.sendall(b"b" * 99_000)
    lazy.settimeout(10)

    ended = lazy.recv(10)
    busy.sendall(b"b" * 999)

    assert ended == b""
    assert busy.recv(15).startswith(b"HTTP/1.1 200")
    lazy.close()
    busy.close()


@pytest.mark.parametrize("part", [b"", b"Range: bytes=0-\r\n"])
def test_others_are_answered_while_more_read_large_files_slowly_than_there_are_threads(port: int, part: bytes) -> None:
    made = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
    for one in made:
        one.sendall(b"GET /file HTTP/1.1\r\nHost: localhost\r\n" + part + b"\r\n")

    found = answered(port)

    assert found == b"here"
    for one in made:
        one.close()


@pytest.mark.skipif(not OPEN.is_dir(), reason=NO_PROC)
def test_what_a_browser_sends_waits_where_nobody_reads_it(port: int) -> None:
    sent = urllib.request.Request(f"http://127.0.0.1:{port}/sent", data=b"said in confidence; " * 100_000)

    with urllib.request.urlopen(sent, timeout=10) as answer:  # noqa: S310 - this machine's own
        assert answer.read() == b"hidden"


def test_who_sends_most_gives_way_when_the_room_for_what_comes_in_is_used_up(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "LARGEST_FORMS", 0.0005)
    (little,) = slow(port, 1)

    with little, socket.create_connection(("127.0.0.1", port), timeout=10) as much:
        with suppress(OSError):
            much.sendall(HEAD.replace(b"100000", b"900000") + b"a" * 400_000)
        with suppress(ConnectionResetError):
            assert much.recv(1) == b""
        little.settimeout(0.5)
        with pytest.raises(TimeoutError):
            little.recv(1)

    assert answered(port) == b"here"


def test_a_body_larger_than_any_form_is_not_read(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(HEAD.replace(b"100000", b"600000000"))
        one.settimeout(10)

        assert b" 413 " in one.recv(1000)


@pytest.mark.parametrize("address", [b"http://[secret]/", b"http://[secret"])
def test_an_address_that_cannot_be_read_is_answered_and_no_log_repeats_it(
    port: int, caplog: pytest.LogCaptureFixture, address: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        one.sendall(b"GET " + address + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = one.recv(1000)

    assert b" 400 Bad Request" in answer.split(b"\r\n")[0]
    assert b"secret" not in answer
    assert caplog.text == ""


def test_an_address_that_is_not_this_machines_is_the_hosts_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def another_machines(*_given: object, **_words: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr(doors.waitress, "create_server", another_machines)

    with pytest.raises(SettingWrong, match="SHIBIYAN_HOST有误：本机没有“192"):
        Doors(app, Settings(host="192.0.2.1"), None)
