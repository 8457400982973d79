"""What a form's pickers offer: persons always with unit and post, rooms, units, letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from webapp.domain.actor import works_on_matters
from webapp.domain.archives import shown_to_person
from webapp.domain.forms import Fault, Field, FieldType, Form, Scope
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId
from webapp.domain.papers import ArchiveItem
from webapp.domain.roster import Affiliation, Person, RoleGrant, Room, Unit
from webapp.domain.said import Said
from webapp.store import archive, letters, people, recusals, tasks
from webapp.usecases.desk import Desk
from webapp.usecases.in_order import in_order
from webapp.usecases.marks import told_clues
from webapp.usecases.viewing import name_of

Pairs = tuple[tuple[str, str], ...]
KINDS: Mapping[str, frozenset[Affiliation]] = {
    "subject": frozenset({Affiliation.HEAD}),
    "head": frozenset({Affiliation.HEAD}),
    "officer": frozenset({Affiliation.OFFICER}),
    "leader": frozenset({Affiliation.OFFICER}),
    "person": frozenset(Affiliation),
}
ENTRY_WORDS = 40
ACTS = frozenset({"officer", "leader"})
"""Pickers of those who handle the matter: nobody who is recused from the case or its head does, under whatever name."""
NOT_THE_SUBJECT = frozenset({*ACTS, "person"})
"""Pickers of those who act: nobody acts in the own matter. `person` may be a head above (an entrusted talk)."""


def choices_for(desk: Desk, form: Form, scope: Scope) -> Mapping[str, Pairs]:
    """This function will give the choices of each picker and computed option list that the form uses, by its word."""
    pickers = {one.offer: one for one in form.walk() if one.picker}
    offered = _Offered(desk)
    out: dict[str, Pairs] = {word: offered.pairs(one) for word, one in sorted(pickers.items())}
    for one in form.walk():
        if one.options_from:
            found = _words(scope.evaluate(one.options_from))
            clues = one.properties.get("options_are") == "clues"
            out[f"options:{one.key}"] = told_clues(desk, found) if clues else _computed(found, one.key, form)
    return out


def by_words(desk: Desk, form: Form, posted: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """This function will put ids for the words that were typed into the rows' pickers, as a long list offers them.

    What is an id already, or the words of nobody or of several, stays as it is; it is asked for only where words were
    typed.
    """
    names, offered, out = people.directory(desk.act.tx), _Offered(desk), dict(posted)
    groups = [(group.key, one) for group in form.walk() if group.type is FieldType.ROWS for one in group.fields]
    pickers = {(group, one.key): one for group, one in groups if one.picker in (*KINDS, "unit")}
    for name, texts in posted.items():
        one = pickers.get((name.partition(".")[0], name.rpartition(".")[2]))
        if one is not None and any(text and text not in names.persons and text not in names.units for text in texts):
            pairs = offered.pairs(one)
            alike = Counter(words for _, words in pairs)
            known = {words: key for key, words in pairs if alike[words] == 1}
            out[name] = [known.get(text.strip(), text) for text in texts]
    return out


def not_offered(desk: Desk, form: Form, values: Mapping[str, object], scope: Scope) -> tuple[Fault, ...]:
    """This function will find what was posted into a picker or a computed list that does not offer it."""
    offered = _Offered(desk)
    wrong = [found for found in _picked(form.fields, values, "") if not offered.holds(found[1], str(found[2]))]
    wrong += [(one.key, one, "") for one in form.plain_fields() if one.options_from and not _listed(one, values, scope)]
    return tuple(Fault(field=name, label=one.label, sentence=_why_not(desk, one, value)) for name, one, value in wrong)


def _why_not(desk: Desk, one: Field, value: object) -> str:
    absent = desk.stands_in_for
    if one.is_second and absent and value == absent:
        return Said("您正代{name}办理，“{label}”须是另一人", name=name_of(desk.act, absent), label=one.label)
    return f"请从“{one.label}”的名单中选择"


def _listed(one: Field, values: Mapping[str, object], scope: Scope) -> bool:
    """Whether the list computed from case data holds what was chosen of it."""
    value, found = values.get(one.key), scope.evaluate(str(one.options_from))
    chosen = value if isinstance(value, list) else [value] if value else []
    return {str(item) for item in chosen} <= set(_words(found))


def _picked(fields: Sequence[Field], values: Mapping[str, object], prefix: str) -> Iterator[tuple[str, Field, object]]:
    """Posted name, field and value of everything picked; what stands there readonly nobody picked."""
    for one in fields:
        name, value = f"{prefix}{one.key}", values.get(one.key)
        if one.type is FieldType.GROUP:
            yield from _picked(one.fields, values, prefix)
        elif one.type is FieldType.ROWS:
            for number, row in enumerate(value if isinstance(value, list) else []):
                yield from _picked(one.fields, row, f"{name}.{number}.")
        elif one.picker and value and not one.readonly:
            yield from ((name, one, item) for item in (value if isinstance(value, list) else [value]))


class _Offered:
    """Whom and what the pickers of one form offer on a desk; duties are read once, and only where a picker asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._names = desk, people.directory(desk.act.tx)
        self._sets: dict[str, frozenset[str]] = {}

    @property
    def _duties(self) -> tuple[RoleGrant, ...]:
        return self._desk.duties()

    @cached_property
    def _working(self) -> frozenset[str]:
        """Whoever has a duty in matters: administrators and designers have none, and a picker would open the case."""
        roles = self._desk.act.office.library.roles(self._desk.act.tx)
        works = {code for code, role in roles.items() if works_on_matters(role)}
        return frozenset(one.person_id for one in self._duties if one.role in works)

    @cached_property
    def _colleagues(self) -> frozenset[str]:
        """Who has the doer's duty, of a room in the same room: whom one takes along."""
        me = self._desk.act.actor.person_id
        own = {(one.role, one.room_id) for one in self._duties if one.person_id == me}
        return frozenset(one.person_id for one in self._duties if (one.role, one.room_id) in own)

    def pairs(self, field: Field) -> Pairs:
        """Give what a picker offers, each with its words, persons by room, post and name: the own room's come first."""
        names, word = self._names, field.picker
        if word in KINDS:
            found = in_order(self._desk.act, (PersonId(who) for who in self._persons(field)))
            near = self._colleagues if word == "officer" else frozenset()
            return tuple((one, names.label(one)) for one in sorted(found, key=lambda one: one not in near))
        if word == "unit":
            return tuple((one.id, self._unit(one)) for one in sorted(names.units.values(), key=self._in_order))
        if word == "room":
            rooms = sorted(names.rooms.values(), key=lambda one: (one.position, one.id))
            return tuple((one.id, one.name) for one in rooms if self._is_room(field, one))
        if word == "entry":
            return _entries(self._desk)
        return _letters(self._desk) if word == "letter" else ()

    def _in_order(self, unit: Unit) -> tuple[bool, int, str]:
        """What has passed on comes last: a matter may be about it, but it is rarely meant."""
        return self._is_past(unit), unit.position, unit.id

    def _is_past(self, unit: Unit) -> bool:
        return unit.until_on is not None and unit.until_on < self._desk.act.today

    def _unit(self, unit: Unit) -> str:
        return Said("{unit}（已撤并或者更名）", unit=unit.name) if self._is_past(unit) else unit.name

    def holds(self, field: Field, value: str) -> bool:
        """Tell whether a picker offers a value. A letter's number may be typed from paper; everybody else is picked."""
        if field.picker == "unit":
            return value in self._names.units
        if field.picker == "room":
            room = self._names.rooms.get(RoomId(value))
            return room is not None and self._is_room(field, room)
        return field.picker not in KINDS or value in self._persons(field)

    def _is_room(self, field: Field, room: Room) -> bool:
        served = field.duty is None or any(one.role == field.duty and one.room_id == room.id for one in self._duties)
        return room.active and room.id != OFFICE_ROOM and served

    def _persons(self, field: Field) -> frozenset[str]:
        if field.offer not in self._sets:
            self._sets[field.offer] = frozenset(self._found(field)) - self._left_out(field)
        return self._sets[field.offer]

    def _found(self, field: Field) -> Iterator[str]:
        kinds = KINDS[str(field.picker)]
        for one in self._names.persons.values():
            if one.kind in kinds and one.active and self._works(one) and self._suits(field, one):
                yield one.id

    def _works(self, person: Person) -> bool:
        return person.kind is not Affiliation.OFFICER or person.id in self._working

    def _has(self, duty: str | None, person: PersonId) -> bool:
        return duty is None or any(one.role == duty and one.person_id == person for one in self._duties)

    def _suits(self, field: Field, person: Person) -> bool:
        """A `leader` is a 负责人 (secretary, deputy secretary): whoever holds a post that may lead a talk (row 5.2)."""
        leads = field.picker != "leader" or person.id in self._names.talkers(self._desk.act.today)
        return leads and self._has(field.duty, person.id)

    def _left_out(self, field: Field) -> frozenset[str]:
        """Nobody acts in the own matter, nor where four eyes ask for other people; the second of two is no first."""
        case, tx = self._desk.case, self._desk.act.tx
        out: set[str | None] = {case.subject_id if field.picker in NOT_THE_SUBJECT else None}
        if field.apart == "case":
            out |= tasks.doers_but(tx, case.id, duty=field.duty or "")
        if field.apart == "origin" and case.origin_case_id:
            out |= tasks.participants(tx, case.origin_case_id)
        if field.is_second:
            out |= {self._desk.act.actor.person_id, self._desk.stands_in_for}
        if field.picker in ACTS or field.apart == "kept_out":
            out |= recusals.recused_from(tx, case.id, subject_id=case.subject_id)
        return frozenset(one for one in out if one)


