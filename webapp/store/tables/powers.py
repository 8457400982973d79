"""The table of marks: what lets a person in and what a person may, as the office itself wrote it."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.tables.base import metadata, text

power_mark = sa.Table(
    "power_mark",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # a person's id, or `office`
    text("rows"),
    text("mac"),
)
