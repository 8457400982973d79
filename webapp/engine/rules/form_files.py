"""Form files before they are read as forms: JSON of a form's shape, within the bounds (docs/ENGINE.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn  # JSON as it came

from webapp.domain.findings import Finding
from webapp.domain.forms.bounds import MAX_FORM_BYTES
from webapp.engine.rules.form_shape import flaws
from webapp.engine.rules.subject import finding

RULE = "forms"
SAVED = "请用表单编辑器重新保存后再上传"


class _NoForm(ValueError):
    """The file holds no form; the message is the reason."""


def check(path: str, content: bytes, *, house: bool) -> Iterator[Finding]:
    """This function will find what keeps a file from being read as a form; other houses' forms need only be JSON."""
    try:
        schema = _schema(content)
    except _NoForm as error:
        yield finding("files", path, "", reason=str(error), remedy=SAVED)
        return
    for flaw in flaws(schema) if house else ():
        yield finding(RULE, path, flaw.key, reason=flaw.reason, remedy=flaw.remedy)


def _schema(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_FORM_BYTES:
        raise _NoForm(f"表单有 {len(content)} 字节，最多 {MAX_FORM_BYTES} 字节")
    try:
        schema = json.loads(content, parse_constant=_no_number)
        json.dumps(schema, ensure_ascii=False).encode()
    except UnicodeError as error:  # JSON may escape half a surrogate pair, which is no text
        half = isinstance(error, UnicodeEncodeError)
        raise _NoForm("表单的文字里有半个字符（\\ud800 之类）" if half else "表单不是 UTF-8 文字") from None
    except json.JSONDecodeError as error:
        raise _NoForm(f"表单第 {error.lineno} 行第 {error.colno} 个字符处不是正确的 JSON") from None
    except RecursionError:
        raise _NoForm("表单套得太深") from None
    except _NoForm:
        raise
    except ValueError:
        raise _NoForm("表单里有位数太多的数") from None
    if not isinstance(schema, dict):
        raise _NoForm("表单文件里不是一张表单（对象）")
    return schema


def _no_number(word: str) -> NoReturn:
    raise _NoForm(f"表单里的“{word}”不是数")
