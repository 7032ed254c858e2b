"""What is to be done now on a case, by whom and until when: one step, told from the table of its course (TRADE 2).

Whatever the case waits for is listed in the order of the closed loop. The first that is this person's turn is theirs to
do now; if none is, the first of all is what others are waited for. The rest of the course stays in reach (`Others`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.messages import N_
from desk.views.ladder import HandUpView
from domain.approval import RUNGS
from domain.codes import (
    NO_MATTERS,
    OPEN_CLOCKS,
    CaseState,
    ClockName,
    ClockState,
    LetterKind,
    LetterState,
    Role,
    Validity,
    VisitOutcome,
    Way,
)
from domain.course import HEADS, OFFICE, SIGNERS, UNSATISFIED, WORKED_ON, Act, Facts
from domain.course_table import STEPS
from domain.letter_kinds import ANSWERS
from domain.staff import Person
from domain.waiting import WAITS_FOR, Waiting
from store.cases import CaseRow
from store.clocks import ClockRow
from store.letters import LetterRow
from workers.queue.to_approve import ToApprove


class Task(StrEnum):
    """What may be next and is no act of the course: a page of its own, or a part of this one, does it."""

    DANGER = "danger"
    DOUBT = "doubt"
    NO_COMPLAINT = "no_complaint"
    GRADE = "grade"
    GROUP = "group"
    """It may be one matter with others."""
    APPROVE = "approve"
    """A letter or plan that was submitted."""
    MEND = "mend"
    """A letter came back from its approver."""
    SEND_ON = "send_on"
    """A letter is held, bounced, in doubt or to be printed and posted."""
    PLAN = "plan"
    REPLY = "reply"
    SETTLE = "settle"
    """It was handed up, and waits for its answer."""
    TAKE_UP = "take_up"
    """The answer from above is there."""
    BLOCKED = "blocked"
    """The work cannot go on until a head clears the way, decides, or hands the case up."""
    PROGRESS = "progress"
    """The day's report on a case of grade A or B."""
    LED = "led"
    """The work is done on the leading case of its group."""
    COMMIT = "commit"
    NOTHING = "nothing"


