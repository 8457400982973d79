"""Small steps through DMN XML, whatever version's namespace it has. A DOCTYPE is refused."""

from __future__ import annotations

import pathlib
import re

from lxml import etree

from webapp.engine.decisions.errors import UnreadableDecisions
from webapp.feel.names import normal

Element = etree._Element
EXPRESSIONS = (
    *("literalExpression", "decisionTable", "context", "invocation", "list", "relation", "functionDefinition"),
    *("conditional", "filter", "for", "some", "every"),
)
Source = str | bytes | pathlib.Path
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")  # of a text: it names an encoding that the text has no more
MAX_BYTES = 5_000_000  # of one file
MAX_TEXTS = 10_000  # expressions and cells of one file
MAX_WORDS = 300_000  # characters of all of them


def parse(source: Source) -> Element:
    """This function will read a file, or XML given as bytes or text. Raises UnreadableDecisions."""
    raw = content(source)
    if len(raw) > MAX_BYTES:
        raise UnreadableDecisions(why=f"文件超过 {MAX_BYTES} 字节")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDecisions(why=f"不是 XML（{error}）") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDecisions(why="不允许 DOCTYPE")
    texts = [len(text.text or "") for text in root.iter("{*}text")]
    if len(texts) > MAX_TEXTS or sum(texts) > MAX_WORDS:
        raise UnreadableDecisions(why=f"表达式和单元格超过 {MAX_TEXTS} 个，或共超过 {MAX_WORDS} 字，请拆成几个文件")
    return root


def path_of(source: Source) -> pathlib.Path | None:
    """This function will give the path that a source is, or None if it is XML itself."""
    if isinstance(source, str):
        return None if "<" in source else pathlib.Path(source)
    return source if isinstance(source, pathlib.Path) else None


def content(source: Source) -> bytes:
    """This function will give the XML of a source. Raises UnreadableDecisions for a file that cannot be opened."""
    if isinstance(source, bytes):
        return source
    path = path_of(source)
    if path is None:
        return DECLARATION.sub("", str(source)).encode("utf-8", "surrogatepass")  # half a character is no XML
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableDecisions(why=f"打不开文件（{error}）") from None


def local(element: Element) -> str:
    """This function will give a tag without its namespace."""
    return etree.QName(element).localname


def kids(element: Element | None, *names: str) -> list[Element]:
    """This function will give the child elements of these local names."""
    if element is None:
        return []
    return [child for child in element if isinstance(child.tag, str) and local(child) in names]


def kid(element: Element | None, *names: str) -> Element | None:
    """This function will give the first such child."""
    found = kids(element, *names)
    return found[0] if found else None


def text_of(element: Element | None) -> str | None:
    """This function will give the text of the child <text>."""
    child = kid(element, "text")
    return None if child is None else (child.text or "").strip()


def name_of(element: Element | None, attribute: str = "name") -> str:
    """This function will give a name with its blanks made single, empty if there is none."""
    return "" if element is None else normal(element.get(attribute) or "")


def type_ref(element: Element | None) -> str | None:
    """This function will give typeRef, an attribute, or the child of older files."""
    if element is None:
        return None
    child = kid(element, "typeRef")
    return element.get("typeRef") or (child.text.strip() if child is not None and child.text else None)
