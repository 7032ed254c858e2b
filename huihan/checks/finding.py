"""What a check of `doctor` looks at and what it says."""

from dataclasses import dataclass
from datetime import datetime

from domain.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. ok False: wrong, and `mend` says what to do; ok True with a `mend`: only worth a look."""

    check: str
    ok: bool
    what: str
    mend: str = ""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What the checks look at. settings: without secrets; now: with an offset."""

    settings: Settings
    now: datetime
