"""Finds letters of several households about one matter and proposes them as a group; a person confirms (TRADE 5)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import SPOKEN, CaseState
from domain.groups import GroupAct, GroupRules, Seat
from domain.staff import HOUSE
from language.places import comparing_place
from store import groups
from store.cases import CaseRow
from store.groups import GroupRow, Member
from store.households import numbered
from workers.casework.groups.seats import seat
from workers.deciding.many_households import how_many
from workers.instance.services import Services


def look(services: Services, session: Session, case: CaseRow) -> None:
    """Propose a case that has just come in, or whose matter or place was changed, to those that it belongs with.

    What a person took out of a group is proposed for none; what is proposed and no longer fits leaves by itself.
    """
    rules = services.compiled.rulebook.groups
    seated = groups.seat_of(session, case.id)
    group = groups.get(session, seated.group) if seated else None
    if seated is not None and group is not None:
        if not seated.confirmed and (group.topic, group.project) != (case.topic, case.project):
            seat(services, session, group, {case.id: None}, GroupAct.PROPOSED, HOUSE)
        else:
            return
    if not _may_be_one_of_many(case, rules):
        return
    within = timedelta(days=rules.within_days)
    found = groups.alike(session, case, since=case.received_at - within, until=case.received_at + within)
    apart = groups.set_apart(session, [one.case.id for one in found], HOUSE)
    if case.id in apart:
        return
    fitting = [one for one in found if _fits(one, case) and one.case.id not in apart]
    _propose(services, session, case, fitting, rules)


def _may_be_one_of_many(case: CaseRow, rules: GroupRules) -> bool:
    known = case.topic is not None and case.project is not None and case.kind.is_matter
    return known and case.state is not CaseState.FILED and case.topic not in rules.apart


def _fits(one: Member, case: CaseRow) -> bool:
    return one.case.id == case.id or (one.case.state is not CaseState.FILED and one.case.kind.is_matter)


def _propose(services: Services, session: Session, case: CaseRow, fitting: Sequence[Member], rules: GroupRules) -> None:
    """Into the newest group that it fits; else with those that sit in none, if they are enough."""
    everywhere = how_many(one.case for one in fitting) >= rules.same_project
    near = [one for one in fitting if everywhere or _same_house(one.case, case)]
    standing = _newest(session, [one.seat for one in near if one.seat is not None])
    if standing is not None:
        seat(services, session, standing, {case.id: Seat(group=standing.id)}, GroupAct.PROPOSED, HOUSE)
        return
    free = [one.case for one in near if one.seat is None]
    if not (_enough(free, rules, everywhere=everywhere) or _told_twice(free, case, rules)):
        return
    year = services.now().astimezone(services.zone).year
    group = groups.create(session, topic=case.topic or "", project=case.project or "", at=services.now(), year=year)
    wanted = {one.id: Seat(group=group.id) for one in free}
    seat(services, session, group, wanted, GroupAct.PROPOSED, HOUSE)


def _newest(session: Session, seats: Iterable[Seat]) -> GroupRow | None:
    newest = max((one.group for one in seats), default=None)
    return groups.hold(session, newest) if newest is not None else None


def _enough(free: Sequence[CaseRow], rules: GroupRules, *, everywhere: bool) -> bool:
    return how_many(free) >= (rules.same_project if everywhere else rules.same_building)


def _same_house(one: CaseRow, case: CaseRow) -> bool:
    house = comparing_place(case.building)
    if one.household_id is not None and one.household_id == case.household_id:
        return True
    return one.id == case.id or (bool(house) and comparing_place(one.building) == house)


def _told_twice(free: Sequence[CaseRow], case: CaseRow, rules: GroupRules) -> bool:
    """Whether one household seems to have said the same by mouth and in writing, which a person looks at."""
    of = numbered(free)
    within = timedelta(days=rules.same_person_days)
    return any(
        one.id != case.id
        and of[one.number] == of.get(case.number)
        and (one.channel in SPOKEN) is not (case.channel in SPOKEN)
        and abs(one.received_at - case.received_at) <= within
        for one in free
    )
