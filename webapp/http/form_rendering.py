"""From a form and its values to controls: what templates/form.html draws. Pure: no request, no office."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from webapp.domain.forms import Field, FieldType, Form
from webapp.domain.said import Said
from webapp.domain.sights import whole_number
from webapp.usecases.views.tasks import AttachmentRow, FormState

ROW_MARK = "_row"
"""Posted once per row, so that a row whose boxes are all empty is still a row."""
FLAT_ROW_LIMIT = 4
CHOSEN = frozenset({"radio", "select", "checklist"})
FLAT_KINDS = frozenset({"textfield", "number", "date", "select", "lookup"})
BY_HAND = {"select": "radio", "date": "textfield", "lookup": "textfield"}
"""Controls that only a screen has, and what stands on paper in their place."""
MANY = 1_000
"""So many options at most the rows of a group draw, each its own; beyond, its list is drawn once for all of them."""
WORD = re.compile(r"[A-Za-z_]\w*")
NOT_OFFERED = "原来选定的{count}项现在不能选，没有带入，请另行选择或者核对。"
MORE_TO_ADD = (
    "已有材料共{found}项，这里最多填{most}项：已带出前{taken}项，其余{left}项没有带出。"
    "需要填写其余各项的，请先删除不需要的项，再增加。"
)
MORE_TO_READ = (
    "已有材料共{found}项，这里最多列{most}项：已带出前{taken}项，"
    "其余{left}项没有带出，请对照已有材料另行办理，不能遗漏。"
)
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One option; its words are `Said`, or the name of somebody or something."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Control:
    """What stands on the page for one field.

    `decides`: others come and go with its value; `note`: what was not taken over. `listed`: the id of the list from
    which a lookup is typed; `lists`: those that a repeating group draws for its rows.
    """

    kind: str
    name: str
    label: str
    hint: str = ""
    note: str = ""
    required: bool = False
    fault: str = ""
    value: str = ""
    words: object = ""
    picks: tuple[Pick, ...] = ()
    files: tuple[AttachmentRow, ...] = ()
    accept: str = ""
    multiple: bool = False
    longest: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    decides: bool = False
    controls: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()
    can_add: bool = False
    listed: str = ""
    lists: tuple[tuple[str, tuple[Pick, ...]], ...] = ()

    @property
    def id(self) -> str:
        """This function will give the element's id, which error links name."""
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        """This function will give the ids of hint, note and error for aria-describedby."""
        texts = {"hint": self.hint, "note": self.note, "error": self.fault}
        parts = [f"{self.id}-{what}" for what, text in texts.items() if text]
        return " ".join(parts)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a repeating group. `layout`: flat (a line), split (read left, write right), block."""

    name: str
    number: int
    layout: str
    controls: tuple[Control, ...]
    can_remove: bool

    @property
    def read(self) -> tuple[Control, ...]:
        """This function will give what is only read."""
        return tuple(one for one in self.controls if one.kind == "kept")

    @property
    def written(self) -> tuple[Control, ...]:
        """This function will give what is written."""
        return tuple(one for one in self.controls if one.kind != "kept")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form at one moment: its state, what was posted (it wins over kept values) and the files by id."""

    state: FormState
    posted: Posted = field(default_factory=dict)
    files: Mapping[str, AttachmentRow] | None = field(default_factory=dict)
    """None: the page takes no files, and draws no boxes for them."""
    without: frozenset[str] = frozenset()
    """Keys that the page draws by itself: the decision of a leader's page."""

    @property
    def choices(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """This function will give the options of pickers."""
        return dict(self.state.choices)

    def fault(self, name: str) -> str:
        """This function will give the first fault of a field."""
        return next((one.sentence for one in self.state.faults if one.field == name), "")

    def note(self, group: Field, name: str) -> str:
        """This function will tell of a repeating group how many of a longer list were taken over."""
        cut = next((one for one in self.state.cut if one.name == name), None)
        if cut is None:
            return ""
        text = MORE_TO_ADD if group.add_remove else MORE_TO_READ
        return Said(text, found=cut.found, most=group.max_rows, taken=cut.taken, left=cut.found - cut.taken)


def controls(sheet: Sheet) -> tuple[Control, ...]:
    """This function will give the controls of a form in its order; hidden fields have none."""
    drawing = _Drawing(sheet)
    kept = tuple(one for one in sheet.state.form.fields if one.key not in sheet.without)
    return tuple(drawing.each(kept, "", sheet.state.values))


def on_paper(drawn: Sequence[Control]) -> tuple[Control, ...]:
    """This function will give controls to be filled in by hand: lists are ticked, days are left open."""
    return tuple(
        replace(
            one,
            kind=BY_HAND.get(one.kind, one.kind),
            value="" if one.kind == "date" else one.value,
            controls=on_paper(one.controls),
            rows=tuple(replace(row, controls=on_paper(row.controls), can_remove=False) for row in one.rows),
            can_add=False,
        )
        for one in drawn
    )


def deciding(form: Form) -> frozenset[str]:
    """This function will give the keys that a condition or a computed field of the form reads."""
    texts = [text for one in form.walk() for text in (one.hide, one.expression, one.not_before) if text]
    return frozenset(word for text in texts for word in WORD.findall(text))


class _Drawing:
    """One pass over the form."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.deciding = deciding(sheet.state.form)

    def each(self, fields: Sequence[Field], prefix: str, values: Mapping[str, object]) -> Iterator[Control]:
        for one in fields:
            name = f"{prefix}.{one.key}" if prefix else one.key
            left_out = one.type is FieldType.FILES and self.sheet.files is None
            if name not in self.sheet.state.hidden and not left_out:
                yield self.one(one, name, prefix, values)

    def one(self, one: Field, name: str, prefix: str, values: Mapping[str, object]) -> Control:
        if one.type is FieldType.GROUP:
            return Control(
                kind="group", name=name, label=one.label, controls=tuple(self.each(one.fields, prefix, values))
            )
        if one.type is FieldType.TEXT:
            return Control(kind="text", name=name, label="", words=one.text)
        if one.type is FieldType.ROWS:
            return self.group_of_rows(one, name, values.get(one.key))
        return self.single(one, name, values.get(one.key))

    def single(self, one: Field, name: str, value: object) -> Control:
        kind = kind_of(one)
        texts = self.texts(name, value, is_box=kind == "checkbox")
        return Control(
            kind=kind,
            name=name,
            label=one.label,
            hint=one.hint,
            required=one.required,
            fault=self.sheet.fault(name),
            value=texts[0] if texts else "",
            words=self.words(one, value) if kind in ("kept", "computed") else "",
            picks=self.picks(one, texts) if kind in CHOSEN else (),
            note=self.not_offered(one, texts) if kind in CHOSEN else "",
            files=self.kept_files(texts) if one.type is FieldType.FILES else (),
            accept=one.accept,
            multiple=one.multiple,
            longest=one.max_length,
            least=one.minimum,
            most=one.maximum,
            decides=one.key in self.deciding,
        )

    def kept_files(self, ids: Sequence[str]) -> tuple[AttachmentRow, ...]:
        known = self.sheet.files or {}
        return tuple(known[one] for one in ids if one in known)

    def texts(self, name: str, value: object, *, is_box: bool) -> list[str]:
        """What was posted under the name, else the kept value; a box that its row did not send is empty."""
        posted = self.sheet.posted
        if name in posted:
            return list(posted[name])
        parents = (name.rsplit(".", count)[0] for count in range(1, name.count(".") + 1))
        box_alone = is_box and "." not in name
        if posted and (box_alone or any(f"{parent}.{ROW_MARK}" in posted for parent in parents)):
            return []
        return [as_posted(part) for part in value] if isinstance(value, list | tuple) else [as_posted(value)]

    def picks(self, one: Field, chosen: Sequence[str]) -> tuple[Pick, ...]:
        named = self.choices_of(one)
        if named is not None:
            return tuple(Pick(value=v, words=w, chosen=v in chosen or w in chosen) for v, w in named)
        return tuple(Pick(value=o.value, words=Said(o.label), chosen=o.value in chosen) for o in one.options)

    def not_offered(self, one: Field, chosen: Sequence[str]) -> str:
        """A substitute who has left, a unit that was merged: what was named earlier is not dropped without a word."""
        named = self.choices_of(one)
        count = len(set(chosen) - {"", *(text for pair in named for text in pair)}) if named is not None else 0
        return Said(NOT_OFFERED, count=count) if count else ""

    def choices_of(self, one: Field) -> tuple[tuple[str, str], ...] | None:
        if one.picker:
            return tuple(self.sheet.choices.get(one.offer, ()))
        return tuple(self.sheet.choices.get(f"options:{one.key}", ())) if one.options_from else None

    def words(self, one: Field, value: object) -> object:
        """A value that is only read: the words of its options, else the value itself."""
        known = {option.value: Said(option.label) for option in one.options} | dict(self.choices_of(one) or ())
        if isinstance(value, list | tuple):
            return [known.get(as_posted(part), part) for part in value]
        return known.get(as_posted(value), value)

    def group_of_rows(self, one: Field, name: str, value: object) -> Control:
        kept = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
        numbers = row_numbers(name, self.sheet.posted) if self.sheet.posted and one.add_remove else range(len(kept))
        blank: Mapping[str, object] = {}
        rows = [(n, tuple(self.each(one.fields, f"{name}.{n}", kept[n] if n < len(kept) else blank))) for n in numbers]
        lists = _lists([row for _, row in rows])
        rows = [(n, tuple(self.looked_up(control, lists) for control in row)) for n, row in rows]
        removable = one.add_remove and len(rows) > max(one.min_rows, 0)
        return Control(
            kind="rows",
            name=name,
            label=one.label,
            hint=one.hint,
            note=self.sheet.note(one, name),
            required=one.min_rows > 0 or not one.add_remove,
            fault=self.sheet.fault(name),
            rows=tuple(
                Row(name=f"{name}.{n}", number=place, layout=layout_of(row), controls=row, can_remove=removable)
                for place, (n, row) in enumerate(rows, start=1)
            ),
            can_add=one.add_remove and len(rows) < one.max_rows,
            lists=tuple((list_id(name, key), picks) for key, picks in lists.items()),
        )

    def looked_up(self, one: Control, lists: Mapping[str, tuple[Pick, ...]]) -> Control:
        """A list that stands beside the rows is typed from, by its words; what was typed amiss stays to be mended."""
        group, _, key = one.name.rpartition(".")
        if key not in lists or one.kind != "select":
            return one
        typed = one.name in self.sheet.posted
        words = next((str(pick.words) for pick in one.picks if pick.chosen), one.value if typed else "")
        listed, note = list_id(group.rpartition(".")[0], key), "" if typed else one.note
        return replace(one, kind="lookup", value=words, picks=(), listed=listed, note=note)


def list_id(group: str, key: str) -> str:
    """This function will give the id of the list from which a repeating group's field is typed."""
    return f"o-{group}-{key}"


def _lists(rows: Sequence[Sequence[Control]]) -> dict[str, tuple[Pick, ...]]:
    """What is drawn once, by the field's key: long lists whose words tell one from another."""
    found = {}
    for one in rows[0] if rows else ():
        named = one.kind == "select" and not any(isinstance(pick.words, Said) for pick in one.picks)
        if named and len(one.picks) * len(rows) > MANY and len({pick.words for pick in one.picks}) == len(one.picks):
            found[one.name.rpartition(".")[2]] = one.picks
    return found


def kind_of(one: Field) -> str:
    """This function will give how a field is drawn."""
    if one.type is FieldType.COMPUTED:
        return "computed"
    if one.readonly:
        return "kept"
    if one.picker:
        return "checklist" if one.multiple else "select"
    return {FieldType.DATE: "date", FieldType.FILES: "files"}.get(one.type, str(one.type))


def layout_of(row: Sequence[Control]) -> str:
    """This function will choose how a row stands: short fields in a line, what is read left of what is written."""
    if len(row) <= FLAT_ROW_LIMIT and all(one.kind in FLAT_KINDS for one in row):
        return "flat"
    kinds = {one.kind == "kept" for one in row}
    return "split" if kinds == {True, False} else "block"


def row_numbers(name: str, posted: Posted) -> list[int]:
    """This function will give the row numbers that were posted for a repeating group, in order."""
    parts = {key[len(name) + 1 :].partition(".")[0] for key in posted if key.startswith(f"{name}.")}
    return sorted(number for part in parts if (number := whole_number(part, 9)) is not None)


def as_posted(value: object) -> str:
    """This function will write a value as a browser would post it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
