"""The statistics form and the rates of a month, reckoned from the clocks of handling one by one, as TRADE 8 words them.

Nothing of the product.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

Line = tuple[int, int, int, int]
"""New, tasks, finished in time, finished late."""


@dataclass(frozen=True)
class Handling:
    """One round of one case, by the wall clock. of: the class of the case."""

    of: str
    round: int
    came: datetime
    due: datetime
    done: datetime | None


def form(handlings: Iterable[Handling], year: int, month: int) -> Mapping[tuple[str, str], Line]:
    """(Class, block) → its numbers; one without any is left out."""
    begins, ends = datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1)
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in handlings:
        if one.came >= ends:
            continue
        done_by_then = one.done if one.done is not None and one.done < ends else None
        for block in _blocks(one, done_by_then, begins, ends):
            numbers = found[one.of, block]
            numbers[1] += 1
            if done_by_then is not None:
                numbers[3 if done_by_then > one.due else 2] += 1
        for block, since in (("month", begins), ("year", datetime(year, 1, 1)), ("life", datetime.min)):
            if one.round == 1 and one.came >= since:
                found[one.of, block][0] += 1
    return {key: (one[0], one[1], one[2], one[3]) for key, one in found.items()}


def rates(handlings: Iterable[Handling], year: int, month: int) -> Line:
    """Of a month: received, handled of these by its end, due, finished in time of these."""
    begins, ends = datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1)
    received = handled = due = in_time = 0
    for one in handlings:
        if one.round == 1 and begins <= one.came < ends:
            received += 1
            handled += one.done is not None and one.done < ends
        if begins <= one.due < ends:
            due += 1
            in_time += one.done is not None and one.done <= one.due
    return received, handled, due, in_time


def _blocks(one: Handling, done: datetime | None, begins: datetime, ends: datetime) -> Iterator[str]:
    """In which blocks it is a task."""
    yield "life"
    new_year = begins.replace(month=1)
    came_this_year, carried_into_it = one.came >= new_year, one.came < new_year and (done is None or done >= new_year)
    if came_this_year or carried_into_it:
        yield "year"
    due_now = begins <= one.due < ends
    new_and_due = one.came >= begins and due_now
    carried_and_due = one.came < begins and due_now and (done is None or done >= begins)
    others_early = one.due >= ends and done is not None and done >= begins
    if new_and_due or carried_and_due or others_early:
        yield "month"
