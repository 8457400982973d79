"""Put the new diagram into the original bytes, so that all other bytes stay as they are."""

from __future__ import annotations

from xml.parsers import expat

DI_NAME = "http://www.omg.org/spec/BPMN/20100524/DI|BPMNDiagram"


class Finder:
    """Finds old diagrams and the end tag of the root by byte offset."""

    def __init__(self, xml: bytes) -> None:
        """Parse once with a namespace-aware parser."""
        self.xml = xml
        self.depth = 0
        self.start = 0
        self.root_end = len(xml)
        self.old: list[tuple[int, int]] = []
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.StartElementHandler = self.open
        self.parser.EndElementHandler = self.close
        self.parser.Parse(xml, True)

    def open(self, name: str, _attributes: dict[str, str]) -> None:
        """Remember where a top-level diagram starts."""
        if self.depth == 1 and name == DI_NAME:
            self.start = self.parser.CurrentByteIndex
        self.depth += 1

    def close(self, name: str) -> None:
        """Remember where a diagram or the root ends."""
        self.depth -= 1
        if self.depth == 1 and name == DI_NAME:
            self.old.append((self.start, tag_end(self.xml, self.parser.CurrentByteIndex)))
        if self.depth == 0:
            self.root_end = self.parser.CurrentByteIndex


def tag_end(xml: bytes, at: int) -> int:
    """Offset after the tag that starts here; quoted '>' do not count."""
    quote = 0
    for index in range(at, len(xml)):
        sign = xml[index]
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in b"'\"":
            quote = sign
        elif sign == ord(">"):
            return index + 1
    return len(xml)


def splice(xml: bytes, diagram: bytes) -> bytes:
    """Original bytes with old diagrams cut out and the new one before the end tag."""
    finder = Finder(xml)
    parts, at = [], 0
    for start, end in finder.old:
        parts.append(xml[at:start].rstrip())
        at = end
    parts.append(xml[at : finder.root_end])
    line = b"\r\n" if b"\r\n" in xml else b"\n"
    body = line.join(b"  " + row for row in diagram.splitlines())
    return b"".join(parts).rstrip() + line + body + line + xml[finder.root_end :]


def can_splice(xml: bytes, encoding: str) -> bool:
    """Splicing needs UTF-8 and a root with a separate end tag."""
    return (
        encoding.upper() in ("UTF-8", "ASCII", "US-ASCII")
        and xml.rstrip().endswith(b">")
        and b"</" in xml
        and not xml.startswith((b"\xff\xfe", b"\xfe\xff"))
    )
