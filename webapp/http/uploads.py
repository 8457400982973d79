"""Uploads: each file is measured while it is read, so that one that is too large loses nothing of the rest."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Flask, Request

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


class MeasuredRequest(Request):
    """A request whose files are measured while they are read."""

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
