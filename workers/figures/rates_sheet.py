"""The rates as Excel: what they are of down, counts and rates across, the clocks and the definitions below."""

from collections.abc import Iterable, Mapping

from domain.labels import CATEGORY, CHANNEL, CLOCK, DEPARTMENT, GRADE
from domain.rates import MONTHS, Dimension, Length, RateCount, RateCounts
from store.rates import Key
from workers.figures import corrections
from workers.figures.corrections import Corrected
from workers.figures.rates import COUNTS, DEFINITIONS, DIMENSIONS, HOUSEHOLDS, RATES, Rates, RatesAsked
from workers.instance.sheets import Value, table

TITLE = "投诉办理指标"
NOT_KNOWN = "不详"
_LABELS = {
    Dimension.DEPARTMENT: DEPARTMENT,
    Dimension.CHANNEL: CHANNEL,
    Dimension.GRADE: GRADE,
    Dimension.CATEGORY: CATEGORY,
}
_HOUR = 3_600


def as_sheet(made: Rates, names: Mapping[str, str]) -> bytes:
    """The rates as .xlsx. names: of the staff by login, and of the matters."""
    first = f"{DIMENSIONS[made.asked.by]}（{period_name(made.asked)}）"
    columns = (first, *COUNTS.values(), HOUSEHOLDS, *RATES.values())
    return table(TITLE, columns, _rows(made, len(columns), names))


def period_name(asked: RatesAsked) -> str:
    """The period as staff write it: 2026年3月, 2026年1季度, 2026年."""
    year, month = asked.month.year, asked.month.month
    if asked.length is Length.YEAR:
        return f"{year}年"
    if asked.length is Length.QUARTER:
        return f"{year}年{(month - 1) // MONTHS[Length.QUARTER] + 1}季度"
    return f"{year}年{month}月"


def line_name(by: Dimension, key: Key, names: Mapping[str, str]) -> str:
    """What staff call a line. names: of the staff by login, and of the matters."""
    labels = names if by in (Dimension.OWNER, Dimension.TOPIC) else _LABELS.get(by, {})
    return " ".join(NOT_KNOWN if one is None else labels.get(one, one) for one in key)


def corrected(made: Rates, names: Mapping[str, str]) -> tuple[Corrected, ...]:
    """What is reckoned otherwise since the period was closed, in words."""
    return tuple(
        Corrected(
            of=line_name(made.asked.by, one.of, names) if one.of else corrections.TOTAL,
            number=COUNTS[RateCount(one.count)],
            kept=one.kept,
            now=one.now,
            seen_at=one.seen_at,
        )
        for one in made.corrections
    )


def _rows(made: Rates, width: int, names: Mapping[str, str]) -> Iterable[list[Value]]:
    for line in made.lines:
        yield [line_name(made.asked.by, line.key, names), *_values(line.counts)]
    yield ["合计", *_values(made.total)]
    yield ["上期合计", *_values(made.before)]
    yield _padded([], width)
    yield _padded(["时限", "停止", "按期", "按期率", "用时中位数（小时）"], width)
    for one in made.clocks:
        hours = None if one.median is None else round(one.median / _HOUR, 1)
        yield _padded([CLOCK[one.clock], one.ended, one.met, _percent(one.met_rate), hours], width)
    if made.corrections:
        yield _padded([], width)
        yield _padded([corrections.TITLE], width)
        yield _padded(list(corrections.COLUMNS), width)
        for row in corrections.rows(corrected(made, names)):
            yield _padded(row, width)
    yield _padded([], width)
    for text in DEFINITIONS:
        yield _padded([text], width)


def _values(counts: RateCounts) -> Iterable[Value]:
    yield from (getattr(counts, one) for one in RateCount)
    yield "—" if counts.households is None else counts.households
    yield from (_percent(getattr(counts, name)) for name in RATES)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _padded(values: list[Value], width: int) -> list[Value]:
    return [*values, *[None] * (width - len(values))]
