"""The rates as Excel: what they are of down, counts and rates across, the clocks and the definitions below."""

from collections.abc import Iterable, Mapping

from domain.labels import CATEGORY, CAUSE, CAUSE_SAID, CHANNEL, CLOCK, DEPARTMENT, GRADE
from domain.likeness import LikenessRules
from domain.rates import MONTHS, Dimension, Length, RateCount, RateCounts
from store.rates import Key
from workers.figures import corrections, likes
from workers.figures.corrections import Corrected
from workers.figures.likes import Beside
from workers.figures.rates import COUNTS, DEFINITIONS, DIMENSIONS, HOUSEHOLDS, RATES, Rates, RatesAsked
from workers.instance.sheets import Value, table

TITLE = "投诉办理指标"
NOT_KNOWN = "不详"
LIKE = "同类"
_LABELS = {
    Dimension.DEPARTMENT: DEPARTMENT,
    Dimension.CHANNEL: CHANNEL,
    Dimension.GRADE: GRADE,
    Dimension.CATEGORY: CATEGORY,
    Dimension.CAUSE: {**CAUSE, **CAUSE_SAID},
}
_HOUR = 3_600


def as_sheet(made: Rates, names: Mapping[str, str]) -> bytes:
    """The rates as .xlsx. names: of the staff by login, and of the matters."""
    first = f"{DIMENSIONS[made.asked.by]}（{period_name(made.asked)}）"
    columns = [first, *COUNTS.values(), HOUSEHOLDS, *RATES.values()]
    if made.asked.by is Dimension.PROJECT:
        columns += [LIKE, *(f"{name}（同类中位数）" for name in RATES.values())]
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
    if not any(key):
        return NOT_KNOWN
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
        cells = [line_name(made.asked.by, line.key, names), *_values(line.counts)]
        yield [*cells, *_beside(line.beside, made.likeness)]
    yield _padded(["合计", *_values(made.total)], width)
    yield _padded(["上期合计", *_values(made.before)], width)
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
    for text in definitions(made):
        yield _padded([text], width)


def definitions(made: Rates) -> Iterable[str]:
    """How the numbers are reckoned."""
    yield from DEFINITIONS
    if made.asked.by is Dimension.PROJECT:
        yield str(likes.definition(made.likeness))


def _beside(compared: Beside | None, likeness: LikenessRules) -> Iterable[Value]:
    if compared is not None:
        yield str(likes.said(compared, likeness))
        yield from (_percent(compared.medians[name]) for name in RATES)


def _values(counts: RateCounts) -> Iterable[Value]:
    yield from (getattr(counts, one) for one in RateCount)
    yield "—" if counts.households is None else counts.households
    yield from (_percent(getattr(counts, name)) for name in RATES)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _padded(values: list[Value], width: int) -> list[Value]:
    return [*values, *[None] * (width - len(values))]
