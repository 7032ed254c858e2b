"""How people deal with one case, from its first call to the file: when they act, and what they do. Drawn from a seed.

Each is a generator: it gives the moment of the next act, and does it when it is asked again.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.codes import SPOKEN, CaseState, Department, Grade, LetterKind, LetterState, Validity, VisitOutcome, Way
from domain.course import HANDLED, WORKED_ON, Act
from year.days import DAY, OPENS, Days
from year.office import Office
from year.town import Matter

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
Life = Iterator[datetime]
_GONE = (LetterState.SENT, LetterState.POSTED)


class Lives:
    """The people's ways. days: as they know them. troubles: how much more often than usual there are some."""

    def __init__(self, office: Office, dice: random.Random, days: Days, troubles: float = 1) -> None:
        self.troubles = troubles
        self.office = office
        self.dice = dice
        self.days = days
        self._planned: set[str] = set()

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def within(self, least: float, most: float) -> datetime:
        """A moment of business hours, so many of them from now; now and then somebody stays late."""
        hours = timedelta(minutes=round(60 * self.dice.uniform(least, most)))
        moment = self.days.later(self.office.now(), hours)
        late = self.dice.randint(0, 180) if self.chance(0.05) else 0
        return (moment + late * MINUTE).replace(second=0, microsecond=0) + MINUTE

    def whole(self, number: str, what: Matter) -> Life:
        """A case from the first look to the file, in as many rounds as it takes."""
        yield from self._received(number)
        if what.grave:
            yield self.within(0.2, 6)
            self.office.confirms_grade(number, Grade.A)
        yield from self._round(number)

    def again(self, number: str) -> Life:
        """A case that a further letter opened once more."""
        yield self.within(0.5, 4)
        if self.office.case(number).state is CaseState.REOPENED:
            yield from self._round(number)

    def daily(self, number: str) -> Life:
        """The day's report to the manager, forgotten now and then, until all is done."""
        yield self.within(6.5, 8)
        while (case := self.office.case(number)).state in WORKED_ON and case.grade.grave:
            if self.chance(0.4):
                self.office.tells_the_manager(number)
            elif self.chance(0.7):
                self.office.issues(number, LetterKind.PROGRESS_REPORT)
            evening = datetime.combine(self.office.now().date() + DAY, OPENS)
            yield evening + self.dice.randint(0, 560) * MINUTE
        while (case := self.office.case(number)).state in HANDLED - {CaseState.FILED}:
            yield self.within(9, 20)
        if case.state is CaseState.FILED and case.grade.grave:  # a report that comes too late
            assert not self.office.tells_the_manager(number)
            self.office.issues(number, LetterKind.PROGRESS_REPORT)

    def calls_back(self, number: str) -> Life:
        """A resident who phoned is phoned."""
        yield self.within(0.5, 12)
        if self.office.case(number).state is not CaseState.FILED:
            self.office.calls(number)

    def department(self, number: str, which: Department) -> Life:
        """A notice to a department, what it commits to, and its reports."""
        yield self.within(0.5, 5)
        if self.office.case(number).state not in WORKED_ON:
            return
        self.office.issues(number, LetterKind.DEPARTMENT_NOTICE, which)
        if self.chance(0.7):
            yield self.within(0.2, 9)
            if self.office.case(number).state not in WORKED_ON:
                return
            start = self.office.now().date() + self.dice.randint(0, 2) * DAY
            self.office.commits(number, which, start, start + self.dice.randint(0, 6) * DAY)
        for done in (False, True):
            yield self.within(1, 26)
            if self.office.case(number).state not in WORKED_ON:
                return
            self.office.reports(number, which, done=done)

    def _received(self, number: str) -> Life:
        """Household and matter seen to, the resident called, led on to the investigation."""
        yield self.within(0.05, 4) if self.chance(0.93) else self.within(10, 40)
        case = self.office.case(number)
        if case.needs_person or self.chance(0.3):
            self.office.confirms(number)
        if self.chance(0.04):
            self.office.calls_it_urgent(number)
        elif self.chance(0.1) and case.channel in _ON_PAPER:
            self.office.receives_earlier(number, self.dice.randint(1, 3))
        if case.channel in SPOKEN or not self.office.letters(case) or self.chance(0.5):
            yield self.within(0.05, 2)
            reached = self.chance(0.85)
            self.office.calls(number, reached=reached)
            if not reached:
                yield self.within(0.5, 3)
                self.office.calls(number)
        yield self.within(0.1, 4)
        self._lead(number, Act.ACCEPT, CaseState.NEW, CaseState.REOPENED)
        yield self.within(0.1, 4)
        self._lead(number, Act.INVESTIGATE, CaseState.ACCEPTED)

    def _round(self, number: str) -> Life:
        """Handled, answered, told and visited; then filed, or a further round."""
        self._lead(number, Act.INVESTIGATE, CaseState.ACCEPTED, CaseState.REOPENED)
        first = self.chance(0.7)
        if self.chance(0.12):
            yield from self._interim(number)
        if first:
            yield from self._answer(number)
        for _ in range(self.dice.choice((0, 0, 0, 0, 1, 1, 2))):
            yield from self._pause(number)
        yield self.within(2, 20) if self.chance(0.9) else self.within(30, 80)
        if self._validity(number) is Validity.INVALID and self.chance(0.5):
            yield self.within(0.5, 12)
            self.office.calls(number)
        self._plan(number)
        self.office.finishes(number)
        if self.chance(0.04):
            yield from self._back_to_work(number)
        if not first:
            yield from self._answer(number)
        yield self.within(0.2, 5) if self.chance(0.9) else self.within(9, 30)
        self.office.tells(number)
        yield from self._visit(number)

    def _pause(self, number: str) -> Life:
        """The resident is waited for."""
        yield self.within(0.5, 20)
        self.office.waits(number)
        yield self.within(2, 50)
        self.office.goes_on(number)

    def _back_to_work(self, number: str) -> Life:
        """What was called done is not."""
        yield self.within(0.5, 10)
        self.office.leads(number, Act.BACK_TO_WORK, "住户说没有修好")
        yield self.within(1, 12)
        self._plan(number)
        self.office.finishes(number)

    def _plan(self, number: str) -> None:
        """What is grave is done by a plan that the manager has signed."""
        if self.office.case(number).strictest.grave and number not in self._planned:
            self._planned.add(number)
            self.office.plans(number, (self.office.now() + 5 * DAY).date())

    def _validity(self, number: str) -> Validity:
        """As it is found, now or before."""
        if self.office.case(number).validity is Validity.UNDECIDED:
            chosen = Validity.ASSISTED if self.chance(0.1) else Validity.VALID
            self.office.judges(number, Validity.INVALID if self.chance(0.1 * self.troubles) else chosen)
        return self.office.case(number).validity

    def _interim(self, number: str) -> Life:
        """An interim letter, at times a second one; each promises a day."""
        for _ in range(self.dice.choice((1, 1, 2))):
            yield self.within(2, 20)
            day = self.office.now().date() + self.dice.randint(2, 20) * DAY
            self.office.sends(number, LetterKind.INTERIM, self._way(number), day)

    def _answer(self, number: str) -> Life:
        """The reply or explanation, or the call that answers a spoken complaint; once more if it comes back."""
        yield self.within(0.5, 7) if self.chance(0.9) else self.within(10, 40)
        case = self.office.case(number)
        if case.channel in SPOKEN and case.reply_round == 1:
            self.office.calls(number)
            return
        kind = LetterKind.EXPLANATION if case.validity is Validity.INVALID else LetterKind.REPLY
        way = self._way(number)
        sent = self.office.sends(number, kind, way)
        if way is Way.MAIL and self.chance(0.2):
            yield self.within(0.1, 30)
            self.office.bounces(sent)
            yield self.within(0.5, 12)
            self.office.sends(number, kind, Way.PRINT)

    def _way(self, number: str) -> Way:
        case = self.office.case(number)
        return Way.MAIL if (case.reply_to_email or case.email) and self.chance(0.8) else Way.PRINT

    def _visit(self, number: str) -> Life:
        """Visited, in vain three times, or refused; then filed, unless the resident is not content."""
        yield self.within(2, 30)
        outcome = self.dice.choice(_OUTCOMES)
        if outcome is VisitOutcome.UNREACHABLE:
            for _ in range(2):
                self.office.visits(number, outcome)
                yield self.within(3, 14)
        self.office.visits(number, outcome)
        yield self.within(0.2, 8)
        if outcome in (VisitOutcome.DISSATISFIED, VisitOutcome.PARTLY):
            self.office.leads(number, Act.NEW_ROUND, "住户对结果不满意")
            yield self.within(0.2, 3)
            yield from self._round(number)
            return
        yield from self._file(number)

    def _file(self, number: str) -> Life:
        """What is still open is done first: a call for the acknowledgement, an explanation, a further reply."""
        open_ = {clock.clock for clock in self.office.running(number)}
        if open_ & {"acknowledge", "explain"}:
            self.office.calls(number)
        if "register" in open_:
            self.office.confirms(number)
        if open_ & {"reply", "promise"} or not self._answered(number):
            yield self.within(0.2, 2)
            self.office.sends(number, LetterKind.REPLY, Way.PRINT)
        yield self.within(0.05, 2)
        self.office.signs(number)
        if self.office.files(number):
            return
        yield from self._file(number)

    def _answered(self, number: str) -> bool:
        """Whether a letter of this round answers it, or the call that answers a spoken complaint."""
        case = self.office.case(number)
        kinds = (LetterKind.REPLY, LetterKind.EXPLANATION)
        held = [one for one in self.office.letters(case) if one.round == case.reply_round and one.kind in kinds]
        return any(one.state in _GONE for one in held) or (case.channel in SPOKEN and case.reply_round == 1)

    def _lead(self, number: str, act: Act, *states: CaseState) -> None:
        if self.office.case(number).state in states:
            self.office.leads(number, act)


_ON_PAPER = frozenset({"letter", "fax"})
_OUTCOMES = (
    *(VisitOutcome.SATISFIED,) * 14,
    VisitOutcome.PARTLY,
    VisitOutcome.DISSATISFIED,
    VisitOutcome.UNREACHABLE,
    VisitOutcome.UNREACHABLE,
    VisitOutcome.REFUSED,
    VisitOutcome.ANONYMOUS,
)
