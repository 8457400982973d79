"""A letter template: front matter (what it is, what it needs) and a markdown body with values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.findings import Finding, Severity

from .model import Format
from .sandbox import Use, refusals, uses

NO_MARK = "无"


class Issuer(StrEnum):
    """In whose name a letter goes out: the organ itself or its office (办公室)."""

    AGENCY = "机关"
    OFFICE = "办公室"


@dataclass(frozen=True, kw_only=True)
class AttachmentText:
    """An attachment as a template writes it: a name, or a name with a text of its own."""

    title: str
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class Template:
    """One letter template as a deployment holds it.

    `needs` are dotted paths that must have a value, `optional` print nothing when absent; `[]` marks a list.
    `series` names the counter and the letters before the year (`纪函` in 纪函〔2026〕5号), `reply_key` the deadline
    that starts with the receipt, `source` the kind of document (D14). `appeal_key` is the limit within which an appeal
    against it is made; where the value at `appeal_open` is any but `none`, none runs. `recipient` is the step and field
    (`name_head.upper_head`) that names whose own page it reaches, where that is not the person of the case.
    `upward` goes to a superior: it says who issued it (签发人, GB/T 9704-2012 7.2.6).
    """

    id: str
    source: str
    series: str
    format: Format
    issuer: Issuer
    title: str
    body: str
    body_line: int
    mark: str = ""
    addressee: str = ""
    recipient: str = ""
    copies: tuple[str, ...] = ()
    copies_label: str = "抄送"
    secrecy: str = ""
    note: str = ""
    signed: bool = True
    receipt_slip: bool = False
    upward: bool = False
    reply_key: str | None = None
    appeal_key: str | None = None
    appeal_open: str | None = None
    attachments: tuple[AttachmentText, ...] = ()
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def findings(self, names: Collection[str]) -> tuple[Finding, ...]:
        """List what keeps this template from being published.

        `names` are the paths that a case of this diagram offers; a name covers everything below it. Found are refused
        constructs, paths that are neither needed nor optional, and declared paths that no case offers.
        """
        return _in_order([*self.flaws(), *self._unknown(names)])

    def flaws(self) -> tuple[Finding, ...]:
        """List what is wrong with this template whatever the diagram.

        Found are refused constructs, what is beyond the bounds, and paths that are neither needed nor optional.
        """
        return _in_order([*self._refused(), *self._undeclared()])

    def sources(self) -> Iterator[tuple[int, str]]:
        """Give every text that may hold values, with the line before its first one (0 in the front matter)."""
        entries = (self.title, self.mark, self.addressee, self.note, *self.copies)
        yield from ((0, entry) for entry in entries if entry)
        for attachment in self.attachments:
            yield from ((0, attachment.title), (0, attachment.body))
        yield self.body_line, self.body

    def _refused(self) -> Iterator[Finding]:
        for offset, source in self.sources():
            for refusal in refusals(source):
                place = f"正文起第{offset + 1}行。" if offset else "开头的设置部分。"
                yield self._finding(
                    "letter_construct", f"{place}{refusal.zh}（{refusal.en}）", "改为取值、for 循环或 if 条件"
                )

    def _uses(self) -> Iterator[Use]:
        for offset, source in self.sources():
            if not refusals(source):
                yield from (Use(line=offset + use.line, path=use.path) for use in uses(source))

    def _undeclared(self) -> Iterator[Finding]:
        declared = {*self.needs, *self.optional, *GIVEN}
        for use in self._uses():
            if not _covered(use.path, declared):
                reason = f"第{use.line}行用到“{use.path}”，needs 和 optional 都没有列出（{use.path} is not declared）"
                yield self._finding("letter_undeclared", reason, "总有值的列入 needs，可能没有的列入 optional")

    def _unknown(self, names: Collection[str]) -> Iterator[Finding]:
        """Needed paths that no case offers are errors: the letter could never go out. Optional ones print nothing."""
        to = (f"form.{self.recipient}",) if self.recipient else ()
        for paths, severity in (((*self.needs, *to), Severity.ERROR), (self.optional, Severity.WARNING)):
            for path in paths:
                if not _covered(path, {*names, *GIVEN}):
                    reason = f"“{path}”不是本流程能提供的内容（no case offers {path}）"
                    remedy = "核对环节标识和字段名，或从模板中删去"
                    yield self._finding("letter_unknown_name", reason, remedy, severity=severity)

    def _finding(self, rule: str, reason: str, remedy: str, severity: Severity = Severity.ERROR) -> Finding:
        file = f"letters/{self.id}.md"
        return Finding(rule=rule, file=file, element=self.id, reason=reason, remedy=remedy, severity=severity)


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(found), key=lambda finding: (finding.rule, finding.reason)))


GIVEN = ("letter.number", "letter.date", "letter.agency", "letter.issuer")
"""Paths that the letter's head gives; a template need not list them."""


def _covered(path: str, declared: Collection[str]) -> bool:
    """Whether the path, something above it, or a part of it is declared."""
    steps = path.split(".")
    above = {".".join(steps[: n + 1]) for n in range(len(steps))}
    above |= {step.removesuffix("[]") for step in above}
    return bool(above & set(declared)) or any(name.startswith((f"{path}.", f"{path}[]")) for name in declared)
