"""Books against reckoning: every clock, every word, every move of a late notice, and what was filed. Nothing of the
product."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from year.books import Books
from year.form import Handling, Line
from year.notices import Telling
from year.reckoning import Case

_ANSWERED = frozenset({"reply", "explanation"})
_VISITED = frozenset({"satisfied"})
_IMPOSSIBLE = frozenset({"refused", "anonymous"})


@dataclass
class Outcome:
    """What came of a simulation. wrong: where books and reckoning differ, in words. refused: what people wanted to do
    and could not, so that their part in a case ended.
    """

    cases: int = 0
    filed: int = 0
    clocks: int = 0
    words: int = 0
    moved: int = 0
    notices: int = 0
    mails: int = 0
    looks: int = 0
    figures: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def compare(
    books: Books,
    cases: Mapping[int, Case],
    tellings: Mapping[int, Telling],
    numbers: Mapping[int, str],
    outcome: Outcome,
    until: datetime,
) -> None:
    """Enter into the outcome what there is, and where it differs. until: the last look was before it."""
    _clocks(books, cases, numbers, outcome)
    for case_id, case in cases.items():
        number, said, moved = numbers[case_id], books.said(case_id), books.moved(case_id)
        outcome.words += len(said)
        outcome.moved += len(moved)
        _differ(outcome, number, "says", Counter(said), Counter(case.said))
        told = books.told(case_id)
        outcome.notices += len(told)
        _differ(outcome, number, "tells", Counter(told), Counter(tellings[case_id].told))
        sent = books.sent(case_id)
        outcome.mails += len(sent)
        _differ(outcome, number, "mails", Counter(sent), Counter(tellings[case_id].sent(case.house.look, until)))
        _differ(outcome, number, "moved", Counter(moved), Counter(case.moved))
    twice = [key for key, times in Counter(books.fired()).items() if times > 1]
    outcome.wrong += [f"fired twice: {key}" for key in twice]
    for case_id, number, state in books.cases():
        outcome.cases += 1
        if state == "filed":
            outcome.filed += 1
            outcome.wrong += [f"{number}: filed {lack}" for lack in _lacks(books, cases[case_id], case_id)]


def handled(cases: Mapping[int, Case], classes: Mapping[int, str]) -> Iterator[Handling]:
    """Every round of handling as it was reckoned. classes: of the cases."""
    for case_id, case in cases.items():
        for one in case.clocks:
            if one.name == "handle" and one.state != "void":
                yield Handling(classes[case_id], one.round, one.start, one.due, one.stopped)


def compare_forms(
    month: datetime, kept: Mapping[tuple[str, str], Line], reckoned: Mapping[tuple[str, str], Line], outcome: Outcome
) -> None:
    """Enter where the statistics form of a month differs. Keys: class and block."""
    for key in kept.keys() | reckoned.keys():
        outcome.figures += 4
        if kept.get(key) != reckoned.get(key):
            said = f"{kept.get(key)}, reckoned {reckoned.get(key)}"
            outcome.wrong.append(f"form of {month:%Y-%m}, {key[0]}, {key[1]}: {said}")


def compare_rates(month: datetime, kept: Line, reckoned: Line, outcome: Outcome) -> None:
    """Enter where the rates of a month differ."""
    outcome.figures += len(kept)
    if kept != reckoned:
        outcome.wrong.append(f"rates of {month:%Y-%m}: {kept}, reckoned {reckoned}")


def _clocks(books: Books, cases: Mapping[int, Case], numbers: Mapping[int, str], outcome: Outcome) -> None:
    kept: dict[int, Counter[object]] = {case_id: Counter() for case_id in cases}
    for case_id, *clock in books.clocks():
        kept[case_id][tuple(clock)] += 1
        outcome.clocks += 1
    for case_id, case in cases.items():
        reckoned: Counter[object] = Counter(
            (one.name, one.round, one.department, one.start, one.due, one.state, one.stopped) for one in case.clocks
        )
        _differ(outcome, numbers[case_id], "clock", kept[case_id], reckoned)


def _differ(outcome: Outcome, number: str, what: str, kept: Counter[object], reckoned: Counter[object]) -> None:
    for sign, more in (("only in the books", kept - reckoned), ("only reckoned", reckoned - kept)):
        outcome.wrong += [f"{number}: {what} {sign}: {_plain(one)}" for one in more.elements()]


def _plain(one: object) -> str:
    return ", ".join(map(str, one)) if isinstance(one, tuple) else str(one)


def _lacks(books: Books, case: Case, case_id: int) -> list[str]:
    """What filing needs and the last round of a filed case has not: told of it by its events."""
    answered = told = signed = False
    spoken, outcomes = case.spoken, list[object]()
    for _, one in books.happened(case_id):
        if one.what in ("reopened", "followed_up"):
            answered = signed = False
            told = told and one.what == "followed_up"
            spoken = case.by_voice(one)
        if one.what in ("letter_sent", "letter_posted") and one.payload["kind"] in _ANSWERED:
            answered = True
        if one.what == "call_recorded" and one.payload["reached"] and spoken:
            answered = True
        if one.what == "measures_done":
            told, outcomes = False, []
        if one.what == "result_told":
            told, outcomes = True, []
        if one.what == "visit_recorded":
            outcomes.append(one.payload["outcome"])
        signed = signed or one.what == "record_signed"
    visited = bool(_VISITED & set(outcomes)) or bool(_IMPOSSIBLE & set(outcomes)) or outcomes.count("unreachable") >= 3
    has = {"unanswered": answered, "untold": told, "unvisited": visited, "unsigned": signed}
    running = [f"with {clock.name} running" for clock in case.clocks if clock.open]
    return [lack for lack, there in has.items() if not there] + running
