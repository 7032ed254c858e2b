"""Says whether the rules in an instance's folder are those that decide, without making or changing anything."""

from sqlalchemy.exc import SQLAlchemyError

from domain.settings import Settings
from store.database import open_database
from workers.versions import not_live


def changed_since(settings: Settings) -> str | None:
    """A sentence if the folder was changed and not made live; None where there is no database to ask."""
    if settings.database_url.startswith("sqlite") and not (settings.root / "data" / "huihan.db").exists():
        return None
    database = open_database(settings.database_url)
    try:
        return not_live(database, settings.rulebook)
    except SQLAlchemyError:  # not there, or older than versions are; `doctor` says what is wrong with a database
        return None
    finally:
        database.dispose()
