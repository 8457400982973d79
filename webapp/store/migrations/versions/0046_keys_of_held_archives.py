"""A hold of all of a person's cases keeps the key of the person's archive, too, whoever asks."""

from __future__ import annotations

from alembic import op

revision = "0046"
down_revision = "0044"
BROKEN = "key_of_a_held_case"
TRIGGER = "data_key_held_archive"
HELD = """EXISTS (SELECT 1 FROM legal_hold AS hold
      WHERE hold.lifted_at IS NULL AND OLD.owner = 'archive:' || hold.subject_id)"""


def upgrade() -> None:
    """This function will make the trigger."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{BROKEN}')"
        op.execute(f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON data_key WHEN {HELD} BEGIN {refuse}; END")
        return
    op.execute(f"""CREATE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {HELD} THEN
    RAISE EXCEPTION '{BROKEN}' USING ERRCODE = '23514', CONSTRAINT = '{BROKEN}';
  END IF;
  RETURN OLD;
END $$""")
    op.execute(f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON data_key FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()")


def downgrade() -> None:
    """This function will remove it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {TRIGGER}" if sqlite else f"DROP TRIGGER {TRIGGER} ON data_key")
    if not sqlite:
        op.execute(f"DROP FUNCTION {TRIGGER}()")
