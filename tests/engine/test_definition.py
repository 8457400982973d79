from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.bpmn import S, bundle, define, el, ends, line, message, process, props, steps
from webapp import engine

BAND = el("startEvent", "case_ended", message("case_ended")) + ends("x") + line("case_ended", "x")


def folder(tmp_path: Path) -> Path:
    parts = {
        "m01_one/m01_one.bpmn": process(
            S
            + steps("a")
            + el("callActivity", "c", calledElement="part")
            + ends("e")
            + BAND
            + line("s", "a", "c", "e"),
            "m01_one",
        ),
        "m01_one/part.bpmn": process(
            el("startEvent", "si")
            + el("userTask", "b", props({"form": "the_form"}))
            + ends("x")
            + line("si", "b", "x"),
            "part",
        ),
        "m01_one/m01b_two.bpmn": process(
            el("startEvent", "m", message("asked")) + ends("e") + line("m", "e"), "m01b_two"
        ),
        "m01_one/forms/a.form": b'{"components": []}',
        "m01_one/forms/orphan.form": b'{"components": []}',
        "m01_one/letters/d1.md": "文书".encode(),
        "m01_one/scenarios.yaml": b"scenarios: []",
        "m01_one/m01b_two.scenarios.yaml": b"scenarios: []",
        "shared/forms/the_form.form": b'{"components": []}',
        "shared/alone.bpmn": process(S + ends("e") + line("s", "e"), "alone"),
        "rules/deadlines.yaml": b"step: {amount: 2, unit: workday, base: opened}",
        "rules/roles.yaml": "supervise: {zh: 监督检查室, en: Supervision, scope: room, permissions: []}".encode(),
    }
    for name, content in parts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_bundle_holds_what_its_process_reaches_and_nothing_else(tmp_path: Path):
    found = engine.collect(folder(tmp_path), "m01_one")

    assert sorted(found.files) == [
        "m01_one/forms/a.form",
        "m01_one/letters/d1.md",
        "m01_one/m01_one.bpmn",
        "m01_one/part.bpmn",
        "m01_one/scenarios.yaml",
        "rules/deadlines.yaml",
        "rules/roles.yaml",
        "shared/forms/the_form.form",
    ]


def test_its_checksum_depends_on_every_file(tmp_path: Path):
    root = folder(tmp_path)
    before = engine.collect(root, "m01_one").checksum

    (root / "rules/deadlines.yaml").write_bytes(b"step: {amount: 3, unit: workday, base: opened}")

    assert engine.collect(root, "m01_one").checksum != before


def test_startable_are_those_with_a_trigger_or_that_nobody_calls(tmp_path: Path):
    assert engine.processes_in(folder(tmp_path)) == ("m01_one", "m01b_two")


def test_a_process_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(engine.NoSuchProcess, match="nothing"):
        engine.collect(folder(tmp_path), "nothing")


def test_the_parts_of_a_definition_are_found_by_their_ids(tmp_path: Path):
    definition = engine.read(engine.collect(folder(tmp_path), "m01_one"))

    assert (definition.measure, definition.name, definition.reachable) == ("m01", "m01_one", ("m01_one", "part"))
    assert set(definition.forms) == {("m01_one", "a"), ("part", "b")}
    assert definition.letters == {"d1": "文书"}
    assert definition.limits["step"].amount == 2
    assert definition.roles["supervise"].zh == "监督检查室"
    assert definition.scenarios == {"m01_one": "scenarios: []"}
    assert [start.id for start in definition.starts] == ["s"]
    assert definition.ending is not None
    assert definition.diagram("part").startswith(b"<?xml")


def test_unused_forms_are_found(tmp_path: Path):
    found = engine.orphans(folder(tmp_path), "m01_one")

    assert [(one.element, one.severity) for one in found] == [("orphan", "error"), ("d1", "warning")]


def test_where_tells_all_that_belongs_to_an_element(tmp_path: Path):
    definition = engine.read(engine.collect(folder(tmp_path), "m01_one"))

    (place,) = engine.where(definition, "b")

    assert (place.process, place.diagram, place.form) == ("part", "m01_one/part.bpmn", "shared/forms/the_form.form")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "DOCTYPE"),
        (b"<a", "XML"),
        (b"<a/>", "不是 BPMN"),
        (process(S, "p").replace(b"</bpmn:definitions>", b'<bpmn:process id="q"/></bpmn:definitions>'), "2 个"),
        (b" " * 5_000_000, "过大"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused(content: bytes, why: str):
    from webapp.engine.xml_reader import read_process

    with pytest.raises(engine.UnreadableDiagram, match=why):
        read_process(content, "m/p.bpmn")


def test_specs_are_built_once_per_start():
    definition = define(process(S + ends("e") + line("s", "e")))

    assert definition.spec("s") is definition.spec("s")


def test_two_bundles_of_the_same_files_are_the_same():
    one = process(S + ends("e") + line("s", "e"))

    assert bundle(one).checksum == bundle(one).checksum


def test_a_seed_gives_the_same_ids_again():
    from tests.engine.bpmn import Run
    from webapp.engine.task_ids import replayed

    definition = define(process(S + steps("a") + ends("e") + line("s", "a", "e")))
    with replayed(7):
        first = Run(definition).start().task("a").task_id
    with replayed(7):
        second = Run(definition).start().task("a").task_id

    assert first == second
    assert Run(definition).start().task("a").task_id != first
