"""What the page of reports is asked for by its address, and its charts as the page shows them."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date

from desk.views.figures import code_of, month_of, name_of
from domain.rates import Length, month_before
from store.tasks import Among
from workers.reporting.charts import Bars, as_svg, charts_of
from workers.reporting.contents import Report, ReportAsked


@dataclass(frozen=True)
class ReportAddress:
    """The address of the page."""

    month: str = ""
    length: str = ""
    project: str = ""
    area: str = ""

    def asked(self, today: date) -> ReportAsked:
        """What it asks for; the last month that is over if it says nothing."""
        return ReportAsked(
            month=month_of(self.month) or month_before(today, Length.MONTH),
            length=code_of(Length, self.length) or Length.MONTH,
            among=Among(project=name_of(self.project), area=name_of(self.area)),
        )


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart on the page. source: the picture itself, as an address."""

    bars: Bars
    source: str


def drawn_of(report: Report) -> tuple[Drawn, ...]:
    """The charts of a report."""
    return tuple(
        Drawn(bars=one, source=f"data:image/svg+xml;base64,{b64encode(as_svg(one)).decode()}")
        for one in charts_of(report)
    )
