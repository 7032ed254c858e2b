"""Moves cases between groups: their seats, the events that tell it, and the act by which it can be undone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from domain.codes import CaseState
from domain.events import EventName
from domain.groups import GroupAct, Move, Seat, moves_of
from store import cases, events, groups
from store.cases import CaseRow
from store.groups import ActRow, GroupRow
from workers.casework.decided_again import follow_households
from workers.casework.groups.in_step import reseated
from workers.deciding import strictest_grade
from workers.deciding.many_households import how_many
from workers.instance.refusals import Refused
from workers.instance.services import Services

_EACH, _EVERY = 20, 10


def seat(
    services: Services,
    session: Session,
    group: GroupRow,
    wanted: Mapping[int, Seat | None],
    act: GroupAct,
    who: str,
) -> ActRow | None:
    """Give these cases their seats, with whatever follows for the others of the groups concerned; None if nothing
    changes. The groups are held.
    """
    standing: dict[int, Seat] = groups.seats_of(session, list(wanted))
    concerned = {one.group for one in (*standing.values(), *wanted.values()) if one is not None}
    found = {one.case.id: one.case for id_ in sorted(concerned) for one in groups.members(session, id_)}
    standing |= groups.seats_of(session, list(found))
    found |= {id_: case for id_ in wanted if id_ not in found and (case := cases.get_case(session, id_)) is not None}
    filed = {id_ for id_, case in found.items() if case.state is CaseState.FILED}
    order = sorted(found, key=lambda id_: (id_ in filed, found[id_].received_at, id_))
    moves = moves_of(standing, wanted, order, filed=filed)
    return apply(services, session, group, moves, act, who) if moves else None


def apply(
    services: Services,
    session: Session,
    group: GroupRow,
    moves: Sequence[Move],
    act: GroupAct,
    who: str,
    *,
    undoes: int | None = None,
) -> ActRow:
    """Make moves, case by case in one order, so that two acts at once wait for each other. Raises Refused if a case
    sits elsewhere by now, or is filed with its group's work.
    """
    _hold_leading(session, moves)
    names = groups.numbers_of(session, {one.group for move in moves for one in (move.before, move.after) if one})
    for move in sorted(moves, key=lambda one: one.case):
        held = _held(session, move.case)
        if groups.seat_of(session, move.case) != move.before:
            raise Refused("案件 {number} 的群体刚被他人改动；请重新查看后再办理", number=held.number)
        _may_leave(session, held, move)
        groups.place(session, move)
        what, payload = _told(move, names)
        payload |= {"act": act} | ({"undone": True} if undoes is not None else {})
        events.append(session, move.case, services.now(), who, what, payload)
        services.crash_points.point("group.seated")
    kept = groups.keep_act(session, group.id, at=services.now(), who=who, act=act, moves=tuple(moves), undoes=undoes)
    _follow(services, session, moves, who)
    return kept


def _hold_leading(session: Session, moves: Sequence[Move]) -> None:
    """The leading cases before all others, as an act on one of them holds it before those that follow it."""
    concerned = {one.group for move in moves for one in (move.before, move.after) if one}
    for group_id in sorted(concerned):
        for one in groups.members(session, group_id):
            if one.seat and one.seat.leads:
                _held(session, one.case.id)


def _may_leave(session: Session, case: CaseRow, move: Move) -> None:
    """What a case was filed with is not taken from it. Raises Refused."""
    before, after = move.before, move.after
    if before is None or not before.confirmed or (after is not None and after.group == before.group):
        return
    if case.state is CaseState.FILED:
        raise Refused("案件 {number} 已归档，不能移出群体；请先重新打开", number=case.number)
    filed = [one for one in groups.followers(session, case) if one.state is CaseState.FILED]
    if filed:
        raise Refused("案件 {number} 已按主办案件归档，主办案件不能移出群体", number=filed[0].number)


def _held(session: Session, case_id: int) -> CaseRow:
    case = cases.get_case(session, case_id)
    held = cases.hold_case(session, case.number) if case else None
    if held is None:
        raise LookupError(f"no case {case_id}")
    return held


def _told(move: Move, names: Mapping[int, str]) -> tuple[EventName, dict[str, object]]:
    """The event of one move, and what it says."""
    if move.after is None:
        return EventName.GROUP_LEFT, {"group": names[move.before.group] if move.before else ""}
    payload: dict[str, object] = {"group": names[move.after.group], "leads": move.after.leads}
    if not move.after.confirmed:
        return EventName.GROUP_PROPOSED, payload
    stayed = move.before is not None and move.before.confirmed and move.before.group == move.after.group
    return EventName.GROUP_LED if stayed else EventName.GROUP_JOINED, payload


def _follow(services: Services, session: Session, moves: Sequence[Move], who: str) -> None:
    """What changes with the seats: where the work stands, the number of households that each letter is decided with,
    and how strictly the plan of the leading case is approved."""
    _in_step(services, session, moves, who)
    left = {move.case for move in moves if move.after is None}
    for group_id in sorted({one.group for move in moves for one in (move.before, move.after) if one}):
        seated = groups.members(session, group_id)
        _approve_as_strictly(services, session, group_id, who)
        households = how_many(one.case for one in seated)
        if households <= _EACH or households % _EVERY == 0:
            left |= {one.case.id for one in seated}
    for case_id in sorted(left):
        follow_households(services, session, _held(session, case_id), who)


def _in_step(services: Services, session: Session, moves: Sequence[Move], who: str) -> None:
    """Who joins gets what was done for all, who leaves loses it; where another case leads, its work counts for all."""
    worked = [move for move in moves if any(one and one.confirmed for one in (move.before, move.after))]
    concerned = {move.case for move in worked}
    for group_id in {one.group for move in worked for one in (move.before, move.after) if one and one.leads}:
        concerned |= {one.case.id for one in groups.members(session, group_id)}
    leading = {id_ for id_, one in groups.seats_of(session, list(concerned)).items() if one.leads}
    for case_id in sorted(concerned, key=lambda id_: (id_ not in leading, id_)):
        reseated(services, session, _held(session, case_id), who)


def _approve_as_strictly(services: Services, session: Session, group_id: int, who: str) -> None:
    """What is approved on the leading case counts for all: as strictly as the gravest of them asks for."""
    confirmed = [one for one in groups.members(session, group_id) if one.seat and one.seat.confirmed]
    lead = next((one.case for one in confirmed if one.seat and one.seat.leads), None)
    if lead is None:
        return
    gravest = min(one.case.strictest for one in confirmed)
    _held(session, lead.id)
    if cases.raise_strictest(session, lead.id, gravest):
        strictest_grade.risen(services, session, lead.id, who)
