"""Corrections stand beside the reading, version by version; the last one holds."""

import pytest
from sqlalchemy.exc import IntegrityError
from store_samples import NOW, an_intake

from domain.correction import Correction
from domain.reading import Document
from store import corrections, intake
from store.corrections import NewCorrection
from store.database import Database

READ = Document(subject="电梯", text="电梯坏了", body_hash="h")


def correction(intake_id: int, version: int, text: str) -> NewCorrection:
    return NewCorrection(
        intake_id=intake_id,
        version=version,
        made_at=NOW,
        made_by="li",
        standing=Correction(text=text),
        document=Document(subject="电梯", text=text),
    )


def test_a_letter_that_nobody_corrected_stands_as_it_was_read(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        assert corrections.document_of(session, row.id) is None, "nothing was read yet"
        intake.save_reading(session, row.id, [READ])
        assert corrections.latest(session, row.id) is None
        assert corrections.count(session, row.id) == 0
        assert corrections.document_of(session, row.id) == READ


def test_the_last_version_holds_and_the_reading_stays(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        intake.save_reading(session, row.id, [READ])
        for version, text in enumerate(("电梯停运", "电梯停运三天"), start=1):
            corrections.add(session, correction(row.id, version, text))
        held = corrections.latest(session, row.id)
        assert held is not None
        assert (held.version, held.made_by, held.standing) == (2, "li", Correction(text="电梯停运三天"))
        assert corrections.count(session, row.id) == 2
        found = corrections.document_of(session, row.id)
        assert found is not None
        assert found.text == "电梯停运三天"
        assert intake.load_reading(session, row.id) == (READ,)


def test_of_two_who_make_the_same_version_one_is_refused(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        corrections.add(session, correction(row.id, 1, "甲"))
    with pytest.raises(IntegrityError), database.transaction() as session:
        corrections.add(session, correction(row.id, 1, "乙"))
    with database.reading() as session:
        held = corrections.latest(session, row.id)
        assert held is not None
        assert held.standing.text == "甲"


def test_the_corrections_of_letters_do_not_mix(database: Database) -> None:
    with database.transaction() as session:
        one, other = an_intake(session, "1"), an_intake(session, "2")
        corrections.add(session, correction(one.id, 1, "甲"))
        assert corrections.latest(session, other.id) is None
        assert corrections.count(session, other.id) == 0


def test_of_several_letters_in_one_file_the_first_is_the_row_s(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        intake.save_reading(session, row.id, [READ, Document(index=1, text="第二封")])
        assert corrections.document_of(session, row.id) == READ
        intake.save_reading(session, row.id, [])
        assert corrections.document_of(session, row.id) is None
