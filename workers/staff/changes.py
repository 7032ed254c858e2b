"""Changes of people: made at once, or, where one admin alone may not make them, once a second person has confirmed.

Where there is no one to confirm, a change waits a day; people who are told of it may refuse meanwhile (decision 013).
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from domain.codes import Department, Role
from domain.events import HouseEvent
from domain.staff import HOUSE, Grant, Person
from domain.staff_codes import ChangeKind, ChangeNews, ChangeState
from store import changes, company_accounts, people, second_factors, sessions
from store.changes import ChangeRow, NewChange
from store.company_accounts import AccountRow
from store.people import NewDeputy, PersonRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import second_person
from workers.staff.second_person import Asker

log = structlog.get_logger("huihan.people")


def make(
    services: Services,
    session: Session,
    kind: ChangeKind,
    row: PersonRow,
    *,
    actor: Person,
    details: Mapping[str, str] | None = None,
) -> ChangeRow | None:
    """Make a change in the caller's transaction; the row of one that must be confirmed first, None if it is made.

    details: as in `store.changes.NewChange`.

    Raises:
        Refused: it cannot be made, or `who` may not ask for it.
    """
    asker, details = Asker.of(actor), details or {}
    role = Role(details["role"]) if "role" in details else None
    if not second_person.needs_second(services, session, kind, row, role, asker):
        _apply(services, session, kind, row, details, by=actor.login)
        return None
    second_person.only_own_admins(actor)
    return _ask(services, session, kind, row, details, asker)


def confirm(services: Services, change_id: int, *, actor: Person) -> ChangeRow:
    """Confirm a change as the second person; it takes effect. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        change = _waiting(services, session, change_id, actor)
        if not second_person.may_confirm(services, session, change, actor):
            raise Refused("这项变更要由另一位管理员或负责人确认：不能是提出人，也不能是当事人")
        _still_asked(session, change)
        row = _concerned(session, change)
        before = second_person.told(services, session, change)
        _apply(services, session, change.kind, row, change.details, by=change.asked_by)
        _decide(services, session, change, ChangeState.DONE, by=actor.login, link=_gives_link(change.kind, row))
        _tell(services, session, change, ChangeNews.DONE, before)
        noted(services, session, HouseEvent.CHANGE_CONFIRMED, who=actor.login, whom=row.login, **_logged(change))
    log.info("change_confirmed", change=change.id, by=actor.login)
    return change


def refuse(services: Services, change_id: int, *, actor: Person, reason: str) -> None:
    """Refuse a change that one was told of. Raises Refused, also without a reason."""
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Refused("请写明拒绝的理由")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        change = _waiting(services, session, change_id, actor)
        if not second_person.may_refuse(services, session, change, actor):
            raise Refused("您不能拒绝这项变更")
        _refuse(services, session, change, by=actor.login, reason=reason)
    log.info("change_refused", change=change_id, by=actor.login)


