"""Forms that wait for whoever typed them: sealed with the office's key, found by their person alone, gone in a day."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from typing import Any  # JSON as it was written

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.typed import Typed, TypedFile
from webapp.store import keys
from webapp.store.db import Tx
from webapp.store.tables import kept_form
from webapp.store.vault import Place

MOST = 20
"""So many wait for one person; of more the oldest give way."""

_OWN = kept_form.c.person_id == b("person")
_ADD = sa.insert(kept_form)
_GET = sa.select(kept_form).where(kept_form.c.id == b("kept"), _OWN)
_DROP = sa.delete(kept_form).where(kept_form.c.id == b("kept"), _OWN)
_BEYOND = sa.select(kept_form.c.id).where(_OWN).order_by(kept_form.c.at.desc(), kept_form.c.id).offset(MOST).limit(MOST)
_SWEEP = sa.delete(kept_form).where(kept_form.c.at < b("before"))


def add(tx: Tx, person_id: PersonId, one: Typed, *, now: dt.datetime) -> str:
    """This function will keep a form for its person and give its id."""
    kept_id = uuid.uuid4().hex
    content = keys.office(tx).seal(_place(kept_id), json.dumps(_written(one), ensure_ascii=False).encode())
    tx.execute(_ADD, {"id": kept_id, "person_id": person_id, "at": now, "content": content})
    for row in tx.execute(_BEYOND, {"person": person_id}).all():
        drop(tx, row.id, person_id=person_id)
    return kept_id


def get(tx: Tx, kept_id: str, *, person_id: PersonId) -> Typed:
    """This function will give a form back to whoever typed it; raises NotFound for anybody else."""
    row = tx.execute(_GET, {"kept": kept_id, "person": person_id}).one_or_none()
    if row is None:
        raise NotFound
    return _read(json.loads(keys.office(tx).open(_place(kept_id), bytes(row.content))))


def drop(tx: Tx, kept_id: str, *, person_id: PersonId) -> None:
    """This function will forget a form that was sent."""
    tx.execute(_DROP, {"kept": kept_id, "person": person_id})


def sweep(tx: Tx, *, before: dt.datetime) -> int:
    """This function will forget forms that nobody came back for and tell how many."""
    return tx.execute(_SWEEP, {"before": before}).rowcount


def _written(one: Typed) -> dict[str, Any]:
    files = [
        {"box": file.box, "name": file.name, "kind": file.kind, "content": base64.b64encode(file.content).decode()}
        for file in one.files
    ]
    return {"path": one.path, "page": one.page, "fields": [list(pair) for pair in one.fields], "files": files}


def _read(found: dict[str, Any]) -> Typed:
    return Typed(
        path=found["path"],
        page=found["page"],
        fields=tuple((name, text) for name, text in found["fields"]),
        files=tuple(
            TypedFile(box=file["box"], name=file["name"], kind=file["kind"], content=base64.b64decode(file["content"]))
            for file in found["files"]
        ),
    )


def _place(row: str) -> Place:
    return Place(table="kept_form.content", row=row)
