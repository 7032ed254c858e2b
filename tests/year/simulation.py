"""A town's complaints on a virtual clock: residents write, people act, the clocks are looked at; then the books are
compared with the reckoning.

The clocks are looked at in every minute in which the reckoning expects a word, in the minute before, and once an hour:
a word too early, too late or too many stands in the books at another minute than in the reckoning.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from domain.codes import Channel, Department
from workers.instance.refusals import Refused
from year.books import Books
from year.compared import Outcome, compare, compare_forms, compare_rates, handled
from year.days import DAY, MINUTE, OFF_2027, ON_2027
from year.form import form, rates
from year.lives import Life, Lives
from year.notices import Telling
from year.office import Office
from year.reckoning import Case, House
from year.staff import Staff
from year.town import Matter, matter, told
from year.troubles import Troubles

HOUR = timedelta(hours=1)
_BY_MAIL = 0.35
_FOLLOWS_BY_PHONE = 0.35
_TWICE = 0.1
"""Share of the looks that are made twice at once."""
_TAKEN_DOWN = (Channel.PHONE, Channel.PHONE, Channel.COUNTER, Channel.WECHAT, Channel.APP, Channel.LETTER, Channel.FAX)
_DEPARTMENTS = (Department.ENGINEERING, Department.SECURITY, Department.ENVIRONMENT)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is simulated. asleep: stretches in which the machine is off. notice: when that of 2027 is published.

    troubles: how much more often than usual a case has some.
    """

    start: datetime
    end: datetime
    complaints: int
    seed: int = 2026
    asleep: tuple[tuple[datetime, datetime], ...] = ()
    notice: datetime | None = None
    linger: timedelta = 24 * DAY
    troubles: float = 1


