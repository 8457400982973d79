"""A file that is no form, or a form beyond the bounds, is a finding in words at its field, and the only one."""

from __future__ import annotations

import json
import time

import pytest

from tests.engine.bpmn import S, bundle, ends, line, process, steps
from tests.engine.rules.test_refused import FILES, LANE
from webapp.domain.findings import Severity
from webapp.domain.forms.bounds import MAX_FORM_BYTES
from webapp.engine import check, in_words

EMPTY = b'{"type":"default","schemaVersion":19,"components":[]}'
NUMBER = b'{"components":[{"type":"number","id":"n","key":"n","label":"x","validate":{"min":%s}}]}'
FILE = "m/forms/a.form"
BROKEN = {
    b"{": "不是正确的 JSON",
    b"": "不是正确的 JSON",
    b"\xff\xfe\x00": "不是 UTF-8 文字",
    b"null": "不是一张表单",
    b"[]": "不是一张表单",
    b"[" * 90_000 + b"]" * 90_000: "套得太深",
    NUMBER % b"NaN": "“NaN”不是数",
    NUMBER % (b"9" * 5_000): "位数太多的数",
    EMPTY[:-1] + b',"x":"' + b"x" * MAX_FORM_BYTES + b'"}': "最多 200000 字节",
    b'{"components":[{"type":"text","text":"\\ud800"}]}': "有半个字符",
    b'{"components":{}}': "components 不是清单",
    b'{"components":[],"properties":[]}': "properties 不是对象",
}


def found(content: bytes) -> list[str]:
    """Give the errors in words of a sound diagram with this form."""
    sound = process(LANE + S + steps("a") + ends("e") + line("s", "a", "e"))
    began = time.process_time()
    findings = check(bundle(sound, more={**FILES, FILE: content}), {})
    assert time.process_time() - began < 10  # seconds of a processor
    return [in_words(one) for one in findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_is_no_form_is_one_finding_in_words(content: bytes):
    (sentence,) = found(content)

    assert sentence.startswith(f"错误 {FILE}：")
    assert BROKEN[content] in sentence


def test_a_form_may_have_so_many_bytes():
    assert found(EMPTY + b" " * (MAX_FORM_BYTES - len(EMPTY))) == []
    assert len(found(EMPTY + b" " * (MAX_FORM_BYTES - len(EMPTY) + 1))) == 1


def test_a_field_with_a_flaw_is_named_with_what_to_do():
    field = {"type": "textfield", "id": "no", "key": "no", "label": "编号", "validate": {"pattern": "("}}

    (sentence,) = found(json.dumps({"schemaVersion": 19, "components": [field]}).encode())

    assert sentence.startswith(f"错误 {FILE}：no：“编号”的格式 pattern 读不懂。请按")
