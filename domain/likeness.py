"""Projects are compared only with their like: of the same kind, on the same side of an area (TRADE 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from domain.directory_codes import ProjectKind


@dataclass(frozen=True, kw_only=True)
class LikenessRules:
    """How the rulebook has it. area_m2: of all buildings; projects above it are one side, the others the other. least:
    of fewer projects that are alike none is compared."""

    area_m2: int = 100_000
    least: int = 3


@dataclass(frozen=True, kw_only=True)
class Like:
    """What projects that are alike have in common. large: above the area of the rules."""

    kind: ProjectKind
    large: bool


class NotCompared(StrEnum):
    """Why a project is compared with none: its kind or area is not known, or too few are like it."""

    UNKNOWN = "unknown"
    FEW = "few"


def like_of(rules: LikenessRules, kind: ProjectKind | None, area_m2: int | None) -> Like | None:
    """What a project is like; None where its kind or its area (in square metres) is not known."""
    if kind is None or area_m2 is None:
        return None
    return Like(kind=kind, large=area_m2 > rules.area_m2)


def middle(rules: LikenessRules, values: Iterable[float | None]) -> float | None:
    """The median of those that are known; None where fewer than `least` are."""
    known = [value for value in values if value is not None]
    return median(known) if known and len(known) >= rules.least else None
