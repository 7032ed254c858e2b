"""A letter's context: places get their measure words, and the last round's deadline counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.codes import ClockName, LetterKind
from domain.decision import Deadline
from letters.context import LetterContext, Place

DUE = datetime(2026, 12, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place(project="翠湖花园", building="3", unit="2", room="1201"), "翠湖花园3栋2单元1201室"),
        (Place(project="翠湖花园", area="南区", building="B"), "翠湖花园南区B栋"),
        (Place(building="3号楼", unit="二单元", room="1201房"), "3号楼二单元1201房"),
        (Place(building="3-1", room="A1201"), "3-1栋A1201室"),
        (Place(room="-"), "-"),
        (Place(project="翠湖花园", room=""), "翠湖花园"),
    ],
)
def test_a_bare_number_gets_its_measure_word(place, text):
    assert place.text == text


def test_the_names_are_as_they_were_written():
    assert Place(project="翠湖花園", building="3", room="").names == ("翠湖花園", "3")


def context(*deadlines):
    return LetterContext(
        kind=LetterKind.REPLY,
        case_number="TS-2026-000123",
        dated=date(2026, 11, 21),
        received=date(2026, 11, 20),
        deadlines=deadlines,
    )


def deadline(clock, days=0):
    return Deadline(clock=clock, start=DUE, due=DUE + timedelta(days=days))


def test_of_several_rounds_the_last_counts():
    last = deadline(ClockName.REPLY, 3)
    found = context(deadline(ClockName.REPLY), deadline(ClockName.VISIT, 9), last).deadline(ClockName.REPLY)
    assert found is last


def test_a_clock_that_does_not_run_has_none():
    assert context().deadline(ClockName.REPLY) is None
    assert context(deadline(ClockName.VISIT)).deadline(ClockName.REPLY) is None
