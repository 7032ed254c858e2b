"""Alembic's entry: runs the scripts on the connection and transaction that `store.database.migrate` holds."""

from alembic import context

from store import notice_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=notice_tables.notice.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
