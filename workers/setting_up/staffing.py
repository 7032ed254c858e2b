"""Whether a letter can be written by one person and approved by another in every project, as the policy has it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.approval import Standing as Approval
from domain.approval import letter_steps
from domain.codes import LetterKind, Role
from domain.said import N_, Sentence
from domain.settings import Settings
from domain.staff import Grant, Person
from domain.staff_codes import ChangeKind
from store import changes, people, projects
from workers.instance.permissions import OFFICE
from workers.setting_up.looking import moment, named
from workers.setting_up.standing import Looked
from workers.staff.people import as_person

_MEND = N_("在“人员”页加入同事、给出岗位、发邀请链接：至少一位客服，另一位主任或服务部审批")

_CONFIRM = N_("请另一位管理员或负责人在“变更”页确认；没有这样的人，就等到生效，这一步先留待以后")


def staffing(session: Session, settings: Settings, now: datetime) -> Looked:
    """Who writes and who approves."""
    held, able = people.held(session, now), people.can_come_in(session, now)
    active = [row for row in people.list_people(session) if row.active]
    staff = [as_person(row, held.get(row.id, ())) for row in active]
    places: list[str | None] = [one.name for one in projects.every(session)] or [None]
    lacking = [place for place in places if not _answered(staff, place)]
    if lacking:
        return _lacking(session, settings, [place for place in lacking if place is not None])
    writers = [one for one in staff if one.holds(*OFFICE)]
    approvers = [one for one in staff if any(_approves(one, place, "") for place in places)]
    values: dict[str, object] = {"writers": len(writers), "approvers": len(approvers)}
    outside = [one.name for one in staff if one in (*writers, *approvers) and one.id not in able]
    if not outside:
        return Looked(found=Sentence(N_("{writers} 人能写信，{approvers} 人能审批"), values))
    values |= {"names": named(outside)}
    return Looked(found=Sentence(N_("{writers} 人能写信，{approvers} 人能审批；还没有进来过：{names}"), values))


def _lacking(session: Session, settings: Settings, where: Sequence[str]) -> Looked:
    mend = _MEND
    asked = [one for one in changes.waiting(session) if one.kind is ChangeKind.GRANT]
    due = [one.due_at for one in asked if one.due_at is not None]
    if asked:
        mend = _CONFIRM
    if due:
        values = {"count": len(asked), "at": moment(min(due), settings)}
        found = Sentence(N_("{count} 项岗位变更等第二个人确认；没有人能确认的，{at} 起自动生效"), values)
    elif asked:
        found = Sentence(N_("{count} 项岗位变更等第二个人确认"), {"count": len(asked)})
    elif where:
        found = Sentence(N_("{names} 还缺人：写信的和审批的须是两个人"), {"names": named(where)})
    else:
        found = Sentence(N_("还缺人：写信的和审批的须是两个人"))
    return Looked(found=found, mend=Sentence(mend))


def _answered(staff: Sequence[Person], project: str | None) -> bool:
    """Whether somebody may write a reply of that project and another approve it."""
    writers = [one for one in staff if one.grant(*OFFICE, project=project)]
    return any(_approves(other, project, writer.login) for writer in writers for other in staff)


def _approves(person: Person, project: str | None, writer: str) -> bool:
    steps = letter_steps(LetterKind.REPLY, (Role.SUPERVISOR,), None).ordinary
    hands = frozenset({writer})
    approval = Approval(project=project, steps=steps, taken=0, hands=hands, takers=frozenset())
    return isinstance(approval.grant(person), Grant)
