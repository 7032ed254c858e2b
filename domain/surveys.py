"""The satisfaction survey of a quarter (TRADE 8): how many households it asks, whose turn it is, and what."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.survey_codes import SURVEY_MARK

LEAST_SHARE = 20
"""Percent of the occupied households of a project: the trade's least, which no setting goes below."""
MARKS = tuple(int(mark) for mark in SURVEY_MARK)
"""The five steps, 5 the best."""
QUESTIONS = (
    "总体满意度",
    "客户服务与投诉办理",
    "房屋与公共部位维修",
    "设备设施运行（电梯、水、电、消防）",
    "秩序维护与车辆管理",
    "环境卫生与绿化",
    "收费公开与合理",
)
"""What is asked unless the house says otherwise: all in all first, then by area of service."""
FORM_MARK = "HUIHAN SURVEY"
"""What the code of every questionnaire begins with."""
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, kw_only=True, order=True)
class Quarter:
    """A quarter of a year. number: 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that a day lies in."""
        return cls(year=day.year, number=(day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """The quarter that 2026-Q4 names; None for anything else."""
        found = _QUARTER.fullmatch(text.strip().upper())
        return cls(year=int(found[1]), number=int(found[2])) if found and found[1].isascii() else None

    @property
    def text(self) -> str:
        """As `read` takes it."""
        return f"{self.year:04}-Q{self.number}"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A household that may be asked. building: its comparing form; asked_at: when it was last, None for never."""

    id: int
    building: str = ""
    asked_at: datetime | None = None


def wanted(occupied: int, share: int) -> int:
    """How many households are at least that share (in percent) of the occupied ones."""
    return -(-occupied * share // 100)


def drawn(seed: str, candidates: Iterable[Candidate], count: int) -> tuple[Candidate, ...]:
    """So many of them: who was never asked first, then who was asked longest ago; among equals by lot.

    The lot is the SHA-256 of seed and household: the same seed over the same directory draws the same households.
    """
    return tuple(sorted(candidates, key=lambda one: _turn(seed, one))[:count])


def _turn(seed: str, one: Candidate) -> tuple[float, str]:
    asked = one.asked_at.timestamp() if one.asked_at else float("-inf")
    return asked, hashlib.sha256(f"{seed}:{one.id}".encode()).hexdigest()