TITLES: dict[Task | Act, str] = {
    Task.DANGER: N_("马上联系来信人，派人到场"),
    Task.DOUBT: N_("核对住户与事由"),
    Task.NO_COMPLAINT: N_("不是投诉：致谢、转交或存档"),
    Task.GRADE: N_("确认级别是否恰当"),
    Task.GROUP: N_("可能为同一事项，请确认"),
    Task.APPROVE: N_("审批"),
    Task.MEND: N_("按退回意见修改函件"),
    Task.SEND_ON: N_("把函件送到住户手中"),
    Task.PLAN: N_("制定处理方案"),
    Task.REPLY: N_("写回函"),
    Task.SETTLE: N_("答复上交的问题"),
    Task.TAKE_UP: N_("看上级的答复，继续办理"),
    Task.BLOCKED: N_("排除障碍，或上交上一级"),
    Task.PROGRESS: N_("向经理报告今日进展"),
    Task.LED: N_("等主办案件办理"),
    Task.COMMIT: N_("承诺开始和完工日期"),
    Task.NOTHING: N_("已归档，没有要办的事"),
    Act.CALL: N_("打电话给住户，告知收悉，问清情况"),
    Act.ACCEPT: N_("受理"),
    Act.INVESTIGATE: N_("开始调查"),
    Act.SET_VALIDITY: N_("调查核实，认定是否有效"),
    Act.START_WORK: N_("安排处理"),
    Act.REPORT: N_("登记本部门进展"),
    Act.RESUME: N_("住户答复后继续办理"),
    Act.FINISH: N_("措施做完后登记处理完毕"),
    Act.TELL: N_("把结果告诉住户"),
    Act.VISIT: N_("回访住户"),
    Act.NEW_ROUND: N_("住户不满意：再办理一轮"),
    Act.SIGN_RECORD: N_("签署投诉处理记录表"),
    Act.FILE: N_("归档"),
    Act.FILE_UNVISITED: N_("签署未能回访，归档"),
}
"""What is to be done, in the words of the page."""
_CLOCKS: dict[Task | Act, tuple[ClockName, ...]] = {
    Task.DANGER: (ClockName.ACKNOWLEDGE, ClockName.REGISTER),
    Task.DOUBT: (ClockName.REGISTER, ClockName.ACKNOWLEDGE),
    Task.PLAN: (ClockName.HANDLE,),
    Task.BLOCKED: (ClockName.BLOCKED,),
    Task.GROUP: (ClockName.REGISTER,),
    Task.PROGRESS: (ClockName.PROGRESS,),
    Task.LED: (ClockName.HANDLE,),
    Task.COMMIT: (ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH),
    Act.ACCEPT: (ClockName.HANDLE,),
    Act.INVESTIGATE: (ClockName.HANDLE,),
    Act.SET_VALIDITY: (ClockName.HANDLE,),
    Act.START_WORK: (ClockName.HANDLE,),
    Act.FINISH: (ClockName.HANDLE,),
}
"""Until when, of what no clock of the course's table tells."""
_WAITING = {Act.NEW_ROUND: Waiting.ROUND, Act.FILE: Waiting.FILE, Act.FILE_UNVISITED: Waiting.UNVISITED}
"""Whose turn it is, where more people may."""
_ANSWERS = (ClockName.REPLY, ClockName.PROMISE, ClockName.EXPLAIN)
_ON_PAPER = (LetterState.QUEUED, LetterState.PRINTED)


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One thing to do. roles: whose turn it is. mine: whether this person may do it. clock: until when, None: no clock
    runs for it. letter: the letter it is about. approval: what is to be approved.
    """

    what: Task | Act
    roles: tuple[Role, ...]
    mine: bool
    clock: ClockRow | None = None
    letter: LetterRow | None = None
    approval: ToApprove | None = None

    @property
    def reason(self) -> bool:
        """Whether the act asks for a reason."""
        return isinstance(self.what, Act) and STEPS[self.what].reason

    @property
    def of_office(self) -> bool:
        """Whether it is a clerk's work, and so first of all the owner's."""
        return Role.CLERK in self.roles

    @property
    def title(self) -> str:
        """What is to be done, a message."""
        return TITLES[self.what]


@dataclass(frozen=True, kw_only=True)
class CaseNow:
    """How a case stands, as far as its next step goes.

    approvals: of its submitted letters and plans, as they stand before this person. danger: of its letters. called: a
    call was recorded. grade_open: A or B, not confirmed yet. report_near: the
    day's report to the manager is asked for, and a quarter of its time is left, or less. proposed: it may be one matter
    with others. handed_up: as it stands before this person. blocked: some of its work cannot go on.
    """

    case: CaseRow
    facts: Facts
    clocks: Sequence[ClockRow]
    letters: Sequence[LetterRow]
    approvals: Sequence[ToApprove]
    danger: bool
    called: bool
    grade_open: bool
    report_near: bool = False
    proposed: bool = False
    handed_up: HandUpView | None = None
    blocked: bool = False

    def runs(self, *names: ClockName) -> bool:
        """Whether one of these clocks runs."""
        return bool(self.facts.open_clocks & set(names))

    @property
    def worked_on(self) -> bool:
        """Whether there is work to do yet."""
        return self.case.state in WORKED_ON


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    what: Task | Act
    letter: LetterRow | None = None
    approval: ToApprove | None = None


def next_steps(now: CaseNow, person: Person) -> tuple[NextStep, ...]:
    """What the case waits for: what is this person's turn first, each part in the order of the closed loop."""
    steps = [_step(now, person, wanted) for wanted in _wanted(now, person)]
    found = sorted(steps, key=lambda step: not step.mine)
    return tuple(found) or (_step(now, person, _Wanted(what=Task.NOTHING)),)


