"""Keeping and destroying: holds, the list of destruction, cases whose contents are destroyed, looks that are gone.

While a hold is in force no statement of anybody takes the data key of a case that it covers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0039"
down_revision = "0038"
THREE_PEOPLE = (
    "decided_by IS NULL OR (checked_by IS NOT NULL AND decided_by <> proposed_by AND decided_by <> checked_by)"
)
TABLES = {
    "legal_hold": """
        id text key; case_id -> case; subject_id -> person null; set_by -> person; set_at instant; words blob
        lift_asked_by -> person null; lift_asked_at instant null; lift_words blob null
        lifted_by -> person null; lifted_at instant null
        check two_lift: lifted_by IS NULL OR lifted_by <> lift_asked_by
        index ix_legal_hold_case_id: case_id
        index ix_legal_hold_subject_id: subject_id
    """,
    "destruction": f"""
        id text key; case_id -> case; term text; ended_on day; kept_until day; stage text
        proposed_by text; proposed_at instant; checked_by -> person null; checked_at instant null
        decided_by -> person null; decided_at instant null; refused_by -> person null; words blob null
        needed text null; over_at instant null
        check another_checks: checked_by IS NULL OR checked_by <> proposed_by
        check three_people: {THREE_PEOPLE}
        check decided: stage NOT IN ('decided', 'done') OR decided_by IS NOT NULL
        index ix_destruction_case_id: case_id
        index ix_destruction_stage: stage
        unique index uq_destruction_under_way: case_id where stage IN ('proposed', 'checked', 'decided')
    """,
    "look_gone": """
        id number key; hash text; sealed_by text
        index ix_look_gone_sealed_by: sealed_by
    """,
}
BROKEN = "key_of_a_held_case"
TRIGGER = "data_key_held"
HELD = """EXISTS (SELECT 1 FROM legal_hold AS hold WHERE hold.lifted_at IS NULL
      AND (OLD.owner = 'case:' || hold.case_id
        OR EXISTS (SELECT 1 FROM "case" AS held
          WHERE OLD.owner = 'case:' || held.id AND held.subject_id = hold.subject_id)))"""


def upgrade() -> None:
    """This function will add the tables, the column and the trigger."""
    make(TABLES)
    instant = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
    op.add_column("case", sa.Column("destroyed_at", instant, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{BROKEN}')"
        op.execute(f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON data_key WHEN {HELD} BEGIN {refuse}; END")
        return
    op.execute("ALTER TABLE look_gone ALTER COLUMN id TYPE bigint")
    op.execute(f"""CREATE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {HELD} THEN
    RAISE EXCEPTION '{BROKEN}' USING ERRCODE = '23514', CONSTRAINT = '{BROKEN}';
  END IF;
  RETURN OLD;
END $$""")
    op.execute(f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON data_key FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()")


def downgrade() -> None:
    """This function will remove them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {TRIGGER}" if sqlite else f"DROP TRIGGER {TRIGGER} ON data_key")
    if not sqlite:
        op.execute(f"DROP FUNCTION {TRIGGER}()")
    op.drop_column("case", "destroyed_at")
    remove(TABLES)