class Simulation:
    """One run of a plan."""

    def __init__(self, office: Office, books: Books, plan: Plan, households: int, staff: Staff) -> None:
        self.office, self.books, self.plan, self.households = office, books, plan, households
        self.dice, self._again = random.Random(plan.seed), random.Random(plan.seed)
        self.house = House(asleep=plan.asleep)
        self.lives = Lives(office, self.dice, self.house.days, plan.troubles)
        self.troubles = Troubles(self.lives)
        self.staff = staff
        self.cases: dict[int, Case] = {}
        self.tellings: dict[int, Telling] = {}
        self.numbers: dict[int, str] = {}
        self.outcome = Outcome()
        self._seen: dict[int, int] = {}
        self._last = 0
        self._todo: list[tuple[datetime, int, Life | None]] = []
        self._order = count()
        self._looks: list[tuple[datetime, int]] = []
        self._expected: dict[int, datetime] = {}
        self._looked = datetime.min
        self._name = ""

    def tell(self, name: str) -> None:
        """Say at the first of each month that it is simulated."""
        self._name = name

    def run(self) -> Outcome:
        for moment in self._arrivals():
            self._put(moment, self._arrival())
        if self.plan.notice is not None:
            self._put(self.plan.notice, self._notice())
        last = self.plan.end + self.plan.linger
        hour = self.plan.start
        while hour < last:
            heapq.heappush(self._looks, (hour, 0))
            hour += HOUR
        for _, wakes in self.plan.asleep:
            heapq.heappush(self._looks, (wakes, 0))
        while self._todo or self._looks:
            self._step(last)
            if min(self._next_times(), default=last) >= last:
                break
        self._compare(last)
        return self.outcome

    def _next_times(self) -> Iterator[datetime]:
        for heap in (self._todo, self._looks):
            if heap:
                yield heap[0][0]

    def _step(self, last: datetime) -> None:
        """The next act or look; of one minute the acts come first."""
        acts = bool(self._todo) and (not self._looks or self._todo[0][0] <= self._looks[0][0])
        if acts:
            moment, _, life = heapq.heappop(self._todo)
            assert life is not None
            self._act(moment, life)
            return
        moment, case_id = heapq.heappop(self._looks)
        if moment >= last:
            return
        if moment > self._looked and not self._asleep(moment):
            self.office.at(moment)
            for _ in range(1 + (self._again.random() < _TWICE)):
                self.office.look()
            if self._name and moment.month != self._looked.month:
                print(f"{self._name}: {moment:%Y-%m}, {len(self.cases)} cases", flush=True)
            self._looked = moment
            self.outcome.looks += 1
        if case_id and not self._asleep(moment):
            self.cases[case_id].advance(moment)
            self._expect(case_id)

    def _act(self, moment: datetime, life: Life) -> None:
        self.office.at(moment)
        try:
            following = next(life, None)
        except Refused as refusal:
            following = None
            self.outcome.refused.append(f"{moment}: {refusal}")
        self.office.works()
        if following is not None:
            self._put(max(following, moment + MINUTE), life)
        self._follow()

    def _put(self, moment: datetime, life: Life) -> None:
        """At that moment, or when the machine is on again. A life begins by saying when it acts first."""
        for falls, wakes in self.plan.asleep:
            if falls <= moment < wakes:
                moment = wakes + self.dice.randint(1, 90) * MINUTE
        heapq.heappush(self._todo, (moment, next(self._order), life))

    def _asleep(self, moment: datetime) -> bool:
        return any(falls <= moment < wakes for falls, wakes in self.plan.asleep)

    # Residents.

    def _arrivals(self) -> list[datetime]:
        """When complaints come: by day mostly, at night and on days off as well."""
        days = (self.plan.end - self.plan.start) // DAY
        found = []
        for _ in range(self.plan.complaints):
            day = self.plan.start.date() + self.dice.randrange(days) * DAY
            hour = self.dice.choice((*range(8, 22), *range(9, 18), 23, 2, 6))
            found.append(datetime.combine(day, time(hour, self.dice.randrange(60))))
        return sorted(found)

    def _arrival(self) -> Life:
        home = self.office.home(self.dice.randint(1, self.households))
        what = told(matter(self.dice), home, self.dice)
        now = self.office.now()
        if self.dice.random() < _BY_MAIL:
            self.office.mails(home, what)
        else:
            received = now - self.dice.randint(0, 20) * MINUTE
            self.office.takes_down(home, what, self.dice.choice(_TAKEN_DOWN), received)
        for case_id, number, _ in self.books.cases(next(reversed(self.numbers), 0)):
            self.numbers[case_id] = number
            self._opened(case_id)
            self._begin(self.lives.whole(number, what))
            if what.grave:
                self._begin(self.lives.daily(number))
            if self.dice.random() < 0.25:
                self._begin(self.lives.department(number, self.dice.choice(_DEPARTMENTS)))
            for trouble in self.troubles.of(number, what):
                self._begin(trouble)
            if self.dice.random() < 0.08 * self.plan.troubles:
                self._put(now + self.dice.randint(1, 20) * DAY, self._follow_up(number, home.id, what))
        return
        yield now

    def _follow_up(self, number: str, household: int, what: Matter) -> Life:
        filed = self.office.case(number).state == "filed"
        home = self.office.home(household)
        if self.dice.random() < _FOLLOWS_BY_PHONE:
            self.office.takes_down(home, what, Channel.PHONE, self.office.now())
            self._begin(self.lives.calls_back(number))
        else:
            self.office.follows_up(number, home, what)
        if filed:
            self._begin(self.lives.again(number))
        for case_id, other, _ in self.books.cases(next(reversed(self.numbers), 0)):
            self.numbers[case_id] = other
            self._opened(case_id)
            self._begin(self.lives.whole(other, what))
        return
        yield self.office.now()

    def _opened(self, case_id: int) -> None:
        self.cases[case_id] = Case(self.house)
        self.tellings[case_id] = Telling(self.staff, self.house.letters, self.books.project(case_id))

    def _begin(self, life: Life) -> None:
        first = next(life, None)
        if first is not None:
            self._put(first, life)

    def _notice(self) -> Life:
        self.office.publishes(OFF_2027, ON_2027)
        now = self.office.now()
        for case in self.cases.values():
            case.advance(now - MINUTE)
        self.house.days.announced = True
        for case_id, case in self.cases.items():
            case.since = max(case.since, now)
            case.announce()
            self._expect(case_id)
        return
        yield self.office.now()

    # The reckoning keeps up.

    def _follow(self) -> None:
        """What has happened since goes into the reckoning, and it says when a clock has a word next."""
        self.books.know(self.house)
        self._last, changed = self.books.newer(self._last)
        for case_id in changed:
            batch = self.books.happened(case_id, self._seen.get(case_id, 0))
            for seq, one in batch:
                self.cases[case_id].take(one)
                self._seen[case_id] = seq
                self.outcome.happened[one.what] += 1
            self.tellings[case_id].take(one for _, one in batch)
            self._expect(case_id)

    def _expect(self, case_id: int) -> None:
        look = self.cases[case_id].next_look()
        if look is not None and self._expected.get(case_id) != look:
            self._expected[case_id] = look
            heapq.heappush(self._looks, (look, case_id))
            if look - MINUTE > self.office.now():
                heapq.heappush(self._looks, (look - MINUTE, 0))

    def _compare(self, last: datetime) -> None:
        """Every clock, every word, every move of the late notice, and what is filed."""
        self._follow()
        for case in self.cases.values():
            case.advance(last - MINUTE)
        compare(self.books, self.cases, self.tellings, self.numbers, self.outcome, last)
        handlings = list(handled(self.cases, self.books.classes()))
        month = self.plan.start.replace(day=1)
        while month < last:
            compare_forms(month, self.office.form(month), form(handlings, month.year, month.month), self.outcome)
            compare_rates(month, self.office.rates(month), rates(handlings, month.year, month.month), self.outcome)
            month = (month + 31 * DAY).replace(day=1)
