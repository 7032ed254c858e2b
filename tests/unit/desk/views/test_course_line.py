"""The course of a case as the line at the head of its page."""

from datetime import UTC, datetime, timedelta

from desk.views.course_line import Place, course_line
from domain.codes import CaseState
from domain.events import EventName
from store.events import EventRow

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def moved(*states: CaseState) -> list[EventRow]:
    """A history in which the case came to these states, one an hour."""
    return [
        EventRow(
            id=at,
            case_id=1,
            seq=at,
            at=START + timedelta(hours=at),
            who="chen",
            what=EventName.STATE_CHANGED,
            payload={"from": "new", "to": state.value},
        )
        for at, state in enumerate(states, 1)
    ]


def line(state: CaseState, *states: CaseState) -> dict[str, tuple[Place, datetime | None]]:
    return {one.name: (one.place, one.at) for one in course_line(state, START, moved(*states))}


def test_a_new_case_stands_at_its_first_step_and_all_others_lie_ahead():
    found = line(CaseState.NEW)
    assert found.pop("收件") == (Place.NOW, START)
    assert set(found.values()) == {(Place.AHEAD, None)}


def test_steps_behind_it_carry_their_day_and_one_that_was_left_out_is_told_apart():
    found = line(CaseState.IN_PROGRESS, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.IN_PROGRESS)
    assert found["调查"] == (Place.PASSED, START + timedelta(hours=2))
    assert found["方案"] == (Place.LEFT_OUT, None)
    assert found["处理"] == (Place.NOW, START + timedelta(hours=3))
    assert found["归档"] == (Place.AHEAD, None)


def test_a_case_to_be_called_first_has_not_been_accepted():
    assert line(CaseState.NEEDS_CALL, CaseState.NEEDS_CALL)["收件"][0] is Place.NOW


def test_a_reopened_case_begins_its_line_once_more():
    found = line(CaseState.REOPENED, CaseState.ACCEPTED, CaseState.DONE, CaseState.FILED, CaseState.REOPENED)
    assert found["收件"] == (Place.NOW, START + timedelta(hours=4))
    assert found["受理"] == (Place.AHEAD, None)
