"""What may be wrong with a file of decisions, in words."""

from __future__ import annotations

from webapp.domain.errors import OfficeError


class UnreadableDecisions(OfficeError):
    """决策文件无法读取：{why}。请用决策编辑器重新保存后再上传。"""

    code = "unreadable_decisions"


class NoSuchDecision(OfficeError):
    """决策文件中没有名为“{name}”的决策。"""

    code = "no_such_decision"
