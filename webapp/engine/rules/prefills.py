"""Lists that a form takes over: one that may be longer than its group, as far as the forms alone tell, is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.domain.forms import Field, FieldType, Form, read_form
from webapp.engine.model import Kind
from webapp.engine.rules.subject import Subject, finding
from webapp.feel import FeelError, most_items

RULE = "forms"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find repeating groups into which a list of the forms does not fit.

    Of what the file or the case's data hold the length is not known here: the page tells the officer what was cut.
    """
    forms = dict(_forms(subject))
    known = _lengths(subject, forms)
    for path, form in {subject.definition.form_files[key]: form for key, form in forms.items()}.items():
        for group in form.walk():
            if group.type is FieldType.ROWS and group.prefill:
                yield from _too_long(path, group, group.prefill, known)


def _forms(subject: Subject) -> Iterator[tuple[tuple[str, str], Form]]:
    """The forms of user tasks; one that cannot be read is another rule's finding."""
    for process, element in subject.elements():
        schema = subject.definition.forms.get((process.id, element.id))
        if element.kind is Kind.USER and schema is not None:
            try:
                yield (process.id, element.id), read_form(schema)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue


def _lengths(subject: Subject, forms: Mapping[tuple[str, str], Form]) -> Mapping[str, int]:
    """The most rows of each group, by the path under which later forms read it; steps of the same id count together.

    A step that is done several times at once gives a list of its answers: no group, so nothing is said of it.
    """
    many = {element.id for _, element in subject.elements() if element.loop is not None and element.loop.is_many}
    found: dict[str, int] = {}
    for (_, step), form in forms.items():
        for group in form.plain_fields():
            if group.type is FieldType.ROWS and step not in many:
                path = f"form.{step}.{group.key}"
                found[path] = max(found.get(path, 0), group.max_rows)
    return found


def _too_long(path: str, group: Field, prefill: str, known: Mapping[str, int]) -> Iterator[Finding]:
    try:
        most = most_items(prefill, known)
    except FeelError:  # the check of all expressions names it
        return
    if most is not None and most > group.max_rows:
        reason = f"“{group.label}”要带出的内容最多有 {most} 项，本表最多 {group.max_rows} 项，多出的带不出来"
        remedy = f"请把 maxRepetitions 改为 {most}，或者减少要带出的内容"
        yield finding(RULE, path, group.key, reason=reason, remedy=remedy)
