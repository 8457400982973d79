"""Tables beside the archive's entries: when it was opened, yearly pictures, yearly own data, requests to read it."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import day, id_column, instant, metadata, number, ref, sealed, text

archive_file = sa.Table(
    "archive_file",
    metadata,
    ref("subject_id", "person", primary_key=True),
    day("opened_on"),
    ref("case_id", "case", null=True),
    ref("opened_by", "person", null=True),
    instant("at"),
)
archive_snapshot = sa.Table(
    "archive_snapshot",
    metadata,
    id_column(),
    ref("subject_id", "person"),
    number("year"),
    day("as_of"),
    ref("case_id", "case", null=True),
    ref("checked_by", "person", null=True),
    instant("at"),
    sealed("content"),
    sa.Index("ix_archive_snapshot_subject", "subject_id", "year"),
)
own_statement = sa.Table(
    "own_statement",
    metadata,
    id_column(),
    ref("subject_id", "person"),
    number("year"),
    number("version"),
    ref("case_id", "case", null=True),
    ref("entered_by", "person"),
    instant("at"),
    sealed("content"),
    sa.UniqueConstraint("subject_id", "year", "version"),
)
archive_request = sa.Table(
    "archive_request",
    metadata,
    id_column(),
    ref("subject_id", "person"),
    ref("asked_by", "person"),
    instant("asked_at"),
    sealed("reason"),
    text("status"),
    ref("checked_by", "person", null=True),
    instant("checked_at", null=True),
    sealed("opinion", null=True),
    ref("decided_by", "person", null=True),
    instant("decided_at", null=True),
    sealed("answer", null=True),
    day("until_on", null=True),
    sa.CheckConstraint("checked_by IS NULL OR checked_by <> asked_by", name="keeper"),
    sa.CheckConstraint(
        "decided_by IS NULL OR (decided_by <> asked_by AND decided_by <> checked_by)", name="three_people"
    ),
    sa.Index("ix_archive_request_asked_by", "asked_by", "status"),
    sa.Index("ix_archive_request_status", "status"),
)
