"""Writes at a typical case and publishes it: a second person does, and never with a word left that tells a person."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import Sentence
from domain.staff import Person
from domain.typical import STATE, TypicalState, TypicalText, part_name
from store import cases, typical_cases
from store.cases import CaseRow
from store.typical_cases import PassRow, TypicalRow, VersionRow
from workers.instance.permissions import HEADS, permit, permit_apart, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.typical.drafting import told
from workers.typical.known import known_of
from workers.typical.published import KEEPERS
from workers.typical.remaining import Remaining, remaining

MOST = 20_000
"""Characters of a part."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A typical case as those see it who may write at it. left: what hinders its publishing, word by word."""

    row: TypicalRow
    text: TypicalText
    versions: tuple[VersionRow, ...]
    passes: tuple[PassRow, ...]
    left: tuple[Remaining, ...]


def may_write(person: Person, row: TypicalRow) -> bool:
    """Whether the person works on the cases of the project it comes from, as a whole."""
    return person.grant(*KEEPERS, project=row.project) is not None


def may_read(person: Person, row: TypicalRow) -> bool:
    """Whether there is such a typical case for this person: what is not published is for its project alone."""
    return row.state is TypicalState.PUBLISHED or may_write(person, row)


def standing(services: Services, session: Session, row: TypicalRow) -> Standing:
    """How it stands now."""
    case = _case(session, row)
    text = typical_cases.latest(session, row)
    passes = tuple(typical_cases.passes(session, row.id))
    let_stand = frozenset(one.words for one in passes)
    return Standing(
        row=row,
        text=text,
        versions=tuple(typical_cases.versions(session, row.id)),
        passes=passes,
        left=remaining(text, known_of(services, session, case), let_stand=let_stand),
    )


def save(services: Services, typical_id: int, text: TypicalText, *, actor: Person, seen: int) -> int:
    """The next version, a draft again if it was withdrawn; the same version where nothing changed. Raises Refused."""
    if any(len(words) > MOST for words in text.parts.values()):
        raise Refused("每一部分最多 {most} 字", most=MOST)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _held(session, typical_id, actor)
        if row.state is TypicalState.PUBLISHED:
            raise Refused("已发布的案例不能直接修改；请先撤回")
        if row.version != seen:
            raise Refused("案例刚被他人修改；请重新打开后再修改")
        if typical_cases.latest(session, row) == text:
            return row.version
        version = typical_cases.save(session, row, text, at=services.now(), by=actor.login)
        told(services, session, HouseEvent.TYPICAL_SAVED, actor, row.id, version=version)
        return version


def let_stand(services: Services, typical_id: int, words: str, *, actor: Person, seen: int) -> None:
    """These words tell no person: it may be published with them. Refused unless the check has found just them."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _held(session, typical_id, actor)
        _expect(row, seen, TypicalState.DRAFT, TypicalState.WITHDRAWN)
        if words not in {one.words for one in standing(services, session, row).left}:
            raise Refused("检查没有指出“{words}”；请重新打开后再确认", words=words)
        typical_cases.let_stand(session, row.id, words, at=services.now(), by=actor.login)
        told(services, session, HouseEvent.TYPICAL_WORDS_LET_STAND, actor, row.id)


def publish(services: Services, typical_id: int, *, actor: Person, seen: int) -> None:
    """For all who handle cases to read. Refused to who wrote at it, with parts missing, or with anything left that
    looks like somebody's data and no one has confirmed.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _held(session, typical_id, actor)
        _expect(row, seen, TypicalState.DRAFT, TypicalState.WITHDRAWN)
        now = standing(services, session, row)
        permit_apart(actor, row.project, frozenset(one.made_by for one in now.versions), HEADS)
        if now.text.missing:
            raise Refused("“{part}”还没有写", part=Sentence(part_name(now.text.missing[0])))
        if now.left:
            first = now.left[0]
            part = Sentence(part_name(first.part))
            raise Refused(
                "“{part}”中的“{words}”可能透露个人信息（共 {count} 处）；请改写，或逐一确认无妨",
                part=part,
                words=first.words,
                count=len(now.left),
            )
        typical_cases.publish(session, row, now.text, at=services.now(), by=actor.login)
        told(services, session, HouseEvent.TYPICAL_PUBLISHED, actor, row.id, version=row.version)


def withdraw(services: Services, typical_id: int, *, actor: Person, reason: str) -> None:
    """No more to be read; it may be written at and published again. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明理由")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _held(session, typical_id, actor)
        permit(actor, row.project, *HEADS)
        if row.state is not TypicalState.PUBLISHED:
            raise Refused("案例现在是“{state}”，不能这样办理", state=Sentence(STATE[row.state]))
        typical_cases.withdraw(session, row)
        told(services, session, HouseEvent.TYPICAL_WITHDRAWN, actor, row.id, reason=reason.strip())


def _held(session: Session, typical_id: int, actor: Person) -> TypicalRow:
    row = typical_cases.hold(session, typical_id)
    if row is None or not may_read(actor, row):
        raise Refused("没有这个典型案例")
    permit(actor, row.project, *KEEPERS)
    return row


def _case(session: Session, row: TypicalRow) -> CaseRow | None:
    return cases.get_case(session, row.case_id) if row.case_id is not None else None


def _expect(row: TypicalRow, seen: int, *states: TypicalState) -> None:
    if row.version != seen:
        raise Refused("案例刚被他人修改；请重新打开后再办理")
    if row.state not in states:
        raise Refused("案例现在是“{state}”，不能这样办理", state=Sentence(STATE[row.state]))
