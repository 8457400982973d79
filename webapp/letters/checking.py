"""A template's file before it is put in force: unreadable, a refused construct, beyond a bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from webapp.domain.findings import Finding

from .errors import TemplateUnreadable
from .front_matter import read_template


def template_findings(path: str, content: bytes) -> Iterator[Finding]:
    """List what keeps a template's file from being put in force, whatever the diagram.

    A file that is no text has a finding of the engine already.
    """
    try:
        found = read_template(content.decode()).flaws()
    except UnicodeDecodeError:
        return
    except TemplateUnreadable as error:
        why, name = str(error.facts["why"]), PurePosixPath(path).stem
        yield Finding(rule="letters", file=path, element=name, reason=why, remedy="请改正模板后再上传")
        return
    yield from (replace(one, file=path) for one in found)
