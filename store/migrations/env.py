"""Alembic's entry: runs the scripts on the connection and transaction that `store.database.migrate` holds."""

from alembic import context

from store.all_tables import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SCHEMA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
