"""Begins a typical case: a draft of what the case's record holds, anonymous from its first word."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from domain import labels
from domain.clocks import CLOCKS
from domain.codes import ClockState, VisitOutcome
from domain.events import EventName, HouseEvent, Payload
from domain.staff import Person
from domain.typical import TypicalText
from store import clocks, erasures, events, house_log, typical_cases
from store.cases import CaseRow
from store.typical_cases import NewTypical, TypicalRow
from workers.correspondence.case_record import measures_of, record_of
from workers.deciding.case_lookup import held_case
from workers.deciding.recorded import recorded
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.typical.known import Known, known_of
from workers.typical.remaining import anonymous

_CAUSE = {"people": "人", "machine": "机", "material": "料", "method": "法", "environment": "环"}
_MOST = 4_000
"""Characters of a part that the record fills: the rest is the writer's to choose."""


def begin(services: Services, number: str, *, actor: Person) -> TypicalRow:
    """A draft written up from the case; the one that waits already, if there is one. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        if ("case", erasures.key_of(case.id)) in erasures.of_case(session, case.id).rows:
            raise Refused("本案的个人信息已依法删除，不能再写成典型案例")
        for one in typical_cases.of_case(session, case.id):
            return one.row
        known = known_of(services, session, case)
        kept = typical_cases.add(
            session,
            NewTypical(
                case_id=case.id,
                project=case.project,
                category=case.category,
                topic=case.topic,
                made_at=services.now(),
                made_by=actor.login,
            ),
            drafted(services, session, case, known),
        )
        told(services, session, HouseEvent.TYPICAL_DRAFTED, actor, kept.id)
        return kept


def told(
    services: Services, session: Session, what: HouseEvent, actor: Person, typical_id: int, **more: object
) -> None:
    """The entry of the house log about a typical case."""
    payload: Payload = {"typical": typical_id, **more}
    house_log.append(session, at=services.now(), who=actor.login, what=what, payload=payload)


def drafted(services: Services, session: Session, case: CaseRow, known: Known) -> TypicalText:
    """What the record holds, part by part; what staff alone can say (the lesson, the correction) is left to them."""
    today = services.now().astimezone(services.zone).date()
    record, held = record_of(services, session, case, today), recorded(services, session, case)
    topic = services.compiled.topics.get(case.topic or "")
    looked = held.record.investigation
    causes = "、".join(_CAUSE[one] for one in looked.causes)
    said = {
        "title": f"{topic.name}投诉的处理"
        if topic
        else case.subject or f"{labels.CATEGORY[case.category]}类投诉的处理",
        "points": _lines([record.facts or held.facts.told, _named("诉求", record.demand)]),
        "causes": _lines(
            [record.investigation, _named("责任", looked.responsibility), _named("归类（人机料法环）", causes)]
        ),
        "handling": _lines(
            [
                _named("处理意见", record.opinion),
                *(one.what for one in measures_of(services, session, case)),
                _named("处理结果", record.result),
                _named("回访", record.visit),
            ]
        ),
        "worsened": _lines(_worsened(session, case)),
    }
    return TypicalText(**{name: anonymous(words, known)[:_MOST] for name, words in said.items()})


def _worsened(session: Session, case: CaseRow) -> Iterator[str]:
    """What of the case's course tends to make a complaint grow: what was late, what stood in the way, who had to ask
    again, who was not content.
    """
    late = dict.fromkeys(row.clock for row in clocks.of_case(session, case.id) if row.state is ClockState.LATE)
    if late:
        yield "逾期：" + "、".join(CLOCKS[clock].label for clock in late)
    for one in events.history(session, case.id):
        payload = one.payload or {}
        if one.what == EventName.BLOCKED:
            yield f"受阻：{payload.get('reason') or ''}"
        elif one.what == EventName.REOPENED:
            yield "结案后又被重新提出"
        elif one.what == EventName.VISIT_RECORDED and payload.get("outcome") == VisitOutcome.DISSATISFIED:
            yield f"回访不满意：{payload.get('note') or ''}"


def _named(name: str, words: str) -> str:
    return f"{name}：{words}" if words else ""


def _lines(said: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(one.strip() for one in said if one.strip()))
