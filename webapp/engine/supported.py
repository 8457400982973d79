"""What the engine runs of BPMN, element by element (`features.txt`), and what a house diagram may be drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path


class Standing(StrEnum):
    """Whether a feature is run and drawn in the house, run only, or refused."""

    HOUSE = "house"
    ENGINE = "engine"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of BPMN: `group` and `name` make its key, `note` says what holds or what to draw instead."""

    key: str
    what: str
    standing: Standing
    note: str = ""

    @property
    def group(self) -> str:
        """This function will give the part of its key that says where in BPMN it belongs."""
        return self.key.partition(".")[0]


@cache
def features() -> tuple[Feature, ...]:
    """This function will give every feature, in the order of the standard's chapters."""
    text = Path(__file__).with_name("features.txt").read_text(encoding="utf-8")
    rows = [line.split(" ; ") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Feature(key=row[0], what=row[1], standing=Standing(row[2].strip()), note=" ; ".join(row[3:])) for row in rows
    )


SUPPORTED: Mapping[str, str] = {
    "lanes_and_pools": "泳道（可嵌套）和泳池；注释、数据对象、消息流只是图画",
    "start_events": "开始事件：普通、消息、定时（周期）",
    "end_none": "结束事件：普通",
    "end_message": "结束事件：消息",
    "end_error": "结束事件：错误",
    "end_escalation": "结束事件：升级",
    "end_terminate": "结束事件：终止",
    "user_task": "用户任务",
    "manual_task": "人工任务",
    "plain_task": "普通任务（直接通过）",
    "service_task": "服务任务",
    "script_task": "脚本任务",
    "business_rule_task": "业务规则任务",
    "send_task": "发送任务",
    "receive_task": "接收任务",
    "call_activity": "调用活动",
    "embedded_sub_process": "嵌入子流程",
    "multi_instance_parallel": "并行多实例，可带完成条件",
    "multi_instance_sequential": "顺序多实例，可带完成条件",
    "standard_loop": "标准循环",
    "exclusive_gateway": "排他网关",
    "parallel_gateway": "并行网关",
    "inclusive_gateway": "相容网关",
    "event_based_gateway": "事件网关",
    "catch_message": "中间捕获事件：消息",
    "catch_timer": "中间捕获事件：定时",
    "catch_conditional": "中间捕获事件：条件",
    "catch_signal": "中间捕获事件：信号",
    "throw_none": "中间抛出事件：普通",
    "throw_message": "中间抛出事件：消息",
    "throw_signal": "中间抛出事件：信号",
    "throw_escalation": "中间抛出事件：升级",
    "boundary_timer": "边界事件：定时，中断和不中断",
    "boundary_message": "边界事件：消息，中断和不中断",
    "boundary_error": "边界事件：错误",
    "boundary_escalation": "边界事件：升级，中断和不中断",
    "boundary_signal": "边界事件：信号，中断和不中断",
    "boundary_conditional": "边界事件：条件，中断和不中断",
}
