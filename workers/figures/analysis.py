"""What rises and where: the matters, buildings and departments of a month beside the year before it (TRADE 8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from domain import control
from domain.rates import Dimension, Length, month_before, span_of
from domain.said import N_
from domain.staff import Person
from store import trends
from store.rates import Key
from store.tasks import Among
from workers.figures.causes import TopMatters, top_matters
from workers.figures.statistics import known
from workers.instance.permissions import HEADS
from workers.instance.services import Services

MONTHS_BEFORE = 12
MOST = 20
"""Lines of a list: what is asked for is what stands out."""
SUBJECTS = (Dimension.TOPIC, Dimension.BUILDING, Dimension.DEPARTMENT)
DEFINITIONS = (
    N_("收到：当月收到的投诉，按首轮处理计；认定不是投诉的不计。"),
    N_("均值：有投诉以来、最多此前十二个月的月均数。"),
    N_("控制上限：均值加均值平方根的三倍（c 图）；此前不足三个月的不计。"),
    N_("高于控制上限、且不少于三件的，列为预警；上限以内的起伏是偶然的。"),
)
"""How the numbers are reckoned."""


@dataclass(frozen=True, kw_only=True)
class AnalysisAsked:
    """What is asked for. month: any day of it."""

    month: date
    among: Among = field(default_factory=Among)


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One line. counts: of each month, the earliest first, that of the month asked for last. mean, limit: of the months
    before it, None where they are too few."""

    key: Key
    counts: tuple[int, ...]
    mean: float | None
    limit: float | None
    high: bool

    @property
    def count(self) -> int:
        """How many were received in the month."""
        return self.counts[-1]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Of each subject the lines with the most complaints, those above their limit first. months: their first days.
    top: what the month's complaints are most about."""

    asked: AnalysisAsked
    months: tuple[date, ...]
    trends: Mapping[Dimension, tuple[Trend, ...]]
    top: TopMatters

    @property
    def alarms(self) -> tuple[tuple[Dimension, Trend], ...]:
        """What rises above its limit, subject by subject."""
        return tuple((by, one) for by, lines in self.trends.items() for one in lines if one.high)


def analysis_for(services: Services, session: Session, person: Person, asked: AnalysisAsked) -> Analysis:
    """What the complaints of the projects that the person answers for come from. Raises Refused for a project or area
    there is none of."""
    known(session, person, asked.among)
    months = _months(asked.month)
    spans = [span_of(month, Length.MONTH, services.zone) for month in months]
    found = {by: trends.received_by(session, person, HEADS, asked.among, spans, by) for by in SUBJECTS}
    first = _first_with_any(found[Dimension.TOPIC].values())
    return Analysis(
        asked=asked,
        months=months,
        trends={by: _trends(lines, first) for by, lines in found.items()},
        top=top_matters(services, session, person, spans[-1], asked.among),
    )


def _months(month: date) -> tuple[date, ...]:
    """The month and those before it, the earliest first."""
    found = [month.replace(day=1)]
    while len(found) <= MONTHS_BEFORE:
        found.append(month_before(found[-1], Length.MONTH))
    return tuple(reversed(found))


def _first_with_any(found: Collection[tuple[int, ...]]) -> int:
    """Which month the house's complaints begin in: an office that has just begun had no quiet year before."""
    return next((at for at in range(MONTHS_BEFORE) if any(counts[at] for counts in found)), MONTHS_BEFORE)


def _trends(found: Mapping[Key, tuple[int, ...]], first: int) -> tuple[Trend, ...]:
    made = []
    for key, counts in found.items():
        before = counts[first:-1]
        high = control.is_high(counts[-1], before)
        made.append(Trend(key=key, counts=counts, mean=control.mean(before), limit=control.limit(before), high=high))
    made.sort(key=lambda one: (not one.high, -one.count, -sum(one.counts), tuple(name or "" for name in one.key)))
    return tuple(one for one in made[:MOST] if any(one.counts))
