"""Official letters: number and receipt (行文)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Letters


@handler
def number(template: str, *, letters: Letters) -> str:
    """This function will give the letter of this template its document number."""
    return letters.number(template)


@handler
def receipt(number: str, received_on: dt.date, *, letters: Letters) -> dt.date:
    """This function will write down the receipt and give its day, from which the reply is counted."""
    if not number:
        raise BusinessError("letter_without_number", "文书尚未编号，不能登记签收。")
    letters.receipt(number, received_on)
    return received_on
