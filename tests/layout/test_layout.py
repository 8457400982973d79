from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.random_texts import random_text
from tests.layout.test_drawing import WHOLE
from webapp.layout import LayoutError, draw, layout, layout_with_warnings, quality
from webapp.layout.__main__ import main
from webapp.layout.layers import layered
from webapp.layout.laying import parse
from webapp.layout.model import Element
from webapp.layout.read import read

PROCESSES = sorted((Path(__file__).parents[2] / "processes").rglob("*.bpmn"))
HARD_FAULTS = {"node_overlap", "through_node", "out_of_lane", "off_border", "no_di", "not_orthogonal"}
ODD = {
    "empty": "process p 空",
    "alone": "process p 一\nuser a 登记",
    "ring": "process p 环\nuser a 甲\nuser b 乙\na > b > a",
    "self": "process p 自\nuser a 甲\na > a",
    "two parts": "process p 两段\nstart s 开始\nend e 结束\nuser a 甲\nend f 完\ns > e\na > f",
    "long": "process p 长\n"
    + "\n".join(f"user n{i} 任务" for i in range(150))
    + "\n"
    + " > ".join(f"n{i}" for i in range(150)),
}
NESTED = """\
process p 复核
start s 收到文书
sub outer 逐项复核 {
  start s1 开始
  sub inner 核对条目 {
    start s2 开始
    user one 核对法规
    end e2 已核对
    s2 > one > e2
  }
  error failed 核对失败 on inner
  user by_hand 人工核对
  end e1 全部完成
  s1 > inner > e1
  failed > by_hand > e1
}
end e 已签发
s > outer > e
"""


@pytest.mark.parametrize("text", [*ODD.values(), WHOLE, NESTED], ids=[*ODD, "whole", "nested"])
def test_a_drawing_has_no_fault_and_a_second_layout_changes_nothing(text: str):
    drawn = draw(text)

    result = layout(drawn)

    assert quality(result).faults == {}
    assert layout(drawn) == result
    assert layout(result) == result


@pytest.mark.parametrize("seed", range(30))
def test_random_processes_are_drawn_without_hard_faults(seed: int):
    result = layout(draw(random_text(seed)))

    assert not HARD_FAULTS & quality(result).faults.keys()
    assert layout(result) == result


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
def test_every_diagram_of_the_house_is_drawn_without_fault(path: Path):
    found = quality(path.read_bytes())

    assert found.faults == {}, "draw it again: python -m webapp.layout layout " + path.name
    assert found.nodes <= 60, "cut it at a handover into a call activity"


@pytest.mark.parametrize("path", [p for p in PROCESSES if p.with_suffix(".draw").exists()], ids=lambda path: path.stem)
def test_short_text_and_diagram_say_the_same(path: Path):
    text = path.with_suffix(".draw").read_text(encoding="utf-8")

    assert meaning(draw(text)) == meaning(path.read_bytes()), f"draw {path.stem}.draw again, or correct it"


def meaning(xml: bytes) -> object:
    """A file without its picture and its white space."""

    def of(element: Element) -> object:
        inner = [of(child) for child in element if "/DI}" not in str(child.tag)]
        return element.tag, sorted(element.attrib.items()), (element.text or "").strip(), inner

    return of(parse(xml).getroot())


def test_all_bytes_before_the_picture_stay():
    drawn = draw(WHOLE).replace(b"\n", b"\r\n")

    result = layout(drawn)

    body = drawn[: drawn.rindex(b"</")].rstrip()
    assert result.startswith(body)
    assert b"\n" not in result.replace(b"\r\n", b"")


def test_an_old_picture_is_replaced_and_nothing_else():
    drawn = layout(draw(WHOLE))
    moved = drawn.replace(b'<dc:Bounds x="', b'<dc:Bounds x="1')

    assert layout(moved) == drawn


@pytest.mark.parametrize("xml", [b'<?xml version="1.0"?><!DOCTYPE a><a/>', b"<a>", b"<a/>"])
def test_a_document_type_broken_xml_and_foreign_xml_are_refused(xml: bytes):
    with pytest.raises(LayoutError):
        layout(xml)


def test_what_is_not_drawn_is_named():
    assert "node without any flow: a" in layout_with_warnings(draw(ODD["alone"]))[1]


def test_a_flow_marked_main_lies_on_the_straight_line():
    text = """\
process p 名称
start s 开始
xor how 怎么办？
user long_a 甲
user long_b 乙
user short 丙
end e 完
s > how
how > long_a 常见
how > short 少见 {mark}
long_a > long_b > e
short > e
"""

    def main_line(mark: str) -> tuple[str, ...]:
        diagram = read(parse(draw(text.replace("{mark}", mark))).getroot())
        scope = diagram.pools[0].scope
        assert scope is not None
        return layered(scope).main

    assert main_line("") == ("s", "how", "long_a", "long_b", "e")
    assert main_line("!main") == ("s", "how", "short", "e")


def test_the_first_of_two_equal_answers_lies_on_the_straight_line():
    nodes = "process p 名\nstart s 始\nxor q 问？\nuser a 甲\nuser b 乙\nend e 完\n"
    text = nodes + "s > q\nq > {} 是\nq > {} 否\na > e\nb > e"

    for first, second in (("a", "b"), ("b", "a")):
        scope = read(parse(draw(text.format(first, second))).getroot()).pools[0].scope
        assert scope is not None
        assert layered(scope).main == ("s", "q", first, "e")


def test_the_command_line_draws_lays_out_and_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source, target = tmp_path / "whole.draw", tmp_path / "whole.bpmn"
    source.write_text(WHOLE, encoding="utf-8")

    assert main(["draw", str(source)]) == 0
    assert main(["layout", str(target)]) == 0
    assert main(["quality", str(target)]) == 0

    assert target.read_bytes() == layout(draw(WHOLE))
    assert "node/node" in capsys.readouterr().out


def test_the_command_line_names_file_and_line_of_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = tmp_path / "bad.draw"
    source.write_text("process p 名\nbox a 甲\n", encoding="utf-8")

    assert main(["draw", str(source)]) == 1

    assert "bad.draw: line 2: unknown word" in capsys.readouterr().err
