"""Clarification: what the office concluded, and clearing the record (澄清正名)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Clarifications, Conclusion

CONCLUSIONS = ("not_established", "shelved", "unknown", "open")


@handler
def look_up(subject: PersonId | None = None, *, clarifications: Clarifications) -> Conclusion:
    """This function will tell how the matter ended and whether a related one is still open (DMN-9).

    The word is `not_established`, `shelved`, `unknown` or `open`.
    """
    if subject is None:
        raise BusinessError("nobody_to_clear", "没有登记本人，无法查询办理结论。")
    conclusion = clarifications.conclusion(subject)
    if conclusion not in CONCLUSIONS:
        raise BusinessError("conclusion_unknown", "办理结论不在规定用语之内，无法判断是否澄清。")
    return Conclusion(conclusion=conclusion, open_related=clarifications.open_related(subject))


@handler
def clear_record(*, clarifications: Clarifications) -> int:
    """This function will mark the entries as cleared, so that they never weigh again, and give their number."""
    return clarifications.clear_record()
