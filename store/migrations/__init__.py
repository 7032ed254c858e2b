"""The schema's history: Alembic scripts, run by `store.database.migrate` from inside the package."""
