"""A template that cannot be read, or asks for too much, is a finding before its measure is put in force."""

from __future__ import annotations

import pytest

from tests.faults.drawn import bundle
from tests.faults.test_limits import MODEST
from tests.letters.examples import FRONT
from tests.letters.test_bounds import loops
from webapp.domain.bundle import Bundle
from webapp.domain.findings import Severity
from webapp.usecases.checked import findings_of

PATH = "m25_modest/letters/note.md"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("正文", "缺少两行“---”"),
        (f"---\n{FRONT}optional: [a]\n---\n{loops(4)}", "for 循环套得太深"),
        (f"---\n{FRONT}---\n{{{{ a.b }}}}", "needs 和 optional 都没有列出"),
    ],
)
def test_a_template_is_looked_at_before_it_is_put_in_force(text: str, words: str):
    sound = bundle(MODEST)
    broken = Bundle(process=sound.process, files={**sound.files, PATH: text.encode()})

    assert [one for one in findings_of(sound, {}) if one.severity is Severity.ERROR] == []
    (found,) = [one for one in findings_of(broken, {}) if one.severity is Severity.ERROR]

    assert found.file == PATH
    assert words in found.reason
    assert found.remedy
