"""Letters: a template that a diagram names by its id exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.rules.subject import Subject, finding

RULE = "letters"
LITERAL = re.compile(r'"(\w+)"')


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find names of letters that are not there."""
    for process, element in subject.elements():
        named = [element.properties.get("in.template", ""), element.arguments.get("template", "")]
        for text in named:
            for letter in LITERAL.findall(text):
                if letter not in subject.definition.letters:
                    reason = f"没有文书“{letter}”"
                    yield finding(RULE, process, element.id, reason=reason, remedy=f"请写 letters/{letter}.md")
