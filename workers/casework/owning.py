"""Gives a case its follow-up person (跟进人): by hand, many at once, or by rule where it has none that may keep it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import EventName
from domain.reading import Document
from domain.staff import HOUSE, Person
from store import cases, events, owners, people
from store.cases import CaseRow
from store.owners import Held
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import current, held_case
from workers.deciding.named_staff import named_staff
from workers.deciding.ownership import Matter, Staff, choose, staff_now
from workers.instance.permissions import HEADS, OFFICE, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

MOST = 200
"""So many cases a look of `look_after` at most; the rest is for the next."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """What became of many: the numbers of the cases that changed hands, and of those that could not, with why.

    moved: each hand-over, so that it can be taken back.
    """

    changed: tuple[str, ...]
    refused: tuple[tuple[str, Refused], ...]
    moved: tuple["Moved", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A case that went from one owner to another; logins, None: from or to no one."""

    number: str
    before: str | None
    after: str | None


def assign(services: Services, number: str, to: str | None, *, actor: Person, reason: str = "") -> CaseRow:
    """Give a case to the person of that login; None: by rule. Raises Refused."""
    return _assigned(services, number, to, actor=actor, reason=reason)[1]


def _assigned(
    services: Services, number: str, to: str | None, *, actor: Person, reason: str, only_from: str | None = None
) -> tuple[CaseRow, CaseRow]:
    """The case before and after. only_from: the login that must have it yet. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *OFFICE, *HEADS)
        staff = staff_now(services, session)
        if actor.login in staff.barred(case.about):
            raise Refused("来信涉及您本人或您代理的人，跟进人须由他人指派")
        if only_from not in (None, case.owner):
            raise Refused("{number} 此后又换了跟进人", number=number)
        if to is None:
            give(services, session, case, staff, actor.login, reason=reason.strip())
        else:
            _hand(services, session, case, staff, to, actor.login, reason.strip())
        return case, current(session, case)


def assign_many(
    services: Services, numbers: Iterable[str], to: str | None, *, actor: Person, reason: str = ""
) -> Assigned:
    """The same for many cases, each in a transaction of its own: one that cannot be changes nothing for the others."""
    return _each(services, [(number, to, None) for number in dict.fromkeys(numbers)], actor=actor, reason=reason)


def take_back(services: Services, moved: Iterable[Moved], *, actor: Person, reason: str) -> Assigned:
    """Give each case back to its owner before; one that somebody has given to another one meanwhile stays there."""
    back = [(one.number, one.before, one.after) for one in moved if one.before and one.after]
    return _each(services, back, actor=actor, reason=reason)


def _each(
    services: Services, wanted: Iterable[tuple[str, str | None, str | None]], *, actor: Person, reason: str
) -> Assigned:
    """Number, to whom, and who must have it yet: one after the other."""
    moved: list[Moved] = []
    refused: list[tuple[str, Refused]] = []
    for number, to, only_from in wanted:
        try:
            before, after = _assigned(services, number, to, actor=actor, reason=reason, only_from=only_from)
        except Refused as refusal:
            refused.append((number, refusal))
        else:
            moved.append(Moved(number=number, before=before.owner, after=after.owner))
            services.crash_points.point("assign.committed")
    return Assigned(changed=tuple(one.number for one in moved), refused=tuple(refused), moved=tuple(moved))


def set_about(services: Services, number: str, about: Sequence[str], reason: str, *, actor: Person) -> CaseRow:
    """A head says whom of the staff a case complains of (logins), in place of whom the letter seemed to name.

    An owner who is among them, or stands in for one of them, loses the case. Raises Refused.
    """
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *HEADS)
        if actor.login in staff_now(services, session).barred(case.about):
            raise Refused("来信涉及您本人或您代理的人，须由其他负责人更改")
        for login in about:
            if people.by_login(session, login) is None:
                raise Refused("没有用户名为 {login} 的人员", login=login)
        name_staff(services, session, case, tuple(sorted(set(about))), actor.login, reason=reason)
        keep(services, session, current(session, case), actor.login)
        return current(session, case)


def name_staff(
    services: Services, session: Session, case: CaseRow, about: tuple[str, ...], who: str, *, reason: str = ""
) -> None:
    """Keep whom of the staff a case complains of, if that is not known yet."""
    if about != case.about:
        cases.update_case(session, case.id, about=about)
        payload = {"about": list(about), "before": list(case.about), "reason": reason}
        events.append(session, case.id, services.now(), who, EventName.COMPLAINED_OF, payload)


def heard(services: Services, session: Session, case: CaseRow, letter: Document) -> None:
    """A letter of the case, its first or a further one: whom of the staff it names has no part in following it up."""
    staff, titles = staff_now(services, session), services.compiled.rulebook.owners.titles
    text = f"{letter.subject}\n{letter.text}"
    named = named_staff(text, staff.people, titles, project=case.project, writer=case.resident_name)
    name_staff(services, session, case, tuple(sorted({*case.about, *named})), HOUSE)
    keep(services, session, current(session, case), HOUSE, staff)


def keep(services: Services, session: Session, case: CaseRow, who: str, staff: Staff | None = None) -> None:
    """Leave a case with its owner if the owner may keep it; else give it to another one by rule."""
    staff = staff or staff_now(services, session)
    if case.owner is None or not staff.may_own(case.owner, case.project, case.about):
        give(services, session, case, staff, who)


def give(services: Services, session: Session, case: CaseRow, staff: Staff, who: str, *, reason: str = "") -> None:
    """Give a case an owner by rule; none if there is no one who may."""
    matter = Matter(
        project=case.project,
        departments=case.departments,
        category=case.category,
        topic=case.topic,
        about=case.about,
    )
    chosen = choose(services, session, staff, matter)
    owner, rule = (chosen.login, chosen.rule) if chosen else (None, "")
    _move(services, session, case, owner, who, rule=rule, reason=reason)


def look_after(services: Services) -> int:
    """Open cases whose owner has left, lost the project, or must not have them, and those without one: each is given to
    another by rule; how many were. For the sweep: two at once give no case twice.
    """
    with services.database.reading() as session:
        staff = staff_now(services, session)
        found = [one for one in owners.held(session) if _astray(staff, one)][:MOST] if staff.people else []
    moved = 0
    for one in found:
        with services.database.transaction() as session:
            case = cases.hold_case(session, one.number)
            if case is not None:
                keep(services, session, case, HOUSE)
                moved += current(session, case).owner != case.owner
    return moved


def _astray(staff: Staff, one: Held) -> bool:
    return one.owner is None or not staff.may_own(one.owner, one.project, one.about)


def _hand(services: Services, session: Session, case: CaseRow, staff: Staff, to: str, who: str, reason: str) -> None:
    if to in staff.barred(case.about):
        raise Refused("{number} 的来信涉及这位同事或其代理的人，不能由其跟进", number=case.number)
    if not staff.may_own(to, case.project, case.about):
        raise Refused("{login} 不在本项目办理投诉，不能跟进 {number}", login=to, number=case.number)
    _move(services, session, case, to, who, rule="", reason=reason)


def _move(
    services: Services, session: Session, case: CaseRow, owner: str | None, who: str, *, rule: str, reason: str
) -> None:
    if owner == case.owner:
        return
    cases.update_case(session, case.id, owner=owner)
    payload = {"owner": owner, "before": case.owner, "rule": rule, "reason": reason}
    events.append(session, case.id, services.now(), who, EventName.OWNER_ASSIGNED, payload)
