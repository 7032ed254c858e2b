"""The JSON of reports (DESIGN 4): every key is present, a rate that there is not is null."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from domain.closed import Difference
from domain.rates import RateCount, RateCounts
from domain.tasks import Counts, Period
from workers.figures.likes import Beside
from workers.figures.rates import RATES, Rates
from workers.figures.statistics import Blocks, Statistics


class CountsView(TypedDict):
    """One block of a line. Rates are 0-1, null where there are no tasks."""

    new: int
    tasks: int
    on_time: int
    on_time_rate: float | None
    overdue_done: int
    overdue_rate: float | None
    done_rate: float | None


def statistics_view(form: Statistics) -> Mapping[str, object]:
    """The statistics form as `huihan report statistics --json` has it."""
    return {
        "scheme": form.asked.scheme,
        "month": f"{form.asked.month:%Y-%m}",
        "project": form.asked.among.project,
        "area": form.asked.among.area,
        "rows": [{"class": row.name, **_blocks(row.blocks)} for row in form.rows],
        "total": _blocks(form.total),
        **_closed(form.closed_at, form.corrections),
    }


def rates_view(made: Rates) -> Mapping[str, object]:
    """The rates as `huihan report rates --json` has them; shares 0-1, medians in seconds."""
    return {
        "month": f"{made.asked.month:%Y-%m}",
        "length": made.asked.length,
        "by": made.asked.by,
        "project": made.asked.among.project,
        "area": made.asked.among.area,
        "likeness": {"area_m2": made.likeness.area_m2, "least": made.likeness.least},
        "rows": [{"of": list(line.key), **_rates(line.counts), **_beside(line.beside)} for line in made.lines],
        "total": _rates(made.total),
        "before": _rates(made.before),
        "clocks": [
            {"clock": one.clock, "ended": one.ended, "met": one.met, "met_rate": one.met_rate, "median": one.median}
            for one in made.clocks
        ],
        **_closed(made.closed_at, made.corrections),
    }


def _closed(closed_at: datetime | None, corrections: Iterable[Difference]) -> Mapping[str, object]:
    """When the period was closed, null if it is open, and what is reckoned otherwise since. of: empty for the total."""
    return {
        "closed": _moment(closed_at),
        "corrections": [
            {
                "of": list(one.of),
                "period": one.period,
                "count": one.count,
                "kept": one.kept,
                "now": one.now,
                "seen": _moment(one.seen_at),
            }
            for one in corrections
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")


def _beside(compared: Beside | None) -> dict[str, object]:
    """What a project is beside; of any other line, nothing."""
    like = compared and compared.like
    return {
        "like": {"kind": like.kind, "large": like.large, "projects": compared.projects} if compared and like else None,
        "not_compared": compared.why if compared else None,
        "medians": {name: compared.medians[name] if compared else None for name in RATES},
    }


def _rates(counts: RateCounts) -> dict[str, object]:
    numbers = {one.value: getattr(counts, one) for one in RateCount}
    return {**numbers, "households": counts.households, **{name: getattr(counts, name) for name in RATES}}


def _blocks(blocks: Blocks) -> dict[str, CountsView]:
    return {period.value: _counts(blocks[period]) for period in Period}


def _counts(counts: Counts) -> CountsView:
    return {
        "new": counts.new,
        "tasks": counts.tasks,
        "on_time": counts.on_time,
        "on_time_rate": counts.on_time_rate,
        "overdue_done": counts.overdue_done,
        "overdue_rate": counts.overdue_rate,
        "done_rate": counts.done_rate,
    }
