"""Runs the migrations, apart from `store.database`, because Alembic takes longer to import than most commands run."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from store.database import MIGRATIONS, NewerSchemaError


def upgrade(connection: Connection) -> None:
    """Bring an open connection's database to the newest schema. NewerSchemaError if its schema is none of ours."""
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise NewerSchemaError(str(error)) from error


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for the migrations in this package, working on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
