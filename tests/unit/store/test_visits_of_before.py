"""What visits had come to before there was a column for it, the migration reads from the events."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from store_samples import a_case

from domain.codes import CaseState, VisitOutcome
from domain.events import EventName
from store import cases, events
from store.database import Database

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcomes", "came_to"),
    [
        (("unreachable", "unreachable"), None),
        (("unreachable",) * 3, VisitOutcome.UNREACHABLE),
        (("unreachable", "refused"), VisitOutcome.REFUSED),
        (("dissatisfied", "partly"), VisitOutcome.PARTLY),
        (("dissatisfied", "told", "satisfied"), VisitOutcome.SATISFIED),
        (("dissatisfied", "told"), None),
    ],
)
def test_the_visits_of_the_last_result_count(
    database: Database, outcomes: tuple[str, ...], came_to: VisitOutcome | None
) -> None:
    with database.transaction() as session:
        case = a_case(session, "1:1", state=CaseState.FED_BACK)
        events.append(session, case.id, AT, "li", EventName.RESULT_TOLD, {"note": "已告知"})
        for outcome in outcomes:
            what = EventName.RESULT_TOLD if outcome == "told" else EventName.VISIT_RECORDED
            events.append(session, case.id, AT, "li", what, {"outcome": outcome, "note": "回访"})
        import_module("store.migrations.versions.0027_visit").fill(session.connection())
        session.expire_all()
        found = cases.get_case(session, case.id)
        assert found is not None
        assert found.visit is came_to


def test_what_was_erased_says_nothing_and_a_filed_case_is_left_alone(database: Database) -> None:
    with database.transaction() as session:
        erased = a_case(session, "1:1", state=CaseState.VISITED)
        filed = a_case(session, "1:2", state=CaseState.FILED)
        for case in (erased, filed):
            events.append(session, case.id, AT, "li", EventName.RESULT_TOLD, {"note": "已告知"})
            id_ = events.append(
                session, case.id, AT, "li", EventName.VISIT_RECORDED, {"outcome": "satisfied", "note": "满意"}
            )
            if case is erased:
                events.erase_payload(session, id_)
        import_module("store.migrations.versions.0027_visit").fill(session.connection())
        assert [one.visit for one in cases.list_cases(session)] == [None, None]
