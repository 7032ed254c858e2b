"""What each project's rates are beside: the medians of the projects that are like it (TRADE 8)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from domain.directory_codes import PROJECT_KIND
from domain.likeness import Like, LikenessRules, NotCompared, like_of, middle
from domain.rates import NONE, RATES, RateCounts
from domain.said import N_, Sentence
from domain.staff import Person
from store import projects
from workers.instance.permissions import HEADS

_DEFINITION = N_(
    "同类：类型相同，建筑面积同在 {area} 平方米以上，或同在其下；旁边是同类各项目（含本项目）的中位数。"
    "类型或面积不详的、同类或其中有此比率的不足 {least} 个的，不比较。"
)
_SIDES = {
    True: N_("{kind}，{area} 平方米以上，共 {count} 个项目"),
    False: N_("{kind}，{area} 平方米及以下，共 {count} 个项目"),
}
_WHY: Mapping[NotCompared, str] = {
    NotCompared.UNKNOWN: N_("不比较：类型或面积不详"),
    NotCompared.FEW: N_("不比较：同类项目太少"),
}
HIGH_IS_WORSE = frozenset({"complaint_rate", "repeated_rate"})
"""Of the other rates the lowest is the worst."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a project is beside. like: None where that is not known. projects: how many are alike, itself among them.

    why: it is compared with none; None: it is compared. medians: by the names of the rates, 0-1; None for a rate that
    too few of them have.
    """

    like: Like | None = None
    projects: int = 0
    why: NotCompared | None = None
    medians: Mapping[str, float | None] = field(default_factory=lambda: dict.fromkeys(RATES))


def definition(rules: LikenessRules) -> Sentence:
    """How projects are compared."""
    return Sentence(_DEFINITION, {"area": f"{rules.area_m2:,}", "least": rules.least})


def said(compared: Beside, rules: LikenessRules) -> Sentence:
    """What a project is compared with, or why it is not."""
    if compared.why is not None or compared.like is None:
        return Sentence(_WHY[compared.why or NotCompared.UNKNOWN])
    kind = Sentence(PROJECT_KIND[compared.like.kind])
    values = {"kind": kind, "area": f"{rules.area_m2:,}", "count": compared.projects}
    return Sentence(_SIDES[compared.like.large], values)


UNKNOWN = Beside(why=NotCompared.UNKNOWN)
"""Of a project that the directory does not know, or not well enough."""


def beside(
    session: Session, person: Person, rules: LikenessRules, counts: Mapping[str, RateCounts]
) -> Mapping[str, Beside]:
    """Every project that the person answers for, beside those of them that are like it. counts: by project, of all of
    these; of one that is missing nothing was counted.
    """
    groups: dict[Like, list[str]] = defaultdict(list)
    found: dict[str, Beside] = {}
    for one in projects.every(session):
        if person.grant(*HEADS, project=one.name) is None:
            continue
        like = like_of(rules, one.kind, one.area_m2)
        if like is None:
            found[one.name] = UNKNOWN
        else:
            groups[like].append(one.name)
    for like, names in groups.items():
        few = len(names) < rules.least
        rates = [counts.get(name, NONE) for name in names]
        medians = {rate: None if few else middle(rules, (getattr(one, rate) for one in rates)) for rate in RATES}
        made = Beside(like=like, projects=len(names), why=NotCompared.FEW if few else None, medians=medians)
        found |= dict.fromkeys(names, made)
    return found
