"""The course of a case as one table: which act may follow which, who may take it, what it needs, which clocks it moves.

Use cases, pages, the queue and the picture in the documentation ask here; no other module says where a case may go.
Sources: TRADE 2 (the closed loop), 5 (grades) and 6 (clocks); decision 049 says what is our choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.codes import (
    CaseState,
    ClockName,
    Grade,
    LetterKind,
    Role,
    Validity,
    VisitOutcome,
)
from domain.letter_kinds import LETTERS


class Act(StrEnum):
    """One thing that happens to a case on its way from the letter to the file."""

    CALL = "call"
    """A call to the resident is recorded: one that reached them stops `acknowledge` and `explain`; on a spoken
    complaint it is the answer, and stops `reply`."""
    ASK = "ask"
    """What the resident wants is not clear: a call is due before anything else."""
    ACCEPT = "accept"
    SET_VALIDITY = "set_validity"
    """Valid, invalid or assisted; what is invalid has to be explained."""
    ACKNOWLEDGE = "acknowledge"
    """The acknowledgement leaves the house."""
    INVESTIGATE = "investigate"
    APPROVE_PLAN = "approve_plan"
    """The last approval of a plan of measures."""
    ISSUE_NOTICE = "issue_notice"
    """A notice to a department is approved."""
    START_WORK = "start_work"
    REPORT = "report"
    """A department says how its work stands."""
    WAIT = "wait"
    """The work cannot go on before the resident has done something."""
    RESUME = "resume"
    INTERIM = "interim"
    """An interim letter leaves the house."""
    ANSWER = "answer"
    """A formal reply leaves the house."""
    EXPLAIN = "explain"
    """An explanation leaves the house."""
    FINISH = "finish"
    """All measures are done."""
    TELL_PLAN = "tell_plan"
    """The resident is told the opinion and the planned finish, and asked for theirs (TRADE 2, step 5)."""
    TELL_PROGRESS = "tell_progress"
    """On long cases the resident is told how the work stands."""
    TELL = "tell"
    """The resident is told the result."""
    VISIT = "visit"
    """A visit, or a try, is recorded; only one that took place moves the case and its clock."""
    SIGN_RECORD = "sign_record"
    FILE = "file"
    FILE_UNVISITED = "file_unvisited"
    """Filed with the signed reason why no visit was possible."""
    FILE_AWAY = "file_away"
    """What is no complaint is closed (decision 042)."""
    NEW_ROUND = "new_round"
    """A resident who is not satisfied is handled, answered and visited once more."""
    REOPEN = "reopen"
    FOLLOW_UP = "follow_up"
    """A further letter of the resident came in; on a filed case `handle` begins again."""
    COME_BACK = "come_back"
    """A letter that counted as sent bounced: a filed case is unanswered, and open again."""
    BACK_TO_NEW = "back_to_new"
    BACK_TO_ACCEPTED = "back_to_accepted"
    BACK_TO_INVESTIGATING = "back_to_investigating"
    BACK_TO_WORK = "back_to_work"
    BACK_TO_DONE = "back_to_done"
    BACK_TO_VISIT = "back_to_visit"


class Need(StrEnum):
    """What may be missing before an act can be taken."""

    PLAN = "plan"
    """Of grade A or B: a plan that was approved."""
    VALIDITY = "validity"
    """Staff have decided whether it is valid."""
    ANSWERED = "answered"
    """A reply or explanation of this round left the house; a call that reached the resident answers a spoken one."""
    NOTHING_ON_ITS_WAY = "nothing_on_its_way"
    """No letter to the resident is submitted, approved or on its way."""
    TOLD = "told"
    """The resident was told the result."""
    VISITED = "visited"
    """The last visit of this round took place."""
    SATISFIED = "satisfied"
    """The resident was satisfied at that visit: no further round is due."""
    UNSATISFIED = "unsatisfied"
    """The resident was not, or partly satisfied at that visit: what a further round needs."""
    IMPOSSIBLE = "impossible"
    """No visit is possible: three tries in vain, refused, anonymous."""
    RECORD_SIGNED = "record_signed"
    """The supervisor signed the record as it stands."""
    CLOCKS_STOPPED = "clocks_stopped"
    """No clock runs or is paused, but those that the act stops or voids itself."""
    NO_MATTER = "no_matter"
    """It is no complaint, suggestion or enquiry."""


@dataclass(frozen=True, kw_only=True)
class CourseStep:
    """One row of the table.

    from_states: where the act may be taken. to: where it leads, None: the case stays as it is. moves: the states out of
    which it leads there, None: all of from_states. roles: who may, in the project of the case; empty: the house itself,
    when a letter comes in or goes out. starts: clocks of which a new round begins. stops: clocks that end, in time or
    late. voids: clocks that become void. resumes: clocks that run on as if they had never stopped. reason: whether it
    asks for one. back: whether it is a step back.
    """

    act: Act
    from_states: frozenset[CaseState]
    to: CaseState | None = None
    moves: frozenset[CaseState] | None = None
    roles: frozenset[Role] = frozenset()
    needs: tuple[Need, ...] = ()
    starts: tuple[ClockName, ...] = ()
    stops: tuple[ClockName, ...] = ()
    voids: tuple[ClockName, ...] = ()
    resumes: tuple[ClockName, ...] = ()
    reason: bool = False
    back: bool = False

    @property
    def takers(self) -> tuple[Role, ...]:
        """The roles in the order in which staff name them."""
        return tuple(role for role in Role if role in self.roles)

    def leads(self, state: CaseState) -> CaseState:
        """The state of a case after the act, if it was in `state` before."""
        moves = self.from_states if self.moves is None else self.moves
        return self.to if self.to is not None and state in moves else state


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What of a case decides which acts are open.

    matter: whether it is a complaint, suggestion or enquiry. planned: an approved plan holds. answered, told: in this
    round. outgoing: a letter to the resident is on its way. visit: what the visits of this round have come to; None:
    none yet, or too few tries. signed: the supervisor signed the record as it stands. open_clocks: those that run or
    are paused.
    """

    state: CaseState
    grade: Grade
    validity: Validity
    matter: bool
    planned: bool
    answered: bool
    outgoing: bool
    told: bool
    visit: VisitOutcome | None
    signed: bool
    open_clocks: frozenset[ClockName]


