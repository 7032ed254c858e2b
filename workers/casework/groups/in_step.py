"""Keeps the cases of a group where the work on their leading case stands: state, work clocks, validity; and takes that
back where a case leaves (decision 077)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import CaseState, ClockName, Validity
from domain.course import HANDLED, Act
from domain.course_table import STEPS
from domain.events import EventName
from store import cases, events, groups
from store.cases import CaseRow
from store.events import EventRow
from workers.clocks.case_clocks import start_clock, stop_clock, void_clock
from workers.clocks.course_steps import move, resume_stopped
from workers.clocks.pausing import resume_handle
from workers.deciding.group_work import GroupWork, work_of
from workers.instance.services import Services

_WORK = (
    CaseState.ACCEPTED,
    CaseState.INVESTIGATING,
    CaseState.PLANNED,
    CaseState.IN_PROGRESS,
    CaseState.DONE,
)
"""How far work stands, in its order."""
_FOLLOWS = frozenset({CaseState.NEW, CaseState.REOPENED, *_WORK})
"""States in which a case goes where its group's work stands: no call is due first, and its household was not told."""


@dataclass(frozen=True, kw_only=True)
class _Own:
    """Where a case stands by itself. state: None if it got there by itself; the same of validity."""

    state: CaseState | None
    validity: Validity | None


def lead_on(
    services: Services, session: Session, lead: CaseRow, who: str, *, back_from: CaseState | None = None
) -> None:
    """After an act on a case: those of the group that it leads go where its work stands now, as events of theirs.

    lead: as it was before the act, held. back_from: where it stood, if the act was a step back: those that it had
    brought there go back with it. The followers are held in the order of their ids.
    """
    for one in sorted(groups.followers(session, lead), key=lambda follower: follower.id):
        held, work = _held(session, one)
        led_by = work.led_by if lead.state in HANDLED else work.lead
        if led_by is not None:
            _bring(services, session, held, led_by, who, back=held.state is back_from)
            services.crash_points.point("group.brought")


def keep_in_step(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """After an act on a case that follows: it goes on to where the work of its group stands."""
    held, work = _held(session, case)
    if work.led_by is not None:
        _bring(services, session, held, work.led_by, who, back=False)


def reseated(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """After a case changed its seat, or another one leads: what was brought to it is taken back, then it goes where the
    work of the group stands in which it sits now."""
    held, work = _held(session, case)
    _bring(services, session, held, work.led_by, who, back=True)


def _held(session: Session, case: CaseRow) -> tuple[CaseRow, GroupWork]:
    held = cases.hold_case(session, case.number) or case
    return held, work_of(session, held)


def _bring(
    services: Services, session: Session, case: CaseRow, led_by: CaseRow | None, who: str, *, back: bool
) -> None:
    if case.state is CaseState.FILED or not case.kind.is_matter:
        return
    own = _own(events.history(session, case.id))
    _judge(services, session, case, led_by, own, who)
    if case.state not in _FOLLOWS:
        return
    stands = own.state if own.state is not None and back else case.state
    wanted = stands if led_by is None else max(stands, _work(led_by), key=_far)
    if wanted is not case.state:
        _go(services, session, case, wanted, led_by, who)


def _work(lead: CaseRow) -> CaseState:
    """How far the work on a leading case stands; whatever comes after it is the household's own."""
    return CaseState.DONE if lead.state in HANDLED else lead.state


def _far(state: CaseState) -> int:
    return _WORK.index(state) + 1 if state in _WORK else 0


def _own(history: Sequence[EventRow]) -> _Own:
    """Where the case stood before it was led, and what was judged of it by itself, as its events tell."""
    state: CaseState | None = None
    validity: Validity | None = None
    for event in history:
        payload = event.payload or {}
        led = "led_by" in payload
        if event.what == EventName.REOPENED:
            state = None
        elif event.what == EventName.STATE_CHANGED:
            before = CaseState(payload["from"]) if "from" in payload else None
            state = (state or before) if led and payload["led_by"] is not None else None
        elif event.what == EventName.VALIDITY_SET:
            judged = Validity(payload["before"]) if "before" in payload else None
            validity = (validity or judged) if led and payload["led_by"] is not None else None
    return _Own(state=state, validity=validity)


def _judge(services: Services, session: Session, case: CaseRow, led_by: CaseRow | None, own: _Own, who: str) -> None:
    """The validity of a case that no one has judged by itself is its group's."""
    stands = case.validity if own.validity is None else own.validity
    wanted = led_by.validity if led_by is not None and stands is Validity.UNDECIDED else stands
    if wanted is case.validity:
        return
    cases.update_case(session, case.id, validity=wanted)
    payload = {"to": wanted, "before": case.validity, "reason": "", "led_by": led_by.number if led_by else None}
    events.append(session, case.id, services.now(), who, EventName.VALIDITY_SET, payload)
    if wanted is Validity.INVALID:
        start_clock(services, session, case, ClockName.EXPLAIN, who)
    else:
        void_clock(services, session, case, who, ClockName.EXPLAIN)


def _go(
    services: Services, session: Session, case: CaseRow, state: CaseState, led_by: CaseRow | None, who: str
) -> None:
    """As `FINISH` and the step back from it move the clocks of a case that is worked on by itself."""
    moved = move(services, session, case, state, who, led_by=led_by.number if led_by else None)
    if state is CaseState.DONE:
        resume_handle(services, session, moved, who)
        stop_clock(services, session, case.id, who, *STEPS[Act.FINISH].stops)
        for name in STEPS[Act.FINISH].starts:
            start_clock(services, session, moved, name, who)
    elif case.state is CaseState.DONE:
        for name in STEPS[Act.BACK_TO_WORK].voids:
            void_clock(services, session, moved, who, name)
        for name in STEPS[Act.BACK_TO_WORK].resumes:
            resume_stopped(services, session, moved, who, name)
