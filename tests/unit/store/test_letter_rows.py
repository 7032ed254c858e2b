"""Letters are made once, advanced by compare-and-set, and found by their number."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_deadline, a_letter, at_once

from domain.codes import ClockName, LetterKind, LetterState
from store import caps, clocks, letters
from store.database import Database


def test_a_letter_is_made_once_for_its_kind_round_and_version(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        first = a_letter(session, case, subject="收悉告知书", references=("<a@x>",), dated=date(2026, 11, 21))
        assert first.references == ("<a@x>",)
        assert first.dated == date(2026, 11, 21)
        assert a_letter(session, case, subject="another") == first == letters.get(session, first.id)
        assert a_letter(session, case, version=2).id != first.id
        assert a_letter(session, case, round=2).id != first.id
        assert [one.kind for one in letters.of_case(session, case.id)] == [LetterKind.ACKNOWLEDGEMENT] * 3


def test_a_letter_is_found_by_its_number_and_message_id(database: Database) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session), number="物函〔2026〕1号", message_id="<1@huihan>")
        assert letters.by_number(session, "物函〔2026〕1号") == letter
        assert letters.by_number(session, "物函〔2026〕2号") is None
        assert letters.by_message_ids(session, ["<1@huihan>", "<2@huihan>"]) == [letter]


def test_a_letter_is_advanced_only_from_an_expected_state(database: Database) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session))
        assert not letters.advance(session, letter.id, LetterState.QUEUED, LetterState.SENDING)
        assert letters.advance(session, letter.id, LetterState.DRAFT, LetterState.QUEUED, to_address="Wang@X.cn")
        with pytest.raises(TypeError, match="no column adress"):
            letters.advance(session, letter.id, LetterState.QUEUED, LetterState.SENT, adress="x")
        queued = letters.in_state(session, (LetterState.QUEUED, LetterState.SENT))
        assert [one.to_address for one in queued] == ["Wang@X.cn"]
        assert letters.in_state(session, LetterState.DRAFT) == []
        letters.advance(session, letter.id, LetterState.QUEUED, LetterState.QUEUED, number="物函〔2026〕9号")
        assert caps.acknowledged(session, "wang+x@x.cn", 0, NOW).mailbox == 1, "a new address counts at once"


def test_no_two_letters_bear_one_number_or_message_id(database: Database) -> None:
    with database.transaction() as session:
        a_letter(session, a_case(session, "1"), number="物函〔2026〕1号", message_id="<1@huihan>")
    for values in ({"number": "物函〔2026〕1号"}, {"message_id": "<1@huihan>"}):
        with pytest.raises(IntegrityError), database.transaction() as session:
            a_letter(session, a_case(session, "2"), **values)


def test_of_several_senders_one_claims_a_letter(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session), state=LetterState.QUEUED)

    def claim(session: Session, writer: int) -> bool:
        return letters.advance(
            session, letter.id, LetterState.QUEUED, LetterState.SENDING, claimed_by=str(writer), claimed_at=NOW
        )

    assert sum(at_once(database_url, 4, claim)) == 1


def test_a_letter_made_at_once_by_several_is_one(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        case = a_case(session)
    assert len({letter.id for letter in at_once(database_url, 4, lambda session, _: a_letter(session, case))}) == 1


def test_the_letters_and_clocks_of_many_cases_are_those_of_each(database: Database) -> None:
    with database.transaction() as session:
        with_two, with_one, bare = (a_case(session, f"1:{number}") for number in range(3))
        for case, versions in ((with_two, 2), (with_one, 1)):
            clocks.start(session, case.intake_id, case.id, 1, [a_deadline(ClockName.REPLY, 3)])
            for version in range(versions):
                a_letter(session, case, version=version + 1)
        ids = [with_one.id, bare.id, with_two.id]
        for of_cases, of_case in ((letters.of_cases, letters.of_case), (clocks.of_cases, clocks.of_case)):
            found = of_cases(session, ids)
            assert found == {case.id: of_case(session, case.id) for case in (with_one, with_two)}
            assert of_cases(session, []) == {}
