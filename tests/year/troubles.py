"""What goes wrong beside a case's course: blocked work, hand-ups, and grades that are raised and lowered.

Each is a generator, as in `lives`.
"""

from collections.abc import Iterator

from domain.codes import CaseState, Department, Grade
from domain.course import WORKED_ON
from year.lives import Life, Lives
from year.town import Matter


class Troubles:
    """Beside the ways of `lives`, with the same dice."""

    def __init__(self, lives: Lives) -> None:
        self._lives, self._office = lives, lives.office

    def of(self, number: str, what: Matter) -> Iterator[Life]:
        """What befalls a case."""
        if self._chance(0.12):
            yield self._blocked(number)
        if self._chance(0.1):
            yield self._handed_up(number)
        if what.grave and self._chance(0.4):
            yield self._lowered(number)
        if not what.grave and self._chance(0.05):
            yield self._raised(number)

    def _chance(self, share: float) -> bool:
        return self._lives.chance(share * self._lives.troubles)

    def _filed(self, number: str) -> bool:
        return self._office.case(number).state is CaseState.FILED

    def _blocked(self, number: str) -> Life:
        """The office cannot go on, at times a department beside it; one after the other is cleared."""
        within, office = self._lives.within, self._office
        standing = []
        for department in (None, Department.ENGINEERING)[: 1 + self._lives.chance(0.4)]:
            yield within(2, 15)
            if office.case(number).state in WORKED_ON:
                standing.append(office.blocks(number, department))
        for blocking in standing:
            yield within(1, 25)
            if not self._filed(number):
                office.clears(number, blocking)

    def _handed_up(self, number: str) -> Life:
        """Up to the supervisor, at times further up, and down again with an answer."""
        within, office, further = self._lives.within, self._office, self._lives.chance(0.4)
        steps = [
            lambda: office.hands_up(number),
            *([lambda: office.hands_up(number, further=True)] if further else []),
            lambda: office.answers(number, further=further),
            lambda: office.goes_by_the_answer(number),
        ]
        for step in steps:
            yield within(0.5, 9)
            if self._filed(number):
                return
            step()

    def _raised(self, number: str) -> Life:
        """It is graver than it looked; at times only once it is handled, and at times less so in the end."""
        yield self._lives.within(1, 60)
        if self._filed(number) or self._office.case(number).grade.grave:
            return
        self._office.confirms_grade(number, Grade.B)
        if self._lives.chance(0.4):
            yield from self._lowered(number)
        else:
            yield from self._lives.daily(number)

    def _lowered(self, number: str) -> Life:
        """One head asks for it, the other confirms."""
        yield self._lives.within(3, 30)
        manager = self._lives.chance(0.5)
        if self._filed(number) or not self._office.case(number).strictest.grave:
            return
        wish = self._office.wants_lower(number, Grade.C, manager=manager)
        yield self._lives.within(0.2, 9)
        if wish is not None and wish == self._office.wish(number):
            self._office.lowers(number, wish, manager=not manager)
