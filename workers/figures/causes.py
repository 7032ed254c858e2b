"""The matters that a period's complaints are most about, and what each comes from: 人机料法环 (TRADE 8)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.said import N_
from domain.staff import Person
from domain.tasks import Span
from domain.work_codes import Cause, CauseSaid
from store import causes
from store.causes import Said
from store.tasks import Among
from workers.figures.complaint_ledger import topic_names
from workers.instance.permissions import HEADS
from workers.instance.services import Services

MOST = 3
DEFINITIONS = (
    N_("前三位：期内收到最多的投诉事项；占比是占期内收到的全部投诉，含事项不详的。"),
    N_("原因：工作人员在案件记录中确认的主要原因；未确认的按规则拟定，分开计数。"),
)
"""How the numbers are reckoned."""
_ORDER = {cause: at for at, cause in enumerate(Cause)}


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """How many cases come from one cause. said: who says so; both None: neither staff nor rules."""

    cause: Cause | None
    said: CauseSaid | None
    count: int


@dataclass(frozen=True, kw_only=True)
class TopMatter:
    """A matter. topic: its id, name: as staff call it by the rulebook that is live. share: 0-1, of all that were
    received. causes: those chosen first, the most frequent of each first; they add up to `count`."""

    topic: str
    name: str
    count: int
    share: float
    causes: tuple[CauseCount, ...]


@dataclass(frozen=True, kw_only=True)
class TopMatters:
    """The matters of a period with the most cases. received: all cases of the period, those of no known topic too."""

    received: int
    matters: tuple[TopMatter, ...]


def top_matters(
    services: Services, session: Session, person: Person, span: Span, among: Among, most: int = MOST
) -> TopMatters:
    """What the cases received in the span are most about, in the projects that the person answers for; of equals the
    first by id. `among` is taken as it is: of a project that is not the person's nothing is counted.
    """
    found = causes.received_by_cause(session, person, HEADS, among, span)
    received = sum(sum(of_topic.values()) for of_topic in found.values())
    names = topic_names(services.compiled.rulebook)
    counted = sorted((-sum(said.values()), topic) for topic, said in found.items() if topic is not None)
    matters = tuple(
        TopMatter(
            topic=topic,
            name=names.get(topic, topic),
            count=-less,
            share=-less / received,
            causes=_causes(found[topic]),
        )
        for less, topic in counted[:most]
    )
    return TopMatters(received=received, matters=matters)


def _causes(found: Mapping[Said, int]) -> tuple[CauseCount, ...]:
    counts = (CauseCount(cause=cause, said=said, count=count) for (cause, said), count in found.items())
    return tuple(sorted(counts, key=_place))


def _place(one: CauseCount) -> tuple[int, int, int]:
    said = len(CauseSaid) if one.said is None else list(CauseSaid).index(one.said)
    return said, -one.count, len(_ORDER) if one.cause is None else _ORDER[one.cause]
