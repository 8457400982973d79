"""Tables of the overdue ladder: rungs reached, who was told, the digests, and which daily work is done."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import day, instant, metadata, number, ref, text

rung = sa.Table(
    "rung",
    metadata,
    sa.Column("step_id", sa.Text, primary_key=True),  # of a task or of a subscription
    sa.Column("due_on", sa.Date, primary_key=True),
    sa.Column("rung", sa.Text, primary_key=True),
    ref("case_id", "case", index=True),
    instant("at"),
    ref("letter_id", "letter", null=True),
)
told = sa.Table(
    "told",
    metadata,
    ref("person_id", "person", primary_key=True),
    sa.Column("step_id", sa.Text, primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True),
    sa.Column("rung", sa.Text, primary_key=True),
    ref("case_id", "case", index=True),
    instant("at"),
    day("digest_on", null=True),
    sa.Index("ix_told_digest", "person_id", "digest_on"),
)
digest = sa.Table(
    "digest",
    metadata,
    ref("person_id", "person", primary_key=True),
    sa.Column("on", sa.Date, primary_key=True),
    number("late"),
    number("today"),
    number("soon"),
    instant("made_at"),
)
day_run = sa.Table(
    "day_run",
    metadata,
    sa.Column("piece", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, primary_key=True),
    text("leased_by"),
    instant("leased_until"),
    instant("done_at", null=True),
    number("pieces", default=0),
)
attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("piece", sa.Text, primary_key=True),
    number("tries"),
    instant("next_try_at", null=True),
)
