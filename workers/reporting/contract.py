"""The JSON of a report: every key is present, what there is not is null or empty (DESIGN 4)."""

from collections.abc import Mapping

from domain.rates import RateCount, RateCounts
from workers.figures.contract import rates_view, statistics_view
from workers.figures.rates import RATES
from workers.reporting.contents import Report
from workers.reporting.words import title


def report_view(report: Report) -> Mapping[str, object]:
    """The report as `huihan report monthly --json` has it."""
    return {
        "title": title(report),
        "company": report.company,
        "month": f"{report.asked.month:%Y-%m}",
        "length": report.asked.length,
        "project": report.asked.among.project,
        "area": report.asked.among.area,
        "made": report.made_at.isoformat(timespec="seconds"),
        "closed": None if report.closed_at is None else report.closed_at.isoformat(timespec="seconds"),
        "overview": [str(one) for one in report.overview],
        "forms": [statistics_view(form) for form in report.forms],
        "rates": rates_view(report.projects),
        "year_before": _rates(report.year_before),
        "months": [{"month": f"{one.month:%Y-%m}", **_rates(one.counts)} for one in report.months],
        "matters": [
            {
                "name": one.name,
                "count": one.count,
                "share": one.share,
                "before": one.before,
                "year_before": one.year_before,
                "causes": [{"cause": cause.cause, "said": cause.said, "count": cause.count} for cause in one.causes],
            }
            for one in report.matters
        ],
        "overdue_open": report.overdue_open,
        "overdue_done": report.overdue_done,
        "overdue": [
            {
                "number": one.number,
                "place": one.place,
                "matter": one.matter,
                "departments": one.departments,
                "owner": one.owner,
                "due": one.due.isoformat(),
                "finished": None if one.finished is None else one.finished.isoformat(),
                "days": one.days,
            }
            for one in report.overdue
        ],
        "warnings": [
            {"by": one.by, "name": one.name, "count": one.count, "mean": one.mean, "limit": one.limit}
            for one in report.warnings
        ],
        "typical": [{"id": one.id, "title": one.text.title} for one in report.typical],
        "analysis": report.texts.analysis,
        "measures": report.texts.measures,
    }


def _rates(counts: RateCounts) -> dict[str, object]:
    numbers = {one.value: getattr(counts, one) for one in RateCount}
    return {**numbers, "households": counts.households, **{name: getattr(counts, name) for name in RATES}}
