"""Every table of the database, so that what walks them all misses none: importing a module makes its tables known."""

from types import ModuleType

from store import (
    api_tables,
    case_tables,
    desk_tables,
    directory_tables,
    house_tables,
    notice_tables,
    past_tables,
    report_tables,
    staff_tables,
    survey_tables,
    tables,
    typical_tables,
)

MODULES: tuple[ModuleType, ...] = (
    tables,
    case_tables,
    staff_tables,
    desk_tables,
    notice_tables,
    house_tables,
    api_tables,
    directory_tables,
    survey_tables,
    report_tables,
    typical_tables,
    past_tables,
)
"""Where the tables stand."""
SCHEMA = tables.metadata
"""All of them; `migrations/` must say the same."""
