"""Tables of keeping and destroying: what must not be destroyed, what was proposed and decided, looks that are gone."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import day, id_column, instant, metadata, ref, sealed, text

legal_hold = sa.Table(
    "legal_hold",
    metadata,
    id_column(),
    ref("case_id", "case", index=True),
    ref("subject_id", "person", null=True, index=True),  # every case of this person, too
    ref("set_by", "person"),
    instant("set_at"),
    sealed("words"),
    ref("lift_asked_by", "person", null=True),
    instant("lift_asked_at", null=True),
    sealed("lift_words", null=True),
    ref("lifted_by", "person", null=True),
    instant("lifted_at", null=True),
    sa.CheckConstraint("lifted_by IS NULL OR lifted_by <> lift_asked_by", name="two_lift"),
)
destruction = sa.Table(
    "destruction",
    metadata,
    id_column(),
    ref("case_id", "case", index=True),
    text("term"),
    day("ended_on"),
    day("kept_until"),
    text("stage"),
    text("proposed_by"),  # a person, or the office's own command line
    instant("proposed_at"),
    ref("checked_by", "person", null=True),
    instant("checked_at", null=True),
    ref("decided_by", "person", null=True),
    instant("decided_at", null=True),
    ref("refused_by", "person", null=True),
    sealed("words", null=True),
    text("needed", null=True),
    instant("over_at", null=True),
    sa.CheckConstraint("checked_by IS NULL OR checked_by <> proposed_by", name="another_checks"),
    sa.CheckConstraint(
        "decided_by IS NULL OR (checked_by IS NOT NULL AND decided_by <> proposed_by AND decided_by <> checked_by)",
        name="three_people",
    ),
    sa.CheckConstraint("stage NOT IN ('decided', 'done') OR decided_by IS NOT NULL", name="decided"),
    sa.Index("ix_destruction_stage", "stage"),
)
_UNDER_WAY = sa.text("stage IN ('proposed', 'checked', 'decided')")
sa.Index(
    "uq_destruction_under_way",
    destruction.c.case_id,
    unique=True,
    sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)
look_gone = sa.Table(
    "look_gone",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    text("hash"),
    text("sealed_by"),
    sa.Index("ix_look_gone_sealed_by", "sealed_by"),
)
