"""The slip 签收回执: signed on receipt, scanned back, the base of the reply clock."""

from __future__ import annotations

from .model import ReceiptSlip

SLIP_TITLE = "签收回执"
WAYS = "□直接送达 □机要交换 □邮寄送达 □专用页面"
MOMENT = "　　　年　　月　　日　　时　　分"
NOTE = "请受送达人签名后交送达人带回，或者扫描回传。右侧编码用于对应办理环节，请勿遮挡。"


def receipt_slip(*, title: str, number: str, addressee: str, limit: str, replies: bool) -> ReceiptSlip:
    """Give the slip of a letter; the line for the reply's last day only where one is asked for.

    `limit` is the time for the reply in words (15个工作日), counted from the receipt.
    """
    last_day = (("答复截止日期", f"　　　年　　月　　日{_counted(limit)}"),) if replies else ()
    rows = (
        ("文书名称", title),
        ("文　　号", number),
        ("受送达人", addressee),
        ("送达方式", WAYS),
        ("签收时间", MOMENT),
        ("签收人签名", ""),
        *last_day,
        ("送达人（两人）", ""),
        ("未能送达", "□退回　□拒收　原因："),
    )
    return ReceiptSlip(title=SLIP_TITLE, rows=rows, note=NOTE)


def _counted(limit: str) -> str:
    return f"（签收次日起{limit}，含最后一日）" if limit else ""
