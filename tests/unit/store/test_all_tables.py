"""Every table of the database, whichever modules a process has imported."""

from pathlib import Path

import store
from store.all_tables import MODULES, SCHEMA


def test_every_module_of_tables_is_named() -> None:
    folder = Path(store.__file__).parent
    assert {module.__name__.removeprefix("store.") for module in MODULES} == {
        path.stem for path in folder.glob("*tables.py")
    } - {"all_tables"}


def test_they_hang_together() -> None:
    known = SCHEMA.tables.keys()
    assert len(SCHEMA.sorted_tables) == len(known) > 40
    assert {key.column.table.name for table in SCHEMA.sorted_tables for key in table.foreign_keys} <= known
