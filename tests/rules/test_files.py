from __future__ import annotations

import re
import tomllib
from itertools import chain

import pytest

from tests.rules.tree import ROOT, modules, report, tracked

TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".js", ".mjs", ".css", ".html", ".sh", ".lock", ".cfg",
        ".bpmn", ".dmn", ".form", ".draw", ".ini", ".conf", ".service", ".svg", ""}  # fmt: skip
# in pieces, so that this file does not name them itself
MACHINE = re.compile(
    "|".join(("/wor" + "k/", "/ro" + "ot/", "/home/" + r"[a-z]+/", "/Use" + "rs/", "/opt/whe" + "els"))
)
HOSTS = re.compile(
    "|".join(
        (
            "registry" + r"\.npmjs",
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "npm" + "mirror",
            r"mirrors?\." + "[a-z]",
        )
    )
)


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        if path.suffix in TEXT and path.name != "LICENSE":
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")))
    return found


@pytest.mark.parametrize(
    ("pattern", "do"),
    [
        (MACHINE, "A path of one machine: use a path relative to the checkout, or a setting."),
        (HOSTS, "A host of a package registry: leave it to the reader's own configuration."),
    ],
    ids=["machine paths", "registry hosts"],
)
def test_no_file_names_one_machine_or_registry(pattern: re.Pattern[str], do: str):
    found = [
        f"{name}:{number}: {match[0]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]

    assert not found, report(found, do=do)


def test_every_dependency_has_a_reason_and_a_pinned_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    names = [re.split(r"[\[<>=!~ ;]", line)[0] for line in wanted]
    reasons = (ROOT / "DECISIONS.md").read_text(encoding="utf-8").lower()
    pins = {line.partition("==")[0].lower() for line in (ROOT / "requirements.lock").read_text().splitlines()}

    found = [f"pyproject.toml: {name} has no word in DECISIONS.md" for name in names if name.lower() not in reasons]
    found += [f"pyproject.toml: {name} is not in requirements.lock" for name in names if name.lower() not in pins]

    assert not found, report(found, do="Say why it, how alive, which licence; and pin what was tested.")


def test_every_setting_is_documented():
    home = ROOT / "webapp/settings.py"
    module = next(m for m in modules() if m.path == home)
    block = module.text.partition("class Settings")[2].partition("\n\n\n")[0]
    fields = re.findall(r"^    ([a-z_]+): ", block, flags=re.MULTILINE)
    pages = [p for p in tracked() if p.suffix == ".md" and (p.parent == ROOT or "deploy" in p.parts)]
    words = "".join(page.read_text(encoding="utf-8") for page in pages)

    found = [f"SHIBIYAN_{name.upper()}" for name in fields if f"SHIBIYAN_{name.upper()}" not in words]

    assert not found, report(found, do="Add it to the table of settings in deploy/README.md.")
    assert len(fields) <= 25, "at most 25 settings: what no office changes is no setting"
