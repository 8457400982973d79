"""Uploads: each file is measured while it is read, so that one that is too large loses nothing of the rest."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Flask, Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from webapp.http.house import house

IN_MEMORY = 500_000
"""As werkzeug does it: a larger file waits on disk, in a file that has no name."""


class MeasuredFile(SpooledTemporaryFile[bytes]):
    """A file that keeps one byte more than the largest allowed and lets go of the rest: it is then seen as too large.

    The office refuses it by its length, so that a file that was cut off is never kept.
    """

    def __init__(self, *, largest: int) -> None:
        super().__init__(max_size=IN_MEMORY, mode="w+b")
        self._room = largest + 1

    def write(self, part: bytes) -> int:  # type: ignore[override]
        """This function will keep what there is room for, and take the rest as written."""
        kept = part[: self._room]
        self._room -= len(kept)
        super().write(kept)
        return len(part)


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
        return MeasuredFile(largest=house().office.largest_file)


def add_to(app: Flask) -> None:
    """This function will let every upload be measured, and pages know the measure."""
    app.request_class = MeasuredRequest
    app.jinja_env.globals["largest_file"] = lambda: house().office.largest_file
