"""Whom an overrun has climbed to: a rung that no one holds is passed over, and the sentence says so."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from domain.approval import RUNGS
from domain.codes import ClockState, Role
from domain.events import EventName
from domain.labels import ROLE
from domain.said import N_, Sentence
from store.cases import CaseRow
from store.clocks import ClockRow
from store.events import EventRow
from workers.casework.ladder import holders
from workers.instance.services import Services


def overruns(
    services: Services, session: Session, case: CaseRow, clocks: Sequence[ClockRow], told: Sequence[EventRow]
) -> Mapping[int, Sentence]:
    """Clock row → who was told that it is overdue, of those that run on past their due moment.

    told: the history of the case, which says how far the overrun has climbed.
    """
    said = {row.id: rung for row in clocks if row.state is ClockState.RUNNING for rung in _climbed(row, told)}
    return {row_id: _sentence(services, session, case, rung) for row_id, rung in said.items()}


def _climbed(row: ClockRow, told: Sequence[EventRow]) -> Sequence[Role]:
    """The rung that the clock was last said to have climbed to; empty if it is not overdue."""
    mine = {"clock": row.clock, "round": row.round, "department": row.department}
    climbed = [
        Role(event.payload["rung"])
        for event in told
        if event.what == EventName.CLOCK_PASSED
        and event.payload
        and event.payload.get("rung")
        and all(event.payload.get(key) == value for key, value in mine.items())
    ]
    return climbed[-1:]


def _sentence(services: Services, session: Session, case: CaseRow, rung: Role) -> Sentence:
    up = RUNGS[RUNGS.index(rung) :]
    held = {role: tuple(one.name for one in holders(services, session, case, role)) for role in up}
    told = next((role for role in up if held[role]), None)
    if told is None:
        return Sentence(N_("逾期：{rung}岗位无人，上面也没有人可报，请管理员补人"), {"rung": Sentence(ROLE[rung])})
    values = {"rung": Sentence(ROLE[rung]), "to": Sentence(ROLE[told]), "names": "、".join(held[told])}
    if told is rung:
        return Sentence(N_("逾期已报{to}（{names}）"), values)
    return Sentence(N_("逾期：{rung}岗位无人，已报上一级{to}（{names}）"), values)
