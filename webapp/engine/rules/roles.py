"""Who works: every lane has a role, every step a lane; what narrows the candidates names steps that exist.

No role of the rules carries what would make one of two who are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.actor import ADMIN_ROLES, Permission, RoleScope, beyond, own_power
from webapp.domain.advance import Assign
from webapp.domain.findings import Finding
from webapp.engine.model import HUMAN, Element, Kind, Process
from webapp.engine.places import CALLER
from webapp.engine.rule_files import read_quorum
from webapp.engine.rules.subject import Subject, finding, named, warning

RULE = "roles"
FILE, BODIES = "rules/roles.yaml", "rules/quorum.yaml"
STEPS = frozenset({Assign.SAME_AS, Assign.NOT_SAME_AS})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find lanes without a role, steps without a lane, and rules that name nothing."""
    for process in subject.processes.values():
        for lane in process.lanes:
            yield from _role(subject, process, lane.id, role=lane.role)
        for element in process.elements.values():
            if element.kind in HUMAN and not element.role:
                reason = f"{named(element)}不在任何泳道里，不知道由谁办理"
                yield finding(RULE, process, element.id, reason=reason, remedy="请把它放进写有角色的泳道")
            if element.kind is Kind.CALL and element.properties.get("role"):
                yield from _role(subject, process, element.id, role=element.properties["role"])
            yield from _assign(process, element)
    yield from _callers(subject)
    yield from _kept_apart(subject)
    yield from _written(subject)
    yield from _of_bodies(subject)


def _role(subject: Subject, process: Process, key: str, *, role: str | None) -> Iterator[Finding]:
    if not role:
        yield finding(RULE, process, key, reason="泳道没有角色", remedy="请写属性 role，取自 rules/roles.yaml")
    elif role != CALLER and subject.definition.roles and role not in subject.definition.roles:
        yield finding(RULE, process, key, reason=f"没有角色“{role}”", remedy="请用 rules/roles.yaml 中的角色")
    elif role == CALLER and process.id == subject.definition.process:
        reason = "角色 caller 只用于被调用的流程"
        yield finding(RULE, process, key, reason=reason, remedy="请写明角色")


def _assign(process: Process, element: Element) -> Iterator[Finding]:
    for word in element.properties.get("assign", "").split():
        kind, _, target = word.partition(":")
        if kind not in set(Assign):
            remedy = f"可用的有：{'、'.join(sorted(Assign))}"
            yield finding(RULE, process, element.id, reason=f"不认识的 assign“{word}”", remedy=remedy)
        elif Assign(kind) in STEPS:
            named_step = process.elements.get(target)
            if named_step is None or named_step.kind not in (*HUMAN, Kind.CALL):
                reason = f"assign“{word}”所指的环节不存在"
                yield finding(RULE, process, element.id, reason=reason, remedy="请写同一流程图里用户任务的编号")
        elif Assign(kind) is Assign.PERSON and not target:
            remedy = "请写 person:<人员所在的栏目>"
            yield finding(RULE, process, element.id, reason="assign 没有写明是谁", remedy=remedy)


def _kept_apart(subject: Subject) -> Iterator[Finding]:
    known = {str(word) for word in Permission}
    for code, role in subject.definition.roles.items():
        for word in sorted(beyond(code, [Permission(one) for one in role.permissions if one in known])):
            reason = f"角色“{code}”不能有权限 {word}：三员、流程设计、办案、本人各自分开"
            yield finding(RULE, FILE, code, reason=reason, remedy="请从这个角色去掉，交给另一个角色")


def _written(subject: Subject) -> Iterator[Finding]:
    """A word mistyped takes a power from everybody who had it, unseen until somebody is refused."""
    permissions, scopes = {str(one) for one in Permission}, {str(one) for one in RoleScope}
    roles, before = subject.definition.roles, {} if subject.in_force is None else subject.in_force.roles
    for code, role in roles.items():
        for word in sorted(set(role.permissions) - permissions):
            reason = f"角色“{code}”的权限“{word}”不认识"
            yield finding(RULE, FILE, code, reason=reason, remedy="请用文件开头所列的词，写成列表")
        if role.scope not in scopes:
            reason = f"角色“{code}”的 scope“{role.scope}”不认识"
            yield finding(RULE, FILE, code, reason=reason, remedy=f"请写{'或者'.join(sorted(scopes))}")
    for code in sorted(ADMIN_ROLES & {*roles, *before}):
        if code not in roles or own_power(code) not in roles[code].permissions:
            reason = f"角色“{code}”没有权限 {own_power(code)}，这一员的事就没有人能办"
            yield finding(RULE, FILE, code, reason=reason, remedy="请写上这个角色和它的权限")


def _of_bodies(subject: Subject) -> Iterator[Finding]:
    """Whom a meeting's rule names is there: where nobody has the chair's role anybody would preside."""
    roles, rows = subject.definition.roles, read_quorum(subject.definition.bundle.files.get(BODIES, b""))
    inside = [code for code, row in rows["bodies"].items() if not row.get("outside")]
    named_ones = [rows["default"], *rows["bodies"].values(), *rows["results"].values()]
    asked = [code for row in named_ones for part in ("chair", "substitutes") for code in row.get(part, ())]
    for code in sorted({*inside, *asked} - set(roles)) if roles else ():
        yield finding(RULE, BODIES, code, reason=f"没有角色“{code}”", remedy="请用 rules/roles.yaml 中的角色")


def _callers(subject: Subject) -> Iterator[Finding]:
    """A `caller` lane needs a role from whoever calls."""
    waiting = {p.id for p in subject.processes.values() if any(lane.role == CALLER for lane in p.lanes)}
    for process, element in subject.elements():
        if element.called in waiting and not (element.properties.get("role") or element.role):
            reason = f"{named(element)}没有写明由谁在“承办人”泳道办理"
            yield warning(RULE, process, element.id, reason=reason, remedy="请写属性 role，或者放进泳道")
