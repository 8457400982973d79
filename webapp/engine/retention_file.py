"""`rules/retention.yaml`: read, and what is wrong with it said in words."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.retention import LEAST_MONTHS_OF_LOOKS, Log, RetentionRules, Since, Term

PERMANENT = "permanent"
_LONGEST = 100
_CASE_WORDS = frozenset({"zh", "en", "of", "ends", "years", "basis"})
_BOTH = frozenset({"zh", "en"})
_LOG_WORDS = frozenset({"zh", "en", "months", "basis"})


def terms_of(rows: Mapping[str, object]) -> RetentionRules:
    """This function will read the rules; none at all keep everything. Raises ValueError, in words."""
    if not rows:
        return RetentionRules()
    _only(rows, {"from", "cases", "logs"}, "retention")
    cases, logs = _part(rows, "cases"), _part(rows, "logs")
    terms = tuple(_term(str(code), row) for code, row in cases.items())
    if not terms or terms[-1].of or terms[-1].ends:
        raise ValueError("cases 的最后一条不能写 of 和 ends，否则有的事项没有保管期限")
    if any(not one.of for one in terms[:-1]):
        raise ValueError("只有 cases 的最后一条可以不写 of，它后面的各条永远用不上")
    return RetentionRules(
        terms=terms, since=_since(rows), months={Log(name): _months(name, logs[name]) for name in _named(logs)}
    )


def _named(logs: Mapping[str, object]) -> tuple[str, ...]:
    _only(logs, {one.value for one in Log}, "logs")
    if missing := {one.value for one in Log} - set(logs):
        raise ValueError(f"logs 缺少 {'、'.join(sorted(missing))}")
    return tuple(logs)


def _since(rows: Mapping[str, object]) -> Since:
    words = str(rows.get("from", Since.CLOSED.value))
    if words not in {one.value for one in Since}:
        raise ValueError(f"from 写 closed 或者 next_year，不能写 {words}")
    return Since(words)


def _term(code: str, row: object) -> Term:
    part = _row(code, row, _CASE_WORDS)
    return Term(
        code=code,
        zh=_text(code, part, "zh"),
        en=_text(code, part, "en"),
        years=_years(code, part.get("years")),
        of=_list(code, part, "of"),
        ends=_list(code, part, "ends"),
        basis=_text(f"{code} 的 basis", _row(code, part["basis"], _BOTH), "zh") if "basis" in part else "",
    )


def _years(code: str, found: object) -> int | None:
    if found == PERMANENT:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= _LONGEST:
        raise ValueError(f"{code} 的 years 写1至{_LONGEST}的整数，或者 {PERMANENT}，不能写 {found}")
    return found


def _months(name: str, row: object) -> int:
    found = _row(name, row, _LOG_WORDS).get("months")
    least = LEAST_MONTHS_OF_LOOKS if name == Log.ACCESS_LOG else 1
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= _LONGEST * 12:
        raise ValueError(f"{name} 的 months 写{least}至{_LONGEST * 12}的整数，不能写 {found}")
    return found


def _part(rows: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = rows.get(name)
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} 应当是逐条的键和值")
    return found


def _row(code: str, row: object, words: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(row, Mapping):
        raise ValueError(f"{code} 应当写成 {{zh: …, en: …}}")
    _only(row, words, code)
    return row


def _only(row: Mapping[str, object], words: frozenset[str] | set[str], where: str) -> None:
    if strange := {str(one) for one in row} - words:
        raise ValueError(f"{where} 中没有 {'、'.join(sorted(strange))} 这一项，只能写 {'、'.join(sorted(words))}")


def _text(code: str, row: Mapping[str, object], name: str) -> str:
    if not isinstance(row.get(name), str):
        raise ValueError(f"{code} 缺少 {name}")
    return str(row[name])


def _list(code: str, row: Mapping[str, object], name: str) -> frozenset[str]:
    found = row.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{code} 的 {name} 写成列表，如 [m07]")
    return frozenset(found)
