"""What the page of the analysis is asked for by its address, the cases behind a count, and how dark it stands."""

from dataclasses import dataclass, replace
from datetime import date

from desk.views import rates
from desk.views.figures import month_of, name_of
from desk.views.rates import ledger_of
from domain.rates import Dimension, RateCount
from store.rates import Key
from store.tasks import Among
from workers.figures.analysis import AnalysisAsked, Trend
from workers.figures.causes import CauseCount
from workers.figures.rates import RatesAsked

SHADES = 5


@dataclass(frozen=True)
class AnalysisAddress:
    """The address of the page."""

    month: str = ""
    project: str = ""
    area: str = ""

    def asked(self, today: date) -> AnalysisAsked:
        """What it asks for; the month of today if it names none."""
        return AnalysisAsked(
            month=month_of(self.month) or today.replace(day=1),
            among=Among(project=name_of(self.project), area=name_of(self.area)),
        )


def behind(asked: AnalysisAsked, by: Dimension, key: Key, month: date) -> str:
    """The ledger of the cases behind a count of a month."""
    return rates.behind(RatesAsked(month=month, by=by, among=asked.among), RateCount.RECEIVED, key)


def behind_cause(asked: AnalysisAsked, topic: str, one: CauseCount) -> str:
    """The ledger of a matter's cases in the month that come from one cause."""
    whole = ledger_of(
        RatesAsked(month=asked.month, by=Dimension.TOPIC, among=asked.among), RateCount.RECEIVED, (topic,)
    )
    if one.cause is None:
        return replace(whole, without=Dimension.CAUSE.value).kept()
    return replace(whole, cause=one.cause, cause_said=one.said or "").kept()


def shade(count: int, lines: tuple[Trend, ...]) -> int:
    """How dark a count stands among those of its table: 0 for none, SHADES for the most."""
    most = max((max(one.counts) for one in lines), default=0)
    return 0 if not count else max(1, round(SHADES * count / most))
