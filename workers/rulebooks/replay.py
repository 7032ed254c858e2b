"""Runs stored decisions through another rulebook before it goes live: what would be decided otherwise, and why."""

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain.decision import Decision
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.kept import ready
from rules.rulebook import Rulebook
from store.database import Database
from store.replays import StoredDecision, last_stored

_CHUNK = 100
_FEW = 300
"""Below this, starting processes costs more than it saves."""

COUNTED = ("category", "department", "grade", "urgency", "needs_person")
"""The slots counted from old to new, beside the clocks."""
_COMPARED = (
    "topic", "category", "also", "departments", "grade", "urgency", "kind", "group", "households", "fee", "cause",
    "needs_person", "letters",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Why:
    """One reason for a value: the rule or topic, its because, the words that met it."""

    rule: str
    because: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SlotChange:
    """One slot that would be decided otherwise, with the reasons of both decisions."""

    slot: str
    old: str
    new: str
    old_why: tuple[Why, ...]
    new_why: tuple[Why, ...]


@dataclass(frozen=True, kw_only=True)
class ChangedCase:
    """One stored decision that would be another. number: of its case, if it has one."""

    decision: int
    number: str | None
    slots: tuple[SlotChange, ...]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What a replay showed. counts: (slot, old, new) → how many; a clock's old is empty, its new says how it moved.

    failed: decisions that could not be made again, with the reason.
    """

    replayed: int
    changed: tuple[ChangedCase, ...]
    counts: Mapping[tuple[str, str, str], int]
    failed: tuple[tuple[int, str], ...]


_Part = tuple[int, list[ChangedCase], Counter[tuple[str, str, str]], list[tuple[int, str]]]


def replay(
    database: Database,
    rulebook: Rulebook,
    last: int,
    *,
    report: Callable[[int], None] = lambda _: None,
    processes: int | None = None,
) -> Replay:
    """Decide the last `last` stored inputs by a (checked) rulebook, over all processors, and compare.

    report: hears how many more are done. Nothing is stored.
    """
    number = processes or (len(os.sched_getaffinity(0)) if last >= _FEW else 1)
    changed: list[ChangedCase] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    failed: list[tuple[int, str]] = []
    total = 0
    with database.reading() as session:
        for done, some, counted, wrong in _parts(rulebook, _chunks(last_stored(session, last)), number):
            total += done
            changed.extend(some)
            counts.update(counted)
            failed.extend(wrong)
            report(done)
    return Replay(replayed=total, changed=tuple(changed), counts=dict(counts), failed=tuple(failed))


def compare(old: Decision, new: Decision) -> tuple[SlotChange, ...]:
    """The slots in which two decisions differ; a clock differs if its due moment does."""
    return tuple(one for one in every_slot(old, new) if one.old != one.new)


def every_slot(old: Decision, new: Decision) -> tuple[SlotChange, ...]:
    """All slots of two decisions beside each other, whether they differ or not; clocks by their due moments."""
    found = [_change(slot, _shown(getattr(old, slot)), _shown(getattr(new, slot)), old, new) for slot in _COMPARED]
    dues = [{one.clock: one.due for one in decision.deadlines} for decision in (old, new)]
    for clock in dict.fromkeys((*dues[0], *dues[1])):
        told = [due.isoformat(timespec="minutes") if due else "null" for due in (one.get(clock) for one in dues)]
        found.append(_change(f"clock:{clock}", told[0], told[1], old, new))
    return tuple(found)


def _parts(rulebook: Rulebook, chunks: Iterator[list[StoredDecision]], processes: int) -> Iterator[_Part]:
    if processes == 1:
        compiled = compile_rulebook(rulebook)
        yield from (_compared(compiled, chunk) for chunk in chunks)
        return
    waiting: deque[Future[_Part]] = deque()
    spawn = multiprocessing.get_context("spawn")
    given = (dict(rulebook.texts), rulebook.sha256)
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_prepare, initargs=given) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(_in_process, chunk))
            if len(waiting) > 3 * processes:  # so that the decisions of years are never all in memory
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)


def _chunks(stored: Iterable[StoredDecision]) -> Iterator[list[StoredDecision]]:
    source = iter(stored)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


_mine: list[Compiled] = []
"""A replaying process's own compiled rulebook: set once by `_prepare`, before it is given any work."""


def _prepare(texts: Mapping[str, str], sha: str) -> None:
    _mine.append(ready(texts, sha))


def _in_process(chunk: list[StoredDecision]) -> _Part:
    return _compared(_mine[0], chunk)


def _compared(compiled: Compiled, chunk: Sequence[StoredDecision]) -> _Part:
    changed: list[ChangedCase] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    failed: list[tuple[int, str]] = []
    for stored in chunk:
        try:
            found = changed_case(compiled, stored)
        except Exception as error:  # noqa: BLE001 - one decision that cannot be made again must not cost the others
            failed.append((stored.id, type(error).__name__))
            continue
        if found is not None:
            changed.append(found)
            counts.update(counted(found))
    return len(chunk), changed, counts, failed


def changed_case(compiled: Compiled, stored: StoredDecision) -> ChangedCase | None:
    """What a stored decision would be otherwise, None if nothing. Raises whatever reading or deciding it raises."""
    given, old = stored.read()
    slots = compare(old, decide(compiled, given))
    return ChangedCase(decision=stored.id, number=stored.number, slots=slots) if slots else None


def counted(case: ChangedCase) -> Iterator[tuple[str, str, str]]:
    """What counts of a changed case: (slot, old, new); a clock's old is empty, its new says how it moved."""
    values = {one.slot: (one.old, one.new) for one in case.slots}
    if "departments" in values:
        was, now = (value.partition(", ")[0] for value in values["departments"])
        values |= {"department": (was, now)} if was != now else {}
    yield from ((slot, *values[slot]) for slot in COUNTED if slot in values)
    for slot, (old, new) in values.items():
        if slot.startswith("clock:"):
            yield slot, "", _moved(old, new)


def _moved(old: str, new: str) -> str:
    """How a due moment moved; `null` is none."""
    if new == "null":
        return "removed"
    if old == "null":
        return "added"
    return "later" if datetime.fromisoformat(new) > datetime.fromisoformat(old) else "earlier"


def _change(slot: str, was: str, now: str, old: Decision, new: Decision) -> SlotChange:
    return SlotChange(slot=slot, old=was, new=now, old_why=_why(old, slot), new_why=_why(new, slot))


def _why(decision: Decision, slot: str) -> tuple[Why, ...]:
    return tuple(
        Why(rule=one.rule, because=one.because, words=tuple(dict.fromkeys(match.text for match in one.matched)))
        for one in decision.reasons
        if one.slot == slot
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
