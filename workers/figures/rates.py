"""The rates of a month, quarter or year, in all and line by line, beside those of the period before (TRADE 8)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.closed import Difference
from domain.likeness import Like, LikenessRules
from domain.rates import NONE, ClockShare, Dimension, Length, RateCount, RateCounts, month_before, span_of
from domain.said import N_
from domain.staff import Person
from store import rates
from store.rates import Key
from store.tasks import Among
from workers.figures import closed
from workers.figures.closed import RateLines
from workers.figures.likes import HIGH_IS_WORSE, UNKNOWN, Beside, beside
from workers.figures.statistics import known
from workers.instance.permissions import HEADS
from workers.instance.services import Services

COUNTS: Mapping[RateCount, str] = {
    RateCount.RECEIVED: N_("收到"),
    RateCount.VALID: N_("有效"),
    RateCount.ASSISTED: N_("协助处理"),
    RateCount.INVALID: N_("无效"),
    RateCount.UNDECIDED: N_("未认定"),
    RateCount.REPEATED: N_("重复投诉"),
    RateCount.HANDLED: N_("已处理"),
    RateCount.DUE: N_("到期"),
    RateCount.IN_TIME: N_("及时完成"),
    RateCount.VISITED: N_("首次回访"),
    RateCount.SATISFIED: N_("首次满意"),
}
RATES: Mapping[str, str] = {
    "in_time_rate": N_("完成及时率"),
    "first_visit_rate": N_("一次回访满意率"),
    "handled_rate": N_("处理率"),
    "complaint_rate": N_("投诉率"),
    "repeated_rate": N_("重复投诉率"),
}
"""By the names of `RateCounts`, the four of the trade first."""
HOUSEHOLDS = N_("入住户数")
DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.PROJECT: N_("项目"),
    Dimension.AREA: N_("区域"),
    Dimension.BUILDING: N_("楼栋"),
    Dimension.DEPARTMENT: N_("责任部门"),
    Dimension.OWNER: N_("跟进人"),
    Dimension.CHANNEL: N_("投诉来源"),
    Dimension.GRADE: N_("级别"),
    Dimension.CATEGORY: N_("投诉分类"),
    Dimension.TOPIC: N_("投诉事项"),
    Dimension.CAUSE: N_("原因"),
}
DEFINITIONS = (
    N_("完成及时率：期内到期的各轮处理中，按期完成的。"),
    N_("一次回访满意率：期内完成首次回访的投诉中，首次即满意的。"),
    N_("处理率：期内收到的投诉中，期末前处理完毕的。"),
    N_("投诉率：期内收到且认定有效的投诉，与项目目录现有的入住户数之比。"),
    N_("重复投诉：同一住户再次提出的，按收到时的判定。"),
    N_("有效、协助处理、无效，按案件现在的认定；认定不是投诉的不计。"),
    N_("一件投诉由几个部门负责的，每个部门各计一件，合计只计一次。"),
    N_("原因：工作人员确认的主要原因；未确认的按规则拟定，另列。"),
    N_("时限：期内停止的各时限中按期的，用时的中位数从起算到停止，含暂停。"),
)
"""How the numbers are reckoned, below the table and on its sheet."""


@dataclass(frozen=True, kw_only=True)
class RatesAsked:
    """What the rates are asked for. month: any day of the period. worst: by project: of those that are alike the worst
    in this rate first; empty: the most complained of first."""

    month: date
    length: Length = Length.MONTH
    by: Dimension = Dimension.PROJECT
    among: Among = field(default_factory=Among)
    worst: str = ""


@dataclass(frozen=True, kw_only=True)
class RateLine:
    """One line. key: what it is of: one name, project and building, or cause and who says so; None: not known. beside:
    of a project, what it is compared with."""

    key: Key
    counts: RateCounts
    beside: Beside | None = None


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The rates of a period. lines: the most complained of first, or as asked; before: the total of the period before.
    likeness: by which projects are compared.

    closed_at, corrections: as of the statistics form.
    """

    asked: RatesAsked
    lines: tuple[RateLine, ...]
    total: RateCounts
    before: RateCounts
    clocks: tuple[ClockShare, ...]
    likeness: LikenessRules
    closed_at: datetime | None = None
    corrections: tuple[Difference, ...] = ()