def withdraw(services: Services, change_id: int, *, actor: Person) -> None:
    """Take back what one has asked for. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        change = _waiting(services, session, change_id, actor)
        if actor.id != change.asked_by_id:
            raise Refused("只有提出人可以撤回")
        _decide(services, session, change, ChangeState.WITHDRAWN, by=actor.login)
        whom = _concerned(session, change).login
        noted(services, session, HouseEvent.CHANGE_WITHDRAWN, who=actor.login, whom=whom, **_logged(change))


def settle_due(services: Services) -> int:
    """Make what has waited its day, and end what no one confirmed in a week; how many ended."""
    with services.database.reading() as session:
        if not changes.how_many_wait(session):
            return 0
        due = [one for one in changes.waiting(session) if _ended(one, services.now())]
    for change in due:
        try:
            _settle(services, change.id)
        except Refused as error:
            with services.database.transaction() as session:
                again = changes.get(session, change.id, lock=True)
                if again is not None and again.state is ChangeState.WAITING:
                    _refuse(services, session, again, by=HOUSE, reason=str(error))
    return len(due)


def grant_of(details: Mapping[str, str]) -> Grant:
    """The role in the details of a change."""
    department = details.get("department")
    return Grant(
        role=Role(details["role"]),
        project=details.get("project") or None,
        department=Department(department) if department else None,
    )


def details_of(grant: Grant) -> dict[str, str]:
    """A role as the details of a change."""
    given = {"role": grant.role.value, "project": grant.project or "", "department": grant.department or ""}
    return {name: str(value) for name, value in given.items() if value}


def _ask(
    services: Services, session: Session, kind: ChangeKind, row: PersonRow, details: Mapping[str, str], asker: Asker
) -> ChangeRow:
    """Enter what must be confirmed and tell people; asked for twice it is entered once."""
    wanted = (kind, row.id, dict(details), asker.login, asker.id)
    for one in changes.waiting(session):
        if (one.kind, one.person_id, dict(one.details), one.asked_by, one.asked_by_id) == wanted:
            return one
    now = services.now()
    alone = not second_person.confirmers(services, session, asker, row.id)
    new = NewChange(
        kind=kind,
        person_id=row.id,
        details=dict(details),
        asked_by=asker.login,
        asked_by_id=asker.id,
        asked_at=now,
        due_at=now + second_person.WAITS if alone else None,
    )
    change = changes.create(session, new)
    _tell(services, session, change, ChangeNews.REQUESTED, second_person.told(services, session, change))
    due = change.due_at.isoformat() if change.due_at else None
    noted(services, session, HouseEvent.CHANGE_REQUESTED, who=asker.login, whom=row.login, due=due, **_logged(change))
    log.info("change_requested", change=change.id, kind=kind, person=row.login, by=asker.login)
    return change


def _settle(services: Services, change_id: int) -> None:
    with services.database.transaction() as session:
        change = changes.get(session, change_id, lock=True)
        if change is None or change.state is not ChangeState.WAITING:
            return
        row = _concerned(session, change)
        if change.due_at is None:
            _decide(services, session, change, ChangeState.EXPIRED, by=HOUSE)
            noted(services, session, HouseEvent.CHANGE_EXPIRED, who=HOUSE, whom=row.login, **_logged(change))
            return
        _still_asked(session, change)
        before = second_person.told(services, session, change)
        _apply(services, session, change.kind, row, change.details, by=change.asked_by)
        _decide(services, session, change, ChangeState.DONE, by=HOUSE, link=_gives_link(change.kind, row))
        _tell(services, session, change, ChangeNews.DONE, before)
        noted(services, session, HouseEvent.CHANGE_WAITED, who=HOUSE, whom=row.login, **_logged(change))


def _ended(change: ChangeRow, now: datetime) -> bool:
    return now >= (change.due_at or change.asked_at + second_person.LAPSES)


def _waiting(services: Services, session: Session, change_id: int, person: Person) -> ChangeRow:
    """A change that waits; one that the person is not shown is answered as one that is not there."""
    change = changes.get(session, change_id, lock=True)
    if (
        change is None
        or not second_person.may_see(change, person)
        or change.state is not ChangeState.WAITING
        or _ended(change, services.now())
    ):
        raise Refused("这项变更已经办完或撤回；请刷新页面")
    return change


def _still_asked(session: Session, change: ChangeRow) -> None:
    """Refused if the person who asked is no admin any more: what they left behind is no one's wish."""
    if change.asked_by_id is None:
        return
    if not any(one.id == change.asked_by_id and one.active for one in people.holders(session, (Role.ADMIN,))):
        raise Refused("提出人已不是管理员；请由现任管理员重新提出")


def _concerned(session: Session, change: ChangeRow) -> PersonRow:
    row = people.lock(session, change.person_id)
    if row is None:
        raise Refused("没有这位人员")
    return row


def _refuse(services: Services, session: Session, change: ChangeRow, *, by: str, reason: str) -> None:
    before = second_person.told(services, session, change)
    _decide(services, session, change, ChangeState.REFUSED, by=by, note=reason)
    _tell(services, session, change, ChangeNews.REFUSED, before)
    whom = _concerned(session, change).login
    noted(services, session, HouseEvent.CHANGE_REFUSED, who=by, whom=whom, reason=reason, **_logged(change))


def _decide(
    services: Services,
    session: Session,
    change: ChangeRow,
    state: ChangeState,
    *,
    by: str,
    note: str = "",
    link: bool = False,
) -> None:
    if not changes.decide(session, change.id, state, by=by, at=services.now(), note=note, link_open=link):
        raise Refused("这项变更已经办完或撤回；请刷新页面")


