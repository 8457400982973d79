"""What an office file (ECMA-376) runs, fetches or brings along: its relations, its fields, its formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from webapp.usecases.dangers import Danger
from webapp.usecases.links import leads_away, leads_to_a_share
from webapp.usecases.office_words import (
    CODE,
    INNER,
    SHOWN,
    STRUCK,
    Field,
    danger_in_field,
    danger_in_formula,
    worst,
)
from webapp.usecases.package_relations import Relations, relations_of

LARGEST_RELATIONS, LARGEST_READ, STEP = 1 << 20, 100 << 20, 1 << 16
XML = (".xml", ".rels", ".vml")
CARRIED = (b"MZ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\3\4", b"%PDF-", b"{\\rtf")
"""So begin programs, older office files and other documents, whatever the part is called."""
RUN = frozenset({"ddeLink", "oleLink", "externalBook", "dbPr", "webPr", "olapPr", "connectString"})
"""Elements that say where data comes from (18.13 f., 17.14.8)."""
CLICKED = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
TEXTS = frozenset({CODE, STRUCK, SHOWN})
PICTURES = frozenset({"imagedata", "fill", "stroke", "image", "background"})
FORMULAS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
)

FRACTION = "/math}f"
"""In a formula that is only shown this is a fraction."""


def danger_in_package(package: zipfile.ZipFile) -> Danger | None:
    """This function will say what a package does that it should not. Raises ValueError for what cannot be read."""
    parts = package.infolist()
    known = {_plain(one): _relations(package, one) for one in parts if _plain(one).endswith(".rels")}
    found = worst(one.danger for one in known.values())
    return found if found is Danger.ACTIVE else worst((found, *_in_parts(package, known)))


def _relations(package: zipfile.ZipFile, one: zipfile.ZipInfo) -> Relations:
    if one.file_size > LARGEST_RELATIONS:
        raise ValueError(one.filename)
    with package.open(one) as content:
        return relations_of(content.read(LARGEST_RELATIONS + 1))


def _in_parts(package: zipfile.ZipFile, known: Mapping[str, Relations]) -> Iterator[Danger | None]:
    left = LARGEST_READ
    for one in package.infolist():
        begin = _begin(package, one)
        if begin.startswith(CARRIED):
            yield Danger.ACTIVE
        elif _is_xml(one, begin):
            left -= one.file_size
            if left < 0:
                raise ValueError(one.filename)
            yield _danger_in_part(package, one, _related(known, one).clicked)


def _related(known: Mapping[str, Relations], one: zipfile.ZipInfo) -> Relations:
    folder, _, name = _plain(one).rpartition("/")
    return known.get(f"{folder}/_rels/{name}.rels".lstrip("/"), Relations())


def _plain(one: zipfile.ZipInfo) -> str:
    return one.filename.replace("\\", "/").lower()


def _begin(package: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with package.open(one) as content:
        return content.read(256)


def _is_xml(one: zipfile.ZipInfo, begin: bytes) -> bool:
    """By its content: what a part is called says little about how it is read."""
    if _plain(one).endswith(XML):
        return bool(begin)
    return begin.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _danger_in_part(package: zipfile.ZipFile, one: zipfile.ZipInfo, clicked: frozenset[str]) -> Danger | None:
    seen = _Seen(clicked)
    parser = etree.XMLParser(target=seen, resolve_entities=False, no_network=True, load_dtd=False)  # type: ignore[arg-type] # names are texts here
    try:
        with package.open(one) as content:
            while piece := content.read(STEP):
                parser.feed(piece)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    return worst(seen.found)


class _Seen:
    """What goes by in a part; of a field the words are gathered wherever they stand."""

    def __init__(self, clicked: frozenset[str]) -> None:
        self.found: set[Danger | None] = set()
        self._clicked = clicked
        self._fields: list[Field] = []
        self._formula: list[str] | None = None
        self._kind = ""

    def doctype(self, name: str, *_more: str) -> None:
        """This function will refuse a part that declares a type: no part of an office file does."""
        raise ValueError(name)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """This function will look at an element as it begins."""
        kind = tag.rpartition("}")[2]
        if kind in TEXTS:
            self._kind = kind
        elif kind in RUN or (self._clicked and kind not in CLICKED and self._misuses(attributes)):
            self.found.add(Danger.ACTIVE)
        elif kind in FORMULAS and not tag.endswith(FRACTION):
            self._formula = []
        elif kind in PICTURES or "href" in attributes:
            self.found.add(_danger_in_picture(kind, attributes))
        elif kind in ("fldChar", "fldSimple", "AlternateContent"):
            self._field(kind, {name.rpartition("}")[2]: value for name, value in attributes.items()})

    def data(self, text: str) -> None:
        """This function will gather what belongs to a field or a formula."""
        if self._formula is not None:
            self._formula.append(text)
        elif self._kind and self._is_in_code():
            self._fields[-1].add(self._kind, text)

    def end(self, tag: str) -> None:
        """This function will judge a formula that is over."""
        kind = tag.rpartition("}")[2]
        self._kind = "" if kind in TEXTS else self._kind
        if self._formula is not None and kind in FORMULAS:
            self.found.add(danger_in_formula("".join(self._formula)))
            self._formula = None

    def close(self) -> None:
        """This function will judge the fields that have no end."""
        while self._fields:
            self._over()

    def _is_in_code(self) -> bool:
        return bool(self._fields) and self._fields[-1].in_code

    def _misuses(self, attributes: Mapping[str, str]) -> bool:
        """A relation that calls itself a link, used by what is none, is fetched."""
        return any(value in self._clicked and "elationships}" in name for name, value in attributes.items())

    def _field(self, kind: str, attributes: Mapping[str, str]) -> None:
        step = attributes.get("fldCharType", "")
        if kind == "AlternateContent":
            self.found.add(Danger.ACTIVE if self._is_in_code() else None)  # two readings of one field
        elif kind == "fldSimple":
            self.found.add(danger_in_field(attributes.get("instr", "")))
            self._within()
        elif step == "begin":
            self._fields.append(Field())
        elif step == "separate" and self._fields:
            self._fields[-1].in_code = False
        elif step == "end" and self._fields:
            self._over()

    def _over(self) -> None:
        self.found.add(self._fields.pop().danger())
        self._within()

    def _within(self) -> None:
        if self._is_in_code():
            self._fields[-1].add(INNER, "")


def _danger_in_picture(kind: str, attributes: Mapping[str, str]) -> Danger | None:
    named = {name.rpartition("}")[2]: value for name, value in attributes.items()}
    if kind in PICTURES and leads_away(named.get("src", "")):
        return Danger.ACTIVE
    if kind == "image" and leads_away(named.get("href", "")):
        return Danger.ACTIVE
    return Danger.SHARE if leads_to_a_share(named.get("href", "")) else None
