"""What a check of `doctor` looks at; what it says is a `domain.health.Finding`."""

from dataclasses import dataclass
from datetime import datetime

from domain.health import Finding
from domain.settings import Settings

__all__ = ["Finding", "Patient"]


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What the checks look at. settings: without secrets; now: with an offset."""

    settings: Settings
    now: datetime
