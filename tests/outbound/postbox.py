"""A small mail server on this machine that keeps what it is given (RFC 5321, as much of it as the office speaks)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Server(socketserver.ThreadingTCPServer):
    """Keeps the letters; `refuses` answers every one with a passing refusal; while `holds` is clear none is taken."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.kept: list[Message] = []
        self.refuses = False
        self.holds, self.asked, self.came = threading.Event(), threading.Event(), threading.Condition()
        self.holds.set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def keys(self) -> list[str]:
        """Give the key by which whoever gets a letter twice knows it, of each that came."""
        return [str(letter["Message-ID"]) for letter in self.kept]

    def take(self, letter: Message) -> None:
        """Keep a letter, as soon as letters are taken."""
        self.asked.set()
        self.holds.wait()
        with self.came:
            self.kept.append(letter)
            self.came.notify_all()

    def wait_for(self, wanted: int, *, seconds: float = 60) -> None:
        """Wait until so many have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.kept) >= wanted, seconds), self.keys


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("451 later" if self.server.refuses and word == b"RCPT" else "250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        self.server.take(message_from_bytes(b"".join(lines)))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def postbox() -> Iterator[Server]:
    """Run the server while a test needs it."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def words_of(letter: Message) -> str:
    """Give a letter's text."""
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()