def _wanted(now: CaseNow, person: Person) -> Iterator[_Wanted]:
    if now.case.state is CaseState.FILED:
        return
    if now.handed_up is not None:
        yield _Wanted(what=Task.SETTLE if now.handed_up.open else Task.TAKE_UP)
    if now.danger and not now.called and now.worked_on:
        yield _Wanted(what=Task.DANGER)
    if now.blocked and now.worked_on and not (now.handed_up and now.handed_up.open):
        yield _Wanted(what=Task.BLOCKED)
    yield from _at_receipt(now)
    yield from _in_hand(now)
    if now.case.kind in NO_MATTERS:
        return
    if now.worked_on:
        yield from _of_departments(now, person)
        yield from _of_work(now)
    else:
        yield from _after_work(now)


def _at_receipt(now: CaseNow) -> Iterator[_Wanted]:
    if now.case.needs_person:
        yield _Wanted(what=Task.DOUBT)
    elif now.case.kind in NO_MATTERS:
        yield _Wanted(what=Task.NO_COMPLAINT)
    if now.grade_open and now.worked_on:
        yield _Wanted(what=Task.GRADE)
    untold = now.runs(ClockName.ACKNOWLEDGE) and not any(
        one.kind is LetterKind.ACKNOWLEDGEMENT and one.state is not LetterState.VOID for one in now.letters
    )
    if now.case.state is CaseState.NEEDS_CALL or (untold and now.case.kind not in NO_MATTERS):
        yield _Wanted(what=Act.CALL)
    if now.proposed:
        yield _Wanted(what=Task.GROUP)


def _in_hand(now: CaseNow) -> Iterator[_Wanted]:
    """Letters and plans that wait for somebody's hand."""
    yield from (_Wanted(what=Task.APPROVE, letter=one.letter, approval=one) for one in now.approvals)
    yield from (
        _Wanted(what=Task.MEND if one.state is LetterState.RETURNED else Task.SEND_ON, letter=one)
        for one in now.letters
        if _in_the_way(one, now.letters)
    )


def _in_the_way(letter: LetterRow, letters: Sequence[LetterRow]) -> bool:
    """Whether it came back, cannot leave by itself, or is to go on paper; one that was written again is past."""
    if letter.state in (LetterState.RETURNED, LetterState.BOUNCED):
        same = (letter.kind, letter.round)
        return all((one.kind, one.round) != same or one.version <= letter.version for one in letters)
    held = letter.held is not None and letter.state is LetterState.DRAFT
    return held or letter.state is LetterState.IN_DOUBT or (letter.state in _ON_PAPER and letter.way is not Way.MAIL)


def _of_departments(now: CaseNow, person: Person) -> Iterator[_Wanted]:
    """What a department does itself."""
    if person.grant(Role.DEPARTMENT, project=now.case.project) is not None:
        yield _Wanted(what=Task.COMMIT if now.runs(ClockName.DEPARTMENT_START) else Act.REPORT)


def _of_work(now: CaseNow) -> Iterator[_Wanted]:
    if now.report_near:
        yield _Wanted(what=Task.PROGRESS)
    if any(row.state is ClockState.PAUSED for row in now.clocks):
        yield _Wanted(what=Act.RESUME)
    elif now.facts.led:
        yield from sorted(_led(now), key=lambda wanted: _due(now, wanted.what))
    elif now.case.state in (CaseState.NEW, CaseState.REOPENED):
        yield _Wanted(what=Act.ACCEPT)
    elif now.case.state is CaseState.ACCEPTED:
        yield _Wanted(what=Act.INVESTIGATE)
    elif now.facts.validity is Validity.UNDECIDED:
        yield _Wanted(what=Act.SET_VALIDITY)
    else:
        yield from sorted(_measures(now), key=lambda wanted: _due(now, wanted.what))


def _led(now: CaseNow) -> Iterator[_Wanted]:
    """What is found and done is told to the household by a letter of its own; until it is, the leading case is waited
    for."""
    looked_into = now.case.state not in (CaseState.NEW, CaseState.REOPENED, CaseState.ACCEPTED)
    judged = now.facts.validity is not Validity.UNDECIDED
    if looked_into and judged and _answer_wanted(now) and (now.facts.planned or not now.facts.grade.grave):
        yield _Wanted(what=Task.REPLY)
    yield _Wanted(what=Task.LED)


