"""What a report says, all of it, made once: Word, Excel, JSON and the page ask nothing further."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.rates import Dimension, Length, RateCounts
from domain.said import Sentence
from store.tasks import Among
from workers.figures.causes import CauseCount
from workers.figures.rates import Rates
from workers.figures.statistics import Statistics
from workers.typical.published import PublishedCase


@dataclass(frozen=True, kw_only=True)
class ReportAsked:
    """What a report is asked for. month: any day of the period."""

    month: date
    length: Length = Length.MONTH
    among: Among = field(default_factory=Among)


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One of the twelve months that end with the period. month: its first day."""

    month: date
    counts: RateCounts


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One of the matters most complained of. share: of all received, 0-1; before, year_before: how many in the period
    before and in the same one a year earlier; causes: as the records have them now."""

    name: str
    count: int
    share: float
    before: int
    year_before: int
    causes: tuple[CauseCount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OverdueCase:
    """A round of handling past its term. finished: None if it was open at the end of the period; days: begun ones."""

    number: str
    place: str
    matter: str
    departments: str
    owner: str
    due: date
    finished: date | None
    days: int


@dataclass(frozen=True, kw_only=True)
class EarlyWarning:
    """A matter, building or department whose complaints rose above the control limit in the last month."""

    by: Dimension
    name: str
    count: int
    mean: float
    limit: float


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What people write: the analysis 分析 and the measures 措施, paragraphs apart by line breaks."""

    analysis: str = ""
    measures: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole report. where: whose it is; period: as people write it; made_at: in the house's zone.

    forms: the statistics form of the period's last month, in every scheme, the house's own first. projects, matters:
    the rates of the period; year_before: of the same period a year earlier. overdue: the first of them, of overdue_open
    and overdue_done in all. typical: the typical cases that were published in the period.
    """

    asked: ReportAsked
    company: str
    where: str
    period: str
    made_at: datetime
    overview: tuple[Sentence, ...]
    forms: tuple[Statistics, ...]
    projects: Rates
    year_before: RateCounts
    months: tuple[MonthLine, ...]
    matters: tuple[Matter, ...]
    overdue: tuple[OverdueCase, ...]
    overdue_open: int
    overdue_done: int
    warnings: tuple[EarlyWarning, ...]
    typical: tuple[PublishedCase, ...] = ()
    texts: Texts = field(default_factory=Texts)

    @property
    def total(self) -> RateCounts:
        """The rates of the period in all."""
        return self.projects.total

    @property
    def before(self) -> RateCounts:
        """Those of the period before."""
        return self.projects.before

    @property
    def closed_at(self) -> datetime | None:
        """When the period was closed; None if it is open, and its figures may still move."""
        return self.projects.closed_at
