"""The rest of a case's course beside its next step: what may be done as well, what is not due yet and why, and the way
back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.codes import CaseState, ClockName, ClockState
from domain.course import Act, CourseStep, Need
from domain.course_table import STEPS
from domain.staff import Person
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.casework.course import OpenAct

_LOOP = (
    Act.ACCEPT,
    Act.INVESTIGATE,
    Act.START_WORK,
    Act.FINISH,
    Act.TELL,
    Act.VISIT,
    Act.SIGN_RECORD,
    Act.FILE,
)
"""The acts of the closed loop that come once in a round, in their order."""
_LADDER = frozenset({Act.BLOCK, Act.UNBLOCK, Act.HAND_UP, Act.HAND_DOWN, Act.TAKE_ANSWER})
_OF_OTHER_PARTS = _LADDER | {Act.APPROVE_PLAN, Act.ISSUE_NOTICE, Act.FILE_AWAY, Act.ASK}
"""Acts that are taken with a plan, a notice, on the ladder, or in another part of the page."""
_ORDER = tuple(CaseState)


@dataclass(frozen=True, kw_only=True)
class NotDue:
    """An act whose turn has not come. missing: what it lacks. after: the state it waits for, None: it has come."""

    act: Act
    missing: tuple[Need, ...] = ()
    after: CaseState | None = None


@dataclass(frozen=True, kw_only=True)
class OtherActs:
    """offered: may be taken now. not_due: not yet, with the reason. back: lead the case back, with a reason."""

    offered: tuple[CourseStep, ...]
    not_due: tuple[NotDue, ...]
    back: tuple[CourseStep, ...]


def other_acts(
    case: CaseRow, acts: Sequence[OpenAct], clocks: Sequence[ClockRow], person: Person, *, besides: object
) -> OtherActs:
    """What this person may do beside the next step. besides: that step."""
    left_out = {besides, *_OF_OTHER_PARTS, *_idle(clocks)}
    mine = [one for one in acts if one.permitted and one.step.act not in left_out]
    onward = [one for one in mine if not _leads_back(one.step)]
    lacking = [NotDue(act=one.step.act, missing=one.missing) for one in onward if one.missing]
    return OtherActs(
        offered=tuple(one.step for one in onward if not one.missing),
        not_due=(*lacking, *_later(case, person)),
        back=tuple(one.step for one in mine if _leads_back(one.step) and not one.missing),
    )


def _idle(clocks: Sequence[ClockRow]) -> Iterator[Act]:
    """Waiting is for a clock that runs, going on for one that is paused."""
    states = {row.state for row in clocks if row.clock is ClockName.HANDLE}
    if ClockState.RUNNING not in states:
        yield Act.WAIT
    if ClockState.PAUSED not in states:
        yield Act.RESUME


def _leads_back(step: CourseStep) -> bool:
    return step.back or step.act is Act.REOPEN


def _later(case: CaseRow, person: Person) -> tuple[NotDue, ...]:
    """The acts of the loop that lie ahead."""
    here = _ORDER.index(CaseState.NEW if case.state is CaseState.REOPENED else case.state)
    found = []
    for act in _LOOP:
        step = STEPS[act]
        first = min(step.from_states, key=_ORDER.index)
        if _ORDER.index(first) > here and person.grant(*step.roles, project=case.project) is not None:
            found.append(NotDue(act=act, after=first))
    return tuple(found)
