"""What another program may do with a token of the API, a scope for each kind of thing (DESIGN 4)."""

from enum import StrEnum


class Scope(StrEnum):
    """One right of a token."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    COMPLAINTS_WRITE = "complaints:write"
    LETTERS_READ = "letters:read"
    REPORTS_READ = "reports:read"
