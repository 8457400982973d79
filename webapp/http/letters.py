"""Letters on the screen and as files; attachments as downloads."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from webapp.http.door import view
from webapp.http.downloads import download
from webapp.usecases import letters

pages = Blueprint("letters", __name__)
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pages.get("/letters/<key:letter_id>")
def letter(letter_id: str) -> str:
    """This function will show a letter on the screen."""
    found = view(letters.letter_page, letter_id=letter_id)
    return render_template("letter.html", letter=found)


@pages.get("/letters/<key:letter_id>.pdf")
def pdf(letter_id: str) -> Response:
    """This function will give a letter as PDF, to print."""
    return _file(letter_id, "pdf")


@pages.get("/letters/<key:letter_id>.docx")
def docx(letter_id: str) -> Response:
    """This function will give a letter as DOCX."""
    return _file(letter_id, "docx")


@pages.get("/attachments/<key:attachment_id>")
def attachment(attachment_id: str) -> Response:
    """This function will give an attached file, never to be shown by the browser itself."""
    name, content = view(letters.attachment_file, attachment_id=attachment_id)
    return download(name, content, "application/octet-stream")


def _file(letter_id: str, kind: str) -> Response:
    copy = request.args.get("copy", 1, type=int)
    name, content = view(letters.letter_file, letter_id=letter_id, kind=kind, copy=copy)
    return download(name, content, KINDS[kind])
