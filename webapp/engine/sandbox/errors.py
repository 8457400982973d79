"""What a sandbox may refuse, in words."""

from __future__ import annotations

from webapp.domain.errors import Incident, OfficeError
from webapp.domain.findings import Finding, Severity


class DiagramRefused(OfficeError):
    """流程图未能部署：{why}。"""

    code = "diagram_refused"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = tuple(one for one in findings if one.severity is Severity.ERROR)
        self.warnings = tuple(one for one in findings if one.severity is not Severity.ERROR)
        said = (f"{one.element or one.file}：{one.reason.rstrip('。')}，{one.remedy}" for one in self.findings)
        super().__init__(why="；\n".join(said))


class NothingToStart(OfficeError):
    """没有可以这样开始的流程：{what}。已部署的有：{there}。"""

    code = "nothing_to_start"


class AmbiguousMessage(OfficeError):
    """有几个事项在等消息“{name}”（{cases}），请用 correlation 或者 case 指明。"""

    code = "ambiguous_message"


class HandlerFailed(Incident):
    """服务任务“{element}”的处理程序出错：{why}。事项停在原处。"""


class TooMuch(Incident):
    """一次操作引起的动作超过 {most} 个，已全部撤回，请检查流程图中的循环。"""


class PiledUp(TooMuch):
    """定时在事项“{case}”中一再触发，留下的环节越积越多，已全部撤回，请分段推进时钟，或者检查流程图中重复的定时。"""


class TooDeep(Incident):
    """数据套得太深，不能保存，已全部撤回。请把深层的内容摊平。"""
