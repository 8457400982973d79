"""Tables beside the archive's entries: when it was opened, yearly pictures of it, yearly own data."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import day, id_column, instant, metadata, number, ref, sealed

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
