"""Every text of the deployed processes has its English: diagrams, forms, decision tables, rules, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any  # YAML as it came

import pytest

from tests.usecases.office import PROCESSES
from webapp.bootstrap import all_handlers
from webapp.domain.forms import Form, read_form
from webapp.engine import Definition, collect, processes_in, read, read_mapping
from webapp.http.words import HAN, TRANSLATIONS, Words, read_catalog
from webapp.letters import read_template
from webapp.usecases.library import english_of
from webapp.usecases.scenarios import read_scenarios

NAMES = tuple(processes_in(PROCESSES))
OFFICE = read_catalog(TRANSLATIONS / "en.po")
IN_THE_LETTER = "{%"
"""A title that the letter's own template makes is part of the letter."""
TOLD = ("mandatory_quote", "submit")
"""Properties whose value is read by people."""


@cache
def definition(process: str) -> Definition:
    return read(collect(PROCESSES, process), all_handlers())


def drawn(process: Definition) -> Iterator[str]:
    for one in process.processes.values():
        yield from (one.name, one.documentation)
        yield from (part.name for part in (*one.elements.values(), *one.flows.values(), *one.lanes))
        yield from (part.properties.get(name, "") for part in one.elements.values() for name in TOLD)


def asked(process: Definition) -> Iterator[str]:
    for text in process.forms.values():
        yield from _of_form(read_form(text))


def _of_form(form: Form) -> Iterator[str]:
    yield form.properties.get("submit", "")
    yield from (rule.message for rule in form.rules)
    for one in form.walk():
        yield from (one.label, one.hint, *(one.text or "").splitlines())
        yield from (option.label for option in one.options)


def tabled(process: Definition) -> Iterator[str]:
    for table in (table for file in process.decisions.values() for table in file.model.tables):
        yield from (table.name, *table.annotations)
        yield from (column.label for column in (*table.inputs, *table.outputs))
        yield from (note for rule in table.rules for note in rule.annotations)


def ruled(process: Definition) -> Iterator[str]:
    for path, content in process.bundle.files.items():
        if path.startswith("rules/"):
            yield from _named(read_mapping(content))


def _named(rows: Mapping[str, Any]) -> Iterator[str]:
    yield str(rows.get("zh", ""))
    for one in rows.values():
        if isinstance(one, Mapping):
            yield from _named(one)


def entitled(process: Definition) -> Iterator[str]:
    titles = (read_template(text).title for text in process.letters.values())
    yield from (title for title in titles if IN_THE_LETTER not in title)
    for name, text in process.scenarios.items():
        yield from (one.name for one in read_scenarios(text, name))


@pytest.mark.parametrize("texts", [drawn, asked, tabled, ruled, entitled])
@pytest.mark.parametrize("process", NAMES)
def test_every_text_of_a_process_has_its_english(process: str, texts: Any):
    found = definition(process)
    words = Words(lambda: OFFICE, lambda: english_of(found.bundle))

    missing = {text.strip() for text in texts(found) if HAN.search(text) and words.english(text.strip()) is None}

    assert not missing, "\n".join(["Write their English into en.po of the folder, or `en` next to `zh`:", *missing])


@pytest.mark.parametrize("process", NAMES)
def test_no_english_text_of_a_process_holds_chinese(process: str):
    assert not [text for text in english_of(definition(process).bundle).values() if HAN.search(text)]
