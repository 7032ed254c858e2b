"""What of a case decides its course, told from its events, letters, clocks and plans: `domain.course.Facts`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from domain.codes import GONE, OPEN_CLOCKS, SPOKEN, CaseState, Channel, LetterKind, LetterState, VisitOutcome
from domain.course import TOOK_PLACE, TRIES, Facts
from domain.events import EventName, Payload
from domain.letter_kinds import ANSWERS
from domain.work_codes import PlanState
from store import clocks, events, letters, plans, shared_letters
from store.cases import CaseRow
from store.clocks import ClockRow
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.deciding.group_work import GroupWork, work_of

_ON_ITS_WAY = (
    LetterState.SUBMITTED,
    LetterState.APPROVED,
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.PRINTED,
    LetterState.IN_DOUBT,
)
_ANSWER = (LetterKind.REPLY, LetterKind.EXPLANATION)
_LEFT = tuple(EventName.of_letter(state) for state in GONE)
_ON_RECORD = frozenset(
    {
        EventName.CORRECTED,
        EventName.HOUSEHOLD_CONFIRMED,
        EventName.JUDGED,
        EventName.GRADE_CONFIRMED,
        EventName.LOWERING_CONFIRMED,
        EventName.VALIDITY_SET,
        EventName.FOLLOWED_UP,
        EventName.REOPENED,
        EventName.PLAN_APPROVED,
        EventName.DEPARTMENT_REPORT,
        EventName.MEASURES_DONE,
        EventName.RESULT_TOLD,
        EventName.VISIT_RECORDED,
        EventName.STATE_CHANGED,
        EventName.RECORD_SAVED,
        EventName.INVESTIGATION_SIGNED,
        EventName.EVIDENCE_ADDED,
        EventName.EVIDENCE_WITHDRAWN,
        EventName.GROUP_JOINED,
        EventName.GROUP_LED,
        EventName.GROUP_LEFT,
    }
)
"""Events that change what the record says: a signature before them is of another record."""
_TAKEN_BACK = (EventName.LETTER_REOPENED, EventName.LETTER_VOID)


def facts_of(session: Session, case: CaseRow) -> Facts:
    """What of the case decides its course, as it stands in this transaction."""
    work = work_of(session, case)
    return facts_from(
        case,
        history=events.history(session, case.id),
        letters=(*letters.of_case(session, case.id), *shared_letters.of_case(session, case.id)),
        clocks=clocks.of_case(session, case.id),
        plans=(*plans.of_case(session, case.id), *work.plans),
        work=work,
    )


def facts_from(
    case: CaseRow,
    *,
    history: Iterable[EventRow],
    letters: Sequence[LetterRow],
    clocks: Iterable[ClockRow],
    plans: Iterable[PlanRow],
    work: GroupWork | None = None,
) -> Facts:
    """The same, from rows that are read already. letters: of the case, and those of others that answer it too. plans:
    of the case, and those that hold for its group. work: what it has of its group, None: it has none.
    """
    told = list(history)
    round_ = Round.of(told)
    there = {one.id for one in letters if one.state in GONE}
    return Facts(
        state=case.state,
        grade=case.grade,
        validity=case.validity,
        matter=case.kind.is_matter,
        planned=any(plan.state is PlanState.APPROVED for plan in plans),
        answered=bool(round_.answers & there) or (round_.spoken(case.channel) and round_.reached),
        outgoing=any(one.kind in ANSWERS and one.state in _ON_ITS_WAY for one in letters),
        told=round_.told,
        visit=visit_of(round_.outcomes),
        signed=round_.signed and not _changed_since(told, work.told if work else ()),
        open_clocks=frozenset(row.clock for row in clocks if row.state in OPEN_CLOCKS),
        led=work is not None and work.led_by is not None,
    )


def _changed_since(history: Sequence[EventRow], common: Sequence[EventRow]) -> bool:
    """Whether what the record takes from the leading case was changed after the record was signed."""
    signed = max((one.at for one in history if one.what == EventName.RECORD_SIGNED), default=None)
    return signed is not None and any(one.at > signed for one in common)


def visit_of(outcomes: Sequence[VisitOutcome]) -> VisitOutcome | None:
    """What the visits of one round have come to, tries included: the last that took place, or why none could."""
    for wanted in (TOOK_PLACE, {VisitOutcome.REFUSED, VisitOutcome.ANONYMOUS}):
        if found := [one for one in outcomes if one in wanted]:
            return found[-1]
    return VisitOutcome.UNREACHABLE if outcomes.count(VisitOutcome.UNREACHABLE) >= TRIES else None


class Told(Protocol):
    """An event as `Round` reads it: a row of the store, or one that an audit holds."""

    @property
    def what(self) -> str:
        """Its name."""

    @property
    def payload(self) -> Payload | None:
        """What it says; None if that was erased."""


@dataclass
class Round:
    """What the events of the present round say, read first to last. answers: letters that left and did not come back.

    reached: a call reached the resident. channel: of the letter that opened it, None: of the case itself. told: the
    result. outcomes: of visits and tries. signed: the record as it is. form: the letter by whose approval it was
    signed, None for none.
    """

    answers: set[int]
    outcomes: list[VisitOutcome]
    reached: bool = False
    channel: Channel | None = None
    told: bool = False
    signed: bool = False
    form: object = None

    @classmethod
    def of(cls, history: Iterable[Told]) -> "Round":
        """The round that the case is in after these events, first to last."""
        found = cls(answers=set(), outcomes=[])
        for event in history:
            found._tell(event)
            found._sign(event)
        return found

    def spoken(self, of_case: Channel) -> bool:
        """Whether a call answers it: it was opened by phone or at the counter."""
        return (self.channel or of_case) in SPOKEN

    def _sign(self, event: Told) -> None:
        """The record is signed, until it changes or the form by which it was signed is taken back."""
        letter = (event.payload or {}).get("letter")
        if event.what == EventName.RECORD_SIGNED:
            self.signed, self.form = True, letter
        elif event.what in _ON_RECORD or (event.what in _TAKEN_BACK and self.form == letter is not None):
            self.signed = False

    def _tell(self, event: Told) -> None:
        payload = event.payload or {}
        match event.what:
            case EventName.FOLLOWED_UP:
                self.answers, self.reached = set(), False
                self.channel = Channel(payload["channel"]) if "channel" in payload else None
            case EventName.REOPENED:
                self.answers, self.reached = set(), False
                self.channel = self.channel if "intake" in payload else None
                self._result(told=False)
            case EventName.CALL_RECORDED:
                self.reached = self.reached or bool(payload.get("reached"))
            case EventName.MEASURES_DONE | EventName.RESULT_TOLD:
                self._result(told=event.what == EventName.RESULT_TOLD)
            case EventName.VISIT_RECORDED if "outcome" in payload:
                self.outcomes.append(VisitOutcome(payload["outcome"]))
            case EventName.IMPORTED if payload.get("visit"):
                # An older ledger says what all tries came to.
                self.outcomes += [VisitOutcome(payload["visit"])] * TRIES
            case EventName.STATE_CHANGED:
                self._moved(payload.get("from"), payload.get("to"))
            case EventName.LETTER_BOUNCED:
                self.answers.discard(int(payload.get("letter", 0)))
            case _ if event.what in _LEFT and payload.get("kind") in _ANSWER:
                self.answers.add(int(payload["letter"]))

    def _result(self, *, told: bool) -> None:
        """The result is told, or is not yet: what was said of another one at visits counts no more."""
        self.told, self.outcomes = told, []

    def _moved(self, before: object, to: object) -> None:
        """A step back takes back what was told, or visited. In earlier versions a reopened case was told by its state
        alone."""
        if to == CaseState.REOPENED:
            self.answers, self.reached = set(), False
        if to in (CaseState.REOPENED, CaseState.DONE):
            self._result(told=False)
        elif (before, to) == (CaseState.VISITED, CaseState.FED_BACK):
            self.outcomes = []