def rates_for(services: Services, session: Session, person: Person, asked: RatesAsked) -> Rates:
    """The rates of the projects that the person answers for, of a closed period as they were kept. Raises Refused for a
    project or area there is none of."""
    known(session, person, asked.among)
    now = _reckoned(services, session, person, asked)
    kept = closed.period_of(session, person, asked.among, asked.month, asked.length, asked.by, services.zone)
    made = now if kept is None else kept.made
    if kept is None:
        span = span_of(asked.month, asked.length, services.zone)
        clocks = rates.clocks_of(session, person, HEADS, asked.among, span)
    else:
        clocks = kept.clocks
    return Rates(
        asked=asked,
        lines=_lines(services, session, person, asked, made),
        total=made.total,
        before=total_of(services, session, person, replace(asked, month=month_before(asked.month, asked.length))),
        clocks=clocks,
        likeness=services.compiled.rulebook.likeness,
        closed_at=kept.closed_at if kept else None,
        corrections=kept.corrections(now) if kept else (),
    )


def _lines(
    services: Services, session: Session, person: Person, asked: RatesAsked, made: RateLines
) -> tuple[RateLine, ...]:
    """The lines as they are asked for; projects beside their like."""
    lines = [RateLine(key=key, counts=counts) for key, counts in made.lines.items()]
    if asked.by is Dimension.PROJECT:
        lines = _beside(services, session, person, asked, lines, made)
    return tuple(sorted(lines, key=_worst_first(asked.worst) if asked.worst in RATES else _first_the_most))


def _beside(
    services: Services,
    session: Session,
    person: Person,
    asked: RatesAsked,
    lines: Iterable[RateLine],
    made: RateLines,
) -> list[RateLine]:
    """The lines beside their like, which are of all projects that the person answers for, whichever are asked for."""
    wide, everywhere = replace(asked, among=Among()), made
    if asked != wide:
        kept = closed.period_of(session, person, wide.among, wide.month, wide.length, wide.by, services.zone)
        everywhere = kept.made if kept else _reckoned(services, session, person, wide)
    counts = {str(key[0]): one for key, one in everywhere.lines.items() if key[0] is not None}
    like = beside(session, person, services.compiled.rulebook.likeness, counts)
    return [replace(line, beside=like.get(line.key[0] or "", UNKNOWN)) for line in lines]


def total_of(services: Services, session: Session, person: Person, asked: RatesAsked) -> RateCounts:
    """The total alone, of a closed period as it was kept."""
    kept = closed.period_of(session, person, asked.among, asked.month, asked.length, asked.by, services.zone)
    if kept is not None:
        return kept.made.total
    homes = rates.households_by(session, person, HEADS, asked.among, None).get(())
    span = span_of(asked.month, asked.length, services.zone)
    return replace(rates.rates_by(session, person, HEADS, asked.among, span).total, households=homes)


def _reckoned(services: Services, session: Session, person: Person, asked: RatesAsked) -> RateLines:
    """The rates as they are reckoned now."""
    span = span_of(asked.month, asked.length, services.zone)
    found = rates.rates_by(session, person, HEADS, asked.among, span, asked.by)
    homes = rates.households_by(session, person, HEADS, asked.among, asked.by)
    lines = {key: replace(found.lines.get(key, NONE), households=homes.get(key)) for key in {**homes, **found.lines}}
    all_homes = rates.households_by(session, person, HEADS, asked.among, None).get(())
    return RateLines(total=replace(found.total, households=all_homes), lines=lines)


def _worst_first(rate: str) -> Callable[[RateLine], tuple[object, ...]]:
    """Group by group, in each the worst first, those without the rate after them; what is not compared comes last."""

    def place(line: RateLine) -> tuple[object, ...]:
        like, value = _like(line), getattr(line.counts, rate)
        group = (True, "", False) if like is None else (False, str(like.kind), like.large)
        worse = 0.0 if value is None else -value if rate in HIGH_IS_WORSE else value
        return *group, value is None, worse, *_first_the_most(line)

    return place


def _like(line: RateLine) -> Like | None:
    return line.beside.like if line.beside is not None and line.beside.why is None else None


def _first_the_most(line: RateLine) -> tuple[int, tuple[tuple[bool, str], ...]]:
    return -line.counts.received, tuple((name is None, name or "") for name in line.key)
