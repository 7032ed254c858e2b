"""Whose turn it is, how many, and what the answers say: against sums of plain Python and values of the literature.

Covers domain.surveys, domain.survey_codes and domain.survey_results.
"""

from datetime import UTC, date, datetime, timedelta
from math import isclose, sqrt

from hypothesis import given
from hypothesis import strategies as st

from domain.survey_codes import SURVEY_MARK
from domain.survey_results import LEAST_TOLD, Tally, flawed, interval, tallies, told
from domain.surveys import MARKS, QUESTIONS, Candidate, Quarter, drawn, wanted

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(
    homes=st.integers(1, 60),
    share=st.integers(20, 100),
    surveys=st.integers(1, 12),
    new=st.lists(st.integers(0, 6), min_size=12, max_size=12),
)
def test_no_household_is_asked_again_while_another_has_not_been(homes, share, surveys, new) -> None:
    asked: dict[int, datetime] = {}
    there = list(range(homes))
    for survey in range(surveys):
        there += range(len(there), len(there) + new[survey])
        chosen = drawn(
            f"seed{survey}", [Candidate(id=one, asked_at=asked.get(one)) for one in there], wanted(len(there), share)
        )
        ids = {one.id for one in chosen}
        assert len(ids) == len(chosen)
        assert len(ids) * 100 >= share * len(there)
        left = [one for one in there if one not in ids]
        again = [asked[one] for one in ids if one in asked]
        if again:
            assert all(one in asked for one in left), "while others are left, nobody is asked twice"
            assert all(asked[one] >= max(again) for one in left), "the longest ago first"
        asked |= dict.fromkeys(ids, START + timedelta(days=90 * survey))


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    homes = [Candidate(id=one) for one in range(200)]
    assert drawn("a", homes, 40) == drawn("a", reversed(homes), 40)
    assert drawn("a", homes, 40) != drawn("b", homes, 40)
    assert [wanted(number, 20) for number in (0, 1, 5, 6, 100, 101)] == [0, 1, 1, 2, 20, 21]


def test_quarters() -> None:
    assert [Quarter.of(date(2026, month, 1)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert Quarter.read("2026-q4") == Quarter(year=2026, number=4)
    assert Quarter.read("2026-Q4").text == "2026-Q4"
    assert [Quarter.read(text) for text in ("2026-Q5", "2026", "", "２０２６-Q1")] == [None] * 4


@given(st.lists(st.tuples(*[st.sampled_from([*MARKS, None])] * 3), max_size=40))
def test_marks_are_counted_as_python_counts_them(answers) -> None:
    for at, tally in enumerate(tallies(answers, 3)):
        marks = [one[at] for one in answers if one[at] is not None]
        assert tally.number == len(marks)
        assert tally.counts == tuple(marks.count(mark) for mark in MARKS)
        assert tally.satisfied == sum(mark >= 4 for mark in marks)
        assert tally.mean == (sum(marks) / len(marks) if marks else None)
        assert tally.share == (tally.satisfied / len(marks) if marks else None)
    assert Tally().share is None


def test_the_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 15 of 148 0.0624 to 0.1605, 0 of 20 0 to 0.1611.
    for satisfied, number, expected in ((81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611))):
        found = interval(satisfied, number, 10**9)
        assert all(isclose(one, other, abs_tol=5e-5) for one, other in zip(found, expected, strict=True))


@given(st.integers(1, 500), st.integers(0, 500), st.data())
def test_a_finite_population_makes_it_surer(number, more, data) -> None:
    satisfied = data.draw(st.integers(0, number))
    low, high = interval(satisfied, number, number + more)
    endless = interval(satisfied, number, 10**12)
    assert 0 <= low <= satisfied / number + 1e-9
    assert satisfied / number - 1e-9 <= high <= 1
    assert low >= endless[0] - 1e-9
    assert high <= endless[1] + 1e-9
    if not more:
        assert low == high == satisfied / number


def test_with_the_correction_the_spread_is_that_of_a_sample_without_replacement() -> None:
    """For a large sample the interval goes to p ± z·√(p(1-p)/n·(N-n)/(N-1)), the textbook's."""
    low, high = interval(60_000, 100_000, 200_000)
    plain = 1.959964 * sqrt(0.6 * 0.4 / 100_000 * 100_000 / 199_999)
    assert isclose((high - low) / 2, plain, rel_tol=1e-3)
    assert interval(0, 0, 10) is None


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 12)))
def test_nothing_kept_back_is_found_from_the_total(numbers) -> None:
    shown = told(numbers)
    assert all(numbers[key] >= LEAST_TOLD for key in shown)
    hidden = sum(numbers.values()) - sum(numbers[key] for key in shown)
    assert hidden == 0 or hidden >= LEAST_TOLD or not shown
    if not any(0 < number < LEAST_TOLD for number in numbers.values()):
        assert shown == {key for key, number in numbers.items() if number >= LEAST_TOLD}


def test_what_is_no_answer() -> None:
    assert [flawed(marks, 2) for marks in ((5,), (5, 6), (None, None), (5, None))] == [True, True, True, False]
    assert MARKS == (5, 4, 3, 2, 1)
    assert len(SURVEY_MARK) == 5
    assert len(QUESTIONS) > 1
