"""Deployments: immutable, checksummed sets of files, one in force per process; equal files are stored once."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.exc import IntegrityError

from webapp.domain.bundle import Bundle, checksum
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.records import Deployment
from webapp.store import messages, power_check, versions
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import Contended
from webapp.store.tables import IS_OPEN, case, deployment, deployment_blob, deployment_file
from webapp.store.visibility import checked
from webapp.store.writing import insert_once

_FIELDS = (
    "id",
    "process",
    "measure",
    "version",
    "checksum",
    "state",
    "deployed_by",
    "approved_by",
    "deployed_at",
    "live_at",
    "retired_at",
    "note",
)
_ONE = sa.select(deployment).where(deployment.c.id == b("deployment"))
_ALL_LIVE = sa.select(deployment).where(deployment.c.state == "live").order_by(deployment.c.process)
_NEWEST = _ALL_LIVE.order_by(None).order_by(deployment.c.live_at.desc(), deployment.c.process).limit(1)
_OF_PROCESS = sa.select(deployment).where(deployment.c.process == b("process")).order_by(deployment.c.version.desc())
_EVERY = sa.select(deployment).order_by(deployment.c.process, deployment.c.version.desc())
_SAME = sa.select(deployment).where(deployment.c.process == b("process"), deployment.c.checksum == b("checksum"))
_LAST_VERSION = sa.select(sa.func.max(deployment.c.version)).where(deployment.c.process == b("process"))
_RETIRE = (
    sa.update(deployment)
    .where(deployment.c.process == b("of_process"), deployment.c.state == "live")
    .values(state="retired", retired_at=b("now"))
)
_STATE = (
    sa.update(deployment)
    .where(deployment.c.id == b("deployment"))
    .values(state=b("new_state"), live_at=b("now"), approved_by=b("approver"), retired_at=None)
)
_INSERT = sa.insert(deployment)
_ADD_BLOB = insert_once(deployment_blob)
_ADD_FILE = sa.insert(deployment_file)
_FILES = (
    sa.select(deployment_file.c.path, deployment_blob.c.content)
    .join(deployment_blob, deployment_blob.c.id == deployment_file.c.blob_id)
    .where(deployment_file.c.deployment_id == b("deployment"))
)
_OPEN_CASES = checked(
    sa.select(case.c.deployment_id, sa.func.count().label("cases")).where(IS_OPEN).group_by(case.c.deployment_id),
    "counts for the designers, who see no case",
)


class VersionUnfit(OfficeError):
    """流程{process}第{version}版不是本系统写入的，或者文件被改动，不能使用：请运行 shibiyan verify，从备份恢复。"""

    code = "version_unfit"


def insert(
    tx: Tx,
    bundle: Bundle,
    *,
    measure: str,
    at: dt.datetime,
    deployed_by: str | None = None,
    approved_by: str | None = None,
    note: str | None = None,
    state: str = "live",
) -> str:
    """This function will store a bundle as the next version of its process, by default in force, and give its id.

    The same files again give the deployment that has them, put in force.
    """
    known = tx.execute(_SAME, {"process": bundle.process, "checksum": bundle.checksum}).one_or_none()
    if known is not None:
        if state == "live" and known.state != "live":
            put_in_force(tx, known.id, approved_by=approved_by, now=at)
        return str(known.id)
    deployment_id = uuid.uuid4().hex
    last: int | None = tx.execute(_LAST_VERSION, {"process": bundle.process}).scalar_one()
    row: dict[str, Any] = {"id": deployment_id, "process": bundle.process, "measure": measure, "note": note}
    row |= {"version": (last or 0) + 1, "checksum": bundle.checksum, "state": "draft", "facts": {}}
    try:
        tx.execute(_INSERT, row | {"deployed_by": deployed_by, "approved_by": approved_by, "deployed_at": at})
    except IntegrityError as error:  # another server was faster: the act begins again and finds the version
        raise Contended from error
    _put_files(tx, deployment_id, bundle)
    if state == "live":
        put_in_force(tx, deployment_id, approved_by=approved_by, now=at)
    return deployment_id


def put_in_force(tx: Tx, deployment_id: str, *, approved_by: str | None, now: dt.datetime) -> None:
    """This function will put a deployment in force and retire the one before; raises NotFound."""
    found = read(tx, deployment_id)
    tx.execute(_RETIRE, {"of_process": found.process, "now": now})
    tx.execute(_STATE, {"deployment": deployment_id, "new_state": "live", "now": now, "approver": approved_by})
    messages.offer_again(tx, found.process, now=now)
    versions.bump(tx, versions.DEPLOYMENTS)


def bundle(tx: Tx, deployment_id: str) -> Bundle:
    """This function will give a deployment's files; raises NotFound, VersionUnfit."""
    found = read(tx, deployment_id)
    files = {row.path: bytes(row.content) for row in tx.execute(_FILES, {"deployment": deployment_id})}
    if checksum(files) != found.checksum or not power_check.is_the_offices(tx, "deployment", deployment_id):
        raise VersionUnfit(process=found.process, version=found.version)
    return Bundle(process=found.process, files=files, checksum=found.checksum)


def read(tx: Tx, deployment_id: str) -> Deployment:
    """This function will give a deployment's row; raises NotFound."""
    row = tx.execute(_ONE, {"deployment": deployment_id}).one_or_none()
    if row is None:
        raise NotFound
    return _deployment(row)


def current(tx: Tx, process: str) -> Deployment | None:
    """This function will give the deployment in force of a process, or None when it was never deployed."""
    return next((one for one in all_current(tx) if one.process == process), None)


def all_current(tx: Tx) -> tuple[Deployment, ...]:
    """This function will give every deployment in force, by process; from memory while none was put in force."""
    return versions.remembered(tx, versions.DEPLOYMENTS, "in force", lambda _version: _all_current(tx))


def _all_current(tx: Tx) -> tuple[Deployment, ...]:
    return tuple(_deployment(row) for row in tx.execute(_ALL_LIVE))


def newest(tx: Tx) -> Deployment | None:
    """This function will give the deployment that was put in force last, or None."""
    row = tx.execute(_NEWEST).one_or_none()
    return None if row is None else _deployment(row)


def of_process(tx: Tx, process: str) -> tuple[Deployment, ...]:
    """This function will give all versions of a process, the newest first."""
    return tuple(_deployment(row) for row in tx.execute(_OF_PROCESS, {"process": process}))


def every(tx: Tx) -> tuple[Deployment, ...]:
    """This function will give all deployments by process, the newest first."""
    return tuple(_deployment(row) for row in tx.execute(_EVERY))


def open_cases(tx: Tx) -> dict[str, int]:
    """This function will count the open cases of each deployment."""
    return {row.deployment_id: row.cases for row in tx.execute(_OPEN_CASES)}


def _put_files(tx: Tx, deployment_id: str, given: Bundle) -> None:
    blobs = {path: hashlib.sha256(content).hexdigest() for path, content in given.files.items()}
    tx.execute(_ADD_BLOB, [{"id": blobs[path], "content": content} for path, content in given.files.items()])
    rows = [{"deployment_id": deployment_id, "path": path, "blob_id": blob} for path, blob in blobs.items()]
    tx.execute(_ADD_FILE, rows)


def _deployment(row: AnyRow) -> Deployment:
    return Deployment(**{name: row._mapping[name] for name in _FIELDS})
