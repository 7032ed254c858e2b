"""Who looks after what came in and waits for a person: a clerk takes it, a head gives it to a clerk, many at once too.

Once it is a case, the case keeps that person (`workers.intake.opening`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import HOUSE, Person
from store import intake, jobs
from store.intake import WAITING, IntakeRow
from workers.deciding.ownership import Staff, staff_now
from workers.instance.house_entries import noted
from workers.instance.permissions import HEADS, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import GIVEN, TELL_OF_INTAKE
from workers.intake.triage import permit_intake, waiting_row


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What went from one person to another; logins, None: from or to no one."""

    id: int
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """What became of many: what went to whom, and the ids of those that could not, each with why."""

    moved: tuple[Moved, ...]
    refused: tuple[tuple[int, Refused], ...]


def assign(services: Services, intake_id: int, to: str | None, *, actor: Person) -> Moved:
    """Give what waits to the person of that login; None: to no one. Raises Refused."""
    return _assigned(services, Moved(id=intake_id, before=None, after=to), actor, undoes=False)


def assign_many(services: Services, ids: Iterable[int], to: str | None, *, actor: Person) -> Given:
    """The same for many, each in a transaction of its own: one that cannot be changes nothing for the others."""
    wanted = [Moved(id=one, before=None, after=to) for one in dict.fromkeys(ids)]
    if not wanted:
        raise Refused("请先勾选来件")
    return _each(services, wanted, actor, undoes=False)


def take_back(services: Services, moved: Iterable[Moved], *, actor: Person) -> Given:
    """Give each back to whom it had before; what has gone on to another person meanwhile stays there."""
    back = [Moved(id=one.id, before=one.after, after=one.before) for one in moved]
    return _each(services, back, actor, undoes=True)


def look_after(services: Services) -> int:
    """What waits with somebody who has left, or lost the project, waits with no one again; how many. For the sweep."""
    with services.database.transaction() as session:
        staff = staff_now(services, session)
        astray = [one for one in intake.given(session) if not staff.may_own(one.owner or "", one.project, ())]
        for row in astray:
            _move(services, session, row, None, HOUSE)
    return len(astray)


def _each(services: Services, wanted: Iterable[Moved], actor: Person, *, undoes: bool) -> Given:
    moved: list[Moved] = []
    refused: list[tuple[int, Refused]] = []
    for one in wanted:
        try:
            moved.append(_assigned(services, one, actor, undoes=undoes))
        except Refused as refusal:
            refused.append((one.id, refusal))
    return Given(moved=tuple(moved), refused=tuple(refused))


def _assigned(services: Services, wanted: Moved, actor: Person, *, undoes: bool) -> Moved:
    """undoes: only from whom it has by the act that is undone."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, wanted.id, actor)
        row = waiting_row(session, wanted.id, WAITING)
        if undoes and row.owner != wanted.before:
            raise Refused("来件 {id} 此后又换了人", id=row.id)
        staff = staff_now(services, session)
        _permit(staff, row, wanted.after, actor)
        if row.owner != wanted.after:
            _move(services, session, row, wanted.after, actor.login)
        return Moved(id=row.id, before=row.owner, after=wanted.after)


def _permit(staff: Staff, row: IntakeRow, to: str | None, actor: Person) -> None:
    """Refused unless it is the actor's to give: a head's, or what the actor has, takes, or stands in for."""
    if to is not None and not staff.may_own(to, row.project, ()):
        raise Refused("{login} 不在本项目办理投诉，不能处理来件 {id}", login=to, id=row.id)
    if actor.grant(*HEADS, project=row.project) is not None:
        return
    own = {actor.login, *(grant.deputy_of for grant in actor.grants if grant.deputy_of)}
    if row.owner is not None and row.owner not in own:
        raise Refused("来件 {id} 已由 {login} 处理；请主管改派", id=row.id, login=row.owner)
    if to is not None and to not in own:
        raise Refused("把来件指派给同事，由主管办理；您可以自己领取")


def _move(services: Services, session: Session, row: IntakeRow, to: str | None, who: str) -> None:
    about = {GIVEN: {"by": who, "at": services.now().isoformat()}}
    if not intake.give(session, row, to, **about):
        raise Refused("来件 {id} 刚被他人处理；请重新查看", id=row.id)
    if to is not None and to != who:
        jobs.defer(session, TELL_OF_INTAKE, row.id)
    noted(services, session, HouseEvent.INTAKE_GIVEN, who=who, intake=row.id, to=to, before=row.owner)
