"""What the engine may refuse or fail at, in words."""

from __future__ import annotations

from webapp.domain.errors import Incident, NotOpen, OfficeError


class EngineStopped(Incident):
    """环节“{element}”无法继续：{why}。事项停在原处，请联系流程管理员。"""


class NoSuchStart(OfficeError):
    """流程“{process}”没有名为“{start}”的开始事件。"""

    code = "no_such_start"


class NoSuchProcess(OfficeError):
    """没有流程“{process}”，请检查流程图文件。"""

    code = "no_such_process"


class AlreadyEnding(NotOpen):
    """该事项正在办理提前终止，不能再次终止。"""

    code = "already_ending"


class DamagedState(Incident):
    """该事项的流程状态无法读取：{why}。请从备份恢复。"""
