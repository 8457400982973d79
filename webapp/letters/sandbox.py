"""Jinja cut down to values, for and if; each value stays sealed outside the text until markdown is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .bounds import MAX_BLOCKS, MAX_LETTER_TEXT, MAX_LOOPS, MAX_TREE, MAX_TURNS
from .errors import LetterTooLong, TemplateRefused
from .values import clean, printed

TAGS_ALONE = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)
TOKEN = re.compile("\ufdd0(\\d+)\ufdd1")
ENVELOPE = "\ufdd0"
"""The name under which a letter's envelope is in the context: no template can write it."""
TURN = "\ufdd2"
"""Stands at the head of each loop's body, where it counts a turn: no template can write it."""
UNREADABLE = (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError)
"""What Python says of a template that is nested too deeply or holds a number of too many digits."""
LOOP_WORDS = ("index", "first", "last")
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr),
    *(nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
WORDS = {
    "Filter": ("过滤器", "a filter"),
    "Call": ("函数调用", "a call"),
    "Getitem": ("方括号取值", "an index in brackets"),
    "Assign": ("set 赋值", "set"),
    "AssignBlock": ("set 赋值", "set"),
    "Include": ("include 引入", "include"),
    "Import": ("import 引入", "import"),
    "FromImport": ("import 引入", "import"),
    "Extends": ("extends 继承", "extends"),
    "Macro": ("宏", "a macro"),
    "Block": ("block 块", "a block"),
    "Test": ("is 判断", "a test with is"),
    "For": ("带条件的 for（for … if）", "a loop with a condition"),
    "CondExpr": ("行内 if", "an inline if"),
    "Tuple": ("多个循环变量", "several loop variables"),
}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A construct that a template may not use, with its line in the text."""

    line: int
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Use:
    """A path that a template reads, with its line; `name[]` is any item of a list."""

    line: int
    path: str


class Count(int):
    """The counter of a loop: the only output that is not sealed, so that `1.` starts an item."""


class Fields(ImmutableSandboxedEnvironment):
    """Jinja without calls and without Python attributes."""

    def getattr(self, obj: object, attribute: str) -> object:
        """Read a key of plain data or a word of the loop; nothing else exists."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP_WORDS:
            found = getattr(obj, attribute)
            return Count(found) if attribute == "index" else found
        return self.undefined(obj=obj, name=attribute)


class Envelope:
    """Keeps each value outside the text, so that it can never be read as markup."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.turns = self.size = 0

    def close(self, value: object) -> object:
        """Put a token in place of the value. Raises LetterTooLong."""
        if value == TURN:
            return self.turn()
        if isinstance(value, Count | StrictUndefined):
            return value
        text = printed(value)
        if not text:
            return ""
        self.grow(len(text))
        self.values.append(text)
        return f"\ufdd0{len(self.values) - 1}\ufdd1"

    def turn(self) -> str:
        """Count a turn of a loop, which prints nothing. Raises LetterTooLong."""
        self.turns += 1
        if self.turns > MAX_TURNS:
            raise LetterTooLong(why=f"模板的循环超过{MAX_TURNS}次")
        return ""

    def grow(self, characters: int) -> None:
        """Count what the text grows by. Raises LetterTooLong."""
        self.size += characters
        if self.size > MAX_LETTER_TEXT:
            raise LetterTooLong(why=f"一段文字连同所填内容超过{MAX_LETTER_TEXT}字")

    def open(self, text: str) -> str:
        """Put the values back, in one pass."""
        return TOKEN.sub(lambda found: self.values[int(found[1])], text)

    def fill(self, source: str, values: Mapping[str, object]) -> str:
        """Render a source with tokens for its values.

        Raises TemplateRefused for a construct beyond values, for and if, or for a name without value, and LetterTooLong
        as soon as the text has more turns or characters than a letter may have.
        """
        if found := refusals(source):
            raise TemplateRefused(why=found[0].zh)
        self.turns = self.size = 0
        pieces: list[str] = []
        try:
            for piece in _compiled(source).generate({**values, ENVELOPE: self}):
                self.grow(len(piece))
                pieces.append(piece)
            return "".join(pieces)
        except (UndefinedError, SecurityError) as error:
            raise TemplateRefused(why=f"所用内容不存在（{error.message}）") from error


@pass_context
def _closed(context: Context, value: object) -> object:
    """Each value goes into the envelope of its own letter; what depends on the context is not folded when compiled."""
    envelope: Envelope = context[ENVELOPE]
    return envelope.close(value)


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    """Compile a source once: a measure has few of them, and a letter is composed within the act that signs it."""
    environment = _environment()
    environment.finalize = _closed
    tree = environment.parse(_without_tag_lines(source))
    for loop in tree.find_all(nodes.For):
        loop.body.insert(0, nodes.Output([nodes.Const(TURN, lineno=loop.lineno)], lineno=loop.lineno))
    tree.set_environment(environment)
    return environment.from_string(tree)


def _without_tag_lines(source: str) -> str:
    """Lines that hold nothing but tags leave no line; a tag at the end of a sentence keeps its line end."""
    return TAGS_ALONE.sub(r"\1", clean(source) + "\n")


def _environment() -> Fields:
    environment = Fields(undefined=StrictUndefined)
    environment.globals.clear()
    return environment


def parsed(source: str) -> nodes.Template:
    """Give the syntax tree of a source. Raises jinja2.TemplateSyntaxError."""
    return _environment().parse(source)


@lru_cache(maxsize=512)
def refusals(source: str) -> tuple[Refusal, ...]:
    """List what a source uses beyond values, for and if."""
    try:
        return tuple(_found(source))
    except TemplateSyntaxError as error:
        return (_refusal(error.lineno, "不能读取的写法", f"a syntax error: {error.message}"),)
    except UNREADABLE:
        return (TOO_DEEP,)


def _found(source: str) -> list[Refusal]:
    tree = parsed(source)
    if deep := _too_deep(tree):
        return [deep]
    found = [node for node in tree.find_all(nodes.Node) if not isinstance(node, ALLOWED)]
    found += [loop for loop in tree.find_all(nodes.For) if loop.test]
    if not found:
        _compiled(source)
    return [_refused(node) for node in found]


def _refused(node: nodes.Node) -> Refusal:
    name = type(node).__name__
    return _refusal(node.lineno, *WORDS.get(name, (name, name)))


def _too_deep(tree: nodes.Template) -> Refusal | None:
    """The first place where loops, loops and conditions, or anything at all lie too deeply in each other."""
    level: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    for _ in range(MAX_TREE):
        inner = []
        for node, loops_above, blocks_above in level:
            loops = loops_above + isinstance(node, nodes.For)
            blocks = blocks_above + isinstance(node, nodes.For | nodes.If)
            if loops > MAX_LOOPS or blocks > MAX_BLOCKS:
                return _nested(node.lineno, loops)
            inner += [(child, loops, blocks) for child in node.iter_child_nodes()]
        if not inner:
            return None
        level = inner
    return TOO_DEEP


def _nested(line: int, loops: int) -> Refusal:
    if loops > MAX_LOOPS:
        zh = f"第{line}行的 for 循环套得太深，最多{MAX_LOOPS}层"
        return Refusal(line=line, zh=zh, en=f"line {line} nests more than {MAX_LOOPS} loops")
    zh = f"第{line}行的 for 和 if 套得太深，最多{MAX_BLOCKS}层"
    return Refusal(line=line, zh=zh, en=f"line {line} nests more than {MAX_BLOCKS} blocks")


TOO_DEEP = Refusal(line=1, zh="取值或条件套得太深，或者数字的位数太多", en="nested too deeply, or a number too long")


def _refusal(line: int, zh: str, en: str) -> Refusal:
    return Refusal(
        line=line,
        zh=f"第{line}行有{zh}，模板里只能写取值、for 循环和 if 条件",
        en=f"line {line} has {en}; a template holds values, for and if only",
    )


def uses(source: str) -> tuple[Use, ...]:
    """List the paths that an allowed source reads, loop variables resolved to the lists they run over."""
    return tuple(_uses(parsed(source), {"loop": "loop"}))


def _uses(node: nodes.Node, names: Mapping[str, str]) -> Iterator[Use]:
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from _uses(node.iter, names)
        inner = {**names, node.target.name: f"{_path(node.iter, names)}[]"}
        for part in filter(None, (node.test, *node.body, *node.else_)):
            yield from _uses(part, inner)
        return
    if path := _path(node, names):
        if path.split(".")[0] != "loop":
            yield Use(line=node.lineno, path=path)
        return
    for child in node.iter_child_nodes():
        yield from _uses(child, names)


def _path(node: nodes.Node, names: Mapping[str, str]) -> str:
    """The dotted path of a name or a chain of attributes, else an empty text."""
    if isinstance(node, nodes.Name):
        return names.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        inner = _path(node.node, names)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
