"""What an answer says, to be compared with another and searched for marks."""

from __future__ import annotations

import io
import re
import zipfile

from werkzeug.test import TestResponse

from tests.http.rights import county
from tests.http.rights.county import mark

MARKS = tuple(
    mark(where, kind)
    for where in ("own", "other", "secret", "internal")
    for kind in ("text", "summary", "file", "letter", "application", "reporter", "asked", "glass")
)
NONCES = re.compile(rb'name="csrf_token" value="[^"]*"|name="_?token" value="[^"]*"|\b[\w-]{43}\b')
MADE_AT = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*")


def whole(answer: TestResponse) -> bytes:
    """Give everything that an answer says: status, headers, body, the parts of a package one by one."""
    heads = "\n".join(f"{name}: {text}" for name, text in sorted(answer.headers) if name != "Date")
    return f"{answer.status_code}\n{heads}\n\n".encode() + _opened(answer.data)


def _opened(body: bytes) -> bytes:
    """A packed mark is not to be read; and a workbook's time of making is the machine's, no word of the office."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        parts = b"\n".join(one.encode() + b"\n" + package.read(one) for one in package.namelist())
    return MADE_AT.sub(b"", parts)


def said(answer: TestResponse, *names: str) -> bytes:
    """Give the same without nonces, and without the ids that were asked for."""
    text = NONCES.sub(b"", whole(answer))
    for name in names:
        text = text.replace(name.encode(), b"")
    return re.sub(rb"(?m)^(Content-Length: \d+|Set-Cookie: .*)\n", b"", text)


def marks_in(answer: TestResponse) -> set[str]:
    """Give the words that an answer holds, and the markup if it stands there as markup."""
    text = whole(answer).decode("utf-8", "replace")
    run = {county.MARKUP} if answer.mimetype == "text/html" and "<xss-probe" in text else set()
    return {one for one in MARKS if one in text} | run
