"""The ordinary terms: what the rulebook says stands, a clock that came after it runs by the term of this version."""

from collections.abc import Callable
from dataclasses import replace

from domain.codes import ClockName
from rules.compiled import Compiled
from rules.model import ClockRule, Place, Term, Unit
from rules.terms import BY_DEFAULT, defaulted, ordinary_terms


def _with(compiled: Callable[[], Compiled], term: Term | None) -> Compiled:
    place = Place(file="clocks.yaml", line=1)
    rule = ClockRule(clock=ClockName.BLOCKED, term=term, starts="blocked", because="受阻", place=place)
    small = compiled()
    return replace(small, rulebook=replace(small.rulebook, clocks=(*small.rulebook.clocks, rule)))


def test_a_clock_without_a_term_of_the_rulebook_has_that_of_this_version(compiled: Callable[[], Compiled]) -> None:
    for book in (compiled().rulebook, _with(compiled, None).rulebook):
        assert ordinary_terms(book)[ClockName.BLOCKED] == BY_DEFAULT[ClockName.BLOCKED]
        assert defaulted(book) == (ClockName.BLOCKED,)
        assert ClockName.PROMISE not in ordinary_terms(book)


def test_what_the_rulebook_says_stands(compiled: Callable[[], Compiled]) -> None:
    two = Term(amount=2, unit=Unit.WORKING_DAYS)
    book = _with(compiled, two).rulebook
    assert (ordinary_terms(book)[ClockName.BLOCKED], defaulted(book)) == (two, ())
