"""The statistics form 客户投诉处理统计报表: tasks by class for a month, its year and the whole life (TRADE 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import add

from sqlalchemy.orm import Session

from domain.closed import Difference
from domain.codes import Category
from domain.said import N_
from domain.staff import Person
from domain.tasks import NOTHING, Counts, Period, spans
from rules.rulebook import Rulebook
from store import projects, tasks
from store.tasks import Among
from workers.figures import closed
from workers.instance.permissions import HEADS
from workers.instance.refusals import Refused
from workers.instance.services import Services

HOUSE_SCHEME = "category"
"""The classes of TRADE 4; the other schemes are the rulebook's."""
UNCLASSED = N_("未归类")
"""What a scheme has no class for: the topic of the case is not known, or stands in no class."""

Blocks = Mapping[Period, Counts]


@dataclass(frozen=True, kw_only=True)
class StatisticsAsked:
    """What the form is asked for. month: any day of it."""

    month: date
    scheme: str = HOUSE_SCHEME
    among: Among = field(default_factory=Among)


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """One line of the form. name: a class of the scheme, or UNCLASSED."""

    name: str
    blocks: Blocks


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """The whole form; every class of the scheme has a line, also one without a task.

    closed_at: when the month was closed, None if it is open: what the form says is what was kept then, and corrections
    are the numbers reckoned otherwise since, those of the total last.
    """

    asked: StatisticsAsked
    rows: tuple[ClassLine, ...]
    total: Blocks
    closed_at: datetime | None = None
    corrections: tuple[Difference, ...] = ()


def statistics_for(services: Services, session: Session, person: Person, asked: StatisticsAsked) -> Statistics:
    """The form of the projects that the person answers for, of a closed month as it was kept. Raises Refused for a
    scheme or project there is none of."""
    classes = classes_of(services.compiled.rulebook, asked.scheme)
    known(session, person, asked.among)
    now = _reckoned(services, session, person, asked)
    kept = closed.form_of(session, person, asked.among, asked.month, asked.scheme, services.zone)
    if kept is None:
        return _form(asked, classes, now)
    form = _form(asked, kept.classes, kept.rows)
    return replace(form, closed_at=kept.closed_at, corrections=kept.corrections(now))


def _reckoned(services: Services, session: Session, person: Person, asked: StatisticsAsked) -> closed.Forms:
    """Class → its blocks as they are reckoned now; a class without a task is left out."""
    book = services.compiled.rulebook
    by_class: dict[str, list[Blocks]] = {}
    for one in tasks.by_topic(session, person, HEADS, asked.among, spans(asked.month, services.zone)):
        by_class.setdefault(class_of(book, asked.scheme, one.category, one.topic), []).append(one.blocks)
    return {name: _added(blocks) for name, blocks in by_class.items()}


def _form(asked: StatisticsAsked, classes: Sequence[str], forms: closed.Forms) -> Statistics:
    names = dict.fromkeys([*classes, *forms])
    rows = tuple(ClassLine(name=name, blocks=forms.get(name, _added(()))) for name in names)
    return Statistics(asked=asked, rows=rows, total=_added(row.blocks for row in rows))


def schemes_of(book: Rulebook) -> tuple[str, ...]:
    """The names of all schemes, the house's own first."""
    return (HOUSE_SCHEME, *book.schemes)


def classes_of(book: Rulebook, scheme: str) -> Sequence[str]:
    """The classes of a scheme in their order. Raises Refused if there is no such scheme."""
    if scheme == HOUSE_SCHEME:
        return tuple(Category)
    if scheme not in book.schemes:
        known = "、".join(schemes_of(book))
        raise Refused(N_("没有叫“{scheme}”的统计口径；可选：{known}"), scheme=scheme, known=known)
    return book.schemes[scheme]


def class_of(book: Rulebook, scheme: str, category: Category, topic: str | None) -> str:
    """The class of a case in a scheme, by its topic as the rulebook that is live has it."""
    if scheme == HOUSE_SCHEME:
        return category
    found = next((one for one in book.topics if one.id == topic), None)
    return UNCLASSED if found is None else found.schemes.get(scheme) or UNCLASSED


def known(session: Session, person: Person, among: Among) -> None:
    """Raises Refused for a project or area there is none of; one that is not the person's is as one that is not."""
    if among.project is not None:
        found = projects.named(session, among.project)
        if found is None or person.grant(*HEADS, project=found.name) is None:
            raise Refused(N_("没有叫“{name}”的项目"), name=among.project)
    if among.area is not None and among.area not in areas_of(session, person):
        raise Refused(N_("没有叫“{name}”的区域"), name=among.area)


def areas_of(session: Session, person: Person) -> tuple[str, ...]:
    """The areas of the projects that the person answers for."""
    own = (one.area for one in projects.every(session) if person.grant(*HEADS, project=one.name))
    return tuple(sorted({area for area in own if area}))


def _added(blocks: Iterable[Blocks]) -> Blocks:
    found = tuple(blocks)
    return {period: reduce(add, (one[period] for one in found), NOTHING) for period in Period}
