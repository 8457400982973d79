"""The form model: what a form-js file (schema 19) may hold in this house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any  # JSON as it came

from webapp.domain.forms.bounds import MAX_ROWS, USUAL_ROWS

LEADER, DECISION = "leader", "decision"
"""The layout of a leader's page, and the field that it draws as buttons; without that field the page is a plain one."""
SECOND = "second_officer"
"""The field that names the second of two, in every form."""
GIST = "gist"
"""Property of a form: the field that says in a few words what the case is about."""
RESTS_ON = "rests_on"
"""Property of a form: the steps that a proposal rests on, by id; whoever decides on it reads them too.

`write_report|inquire`: the one that the process has, where several processes share the form.
"""


class FieldType(StrEnum):
    """The component types that a form may use; any other is a finding at deployment."""

    TEXT = "text"
    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "datetime"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    ROWS = "dynamiclist"
    GROUP = "group"
    FILES = "filepicker"
    COMPUTED = "expression"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice: the word that is kept and the words that are shown."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One component. FEEL texts: `hide`, `prefill`, `expression`, `not_before`; `fields` for groups and rows.

    `picker` offers what its kind holds; `duty` narrows it to holders of a role (rooms with one), `apart` leaves out
    who did a step of this `case` in another duty, or had a hand or a voice in the `origin`.
    """

    type: FieldType
    key: str
    label: str = ""
    hint: str = ""
    text: str = ""
    required: bool = False
    readonly: bool = False
    multiple: bool = False
    accept: str = ""
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str | None = None
    pattern_message: str | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    hide: str | None = None
    expression: str | None = None
    prefill: str | None = None
    routing: bool = False
    picker: str | None = None
    duty: str | None = None
    apart: str | None = None
    not_future: bool = False
    not_before: str | None = None
    reason_when_changed: str | None = None
    fields: tuple[Field, ...] = ()
    min_rows: int = 0
    max_rows: int = USUAL_ROWS
    first_rows: int = 1
    add_remove: bool = True
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds_value(self) -> bool:
        """This function will tell whether the field has a value of its own (text and groups have none)."""
        return self.type not in (FieldType.TEXT, FieldType.GROUP)

    @property
    def offer(self) -> str:
        """This function will give the word under which a picker's choices are kept: all that narrows them, together."""
        return "/".join(part for part in (self.picker, self.duty, self.apart, "second" * self.is_second) if part)

    @property
    def is_second(self) -> bool:
        """This function will tell whether the second of two is named: never the first, nor who is stood in for."""
        return self.key == SECOND


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule across fields: FEEL that must be true; its sentence and the field that the error links to."""

    name: str
    test: str
    message: str
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """A task form. `layout` leader = the leader's page; `paper` = may come back signed; `store` reporter = own key.

    `takes_files`: files may be put beside the form; property `files: none` where nothing may be kept with the case.
    `again`: FEEL that is true where a step that comes back to whoever did it opens with what was handed in last.
    """

    id: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    source: str = ""
    layout: str = ""
    paper: bool = False
    store: str = ""
    mandatory: str | None = None
    takes_files: bool = True
    again: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Field]:
        """This function will give every field, groups and rows before what they hold."""
        yield from _walk(self.fields)

    def plain_fields(self) -> Iterator[Field]:
        """This function will give the fields of the top level, those inside groups included, rows not opened."""
        yield from _flat(self.fields)


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _walk(one.fields)


def _flat(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from _flat(one.fields)
        else:
            yield one


def read_form(schema: Mapping[str, Any]) -> Form:
    """This function will read a form-js schema; raises ValueError for a component type that the house does not know."""
    marks = {str(key): str(value) for key, value in (schema.get("properties") or {}).items()}
    return Form(
        id=str(schema.get("id", "")),
        fields=tuple(_read_field(part) for part in schema.get("components") or []),
        rules=_read_rules(marks),
        source=marks.get("source", ""),
        layout=marks.get("layout", ""),
        paper=marks.get("paper") == "true",
        store=marks.get("store", ""),
        mandatory=marks.get("mandatory"),
        takes_files=marks.get("files") != "none",
        again=_feel(marks.get("again")),
        properties=marks,
    )


def _read_rules(marks: Mapping[str, str]) -> tuple[Rule, ...]:
    names = [key[5:] for key in marks if key.startswith("rule.") and key.count(".") == 1]
    return tuple(
        Rule(
            name=name,
            test=marks[f"rule.{name}"],
            message=marks.get(f"rule.{name}.message", ""),
            field=marks.get(f"rule.{name}.field"),
        )
        for name in names
    )


def _read_field(part: Mapping[str, Any]) -> Field:
    check = part.get("validate") or {}
    marks = {str(key): str(value) for key, value in (part.get("properties") or {}).items()}
    kind = FieldType(part["type"])
    return Field(
        type=kind,
        key=str(part.get("key") or part.get("path") or part.get("id") or ""),
        label=str(part.get("label") or part.get("dateLabel") or ""),
        hint=str(part.get("description") or ""),
        text=str(part.get("text") or ""),
        required=bool(check.get("required")),
        readonly=bool(part.get("readonly") or part.get("disabled")),
        multiple=bool(part.get("multiple")),
        accept=str(part.get("accept") or ""),
        min_length=check.get("minLength"),
        max_length=check.get("maxLength"),
        minimum=_number(check.get("min")),
        maximum=_number(check.get("max")),
        pattern=check.get("pattern"),
        pattern_message=check.get("patternErrorMessage"),
        options=tuple(Option(value=str(o["value"]), label=str(o["label"])) for o in part.get("values") or []),
        options_from=marks.get("options"),
        hide=_feel((part.get("conditional") or {}).get("hide")),
        expression=_feel(part.get("expression")),
        prefill=_feel(marks.get("prefill")),
        routing=marks.get("routing") == "true",
        picker=marks.get("picker"),
        duty=marks.get("duty"),
        apart=marks.get("apart"),
        not_future=marks.get("not_future") == "true",
        not_before=_feel(marks.get("not_before")),
        reason_when_changed=marks.get("reason_when_changed"),
        fields=tuple(_read_field(inner) for inner in part.get("components") or []),
        min_rows=int(marks.get("minRepetitions", 1 if check.get("required") else 0)),
        max_rows=min(int(marks.get("maxRepetitions", USUAL_ROWS)), MAX_ROWS),
        first_rows=int(part.get("defaultRepetitions", 1)),
        add_remove=bool(part.get("allowAddRemove", True)),
        properties=marks,
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _feel(text: object) -> str | None:
    return None if text in (None, "") else str(text).strip().removeprefix("=").strip()
