"""A source hands over runs of what it found, never more at once than was allowed."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.batches import batches


@dataclass(frozen=True)
class File:
    size: int


def sizes(given_sizes: list[int], *, most: int, most_bytes: int) -> list[list[int]]:
    found = batches(map(File, given_sizes), most=most, most_bytes=most_bytes)
    return [[one.size for one in batch] for batch in found]


def test_a_run_ends_at_its_number_or_its_bytes() -> None:
    assert sizes([1, 1, 1], most=2, most_bytes=100) == [[1, 1], [1]]
    assert sizes([60, 50, 40], most=9, most_bytes=100) == [[60], [50, 40]]


def test_one_that_is_larger_than_a_run_goes_alone() -> None:
    assert sizes([1, 500, 1], most=9, most_bytes=100) == [[1], [500], [1]]


def test_nothing_gives_no_run() -> None:
    assert sizes([], most=2, most_bytes=100) == []


@given(st.lists(st.integers(0, 200)), st.integers(1, 5), st.integers(1, 150))
def test_nothing_is_lost_and_no_bound_is_passed(given_sizes: list[int], most: int, most_bytes: int) -> None:
    found = sizes(given_sizes, most=most, most_bytes=most_bytes)
    assert [size for batch in found for size in batch] == given_sizes
    assert all(batch and len(batch) <= most and (sum(batch) <= most_bytes or len(batch) == 1) for batch in found)
