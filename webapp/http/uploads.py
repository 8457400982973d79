"""Uploads: each file is measured while it is read, so that one that is too large loses nothing of the rest."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, cast

from flask import Flask, Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from webapp.http.house import house
from webapp.http.waiting import OpenFile, WaitingFile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

IN_MEMORY = 500_000
"""As werkzeug does it: a larger file waits on disk, in a file that has no name, and nobody else can read."""


class MeasuredFile(OpenFile):
    """A file that keeps one byte more than the largest allowed and lets go of the rest: it is then seen as too large.

    The office refuses it by its length, so that a file that was cut off is never kept.
    """

    def __init__(self, *, largest: int) -> None:
        self._kept: io.BytesIO | WaitingFile = io.BytesIO()
        self._room = largest + 1

    def write(self, part: ReadableBuffer, /) -> int:
        """This function will keep what there is room for, and take the rest as written."""
        came = bytes(part)
        kept = came[: self._room]
        self._room -= len(kept)
        if isinstance(self._kept, io.BytesIO) and self._kept.tell() + len(kept) > IN_MEMORY:
            self._kept = _put_away(self._kept)
        self._kept.write(kept)
        return len(came)

    def readinto(self, room: WriteableBuffer, /) -> int:
        """This function will read as much as there is room for."""
        return self._kept.readinto(room)

    def readall(self) -> bytes:
        """This function will read what is left."""
        return self._kept.read() or b""

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """This function will go to a place."""
        return self._kept.seek(offset, whence)

    def tell(self) -> int:
        """This function will give the place."""
        return self._kept.tell()

    def close(self) -> None:
        """This function will let go of it."""
        self._kept.close()
        super().close()


def _put_away(kept: io.BytesIO) -> WaitingFile:
    waiting = WaitingFile()
    waiting.write(kept.getvalue())
    return waiting


class _WholeEnds:
    """A body that is never read so that a piece ends between the two hyphens of its last boundary.

    Werkzeug (to 3.1.9; its issue 3285) takes that boundary for one of another part, and puts a carriage return to the
    end of the last part: a file of one length in 65,536 would be kept with a byte that nobody sent.
    """

    def __init__(self, body: IO[bytes], boundary: str) -> None:
        self._body, self._cut = body, f"--{boundary}-".encode("ascii")

    def read(self, size: int = -1) -> bytes:
        piece = self._body.read(size)
        return piece + self._body.read(1) if piece.endswith(self._cut) else piece


class WholeEndsParser(FormDataParser):
    """The parser of forms, which gives files as they were sent whatever their length."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """This function will read a form as werkzeug does, from a body whose end is never torn."""
        whole = cast("IO[bytes]", _WholeEnds(stream, (options or {}).get("boundary", "")))
        return super().parse(whole, mimetype, content_length, options)


class MeasuredRequest(Request):
    """A request whose files are measured while they are read."""

    form_data_parser_class = WholeEndsParser

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return cast("IO[bytes]", MeasuredFile(largest=house().office.largest_file))


def add_to(app: Flask) -> None:
    """This function will let every upload be measured, and pages know the measure."""
    app.request_class = MeasuredRequest
    app.jinja_env.globals["largest_file"] = lambda: house().office.largest_file
