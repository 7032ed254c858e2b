"""Everything between a household and us on one page: its letters and ours, calls, promises, visits of all its cases."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views.decided import Names
from desk.views.timeline import Entry, entries
from domain.codes import LetterState
from domain.events import EventName
from store import cases, directory, events, people
from store.cases import CaseFilter, CaseRow
from store.directory import HouseholdRow

_MOST = 60
_BETWEEN_US = frozenset(
    {
        EventName.RECEIVED,
        EventName.REGISTERED,
        EventName.IMPORTED,
        EventName.FOLLOWED_UP,
        EventName.THANKED,
        EventName.CALL_RECORDED,
        EventName.CLOCK_PAUSED,
        EventName.RESULT_TOLD,
        EventName.VISIT_RECORDED,
        EventName.VALIDITY_SET,
        EventName.REOPENED,
        EventName.FILED,
        *map(EventName.of_letter, (LetterState.SENT, LetterState.POSTED, LetterState.BOUNCED)),
    }
)
"""What passed between the two, of all that happens in the house."""


@dataclass(frozen=True, kw_only=True)
class Passed:
    """One thing that passed between us, and the case it belongs to."""

    case: CaseRow
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class BetweenUs:
    """One household. household: None if the writer is not in the directory; then `cases` is the one case alone.

    cases: the newest first, at most 60; passed: the newest first.
    """

    household: HouseholdRow | None
    case: CaseRow
    cases: tuple[CaseRow, ...]
    passed: tuple[Passed, ...]


def between_us(viewer: Viewer, session: Session, case: CaseRow, names: Names) -> BetweenUs:
    """What the viewer may see of it: cases of their own projects and departments."""
    of_household = CaseFilter(household_id=case.household_id, limit=_MOST)
    found = cases.list_cases(session, of_household) if case.household_id is not None else [case]
    seen = [one for one in found if viewer.person.sees(one.project, one.departments)]
    return BetweenUs(
        household=directory.get(session, case.household_id) if case.household_id is not None else None,
        case=case,
        cases=tuple(sorted(seen, key=lambda one: one.received_at, reverse=True)),
        passed=passed_between(session, seen, names),
    )


def passed_between(session: Session, cases_seen: Iterable[CaseRow], names: Names) -> tuple[Passed, ...]:
    """What passed between us in these cases, the newest first."""
    logins = {one.login: one.name for one in people.list_people(session)}
    passed = [one for each in cases_seen for one in _passed(session, each, logins, names)]
    return tuple(sorted(passed, key=lambda one: one.entry.at, reverse=True))


def _passed(session: Session, case: CaseRow, logins: dict[str, str], names: Names) -> Iterable[Passed]:
    told = [event for event in events.history(session, case.id) if event.what in _BETWEEN_US]
    return (Passed(case=case, entry=entry) for entry in entries(told, logins, names))