def _letters(desk: Desk) -> Pairs:
    """The case's own letters; in a matter without any, those that its person has received (an appeal against one)."""
    found = letters.of_case(desk.act.tx, desk.case.id)
    if not found and desk.case.subject_id is not None:
        found = letters.to_person(desk.act.tx, desk.case.subject_id)
    return tuple(
        (row.number or row.id, Said("{title} {number}", title=Said(row.title), number=row.number)) for row in found
    )


def _entries(desk: Desk) -> Pairs:
    """What the case's person knows of the own archive: day, number and the words of each entry."""
    subject = desk.case.subject_id
    found = [one for one in archive.whole(desk.act.tx, subject) if shown_to_person(one)] if subject else []
    return tuple((one.number, _entry_words(one)) for one in reversed(found))


def _entry_words(one: ArchiveItem) -> Said:
    summary = str(one.content.get("summary") or "")[:ENTRY_WORDS]
    return Said("{day}：{summary}（{number}）", day=one.on, summary=summary, number=one.number)


def _words(found: object) -> tuple[str, ...]:
    return tuple(str(word) for word in found) if isinstance(found, list) else ()


def _computed(words: Sequence[str], key: str, form: Form) -> Pairs:
    """Words from case data shown by the labels that the form's options give them."""
    labels = {option.value: option.label for one in form.walk() if one.key == key for option in one.options}
    return tuple((word, Said(labels[word]) if word in labels else word) for word in words)
