"""The doors of a web process: a port of its own or a socket that the service manager keeps open, closed with patience.

A socket that systemd holds (sd_listen_fds(3)) outlives the process: whoever comes during a restart waits in its line
and is answered by the next process. So a restart refuses nobody.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any  # waitress has no types
from weakref import WeakKeyDictionary

import waitress
import waitress.server
from waitress import buffers, parser, wasyncore
from waitress.channel import HTTPChannel

from webapp.domain.errors import SettingWrong
from webapp.http.security import largest_form
from webapp.http.waiting import WaitingFile
from webapp.settings import MEGABYTE, Settings

FIRST_HANDED = 3
"""The first file descriptor that a service manager hands over (SD_LISTEN_FDS_START)."""
LAST_SECONDS = 30
"""So long a server that was told to stop waits for requests that it has begun: longer than a database holds them up."""
QUIET_SECONDS = 0.5
"""Whoever was let in and has not asked yet is waited for so long."""
BEAT = 0.1
PLACES = 800
"""So many connections at once: below the thousand files that a process may have open, whatever the machine says."""
SLOW_SECONDS, SLOWEST = 30, 10_000
"""A request may take so long to come in, and a second more for each so many bytes (80 kbit/s)."""
LARGEST_FORMS = 4
"""What comes in takes the room of so many of the largest forms at most, so that no stranger fills the disk."""
ABOVE = 20 * MEGABYTE
"""A body of so much more than the largest form is not read at all; of one between the office says what is too large."""
IDLE_SECONDS = 60
"""A connection on which nothing comes is let go."""
UNREADABLE = "The head of the request cannot be read"
NAMELESS = ""
"""No answer says in its header `Server` which software gives it."""


def handed_over(environ: Mapping[str, str]) -> socket.socket | None:
    """This function will give the listening socket that the service manager opened for this process, or None."""
    if environ.get("LISTEN_PID") != str(os.getpid()) or environ.get("LISTEN_FDS") != "1":
        return None
    return socket.socket(fileno=FIRST_HANDED)


class Doors:
    """Answers until told to stop; then lets nobody in, answers whoever is inside, and ends."""

    def __init__(self, app: object, settings: Settings, handed: socket.socket | None) -> None:
        self.told_to_stop = False
        self._coming: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._largest_form = largest_form(settings)
        self._server: Any = _listening(app, settings, handed)

    @property
    def port(self) -> int:
        """The port that answers."""
        return int(self._server.effective_port)

    def answer(self) -> None:
        """This function will answer until SIGTERM, then until all inside have their answers, thirty seconds at most."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        ends = None
        while ends is None or (time.monotonic() < ends and self._somebody_is_inside()):
            self.turn()
            if self.told_to_stop and ends is None:
                ends = time.monotonic() + LAST_SECONDS
        self._server.task_dispatcher.shutdown(timeout=LAST_SECONDS)

    def turn(self) -> None:
        """This function will serve whoever has sent or is to be sent something, a tenth of a second at most."""
        wasyncore.poll2(BEAT, self._server._map)
        self._end_what_comes_too_slowly()
        self._end_what_has_no_room()

    def _end_what_comes_too_slowly(self) -> None:
        """A request holds no thread until it is there whole, but it does hold one of the places of all browsers."""
        now = time.monotonic()
        for channel in list(self._server.active_channels.values()):
            coming = None if channel.requests else channel.request
            if coming is not None:
                came = coming.header_bytes_received + coming.body_bytes_received
                since = self._coming.setdefault(coming, now)
                channel.will_close |= now - since > SLOW_SECONDS + came / SLOWEST

    def _end_what_has_no_room(self) -> None:
        """The largest goes first: who sends little is never in the way."""
        channels = [one for one in list(self._server.active_channels.values()) if not one.will_close]
        over = sum(map(_held, channels)) - LARGEST_FORMS * self._largest_form
        if over <= 0:
            return
        coming = (one for one in channels if one.request is not None and not one.requests)
        for one in sorted(coming, key=_held, reverse=True):
            one.will_close = True
            over -= _held(one)
            if over <= 0:
                return

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True
        self._server.accepting = False
        self._server.pull_trigger()

    def _somebody_is_inside(self) -> bool:
        quiet = time.time() - QUIET_SECONDS
        return any(
            channel.requests or channel.request or channel.total_outbufs_len or channel.last_activity > quiet
            for channel in list(self._server.active_channels.values())
        )


class Reader(parser.HTTPRequestParser):  # type: ignore[misc] # waitress has no types
    """Whatever is wrong in the head of a request is its sender's fault: an answer, not a fault that is logged.

    What a library says of an address repeats it, and logs hold nothing of what is sent.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """This function will read the head; raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise parser.ParsingError(UNREADABLE) from None


def _held(channel: Any) -> int:
    """Bytes of bodies that came by a connection and are not answered yet."""
    coming = 0 if channel.request is None else channel.request.body_bytes_received
    return int(coming + sum(one.body_bytes_received for one in list(channel.requests)))


def _listening(app: object, settings: Settings, handed: socket.socket | None) -> object:
    buffers.TempfileBasedBuffer.newfile = _enciphered
    HTTPChannel.parser_class = Reader
    most = largest_form(settings) + ABOVE
    places = {"connection_limit": PLACES, "channel_timeout": IDLE_SECONDS, "max_request_body_size": most}
    words = {"threads": settings.threads, "ident": NAMELESS, **places, **_behind(settings)}
    if handed is not None:
        return waitress.create_server(app, sockets=[handed], **words)
    try:
        return waitress.create_server(app, host=settings.host, port=settings.port, **words)
    except ValueError:
        raise _no_such_address(settings) from None
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise _no_such_address(settings) from None
        why = f"端口{settings.port}已被别的程序占用或者不能监听"
        raise SettingWrong(name="SHIBIYAN_PORT", why=why, example="SHIBIYAN_PORT=8001") from None


def _no_such_address(settings: Settings) -> SettingWrong:
    why = f"本机没有“{settings.host}”这个地址"
    return SettingWrong(name="SHIBIYAN_HOST", why=why, example="SHIBIYAN_HOST=127.0.0.1")


def _enciphered(_buffer: object) -> WaitingFile:
    """What browsers send, and long pages, wait on disk as nobody else can read them."""
    return WaitingFile()


def _behind(settings: Settings) -> dict[str, Any]:
    """Behind the proxy of this machine the browser's address is the one that the proxy names; nobody else may.

    What else a proxy says stays for the pages to see that there is one: nobody believes it.
    """
    seen = {"clear_untrusted_proxy_headers": False}
    if not settings.secure_cookies:
        return seen
    return seen | {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
