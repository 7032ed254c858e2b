"""What the page of rates is asked for by its address, and the addresses of the cases behind its counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from desk.views.figures import LedgerAsked, code_of, month_of, name_of
from domain.labels import CATEGORY, CAUSE, CAUSE_SAID, CHANNEL, DEPARTMENT, GRADE
from domain.rates import RATES, Dimension, Length, RateCount, month_before
from store.rates import Key
from store.tasks import Among
from workers.figures.complaint_ledger import topic_names
from workers.figures.rates import RatesAsked
from workers.instance.services import Services

_FILTERS: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.BUILDING: ("project", "building"),
    Dimension.CAUSE: ("cause", "cause_said"),
}
"""By which filters of the ledger a line is found where it is more than the one of its own name."""

_LABELS: Mapping[Dimension, Mapping[str, str]] = {
    Dimension.DEPARTMENT: DEPARTMENT,
    Dimension.CHANNEL: CHANNEL,
    Dimension.GRADE: GRADE,
    Dimension.CATEGORY: CATEGORY,
    Dimension.CAUSE: {**CAUSE, **CAUSE_SAID},
}


@dataclass(frozen=True)
class RatesAddress:
    """The address of the page."""

    month: str = ""
    length: str = ""
    by: str = ""
    project: str = ""
    area: str = ""
    worst: str = ""

    def asked(self, today: date) -> RatesAsked:
        """What it asks for; the month of today, by project, if it says nothing."""
        return RatesAsked(
            month=month_of(self.month) or today.replace(day=1),
            length=code_of(Length, self.length) or Length.MONTH,
            by=code_of(Dimension, self.by) or Dimension.PROJECT,
            among=Among(project=name_of(self.project), area=name_of(self.area)),
            worst=self.worst if self.worst in RATES else "",
        )


def behind(asked: RatesAsked, count: RateCount, key: Key | None = None) -> str:
    """The ledger of the cases behind a count. key: of a line; None: of the total."""
    return ledger_of(asked, count, key).kept()


def ledger_of(asked: RatesAsked, count: RateCount, key: Key | None) -> LedgerAsked:
    """The same as what the ledger is asked for."""
    among = asked.among
    whole = LedgerAsked(
        month=f"{asked.month:%Y-%m}",
        length=asked.length,
        rate=count,
        project=among.project or "",
        area=among.area or "",
    )
    names = _FILTERS.get(asked.by, (asked.by.value,))
    line = dict(zip(names, key, strict=True)) if key is not None else {}
    given = {name: value for name, value in line.items() if value is not None}
    return replace(whole, without=",".join(sorted(line.keys() - given)), **given)


def labels_of(services: Services, by: Dimension) -> Mapping[str, str]:
    """What staff call the lines of that dimension, where codes stand for them."""
    return topic_names(services.compiled.rulebook) if by is Dimension.TOPIC else _LABELS.get(by, {})


def earlier(asked: RatesAsked) -> RatesAsked:
    """The period before."""
    return replace(asked, month=month_before(asked.month, asked.length))
