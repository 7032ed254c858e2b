"""What every room must know of the letter kinds stands with each kind (TRADE 7).

Covers domain.letter_kinds.
"""

import pytest

from domain.codes import ClockName, LetterKind
from domain.labels import LETTER
from domain.letter_kinds import ANSWERS, INSIDE, LETTERS, TO_RESIDENT


def test_four_go_to_the_resident_and_the_others_to_no_single_one() -> None:
    to = {LetterKind.ACKNOWLEDGEMENT, LetterKind.INTERIM, LetterKind.REPLY, LetterKind.EXPLANATION}
    assert to == TO_RESIDENT
    forms = {LetterKind.RECORD_FORM, LetterKind.DEPARTMENT_NOTICE, LetterKind.PROGRESS_REPORT}
    assert forms | {LetterKind.GROUP_NOTICE} == INSIDE


def test_people_write_every_letter_but_the_acknowledgement() -> None:
    assert {LetterKind.ACKNOWLEDGEMENT} == TO_RESIDENT - ANSWERS


def test_an_acknowledgement_stops_its_clock_and_an_answer_stops_the_reply() -> None:
    assert LETTERS[LetterKind.ACKNOWLEDGEMENT].stops == (ClockName.ACKNOWLEDGE,)
    assert all(ClockName.REPLY in LETTERS[kind].stops for kind in ANSWERS)
    assert all(LETTERS[kind].stops == () for kind in INSIDE)


def test_only_a_department_s_notice_is_written_for_one_department() -> None:
    assert [kind for kind, facts in LETTERS.items() if facts.per_department] == [LetterKind.DEPARTMENT_NOTICE]


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_called_the_same_everywhere(kind: LetterKind) -> None:
    assert LETTER[kind] == LETTERS[kind].label
    assert LETTERS[kind].english.isascii()
