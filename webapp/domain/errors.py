"""Everything that may go wrong in words an officer can act on; the docstring of a class is its message."""

from __future__ import annotations

import datetime as dt
import inspect
from string import Formatter

from webapp.domain.said import Said

WHY = "why"
"""The fact that is a sentence of the house; all others are contents."""


class OfficeError(Exception):
    """操作未能完成，请稍后再试。"""

    code = "office_error"

    def __init__(self, message: str | None = None, **facts: object) -> None:
        self.facts = facts
        super().__init__(message or _filled(inspect.getdoc(type(self)) or "", facts))

    @property
    def message(self) -> str:
        """This function will give the sentence for the page."""
        return self.args[0]  # type: ignore[no-any-return] # str or Said


def _filled(text: str, facts: dict[str, object]) -> Said:
    """A hole for which there is no fact stays empty."""
    holes = {name for _, name, _, _ in Formatter().parse(text) if name}
    return Said(text, **{name: _fact(name, facts.get(name, "")) for name in holes})


def _fact(name: str, fact: object) -> object:
    return Said(fact) if name == WHY and isinstance(fact, str) and not isinstance(fact, Said) else fact


class NotFound(OfficeError):
    """该事项不存在或您无权查看。"""

    code = "not_found"


class Overtaken(OfficeError):
    """该事项已由{who}于{when}办理，请刷新。"""

    code = "overtaken"


class Held(Overtaken):
    """该事项已由{who}领办，其他人不能再领办。"""


class StaleRevision(Overtaken):
    """该事项刚被他人办理，请刷新。"""

    code = "stale_revision"


class GivenUp(Overtaken):
    """此登记已由{who}于{when}放弃，所填内容已经清除。"""

    code = "given_up"


class AlreadyThere(OfficeError):
    """相同的记录已经存在，不需要重复登记。"""

    code = "already_there"


class AlreadySubmitted(OfficeError):
    """此表单已经提交，不需要重复提交。"""

    code = "already_submitted"


class NotOpen(OfficeError):
    """此环节已经办结，请刷新。"""

    code = "not_open"


class Refused(OfficeError):
    """您不能办理此事项：{why}。"""

    code = "refused"


class TextTooLong(Refused):
    """这一项最多{longest}个字，您填写了{count}个字，没有收下，请写短些。"""

    code = "text_too_long"


class HandedIn(Refused):
    """此事项已经提交过内容，不能放弃登记，请刷新。"""

    code = "handed_in"


class NotYours(Refused):
    """此环节不由您办理。"""

    code = "not_yours"


class FourEyes(Refused):
    """复核人不得与填报人相同。"""

    code = "four_eyes"


class KeptFree(Refused):
    """此环节之后的“{step}”只有{who}能办理，此环节请由他人办理。"""

    code = "kept_free"


class Recused(Refused):
    """您已对该对象回避，不能办理。"""

    code = "recused"


class NotDeclared(Refused):
    """请先作回避声明。"""

    code = "not_declared"


class MandatoryGate(Refused):
    """此环节为必经环节，不能跳过。"""

    code = "mandatory_gate"


class NoQuorum(Refused):
    """会议人数不足，不能形成决定。"""

    code = "no_quorum"


class ProofWanted(OfficeError):
    """请再次证明是您本人，然后继续办理。"""

    code = "proof_wanted"


class TooOften(OfficeError):
    """操作过于频繁，请于{when}后再试。"""

    code = "too_often"

    def __init__(self, *, until: dt.datetime, when: object) -> None:
        self.until = until
        super().__init__(when=when)


class FormRejected(OfficeError):
    """有{count}处需要补正，内容已保存。"""

    code = "form_rejected"

    def __init__(self, faults: object, message: str | None = None, **facts: object) -> None:
        self.faults = faults
        super().__init__(message, count=len(faults), **facts)  # type: ignore[arg-type]


class Incident(OfficeError):
    """系统处理此环节时出错，已登记故障，事项停在原处，可在事项页重试。"""

    code = "incident"


class FormTooHeavy(OfficeError):
    """这张表单要算的内容太多，未能打开或提交，什么都没有改动：{why}。请告知流程设计者改写算式“{expression}”。"""

    code = "form_too_heavy"


class DeploymentRefused(OfficeError):
    """流程图未能发布，请先处理所列问题。"""

    code = "deployment_refused"

    def __init__(self, findings: object, message: str | None = None) -> None:
        self.findings = findings
        super().__init__(message)


class SettingWrong(OfficeError):
    """设置{name}有误：{why}。示例：{example}。"""

    code = "setting_wrong"


class Unavailable(OfficeError):
    """系统暂时不可用，您填写的内容未丢失。"""

    code = "unavailable"
