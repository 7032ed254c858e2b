"""What an examination of the instance finds: the same for `huihan doctor` and for the admin's page."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. ok False: wrong, and `mend` says what to do; ok True with a `mend`: only worth a look."""

    check: str
    ok: bool
    what: str
    mend: str = ""


@dataclass(frozen=True, kw_only=True)
class Examination:
    """The findings of every check, and how long it took. stopped: why it did not come to its end, None if it did."""

    at: datetime
    took: timedelta
    findings: tuple[Finding, ...]
    stopped: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unentered:
    """A message or file that a source shows and that has no row. key: as the source knows it; size: in bytes."""

    key: str
    received: datetime
    size: int