OFFICE = frozenset({Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT})
"""Who does a clerk's work (TRADE 1)."""
SIGNERS = frozenset({Role.SUPERVISOR, Role.SERVICE_DEPARTMENT})
"""Who signs the record: the supervisor, and the service department in the place of any (TRADE 2.9)."""
HEADS = SIGNERS | {Role.MANAGER}
"""Who signs that no visit was possible, and opens a further round."""
UNSATISFIED = frozenset({VisitOutcome.PARTLY, VisitOutcome.DISSATISFIED})
"""Outcomes after which a further round is due."""
TOOK_PLACE = UNSATISFIED | {VisitOutcome.SATISFIED}
"""Outcomes of a visit that took place."""
TRIES = 3
"""So often a resident who cannot be reached is tried (TRADE 2)."""
OPEN = frozenset(CaseState) - {CaseState.FILED}
"""Every state of a case that is not filed."""
HANDLED = frozenset({CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED})
"""All measures are done."""
WORKED_ON = OPEN - HANDLED
"""There is work to do yet."""

_WORK_CLOCKS = (
    ClockName.HANDLE,
    ClockName.PROGRESS,
    ClockName.DEPARTMENT_START,
    ClockName.DEPARTMENT_FINISH,
    ClockName.BLOCKED,
)
_TO_FILE = (Need.VALIDITY, Need.ANSWERED, Need.NOTHING_ON_ITS_WAY, Need.TOLD)


def _states(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


def _back(
    act: Act,
    to: CaseState,
    *states: CaseState,
    roles: frozenset[Role] = OFFICE,
    voids: tuple[ClockName, ...] = (),
    resumes: tuple[ClockName, ...] = (),
) -> CourseStep:
    """A step back out of `states`."""
    leaves = frozenset(states)
    return CourseStep(
        act=act, from_states=leaves, to=to, roles=roles, voids=voids, resumes=resumes, reason=True, back=True
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
    ),
    CourseStep(act=Act.SET_VALIDITY, from_states=OPEN, roles=OFFICE, starts=(ClockName.EXPLAIN,), reason=True),
    CourseStep(
        act=Act.INVESTIGATE,
        from_states=_states(CaseState.ACCEPTED, CaseState.REOPENED),
        to=CaseState.INVESTIGATING,
        roles=OFFICE,
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
        needs=(Need.PLAN,),
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
        needs=(Need.PLAN,),
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
        starts=(ClockName.HANDLE, ClockName.REPLY),
        reason=True,
    ),
    CourseStep(
        act=Act.REOPEN,
        from_states=_states(CaseState.VISITED, CaseState.FILED),
        to=CaseState.REOPENED,
        roles=OFFICE | HEADS,
        starts=(ClockName.HANDLE, ClockName.REPLY),
        reason=True,
    ),
    CourseStep(
        act=Act.FOLLOW_UP,
        from_states=frozenset(CaseState),
        to=CaseState.REOPENED,
        moves=_states(CaseState.FILED),
        starts=(ClockName.ACKNOWLEDGE, ClockName.REPLY, ClockName.HANDLE),
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
        voids=(ClockName.VISIT,),
        resumes=(ClockName.FEEDBACK,),
    ),
    _back(Act.BACK_TO_VISIT, CaseState.FED_BACK, CaseState.VISITED, roles=HEADS, resumes=(ClockName.VISIT,)),
)
STEPS: Mapping[Act, CourseStep] = MappingProxyType({step.act: step for step in _TABLE})
"""The table: every act with its row."""


def missing(step: CourseStep, facts: Facts) -> tuple[Need, ...]:
    """What the act needs and the case lacks, in the order of the table; whether its state allows it is not asked."""
    return tuple(need for need in step.needs if not _held(need, step, facts))


def open_steps(facts: Facts) -> tuple[CourseStep, ...]:
    """The acts that people may take in the state of the case, missing something or not, in the order of the table."""
    return tuple(step for step in STEPS.values() if step.roles and facts.state in step.from_states)


def still_open(step: CourseStep, facts: Facts) -> frozenset[ClockName]:
    """The clocks that run or are paused and that the act neither stops nor voids."""
    return facts.open_clocks - {*step.stops, *step.voids}


def _held(need: Need, step: CourseStep, facts: Facts) -> bool:
    return {
        Need.PLAN: facts.planned or not facts.grade.grave,
        Need.VALIDITY: facts.validity is not Validity.UNDECIDED,
        Need.ANSWERED: facts.answered,
        Need.NOTHING_ON_ITS_WAY: not facts.outgoing,
        Need.TOLD: facts.told,
        Need.VISITED: facts.visit in TOOK_PLACE,
        Need.SATISFIED: facts.visit is VisitOutcome.SATISFIED,
        Need.UNSATISFIED: facts.visit in UNSATISFIED,
        Need.IMPOSSIBLE: facts.visit is not None and facts.visit not in TOOK_PLACE,
        Need.RECORD_SIGNED: facts.signed,
        Need.CLOCKS_STOPPED: not still_open(step, facts),
        Need.NO_MATTER: not facts.matter,
    }[need]
