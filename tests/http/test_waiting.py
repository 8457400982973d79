"""What comes in waits on disk, but nobody reads it there: not beside the process, not on the disk afterwards."""

from __future__ import annotations

import io
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask, request

from tests.http.test_uploads_as_sent import BOUNDARY, body_of
from webapp.http.waiting import WaitingFile

MARK = b"said in confidence"
OPEN = Path("/proc/self/fd")
NO_PROC = "no /proc: what is open cannot be looked at"


def on_disk() -> bytes:
    """Give what lies in the files without a name that this process has open."""
    found = []
    for one in list(OPEN.iterdir()):
        with suppress(FileNotFoundError):  # the folder itself was open while it was read
            if str(one.readlink()).endswith("(deleted)"):
                found.append(one.read_bytes())
    return b"".join(found)


def test_it_reads_as_it_was_written_wherever_one_begins() -> None:
    chance, plain = random.Random(1), io.BytesIO()  # noqa: S311 - no secret hangs on it
    with WaitingFile() as file:
        for _ in range(300):
            part = chance.randbytes(chance.choice((1, 15, 16, 17, 1000)))
            for one in (plain, file):
                one.seek(0, os.SEEK_END)
                one.write(part)
            place, size = chance.randrange(plain.tell() + 20), chance.randrange(100)
            assert (plain.seek(place), plain.read(size)) == (file.seek(place), file.read(size))
        plain.seek(7)
        file.seek(7)
        assert file.read() == plain.read()
        assert file.read() == b""


def test_nothing_is_written_over() -> None:
    with WaitingFile() as file:
        file.write(b"one")
        file.seek(0)
        with pytest.raises(OSError, match="added to"):
            file.write(b"two")


@pytest.mark.skipif(not OPEN.is_dir(), reason=NO_PROC)
def test_a_large_upload_waits_where_nobody_reads_it(app: Flask) -> None:
    form = {"data": body_of(MARK * 100_000), "content_type": f"multipart/form-data; boundary={BOUNDARY}"}

    with app.test_request_context("/", method="POST", **form):
        sent = request.files["scan"]
        lies = on_disk()
        read = sent.read()

    assert len(lies) >= len(read) == len(MARK) * 100_000
    assert MARK not in lies
    assert MARK in read
