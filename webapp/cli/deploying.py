"""A folder of processes is put in force; what changes a mandatory step is kept until somebody approves it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from webapp.cli.saying import complain, say
from webapp.domain.actor import SYSTEM
from webapp.domain.bundle import Bundle
from webapp.domain.errors import DeploymentRefused
from webapp.domain.findings import Finding
from webapp.engine import collect, processes_in
from webapp.usecases.office import Office
from webapp.usecases.proposing import touched
from webapp.usecases.publishing import in_force, keep_version, put_in_force


def bring_folder(
    office: Office, folder: Path, only: str | None = None, *, shipped: bool = False, keep: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """This function will bring a folder's changed processes and give those put in force and those kept.

    `shipped` files, those of this version, were checked before its release: a first start takes them as they are.
    With `keep` nothing is put in force. Raises DeploymentRefused for what no approval could put in force.
    """
    known = office.view(in_force, SYSTEM)
    names = (only,) if only else processes_in(folder)
    changed = [bundle for name in names if (bundle := collect(folder, name)).checksum != known.get(name)]
    done = {bundle.process: _bring(office, bundle, shipped=shipped, keep=keep) for bundle in changed}
    return tuple(one for one, live in done.items() if live), tuple(one for one, live in done.items() if not live)


def _bring(office: Office, bundle: Bundle, *, shipped: bool, keep: bool) -> bool:
    try:
        if not keep:
            office.run(put_in_force, SYSTEM, bundle=bundle, checked=shipped)
            say(f"已发布 {bundle.process}")
            return True
        office.run(keep_version, SYSTEM, bundle=bundle)
    except DeploymentRefused as refused:
        findings = tuple(cast("Iterable[Finding]", refused.findings))
        for finding in findings:
            complain(f"{finding.file} {finding.element}：{finding.reason}", f"    改法：{finding.remedy}")
        if keep or not all(one.rows for one in findings):
            raise
        office.run(keep_version, SYSTEM, bundle=bundle)
        rows = "、".join(touched(findings))
        say(f"已存入 {bundle.process}，未发布：改动了必经环节（第{rows}条），由不设计流程的人批准")
        return False
    say(f"已存入 {bundle.process}，未发布")
    return False
