"""Fields of Word and formulas of Excel: which of them fetch, run or hand on; judged by the letters as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from webapp.usecases.dangers import Danger
from webapp.usecases.links import leads_away, leads_to_a_share

FETCHES = ("DDE", "LINK", "IMPORT", "INCLUDETEXT", "DATABASE", "RD")
"""Fields (ECMA-376, part 1, 17.16.5) that take from a program or another file whatever they name."""
SHOWS, LEADS = "INCLUDE", "HYPERLINK"
"""Fields that show a picture or lead somewhere: it depends on where."""
OWN_WORD = re.compile(r'\s*(?:=|[A-Za-z]+[\s"\\])')
NO_LETTER = re.compile(r"[^A-Za-z]+")
ARGUMENT = re.compile(r'"([^"]*)"?|([^\s"]+)')
CODE, STRUCK, SHOWN, INNER = "instrText", "delInstrText", "t", "field"
READINGS = ((CODE,), (CODE, SHOWN), (CODE, STRUCK), (CODE, SHOWN, STRUCK))
"""What a reader may take for the words of a field: what is struck out and what is no code, with or without."""

QUOTED, WRITTEN = re.compile(r"'((?:[^']|'')*)'"), re.compile(r'"((?:[^"]|"")*)"')
CALLS = re.compile(
    r"(?<![A-Z0-9_])(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|EXECUTE|INITIATE|POKE|REQUEST|DDE|PY"
    r"|SQL\.REQUEST|STOCKHISTORY|RUN|FOPEN|FWRITE|FWRITELN)\s*\(",
    re.IGNORECASE,
)
"""Functions that ask a server or a program when the sheet is reckoned."""


@dataclass
class Field:
    """A field that is being read: its words piece by piece; what stands after them is its result."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    in_code: bool = True

    def add(self, kind: str, text: str) -> None:
        """This function will note another piece of its words; a field within them has no text of its own."""
        self.pieces.append((kind, text))

    def danger(self) -> Danger | None:
        """This function will say what the field does that it should not; a word that another field makes is hidden."""
        inner = next((at for at, (kind, _) in enumerate(self.pieces) if kind == INNER), None)
        if inner is not None and not OWN_WORD.match("".join(text for _, text in self.pieces[:inner])):
            return Danger.ACTIVE
        texts = {"".join(text for kind, text in self.pieces if kind in reading) for reading in READINGS}
        return worst(danger_in_field(one, made=inner is not None) for one in texts)


def danger_in_field(code: str, *, made: bool = False) -> Danger | None:
    """This function will judge a field by its words; `made`: other fields make some of them."""
    word = NO_LETTER.sub("", code[:1000]).upper()
    if word.startswith(FETCHES):
        return Danger.ACTIVE
    targets = [quoted or plain for quoted, plain in ARGUMENT.findall(code)] if word.startswith((SHOWS, LEADS)) else []
    if word.startswith(SHOWS) and (made or any(map(leads_away, targets))):
        return Danger.ACTIVE
    return Danger.SHARE if any(map(leads_to_a_share, targets)) else None


def danger_in_formula(formula: str) -> Danger | None:
    """This function will judge a formula by its functions and by what it refers to; texts in it are no functions."""
    bare = QUOTED.sub("q", WRITTEN.sub("t", formula))
    files = [one.replace("''", "'") for one in QUOTED.findall(WRITTEN.sub("t", formula))]
    if "|" in bare or CALLS.search(bare) or any(map(leads_away, files)):
        return Danger.ACTIVE
    linked = "HYPERLINK" in bare.upper() and any(map(leads_to_a_share, WRITTEN.findall(formula)))
    return Danger.SHARE if linked else None


def worst(found: Iterable[Danger | None]) -> Danger | None:
    """This function will give the gravest of several."""
    known = set(found)
    return next((one for one in Danger if one in known), None)