def _measures(now: CaseNow) -> Iterator[_Wanted]:
    """The answer and the work, whichever is due first; the plan that an answer of grade A or B takes from before it."""
    plan_lacks = now.facts.grade.grave and not now.facts.planned
    plan_waits = any(one.plan for one in now.approvals)
    if _answer_wanted(now) and (plan_waits or not plan_lacks):
        yield _Wanted(what=Task.REPLY)
    if plan_lacks:
        if not plan_waits:
            yield _Wanted(what=Task.PLAN)
    elif now.case.state is CaseState.IN_PROGRESS:
        yield _Wanted(what=Act.FINISH)
    else:
        yield _Wanted(what=Act.START_WORK)


def _answer_wanted(now: CaseNow) -> bool:
    in_hand = any(one.kind in ANSWERS and one.state is LetterState.RETURNED for one in now.letters)
    return now.runs(*_ANSWERS) and not now.facts.outgoing and not in_hand


def _after_work(now: CaseNow) -> Iterator[_Wanted]:
    state, facts = now.case.state, now.facts
    if _answer_wanted(now):
        yield _Wanted(what=Task.REPLY)
    if facts.validity is Validity.UNDECIDED:
        yield _Wanted(what=Act.SET_VALIDITY)
    if state is CaseState.DONE:
        yield _Wanted(what=Act.TELL)
    elif facts.visit in UNSATISFIED:
        yield _Wanted(what=Act.NEW_ROUND)
    elif state is CaseState.FED_BACK and facts.visit is None:
        yield _Wanted(what=Act.VISIT)
    elif not facts.signed:
        yield _Wanted(what=Act.SIGN_RECORD)
    else:
        yield _Wanted(what=_filed_by(facts))


def _filed_by(facts: Facts) -> Act:
    return Act.FILE if facts.visit is VisitOutcome.SATISFIED else Act.FILE_UNVISITED


def _step(now: CaseNow, person: Person, wanted: _Wanted) -> NextStep:
    roles = _whose(now, wanted)
    held = person.grant(*roles, project=now.case.project) is not None if roles else False
    return NextStep(
        what=wanted.what,
        roles=tuple(role for role in Role if role in roles),
        mine=held and not _barred(now, wanted),
        clock=_clock(now, wanted.what),
        letter=wanted.letter,
        approval=wanted.approval,
    )


def _whose(now: CaseNow, wanted: _Wanted) -> frozenset[Role]:
    if wanted.approval:
        return wanted.approval.standing.roles
    if wanted.what is Act.SIGN_RECORD:
        return _roles(_filed_by(now.facts))
    if wanted.what is Task.SETTLE and now.handed_up is not None:
        return frozenset(RUNGS[RUNGS.index(now.handed_up.row.rung) :])
    return _roles(wanted.what)


def _barred(now: CaseNow, wanted: _Wanted) -> bool:
    """Whether another person of that role must do it."""
    if wanted.what is Task.SETTLE:
        return now.handed_up is not None and now.handed_up.why_not is not None
    return wanted.approval is not None and wanted.approval.why is not None


def _roles(what: Task | Act) -> frozenset[Role]:
    """Whose turn it is, as the queue has it."""
    if isinstance(what, Act):
        return WAITS_FOR[_WAITING[what]] if what in _WAITING else STEPS[what].roles
    return {
        Task.GRADE: HEADS,
        Task.BLOCKED: SIGNERS,
        Task.COMMIT: frozenset({Role.DEPARTMENT}),
        Task.LED: frozenset[Role](),
        Task.NOTHING: frozenset[Role](),
    }.get(what, OFFICE)


def _clock(now: CaseNow, what: Task | Act) -> ClockRow | None:
    """The clock by which it is due: the nearest of those that run for it."""
    names = _CLOCKS.get(what) or (STEPS[what].stops if isinstance(what, Act) else _ANSWERS)
    running = [row for row in now.clocks if row.clock in names and row.state in OPEN_CLOCKS]
    return min(running, key=lambda row: row.due_at, default=None)


def _due(now: CaseNow, what: Task | Act) -> tuple[bool, float]:
    clock = _clock(now, what)
    return (clock is None, clock.due_at.timestamp() if clock else 0.0)
