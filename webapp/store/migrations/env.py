"""What Alembic runs: the migrations on the connection that `migrating` hands over (never a connection of its own)."""

from alembic import context

from webapp.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
