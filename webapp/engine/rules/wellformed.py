"""The file speaks BPMN 2.0: elements where the standard has them, attributes that it knows, values that they may have.

A misspelt `cancelActivty` would let an interrupting event be something else, silently.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.rules.subject import Subject, drawn_id, finding
from webapp.engine.vocabulary import Word, words
from webapp.engine.xml_parts import BPMN, Node, is_true, local, tag_of

RULE = "wellformed"
IDENTIFIER = re.compile(r"[^\W\d][\w.\-·]*")
FREE = frozenset({"extensionElements", "documentation", "text", "script"})
"""Elements that may hold anything."""
ROLES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")
ONE_OF = {
    "timerEventDefinition": ("timeDate", "timeDuration", "timeCycle"),
    **dict.fromkeys(ROLES, ("resourceRef", "resourceAssignmentExpression")),
}
"""Children of which the standard allows one."""
OMG = "http://www.omg.org/spec/"
EXTENDED = "请改正属性的写法；其他软件的属性应带自己的命名空间前缀"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find what the standard's schema does not allow."""
    for file, root in subject.files():
        yield from _element(file, root)
        yield from _extensions(file, root)


def _element(file: str, node: Node) -> Iterator[Finding]:
    word = words().get(tag_of(node))
    if word is None:
        return
    yield from _attributes(file, node, word)
    if tag_of(node) not in FREE:
        yield from _children(file, node, word)
        for child in node:
            yield from _element(file, child)


def _attributes(file: str, node: Node, word: Word) -> Iterator[Finding]:
    for name, value in node.attrib.items():
        if name.startswith("{"):
            continue
        if name not in word.attributes:
            near = difflib.get_close_matches(name, word.attributes, 1)
            remedy = f"是否想写“{near[0]}”" if near else EXTENDED
            yield _finding(file, node, f"“{tag_of(node)}”没有属性“{name}”", remedy)
            continue
        allowed = word.attributes[name]
        if allowed is int and not re.fullmatch(r"[+-]?\d{1,9}", value.strip(), re.ASCII):
            yield _finding(file, node, f"属性 {name} 的值“{value}”不是整数", "请改为整数")
        elif isinstance(allowed, frozenset) and value.strip() not in allowed:
            remedy = f"可用的有：{'、'.join(sorted(allowed))}"
            yield _finding(file, node, f"属性 {name} 的值“{value}”不在标准之内", remedy)
    key = node.get("id")
    if key is not None and not IDENTIFIER.fullmatch(key):
        remedy = "编号以字母或下划线开头，只用字母、数字、下划线、点和短横"
        yield _finding(file, node, f"编号“{key}”不合 XML 的规定", remedy)


def _children(file: str, node: Node, word: Word) -> Iterator[Finding]:
    for child in node:
        space = str(child.tag)[1:].partition("}")[0]
        if not tag_of(child) and not space.startswith(OMG):
            reason = f"“{local(child)}”不属于 BPMN"
            yield _finding(file, node, reason, "请删去，或者放到 extensionElements 里")
        elif tag_of(child) and tag_of(child) not in word.children:
            reason = f"“{tag_of(node)}”里不能有“{tag_of(child)}”"
            remedy = "请删去，或者放到标准规定的位置（BPMN 2.0）"
            yield finding(RULE, file, str(child.get("id") or drawn_id(child)), reason=reason, remedy=remedy)
    for tag, count in Counter(tag_of(child) for child in node).items():
        if count > 1 and word.children.get(tag) is False:
            yield _finding(file, node, f"“{tag_of(node)}”里有 {count} 个“{tag}”", "请只留一个")
    several = [tag for tag in ONE_OF.get(tag_of(node), ()) if node.find(f"{BPMN}{tag}") is not None]
    if len(several) > 1:
        yield _finding(file, node, f"“{tag_of(node)}”里同时有{'、'.join(several)}", "请只留一个")


def _extensions(file: str, root: Node) -> Iterator[Finding]:
    """An extension that must be understood: this engine understands none (BPMN 2.0, 8.2.3)."""
    for node in root.iter(f"{BPMN}extension"):
        if is_true(node, "mustUnderstand"):
            reason = f"文件要求必须理解扩展“{node.get('definition') or ''}”"
            yield _finding(file, node, reason, "请删去该扩展，用标准的元素重画")


def _finding(file: str, node: Node, reason: str, remedy: str) -> Finding:
    return finding(RULE, file, drawn_id(node), reason=reason, remedy=remedy)
