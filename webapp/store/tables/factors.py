"""Tables of the second factor, codes and keys by which a person is proven; and of what two administrators do."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import id_column, instant, metadata, number, ref, sealed, text

factor = sa.Table(
    "factor",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    text("kind"),
    sealed("name"),
    sealed("secret"),
    text("handle", null=True, unique=True),
    text("host", null=True),
    number("uses", default=0),
    number("used_step", null=True),
    instant("made_at"),
    instant("used_at", null=True),
    sa.CheckConstraint("kind IN ('codes', 'key')", name="kind"),
)
# Once it held recoveries of second factors only: its name stands in the record of whatever was asked since.
recovery = sa.Table(
    "recovery",
    metadata,
    id_column(),
    ref("person_id", "person", index=True),
    ref("asked_by", "person"),
    instant("asked_at"),
    sealed("reason"),
    text("status"),
    ref("settled_by", "person", null=True),
    instant("settled_at", null=True),
    text("subject", null=True),  # of the provider: who shall sign in as the person
    text("kind", null=True),  # none: of before 0065, a lost second factor or a subject
    text("role", null=True),  # the administrator's duty to give
    sa.CheckConstraint("status IN ('open', 'done', 'withdrawn')", name="status"),
    sa.CheckConstraint("asked_by <> person_id", name="by_another"),
    # Two people, neither of them the one who comes back: the database itself wants it, whoever writes to it.
    sa.CheckConstraint(
        "status <> 'done' OR (settled_by IS NOT NULL AND settled_by <> asked_by AND settled_by <> person_id)",
        name="by_two",
    ),
)
sa.Index(
    "uq_recovery_open",
    recovery.c.person_id,
    unique=True,
    sqlite_where=recovery.c.status == "open",
    postgresql_where=recovery.c.status == "open",
)
