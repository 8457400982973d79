"""Official letters: number, recipient, receipt, and a number that is voided (行文)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Letters


@handler
def number(template: str, *, letters: Letters) -> str:
    """This function will give the letter of this template its document number."""
    return letters.number(template)


@handler
def recipient(template: str, *, letters: Letters) -> PersonId:
    """This function will give whom the letter of this template is for, beside the person whom the case is about."""
    found = letters.recipient(template)
    if found is None:
        raise BusinessError("no_recipient", "文书没有写明受送达人，不能发至本人页面。")
    return found


@handler
def void(number: str, reason: str, *, letters: Letters) -> None:
    """This function will void the number of a letter that was not sent out, with the reason."""
    letters.void(number, reason)


@handler
def receipt(number: str, received_on: dt.date, *, letters: Letters) -> dt.date:
    """This function will write down the receipt and give its day, from which the reply is counted."""
    if not number:
        raise BusinessError("letter_without_number", "文书尚未编号，不能登记签收。")
    letters.receipt(number, received_on)
    return received_on
