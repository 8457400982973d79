"""A file that is uploaded is kept as it was sent, whatever its length."""

from __future__ import annotations

from flask import Flask, request

from webapp.http.uploads import WholeEndsParser

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
PIECE = 65_536
"""So much werkzeug reads of a body at once."""


def body_of(content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="scan"; filename="a.pdf"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def test_a_file_of_any_length_comes_as_it_was_sent(app: Flask) -> None:
    """Lengths at which each byte of the last boundary is the last one of a piece."""
    head = len(body_of(b""))
    for length in range(PIECE - head - 4, PIECE + 4):
        content = b"\xff" * length
        form = {"data": body_of(content), "content_type": f"multipart/form-data; boundary={BOUNDARY}"}
        with app.test_request_context("/", method="POST", **form):
            assert request.files["scan"].read() == content, length


def test_it_is_the_office_that_reads_it(app: Flask) -> None:
    with app.test_request_context("/"):
        assert isinstance(request.make_form_data_parser(), WholeEndsParser)
