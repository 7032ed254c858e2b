"""The words of the course of a case: acts, what they need, the rows of the table and the facts they are held against.

The table itself stands in `course_table`.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.codes import (
    CaseState,
    ClockName,
    Grade,
    Role,
    Validity,
    VisitOutcome,
)


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
    BLOCK = "block"
    """The work cannot go on, a department's or the office's own; no clock pauses for it."""
    UNBLOCK = "unblock"
    """What blocked the work is out of the way; the clock stops with the last of several."""
    HAND_UP = "hand_up"
    """Who has the case cannot settle it: it goes one rung up (TRADE 2, step 7)."""
    HAND_DOWN = "hand_down"
    """The rung that holds it, or one above, settles it: it goes back down with the answer."""
    TAKE_ANSWER = "take_answer"
    """The office goes on by that answer."""
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

    OWN_WORK = "own_work"
    """The work on the matter is done on this case, not on the leading one of its group."""
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
    are paused. led: the work on its matter is done on the leading case of its group.
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
    led: bool = False


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


def missing(step: CourseStep, facts: Facts) -> tuple[Need, ...]:
    """What the act needs and the case lacks, in the order of the table; whether its state allows it is not asked."""
    return tuple(need for need in step.needs if not _held(need, step, facts))


def still_open(step: CourseStep, facts: Facts) -> frozenset[ClockName]:
    """The clocks that run or are paused and that the act neither stops nor voids."""
    return facts.open_clocks - {*step.stops, *step.voids}


def _held(need: Need, step: CourseStep, facts: Facts) -> bool:
    return {
        Need.OWN_WORK: not facts.led,
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