def _tell(services: Services, session: Session, change: ChangeRow, news: ChangeNews, before: list[PersonRow]) -> None:
    """Enter the mails. before: who is told, with the addresses of before the change took effect."""
    reached = [(row.id, row.email) for row in before if row.active or row.id == change.person_id]
    changes.tell(session, change.id, news, [(id_, email) for id_, email in reached if email], services.now())


def _logged(change: ChangeRow) -> dict[str, object]:
    shown = {name: value for name, value in change.details.items() if name != "email"}
    return {"change": change.id, "kind": change.kind.value, "details": shown}


def _gives_link(kind: ChangeKind, row: PersonRow) -> bool:
    return kind in (ChangeKind.INVITE, ChangeKind.ACTIVATE) or (kind is ChangeKind.GRANT and row.password is None)


def _apply(
    services: Services, session: Session, kind: ChangeKind, row: PersonRow, details: Mapping[str, str], *, by: str
) -> None:
    """Do it, with its entry in the house log; an invitation is only let through."""
    people.lock(session, row.id)
    match kind:
        case ChangeKind.GRANT:
            _grant(services, session, row, grant_of(details), by, source=details.get("source", ""))
        case ChangeKind.REVOKE:
            if not people.revoke(session, row.id, grant_of(details)):
                raise Refused("{login} 没有这个角色", login=row.login)
            noted(services, session, HouseEvent.ROLE_REVOKED, who=by, whom=row.login, **details)
        case ChangeKind.ACTIVATE:
            people.change(session, row.id, active=True, password=None)
            noted(services, session, HouseEvent.PERSON_ACTIVATED, who=by, whom=row.login)
        case ChangeKind.DEACTIVATE:
            _deactivate(services, session, row, by)
        case ChangeKind.DEPUTY:
            _deputy(services, session, row, details, by)
        case ChangeKind.EMAIL:
            people.change(session, row.id, email=details.get("email"))
            noted(services, session, HouseEvent.PERSON_CHANGED, who=by, whom=row.login, changed=["email"])
        case ChangeKind.SECOND_FACTOR_RESET:
            second_factors.remove(session, row.id)
            sessions.end_all(session, row.id)
            noted(services, session, HouseEvent.SECOND_FACTOR_RESET, who=by, whom=row.login)
        case ChangeKind.ACCOUNT_LINK:
            _link(services, session, row, details, by)


def _grant(services: Services, session: Session, row: PersonRow, grant: Grant, by: str, *, source: str) -> None:
    """source: empty for an admin's, else who else gives the role, and takes it again."""
    if not people.grant(session, row.id, grant, mapped=bool(source)):
        raise Refused("{login} 已有这个角色", login=row.login)
    if grant.role in second_person.GUARDED:
        # Chosen by somebody else, before the person could approve: they would approve now.
        people.end_deputies_by_others(session, row, services.now())
    told = {**details_of(grant), **({"source": source} if source else {})}
    noted(services, session, HouseEvent.ROLE_GRANTED, who=by, whom=row.login, **told)


def _link(services: Services, session: Session, row: PersonRow, details: Mapping[str, str], by: str) -> None:
    account = AccountRow(
        issuer=details["issuer"], subject=details["subject"], person_id=row.id, made_at=services.now(), made_by=by
    )
    if not company_accounts.link(session, account):
        raise Refused("这个公司账号或这位人员已经关联；请先解除原来的关联")
    noted(services, session, HouseEvent.ACCOUNT_LINKED, who=by, whom=row.login, **details)


def _deactivate(services: Services, session: Session, row: PersonRow, by: str) -> None:
    people.change(session, row.id, active=False)
    sessions.end_all(session, row.id)
    sessions.void_links(session, row.id)
    changes.close_links(session, row.id)
    noted(services, session, HouseEvent.PERSON_DEACTIVATED, who=by, whom=row.login)


def _deputy(services: Services, session: Session, row: PersonRow, details: Mapping[str, str], by: str) -> None:
    stands_in = people.by_login(session, details["deputy"])
    if stands_in is None or not stands_in.active:
        raise Refused("{login} 已停用，不能代理", login=details["deputy"])
    new = NewDeputy(
        person_id=row.id,
        deputy_id=stands_in.id,
        from_at=datetime.fromisoformat(details["from"]),
        until_at=datetime.fromisoformat(details["until"]),
        made_at=services.now(),
        made_by=by,
    )
    people.add_deputy(session, new)
    noted(services, session, HouseEvent.DEPUTY_SET, who=by, whom=row.login, **details)
