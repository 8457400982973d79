"""Text to tokens. Names come as single words: the parser joins them (names.py)."""

from __future__ import annotations

import re
from typing import NamedTuple

from webapp.feel.bounds import MAX_TEXT
from webapp.feel.errors import FeelSyntaxError, TooComplexError

SPACE = "\\t\\n\\x0b\\x0c\\r \\x85\\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
PART = START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
SKIP = re.compile(rf"(?:[{SPACE}]+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
TOKEN = re.compile(
    rf"(?P<num>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![{START}0-9])|[0-9]+)"
    r'|(?P<str>"(?:[^"\\\n\r]|\\.)*")'
    rf"|(?P<name>(?![{SPACE}])[{START}](?:(?![{SPACE}])[{PART}])*)"
    r"|(?P<op>\*\*|\.\.\.(?![0-9])|\.\.|<=|>=|!=|->|[-+*/=<>(){}\[\],.:?'’@])"
)
ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.S)
HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no file and no database could keep it
SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """`kind` is num, str, name, op or end; `text` is the decoded text of a string, else the source."""

    kind: str
    text: str
    pos: int


def tokenize(source: str) -> list[Token]:
    """Return all tokens of an expression, with an end token."""
    if len(source) > MAX_TEXT:
        raise TooComplexError("表达式太长")
    if not source.isascii() and (half := HALF.search(source)):
        raise FeelSyntaxError("文本中有半个字符", half.start())
    out: list[Token] = []
    pos = _skipped(source, 0)
    while pos < len(source):
        match = TOKEN.match(source, pos)
        if not match:
            raise FeelSyntaxError(f"无法识别“{source[pos : pos + 10]}”", pos)
        kind, text = match.lastgroup or "op", match.group()
        out.append(Token(kind, unescape(text[1:-1], pos) if kind == "str" else text, pos))
        pos = _skipped(source, match.end())
    return [*out, Token("end", "", len(source))]


def _skipped(source: str, pos: int) -> int:
    """Return where white space and comments end."""
    match = SKIP.match(source, pos)
    return match.end() if match else pos


def unescape(body: str, pos: int) -> str:
    """Return a string literal's body with escapes decoded and surrogate pairs joined."""
    if "\\" not in body:
        return body
    text = ESCAPE.sub(lambda match: _one(match.group(1), pos), body)
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise FeelSyntaxError("文本中的 \\u 转义不成对", pos) from None


def _one(escape: str, pos: int) -> str:
    """Return one escape sequence's character; an unknown one stands for itself, backslash included."""
    if escape[0] in "uU" and len(escape) > 1:
        code = int(escape[1:], 16)
        if code > 0x10FFFF:
            raise FeelSyntaxError("文本中的转义不是一个字符", pos)
        return chr(code)
    return SIMPLE.get(escape, "\\" + escape)
