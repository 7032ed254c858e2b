"""The overview of a report in sentences: a whole one for each case, with the figures filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.rates import MONTHS, Length, RateCounts
from domain.said import N_, Sentence

_CAME = N_(
    "{period}，{where}共收到客户投诉 {received} 件，其中有效 {valid} 件、协助处理 {assisted} 件、"
    "无效 {invalid} 件、尚未认定 {undecided} 件。"
)
_PERIODS = {
    Length.MONTH: N_("{year}年{month}月"),
    Length.QUARTER: N_("{year}年{quarter}季度"),
    Length.YEAR: N_("{year}年"),
}
_NONE = N_("{period}，{where}没有收到客户投诉。")
_BEFORE = {
    Length.MONTH: (
        N_("比上月（{before} 件）多 {by} 件，升 {share}。"),
        N_("比上月（{before} 件）少 {by} 件，降 {share}。"),
        N_("与上月持平。"),
        N_("上月没有投诉。"),
    ),
    Length.QUARTER: (
        N_("比上季度（{before} 件）多 {by} 件，升 {share}。"),
        N_("比上季度（{before} 件）少 {by} 件，降 {share}。"),
        N_("与上季度持平。"),
        N_("上季度没有投诉。"),
    ),
    Length.YEAR: (
        N_("比上年（{before} 件）多 {by} 件，升 {share}。"),
        N_("比上年（{before} 件）少 {by} 件，降 {share}。"),
        N_("与上年持平。"),
        N_("上年没有投诉。"),
    ),
}
"""More, fewer, as many, none before."""
_YEAR_BEFORE = (
    N_("比上年同期（{before} 件）多 {by} 件，升 {share}。"),
    N_("比上年同期（{before} 件）少 {by} 件，降 {share}。"),
    N_("与上年同期持平。"),
    N_("上年同期没有投诉。"),
)
_DUE = N_("期内到期的处理任务 {due} 项，按期完成 {in_time} 项，完成及时率 {rate}。")
_DUE_BESIDE = N_("期内到期的处理任务 {due} 项，按期完成 {in_time} 项，完成及时率 {rate}，上期为 {before}。")
_NONE_DUE = N_("期内没有到期的处理任务。")
_VISITED = N_("完成首次回访 {visited} 件，首次即满意 {satisfied} 件，一次回访满意率 {rate}。")
_VISITED_BESIDE = N_("完成首次回访 {visited} 件，首次即满意 {satisfied} 件，一次回访满意率 {rate}，上期为 {before}。")
_NONE_VISITED = N_("期内没有完成首次回访。")
_REPEATED = N_("重复投诉 {repeated} 件，占收到投诉的 {rate}。")
_OVERDUE = N_("期内超期完成 {done} 项，期末仍超期未完成 {open} 项。")
_NONE_OVERDUE = N_("期内没有超期的处理任务。")
_FIRST = N_("投诉最多的事项是“{matter}”，共 {count} 件，占 {share}。")
_WARNED = N_("有 {count} 项高于控制上限，列入预警。")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the sentences are made from. month: any of the period. first: the matter most complained of, how often, and
    its share."""

    where: str
    month: date
    length: Length
    total: RateCounts
    before: RateCounts
    year_before: RateCounts
    overdue_open: int
    overdue_done: int
    first: tuple[str, int, float] | None
    warnings: int


def overview(told: Told) -> tuple[Sentence, ...]:
    """The sentences, in their order."""
    return tuple(_sentences(told))


def period_said(month: date, length: Length) -> Sentence:
    """The period as people of any language write it."""
    quarter = (month.month - 1) // MONTHS[Length.QUARTER] + 1
    return Sentence(_PERIODS[length], {"year": month.year, "quarter": quarter, "month": month.month})


def percent(share: float | None) -> str:
    """A share as people read it; a dash where there is none."""
    return "—" if share is None else f"{share:.1%}"


def _sentences(told: Told) -> Iterable[Sentence]:
    counts: Mapping[str, object] = {
        **vars(told.total),
        "period": period_said(told.month, told.length),
        "where": told.where,
    }
    yield Sentence(_CAME if told.total.received else _NONE, counts)
    yield _beside(told.total, told.before, _BEFORE[told.length])
    if told.length is not Length.YEAR:
        yield _beside(told.total, told.year_before, _YEAR_BEFORE)
    rate, before = told.total.in_time_rate, told.before.in_time_rate
    yield _rate((_DUE, _DUE_BESIDE, _NONE_DUE), counts, rate, before)
    rate, before = told.total.first_visit_rate, told.before.first_visit_rate
    yield _rate((_VISITED, _VISITED_BESIDE, _NONE_VISITED), counts, rate, before)
    if told.total.repeated:
        yield Sentence(_REPEATED, {**counts, "rate": percent(told.total.repeated_rate)})
    if told.overdue_done or told.overdue_open:
        yield Sentence(_OVERDUE, {"done": told.overdue_done, "open": told.overdue_open})
    else:
        yield Sentence(_NONE_OVERDUE)
    if told.first is not None:
        name, count, share = told.first
        yield Sentence(_FIRST, {"matter": Sentence(name), "count": count, "share": percent(share)})
    if told.warnings:
        yield Sentence(_WARNED, {"count": told.warnings})


def _beside(total: RateCounts, before: RateCounts, messages: Sequence[str]) -> Sentence:
    more, fewer, same, none = messages
    if not before.received:
        return Sentence(none)
    by = total.received - before.received
    values = {"before": before.received, "by": abs(by), "share": percent(abs(by) / before.received)}
    return Sentence(same if not by else more if by > 0 else fewer, values)


def _rate(
    messages: tuple[str, str, str], counts: Mapping[str, object], rate: float | None, before: float | None
) -> Sentence:
    alone, beside, none = messages
    if rate is None:
        return Sentence(none)
    if before is None:
        return Sentence(alone, {**counts, "rate": percent(rate)})
    return Sentence(beside, {**counts, "rate": percent(rate), "before": percent(before)})
