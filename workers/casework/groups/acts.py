"""What people do with groups: confirm or dismiss what is proposed, link, merge, split, and undo the last of it."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from domain.groups import GroupAct, Seat
from domain.staff import Person
from store import groups
from store.cases import CaseRow
from store.groups import ActRow, GroupRow, Member
from workers.casework.groups.seats import apply, seat
from workers.deciding.case_lookup import held_case
from workers.instance.permissions import OFFICE, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services


def confirm(services: Services, number: str, *, actor: Person, only: Collection[str] = ()) -> GroupRow:
    """What is proposed is one matter: worked as one from now on. only: of these cases alone. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group, members = held_group(session, number, actor)
        proposed = [one for one in members if one.seat and not one.seat.confirmed and _named(one, only)]
        if not proposed:
            return group
        if len(members) == len(proposed) == 1:
            raise Refused("群体 {number} 只有一件案件，不能确认", number=number)
        wanted = {one.case.id: Seat(group=group.id, confirmed=True) for one in proposed}
        seat(services, session, group, wanted, GroupAct.CONFIRMED, actor.login)
        return group


def dismiss(services: Services, number: str, *, actor: Person, only: Collection[str] = ()) -> GroupRow:
    """What is proposed is not one matter; it is never proposed again by itself. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group, members = held_group(session, number, actor)
        wanted = {one.case.id: None for one in members if one.seat and not one.seat.confirmed and _named(one, only)}
        seat(services, session, group, wanted, GroupAct.DISMISSED, actor.login)
        return group


def link(services: Services, number: str, other: str, *, actor: Person) -> GroupRow:
    """A case and another one (or a group, by its number) are one matter, as a person knows. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group = groups.get(session, other)
        partner = None if group else held_case(session, other, actor)
        joins = held_case(session, number, actor)
        if partner is not None and partner.id == joins.id:
            raise Refused("请填写另一件案件或群体的编号")
        seated = groups.seat_of(session, partner.id) if partner else None
        group = groups.hold(session, seated.group) if seated else group
        if group is None and partner is not None:
            group = _new(services, session, partner)
        if group is None or group.project != joins.project:
            raise Refused("两件案件不属于同一项目，不能并为一个群体")
        permit(actor, group.project, *OFFICE)
        linked = [one for one in (joins, partner) if one is not None]
        wanted: dict[int, Seat | None] = {one.id: Seat(group=group.id, confirmed=True) for one in linked}
        _keep_leading(session, wanted)
        seat(services, session, group, wanted, GroupAct.LINKED, actor.login)
        return group


def merge(services: Services, number: str, into: str, *, actor: Person) -> GroupRow:
    """All cases of a group go over to another one; its number is not given again. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if number == into:
            raise Refused("请填写另一个群体的编号")
        # One order for everybody, so that two merges at once wait for each other.
        held = {name: held_group(session, name, actor) for name in sorted((number, into))}
        (source, leaving), (target, staying) = held[number], held[into]
        if source.project != target.project:
            raise Refused("两个群体不属于同一项目，不能合并")
        if not leaving or not staying:
            raise Refused("群体 {number} 已没有案件", number=number if not leaving else into)
        wanted: dict[int, Seat | None] = {
            one.case.id: Seat(group=target.id, confirmed=one.seat.confirmed) for one in leaving if one.seat
        }
        seat(services, session, target, wanted, GroupAct.MERGED, actor.login)
        return target


def split(services: Services, number: str, taken: Sequence[str], *, actor: Person) -> GroupRow | None:
    """Take cases out of a group: two or more form a group of their own, one is worked alone. The new group, if there
    is one. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group, members = held_group(session, number, actor)
        chosen = [one for one in members if one.case.number in taken]
        if not chosen or len(chosen) < len(set(taken)):
            raise Refused("请选择群体 {number} 中的案件", number=number)
        if len(chosen) == len(members):
            raise Refused("不能把全部案件移出；若不是一件事，请撤销合并")
        fresh = _new(services, session, chosen[0].case) if len(chosen) > 1 else None
        wanted: dict[int, Seat | None] = {
            one.case.id: Seat(group=fresh.id, confirmed=True) if fresh else None for one in chosen
        }
        seat(services, session, group, wanted, GroupAct.SPLIT, actor.login)
        return fresh


def undo(services: Services, number: str, *, actor: Person) -> ActRow:
    """Take the last act on a group back that is not undone yet, as an act of its own. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group, _ = held_group(session, number, actor)
        last = last_act(session, group)
        if last is None:
            raise Refused("群体 {number} 没有可以撤销的操作", number=number)
        for concerned in sorted({one.group for move in last.moves for one in (move.before, move.after) if one}):
            groups.hold(session, concerned)
        back = [move.back for move in reversed(last.moves)]
        return apply(services, session, group, back, GroupAct.UNDONE, actor.login, undoes=last.id)


def last_act(session: Session, group: GroupRow) -> ActRow | None:
    """The last act on a group by a person that has not been undone; None if there is none."""
    return undoable(groups.acts(session, group.id))


def undoable(told: Sequence[ActRow]) -> ActRow | None:
    """The same, of all that changed a group, oldest first."""
    undone = {one.undoes for one in told}
    by_people = (GroupAct.CONFIRMED, GroupAct.DISMISSED, GroupAct.LINKED, GroupAct.MERGED, GroupAct.SPLIT)
    return next((one for one in reversed(told) if one.act in by_people and one.id not in undone), None)


def held_group(session: Session, number: str, actor: Person) -> tuple[GroupRow, tuple[Member, ...]]:
    """The group, which no other transaction changes, with its members, for an actor of the office of its project.

    Raises Refused.
    """
    found = groups.get(session, number)
    group = groups.hold(session, found.id) if found else None
    if group is None or actor.grant(*OFFICE, project=group.project) is None:
        raise Refused("没有编号为 {number} 的群体；请核对编号", number=number)
    return group, groups.members(session, group.id)


def _new(services: Services, session: Session, case: CaseRow) -> GroupRow:
    if case.topic is None or case.project is None:
        raise Refused("请先确定 {number} 的项目和主题，再并为群体", number=case.number)
    year = services.now().astimezone(services.zone).year
    return groups.create(session, topic=case.topic, project=case.project, at=services.now(), year=year)


def _keep_leading(session: Session, wanted: dict[int, Seat | None]) -> None:
    """A case that sits confirmed in that group already keeps its seat."""
    for id_, standing in groups.seats_of(session, list(wanted)).items():
        goal = wanted[id_]
        if goal is not None and standing.group == goal.group and standing.confirmed:
            wanted[id_] = standing


def _named(one: Member, only: Collection[str]) -> bool:
    return not only or one.case.number in only
