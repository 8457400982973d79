"""The demands that no version of a diagram may lose, with their wording."""

from __future__ import annotations

from collections.abc import Mapping

QUOTES: Mapping[str, str] = {
    "1.6": "作出具体评价",
    "1.10": "违反政治纪律……一律",
    "1.11": "从严查处",
    "2.5": "不担当、不作为",
    "2.9": "会前予以审查把关",
    "4.2": "在……报告中单列",
    "4.6": "签字负责",
    "4.10": "不到位",
    "4.11": "拒不整改",
    "5.2": "由……负责人主谈",
    "6.7": "实事求是作出说明",
    "7.2": "从严处置",
    "8.3": "凡不如实",
    "8.4": "一律",
    "9.8": "坚持集体研究",
    "9.9": "从严把关",
    "10.4": "坚决从严查处",
    "10.6": "经调查不属实",
    "10.7": "已造成社会影响",
}


def quoted(row: str) -> str:
    """This function will name a demand as findings do: 第 8.4 条“一律”."""
    return f"第 {row} 条“{QUOTES[row]}”" if row in QUOTES else f"第 {row} 条"
