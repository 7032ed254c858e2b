"""Staff fill in a case's record, a part at a time; every saving is a version, and the one before stays to be read.

The record is entered once: forms and letters take from it what it holds (workers/correspondence/case_record.py).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from domain.codes import LetterKind, Role
from domain.composition import Composition
from domain.events import EventName
from domain.record import CaseRecord, Facts, Hearing, Investigation, RecordedMatter, unsigned_if_changed
from domain.staff import Person
from domain.work_codes import Cause, RecordPart
from store import case_records, cases, events
from store.case_records import NewRecord
from store.cases import CaseRow
from store.rows import Columns
from workers.casework.composed_record import with_composed
from workers.deciding.case_lookup import held_case
from workers.deciding.group_work import work_of
from workers.deciding.recorded import Recorded, recorded
from workers.instance.permissions import OFFICE, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

RECORDERS = (*OFFICE, Role.MANAGER)
"""Who fills in a record: the office, and the head who handles a major complaint in person."""
T = TypeVar("T", Facts, RecordedMatter, Investigation, Hearing)
_OF_THE_GROUP = (RecordPart.INVESTIGATION, RecordPart.SIGNATURE)
Change = Callable[[CaseRecord], CaseRecord]


def save_facts(services: Services, number: str, facts: Facts, *, actor: Person, seen: int) -> Recorded:
    """What the complaint says, confirmed as it now reads. seen: the version before the person. Raises Refused."""
    return _save(services, number, RecordPart.FACTS, lambda it: replace(it, facts=_trimmed(facts)), actor, seen)


def save_matters(
    services: Services, number: str, matters: tuple[RecordedMatter, ...], *, actor: Person, seen: int
) -> Recorded:
    """The matters with their demands, findings and results, as they now read; in the order in which letters take them
    up. Raises Refused.
    """
    if not matters:
        raise Refused("至少要有一个事项")
    if any(not matter.name.strip() for matter in matters):
        raise Refused("每个事项都要有名称")
    kept = tuple(_trimmed(matter) for matter in matters)
    return _save(services, number, RecordPart.MATTERS, lambda it: replace(it, matters=kept), actor, seen)


def save_investigation(
    services: Services, number: str, investigation: Investigation, *, actor: Person, seen: int
) -> Recorded:
    """Who looked into it and what they found. What it says of a signature is not taken over: signing is an act of its
    own, and a change of what was signed takes the signature away. Raises Refused.
    """

    def change(record: CaseRecord) -> CaseRecord:
        before = record.investigation
        kept = replace(_trimmed(investigation), signed_by=before.signed_by, signed_at=before.signed_at)
        return replace(record, investigation=kept)

    if investigation.visited_on is not None and investigation.visited_on > _today(services):
        raise Refused("现场查看的日期不能在今天之后")
    return _save(services, number, RecordPart.INVESTIGATION, change, actor, seen)


def save_hearing(services: Services, number: str, hearing: Hearing, *, actor: Person, seen: int) -> Recorded:
    """What both sides of a dispute said. Raises Refused."""
    if hearing.heard_on is not None and hearing.heard_on > _today(services):
        raise Refused("听取意见的日期不能在今天之后")
    return _save(services, number, RecordPart.HEARING, lambda it: replace(it, hearing=_trimmed(hearing)), actor, seen)


def save_opinion(services: Services, number: str, opinion: str, *, actor: Person, seen: int) -> Recorded:
    """An expert's or lawyer's opinion. Raises Refused."""
    kept = opinion.strip()
    return _save(services, number, RecordPart.OPINION, lambda it: replace(it, professional_opinion=kept), actor, seen)


def save_cause(
    services: Services, number: str, cause: Cause | None, remark: str, *, actor: Person, seen: int
) -> Recorded:
    """What the complaint comes from most, with a remark in words; the cause that rules propose is confirmed by choosing
    it. Raises Refused for none.
    """
    if cause is None:
        raise Refused("请选择主要原因")
    kept = remark.strip()
    return _save(
        services, number, RecordPart.CAUSE, lambda it: replace(it, cause=cause, cause_remark=kept), actor, seen
    )


def sign_investigation(services: Services, number: str, *, actor: Person, seen: int) -> Recorded:
    """Who investigated signs what they found. Raises Refused while nothing was found."""

    def change(record: CaseRecord) -> CaseRecord:
        if record.found_nothing:
            raise Refused("还没有填写调查情况，不能签字")
        by = record.investigation.by or actor.name
        signed = replace(record.investigation, by=by, signed_by=actor.login, signed_at=services.now())
        return replace(record, investigation=signed)

    return _save(services, number, RecordPart.SIGNATURE, change, actor, seen)


def take_composed(
    services: Services,
    session: Session,
    case: CaseRow,
    actor: Person,
    kind: LetterKind,
    said: Composition,
    *,
    seen: int | None,
) -> int:
    """What a person entered in the composer of a letter, in the caller's transaction; the version that then holds.

    seen: the version before the person; None: that of now. Raises Refused.
    """
    permit(actor, case.project, *RECORDERS)
    held = cases.hold_case(session, case.number) or case
    known = recorded(services, session, held)
    if seen not in (None, known.version):
        raise Refused("案件记录刚被他人修改；请先看案件记录，再次保存将以您的为准")
    topics = {topic.name: id_ for id_, topic in services.compiled.topics.items()}
    after = unsigned_if_changed(known.own, with_composed(known, kind, said, topics))
    if after == known.own:
        return known.version
    part = RecordPart.INVESTIGATION if kind is LetterKind.EXPLANATION else RecordPart.MATTERS
    _keep(services, session, held, actor, part, known.own, after, known.version + 1)
    return known.version + 1


def _save(services: Services, number: str, part: RecordPart, change: Change, actor: Person, seen: int) -> Recorded:
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *RECORDERS)
        row = case_records.latest(session, case.id)
        version, before = (row.version, row.content) if row else (0, CaseRecord())
        if seen != version:
            raise Refused("案件记录刚被他人修改；请重新打开后再修改")
        led_by = work_of(session, case).led_by if part in _OF_THE_GROUP else None
        if led_by is not None:
            raise Refused("本案按群体办理，调查写在主办案件 {number}", number=led_by.number)
        after = change(before)
        if part is not RecordPart.SIGNATURE:
            after = unsigned_if_changed(before, after)
        if after != before:
            _keep(services, session, case, actor, part, before, after, version + 1)
        kept = recorded(services, session, case)
    services.crash_points.point("record.committed")
    return kept


def _keep(
    services: Services,
    session: Session,
    case: CaseRow,
    actor: Person,
    part: RecordPart,
    before: CaseRecord,
    after: CaseRecord,
    version: int,
) -> None:
    kept = NewRecord(
        case_id=case.id, version=version, part=part, content=after, made_at=services.now(), made_by=actor.login
    )
    case_records.add(session, kept)
    payload: dict[str, object] = {"version": version, "part": part}
    if before.investigation.signed_by and not after.investigation.signed_by:
        payload["unsigned"] = True
    if after.main_cause is not before.main_cause:
        cases.update_case(session, case.id, cause=after.main_cause)
        payload["cause"] = after.main_cause
    what = EventName.INVESTIGATION_SIGNED if part is RecordPart.SIGNATURE else EventName.RECORD_SAVED
    events.append(session, case.id, services.now(), actor.login, what, payload)


def _today(services: Services) -> date:
    return services.now().astimezone(services.zone).date()


def _trimmed(part: T) -> T:
    """Its texts without blanks around them; codes are no texts."""
    texts: Columns = {name: value.strip() for name, value in vars(part).items() if type(value) is str}
    return replace(part, **texts)
