"""Hands a case up, rung by rung 主任 → 客户服务部 → 经理, and back down with an answer (TRADE 2.7; 002⑥⑦, 000⑨)."""

from sqlalchemy.orm import Session

from domain.approval import RUNGS, apart
from domain.codes import Role
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.labels import ROLE
from domain.said import Sentence
from domain.staff import Grant, Person
from domain.work_codes import HandUpState
from store import events, hand_ups
from store.cases import CaseRow
from store.hand_ups import HandUpRow, NewHandUp
from workers.casework.course import held_for
from workers.correspondence.letter_rows import stated
from workers.deciding.ownership import staff_now
from workers.instance.permissions import permit, permit_apart, present
from workers.instance.refusals import Refused
from workers.instance.services import Services


def hand_up(services: Services, number: str, reason: str, *, actor: Person) -> HandUpRow:
    """Who has a case cannot settle it: the next rung that somebody holds shall. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.HAND_UP)
        standing = hand_ups.standing(session, case.id)
        at = standing.rung if standing is not None and standing.state is HandUpState.OPEN else None
        rung = _next(services, session, case, actor, at)
        grant = permit(actor, case.project, *STEPS[Act.HAND_UP].takers)
        new = NewHandUp(
            case_id=case.id,
            rung=rung,
            handed_by=actor.login,
            handed_for=grant.deputy_of,
            handed_at=services.now(),
        )
        if standing is not None:
            _close(services, session, standing, actor.login)
        row = hand_ups.add(session, new)
        payload = {"hand_up": row.id, "rung": rung, "from": at, "reason": reason, "deputy_of": row.handed_for}
        events.append(session, case.id, services.now(), actor.login, EventName.HANDED_UP, payload)
        return row


def answer(services: Services, number: str, words: str, *, actor: Person) -> None:
    """The rung that holds the case, or one above it, settles it: back down it goes with the answer. Raises Refused."""
    words = stated(words)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.HAND_DOWN)
        row = hand_ups.standing(session, case.id)
        if row is None or row.state is not HandUpState.OPEN:
            raise Refused("案件没有上交，不需要答复")
        grant = may_answer(case, row, actor)
        settled = {"answered_by": actor.login, "answered_for": grant.deputy_of, "answered_at": services.now()}
        hand_ups.change(session, row.id, (HandUpState.OPEN,), state=HandUpState.ANSWERED, **settled)
        payload = {"hand_up": row.id, "rung": grant.role, "answer": words, "deputy_of": grant.deputy_of}
        events.append(session, case.id, services.now(), actor.login, EventName.HANDED_BACK, payload)


def take(services: Services, number: str, *, actor: Person) -> None:
    """The office has read the answer and goes on by it. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.TAKE_ANSWER)
        row = hand_ups.standing(session, case.id)
        if row is None or row.state is not HandUpState.ANSWERED:
            raise Refused("没有待接办的答复；请刷新页面")
        _close(services, session, row, actor.login)
        events.append(session, case.id, services.now(), actor.login, EventName.ANSWER_TAKEN, {"hand_up": row.id})


def may_answer(case: CaseRow, row: HandUpRow, person: Person) -> Grant:
    """By what right the person settles what was handed up. Raises Refused: of whom the case complains no one does."""
    barred = {login for login in (row.handed_by, row.handed_for, *case.about) if login}
    return permit_apart(person, case.project, barred, RUNGS[RUNGS.index(row.rung) :])


def holders(services: Services, session: Session, case: CaseRow, rung: Role) -> tuple[Person, ...]:
    """Who holds a rung for a case at this moment, deputies too; none of whom it complains of, or their deputies."""
    staff = staff_now(services, session)
    return tuple(
        one for one in staff.people if isinstance(apart(one, case.project, staff.barred(case.about), {rung}), Grant)
    )


def _next(services: Services, session: Session, case: CaseRow, actor: Person, at: Role | None) -> Role:
    """The rung above the one that has the case; if no one holds that, the next that somebody else holds."""
    own = [rung for rung in RUNGS if actor.grant(rung, project=case.project) is not None]
    if at is not None and not any(RUNGS.index(rung) >= RUNGS.index(at) for rung in own):
        raise Refused("案件已上交{role}，正在等待答复", role=Sentence(ROLE[at]))
    below = max((RUNGS.index(rung) for rung in (*own, *([at] if at else []))), default=-1)
    for rung in RUNGS[below + 1 :]:
        if any(one.login != actor.login for one in holders(services, session, case, rung)):
            return rung
    raise Refused("没有可以接手的上一级：您已是最高一级，或上级岗位无人")


def _close(services: Services, session: Session, row: HandUpRow, who: str) -> None:
    """The rung below is done with it: it was taken, or went further up."""
    values = {"state": HandUpState.TAKEN, "taken_by": who, "taken_at": services.now()}
    hand_ups.change(session, row.id, (HandUpState.OPEN, HandUpState.ANSWERED), **values)
