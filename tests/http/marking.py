"""A walk that writes a mark into every text of every form that a page shows, and sends it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any  # lxml elements

from tests.http.walk import Walk
from tests.usecases.marks import MARK, mark

LEAVES = ("sign-out", "sessions", "language")
"""Parts of addresses of forms that would end the walk."""
PUBLIC = ("/people/rooms", "/holidays/days", "/lists/")
"""Where what is typed are words of the house: rooms, feast days and the lists of the year are no secret."""
OF_THEIR_KIND = {"date": "2026-04-15", "number": "1", "time": "09:30", "month": "2026-04", "email": f"{MARK}@a.example"}
WORD = re.compile(
    r"/[^/?]*[^/?a-z_-][^/?]*|(?<=/people)/[^/]+|(?<=/archives)/[^/]+|\?.*|(?<=/cycles)/[^/]+/[^/]+/[^/]+"
)
"""What of an address is the thing, not the page."""


@dataclass
class Marking(Walk):
    """Each kind of form is sent once by each person, with whatever else the form asks for filled in."""

    sent: Counter[str] = field(default_factory=Counter)
    planted: int = 0
    broken: list[str] = field(default_factory=list)

    def _open(self, path: str) -> Iterator[str]:
        links = list(super()._open(path))
        page = self.pages.get(path)
        for form in [] if page is None else page.xpath("//form"):
            self.send(path, form)
        yield from links

    def send(self, path: str, form: Any) -> None:
        """Fill in a form and send it as its method says."""
        action = (
            (form.get("action") or path).partition("?")[0]
            if form.get("method") == "post"
            else form.get("action") or path
        )
        names = sorted({one.get("name") for one in form.xpath(".//*[@name]")})
        kind = f"{WORD.sub('/#', action)} {' '.join(names)}"
        if self.sent[kind] or any(part in action for part in LEAVES):
            return
        self.sent[kind] += 1
        filled = {} if action.startswith(PUBLIC) else self.filled(form)
        if form.get("method") == "post":
            files = any(isinstance(one, tuple) for values in filled.values() for one in values)
            kinds = {"content_type": "multipart/form-data"} if files else {}
            answer = self.client.post(action, data=filled, **kinds)
        else:
            answer = self.client.get(action.partition("?")[0], query_string=filled)
        if answer.status_code == 500:
            self.broken.append(f"{path} -> {action}")

    def filled(self, form: Any) -> dict[str, list[Any]]:
        """Give what a person would send who writes a mark wherever something can be written."""
        out: dict[str, list[Any]] = {}
        for one in form.xpath(".//*[@name]"):
            name, value = one.get("name"), self.value(one)
            if value is not None and (name not in out or one.get("type") == "hidden"):
                out[name] = [value]
        return out

    def value(self, one: Any) -> Any:
        """Give the value of one control, None for one that is not sent."""
        kind = one.get("type", "text") if one.tag == "input" else one.tag
        if kind in ("hidden", "radio", "checkbox", "submit"):
            return one.get("value") or "1"
        if kind == "button":
            return one.get("value")
        if kind == "select":
            values = [option.get("value") for option in one.xpath(".//option") if option.get("value")]
            return values[0] if values else None
        if kind in OF_THEIR_KIND:
            return OF_THEIR_KIND[kind]
        self.planted += 1
        if kind == "file":
            return io.BytesIO(f"%PDF-1.4 {mark()}".encode()), f"{mark()}.pdf"
        longest = int(one.get("maxlength") or 0)
        return f"{mark()}：{mark()}"[: longest or None]
