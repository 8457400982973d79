"""Files that leave as downloads: always whole, so that a slow reader holds no thread, and nothing waits on a disk."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response


def download(name: str, content: bytes, kind: str) -> Response:
    """This function will give a file as a download, with its name; a mark that would break the header is left out.

    A part of a file (Range) is not given: it would go out piece by piece from a thread that waits for its reader.
    """
    plain = "".join(mark for mark in name if mark.isprintable())
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=plain, conditional=False)
