"""Mark the waits that only listen: an event at a step's border lets something in while the case waits for the step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
PROCESS = re.compile(rb'<(?:\w+:)?process\b[^>]*?\bid="([^"]+)"')
BORDER = re.compile(rb'<(?:\w+:)?boundaryEvent\b[^>]*?\bid="([^"]+)"')
DIAGRAMS = sa.text(
    "SELECT f.deployment_id, b.content FROM deployment_file f JOIN deployment_blob b ON b.id = f.blob_id"
    " WHERE f.path LIKE '%.bpmn' AND f.deployment_id IN"
    ' (SELECT c.deployment_id FROM "case" c JOIN subscription s ON s.case_id = c.id WHERE s.gone_at IS NULL)'
)
LISTENS = sa.text(
    "UPDATE subscription SET listens = :yes WHERE gone_at IS NULL AND process = :process AND element = :element"
    ' AND case_id IN (SELECT id FROM "case" WHERE deployment_id = :deployment)'
)


def upgrade() -> None:
    """This function will add the column and read from the diagrams in use which waits listen at a border."""
    op.add_column("subscription", sa.Column("listens", sa.Boolean, nullable=False, server_default=sa.false()))
    found = [row for diagram in op.get_bind().execute(DIAGRAMS).all() for row in _borders(*diagram)]
    if found:
        op.get_bind().execute(LISTENS, found)


def downgrade() -> None:
    """This function will remove the column."""
    op.drop_column("subscription", "listens")


def _borders(deployment: str, content: bytes) -> Iterator[dict[str, object]]:
    """The events at a border of the one process that a file draws."""
    text = bytes(content)
    process = PROCESS.search(text)
    for element in BORDER.findall(text) if process else ():
        names = {"process": process[1].decode() if process else "", "element": element.decode()}
        yield {"yes": True, "deployment": deployment} | names
