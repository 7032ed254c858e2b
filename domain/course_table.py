"""The course of a case as one table: which act may follow which, who may take it, what it needs, which clocks it moves.

Use cases, pages, the queue and the picture in the documentation ask here; no other module says where a case may go.
Sources: TRADE 2 (the closed loop), 5 (grades) and 6 (clocks); decision 049 says what is our choice.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.codes import (
    CaseState,
    ClockName,
    LetterKind,
    Role,
)
from domain.course import HEADS, OFFICE, OPEN, SIGNERS, WORKED_ON, Act, CourseStep, Facts, Need
from domain.letter_kinds import LETTERS

_WORK_CLOCKS = (
    ClockName.HANDLE,
    ClockName.PROGRESS,
    ClockName.DEPARTMENT_START,
    ClockName.DEPARTMENT_FINISH,
    ClockName.BLOCKED,
)


_ROUND = (ClockName.HANDLE, ClockName.REPLY, ClockName.PROGRESS)
"""What a further round times; progress of a confirmed grade A or B alone."""
_TO_FILE = (Need.VALIDITY, Need.ANSWERED, Need.NOTHING_ON_ITS_WAY, Need.TOLD)


def _states(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


def _back(
    act: Act,
    to: CaseState,
    *states: CaseState,
    roles: frozenset[Role] = OFFICE,
    needs: tuple[Need, ...] = (Need.OWN_WORK,),
    voids: tuple[ClockName, ...] = (),
    resumes: tuple[ClockName, ...] = (),
) -> CourseStep:
    """A step back out of `states`."""
    leaves = frozenset(states)
    return CourseStep(
        act=act,
        from_states=leaves,
        to=to,
        roles=roles,
        needs=needs,
        voids=voids,
        resumes=resumes,
        reason=True,
        back=True,
    )


_TABLE = (
    CourseStep(
        act=Act.ASK,
        from_states=_states(CaseState.NEW, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.REOPENED),
        to=CaseState.NEEDS_CALL,
        roles=OFFICE,
        reason=True,
    ),
    CourseStep(
        act=Act.CALL,
        from_states=OPEN,
        to=CaseState.ACCEPTED,
        moves=_states(CaseState.NEEDS_CALL),
        roles=OFFICE,
        stops=(ClockName.ACKNOWLEDGE, ClockName.REPLY, ClockName.EXPLAIN),
    ),
    CourseStep(act=Act.ACKNOWLEDGE, from_states=OPEN, stops=LETTERS[LetterKind.ACKNOWLEDGEMENT].stops),
    CourseStep(
        act=Act.ACCEPT,
        from_states=_states(CaseState.NEW, CaseState.NEEDS_CALL, CaseState.REOPENED),
        to=CaseState.ACCEPTED,
        roles=OFFICE,
        needs=(Need.OWN_WORK,),
    ),
    CourseStep(act=Act.SET_VALIDITY, from_states=OPEN, roles=OFFICE, starts=(ClockName.EXPLAIN,), reason=True),
    CourseStep(
        act=Act.INVESTIGATE,
        from_states=_states(CaseState.ACCEPTED, CaseState.REOPENED),
        to=CaseState.INVESTIGATING,
        roles=OFFICE,
        needs=(Need.OWN_WORK,),
    ),
    CourseStep(
        act=Act.APPROVE_PLAN,
        from_states=OPEN,
        to=CaseState.PLANNED,
        moves=_states(CaseState.NEW, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.REOPENED),
        roles=HEADS,
    ),
    CourseStep(
        act=Act.ISSUE_NOTICE,
        from_states=WORKED_ON,
        roles=HEADS,
        starts=(ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH),
    ),
    CourseStep(
        act=Act.START_WORK,
        from_states=_states(CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.PLANNED, CaseState.REOPENED),
        to=CaseState.IN_PROGRESS,
        roles=OFFICE,
        needs=(Need.OWN_WORK, Need.PLAN),
    ),
    CourseStep(
        act=Act.REPORT,
        from_states=WORKED_ON,
        roles=OFFICE | {Role.DEPARTMENT},
        stops=(ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH),
    ),
    CourseStep(act=Act.WAIT, from_states=WORKED_ON, roles=OFFICE, reason=True),
    CourseStep(act=Act.RESUME, from_states=WORKED_ON, roles=OFFICE, resumes=(ClockName.HANDLE,)),
    CourseStep(
        act=Act.BLOCK,
        from_states=WORKED_ON,
        roles=OFFICE | {Role.DEPARTMENT},
        starts=(ClockName.BLOCKED,),
        reason=True,
    ),
    CourseStep(
        act=Act.UNBLOCK,
        from_states=OPEN,
        roles=OFFICE | HEADS | {Role.DEPARTMENT},
        stops=(ClockName.BLOCKED,),
        reason=True,
    ),
    CourseStep(act=Act.HAND_UP, from_states=OPEN, roles=OFFICE | HEADS, reason=True),
    CourseStep(act=Act.HAND_DOWN, from_states=OPEN, roles=HEADS, reason=True),
    CourseStep(act=Act.TAKE_ANSWER, from_states=OPEN, roles=OFFICE),
    CourseStep(
        act=Act.INTERIM,
        from_states=OPEN,
        starts=(ClockName.PROMISE,),
        stops=LETTERS[LetterKind.INTERIM].stops,
    ),
    CourseStep(act=Act.ANSWER, from_states=OPEN, stops=LETTERS[LetterKind.REPLY].stops),
    CourseStep(act=Act.EXPLAIN, from_states=OPEN, stops=LETTERS[LetterKind.EXPLANATION].stops),
    CourseStep(
        act=Act.FINISH,
        from_states=_states(CaseState.INVESTIGATING, CaseState.PLANNED, CaseState.IN_PROGRESS),
        to=CaseState.DONE,
        roles=OFFICE,
        needs=(Need.OWN_WORK, Need.PLAN),
        starts=(ClockName.FEEDBACK,),
        stops=_WORK_CLOCKS,
        reason=True,
    ),
    CourseStep(
        act=Act.TELL_PLAN,
        from_states=_states(CaseState.PLANNED, CaseState.IN_PROGRESS),
        roles=OFFICE,
        reason=True,
    ),
    CourseStep(act=Act.TELL_PROGRESS, from_states=WORKED_ON, roles=OFFICE, reason=True),
    CourseStep(
        act=Act.TELL,
        from_states=_states(CaseState.DONE),
        to=CaseState.FED_BACK,
        roles=OFFICE,
        starts=(ClockName.VISIT,),
        stops=(ClockName.FEEDBACK,),
        reason=True,
    ),
    CourseStep(
        act=Act.VISIT,
        from_states=_states(CaseState.FED_BACK),
        to=CaseState.VISITED,
        roles=OFFICE,
        stops=(ClockName.VISIT,),
        reason=True,
    ),
    CourseStep(act=Act.SIGN_RECORD, from_states=OPEN - {CaseState.NEW, CaseState.NEEDS_CALL}, roles=SIGNERS),
    CourseStep(
        act=Act.FILE,
        from_states=_states(CaseState.VISITED),
        to=CaseState.FILED,
        roles=OFFICE | HEADS,
        needs=(*_TO_FILE, Need.VISITED, Need.SATISFIED, Need.RECORD_SIGNED, Need.CLOCKS_STOPPED),
        voids=_WORK_CLOCKS,
    ),
    CourseStep(
        act=Act.FILE_UNVISITED,
        from_states=_states(CaseState.FED_BACK, CaseState.VISITED),
        to=CaseState.FILED,
        roles=HEADS,
        needs=(*_TO_FILE, Need.IMPOSSIBLE, Need.RECORD_SIGNED, Need.CLOCKS_STOPPED),
        stops=(ClockName.VISIT,),
        voids=_WORK_CLOCKS,
        reason=True,
    ),
    CourseStep(
        act=Act.FILE_AWAY,
        from_states=OPEN,
        to=CaseState.FILED,
        roles=OFFICE,
        needs=(Need.NO_MATTER,),
        voids=tuple(ClockName),
    ),
    CourseStep(
        act=Act.NEW_ROUND,
        from_states=_states(CaseState.VISITED),
        to=CaseState.REOPENED,
        roles=HEADS,
        needs=(Need.UNSATISFIED,),
        starts=_ROUND,
        reason=True,
    ),
    CourseStep(
        act=Act.REOPEN,
        from_states=_states(CaseState.VISITED, CaseState.FILED),
        to=CaseState.REOPENED,
        roles=OFFICE | HEADS,
        starts=_ROUND,
        reason=True,
    ),
    CourseStep(
        act=Act.FOLLOW_UP,
        from_states=frozenset(CaseState),
        to=CaseState.REOPENED,
        moves=_states(CaseState.FILED),
        starts=(ClockName.ACKNOWLEDGE, *_ROUND),
    ),
    CourseStep(
        act=Act.COME_BACK,
        from_states=frozenset(CaseState),
        to=CaseState.VISITED,
        moves=_states(CaseState.FILED),
        resumes=(ClockName.ACKNOWLEDGE, ClockName.REPLY, ClockName.PROMISE, ClockName.EXPLAIN),
    ),
    _back(Act.BACK_TO_NEW, CaseState.NEW, CaseState.NEEDS_CALL, CaseState.ACCEPTED),
    _back(Act.BACK_TO_ACCEPTED, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.PLANNED),
    _back(Act.BACK_TO_INVESTIGATING, CaseState.INVESTIGATING, CaseState.PLANNED, CaseState.IN_PROGRESS),
    _back(
        Act.BACK_TO_WORK,
        CaseState.IN_PROGRESS,
        CaseState.DONE,
        voids=(ClockName.FEEDBACK,),
        resumes=(ClockName.HANDLE, ClockName.PROGRESS),
    ),
    _back(
        Act.BACK_TO_DONE,
        CaseState.DONE,
        CaseState.FED_BACK,
        needs=(),
        voids=(ClockName.VISIT,),
        resumes=(ClockName.FEEDBACK,),
    ),
    _back(Act.BACK_TO_VISIT, CaseState.FED_BACK, CaseState.VISITED, roles=HEADS, needs=(), resumes=(ClockName.VISIT,)),
)


STEPS: Mapping[Act, CourseStep] = MappingProxyType({step.act: step for step in _TABLE})
"""The table: every act with its row."""


def open_steps(facts: Facts) -> tuple[CourseStep, ...]:
    """The acts that people may take in the state of the case, missing something or not, in the order of the table."""
    return tuple(step for step in STEPS.values() if step.roles and facts.state in step.from_states)
