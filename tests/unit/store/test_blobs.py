"""A file of the archive is needed as long as a row refers to it; a proof of what was seen does without it."""

from sqlalchemy import insert, update
from store_samples import NOW, a_case, a_letter, an_intake

from domain.work_codes import EditHow
from store import edits, printing
from store.blobs import referenced
from store.database import Database
from store.desk_tables import print_batch
from store.tables import intake


def test_an_original_and_a_letters_files_are_needed(database: Database) -> None:
    with database.transaction() as session:
        an_intake(session, "1", sha256="a" * 64)
        letter = a_letter(session, a_case(session, "2"))
        edits.add(session, letter.id, at=NOW, who="li", how=EditHow.UPLOAD, docx_sha="b" * 64)
        edits.keep_rendition(session, "b" * 64, pdf_sha="c" * 64, pages=1, at=NOW)
        asked = {letter * 64 for letter in "abcd"}
        assert referenced(session, asked) == {letter * 64 for letter in "abc"}


def test_a_batch_that_was_printed_does_without_its_file(database: Database) -> None:
    with database.transaction() as session:
        printing.add(session, pdf_sha="e" * 64, letters=1, pages=1, at=NOW, by="li")
        assert session.execute(print_batch.select()).one().pdf_sha == "e" * 64
        assert referenced(session, ["e" * 64]) == frozenset()


def test_what_the_last_row_let_go_of_is_not_needed(database: Database) -> None:
    sha = "a" * 64
    with database.transaction() as session:
        one, other = an_intake(session, "1", sha256=sha), an_intake(session, "2", sha256=sha)
        session.execute(update(intake).where(intake.c.id == one.id).values(sha256=None))
        assert referenced(session, [sha]) == {sha}
        session.execute(update(intake).where(intake.c.id == other.id).values(sha256=None))
        assert referenced(session, [sha]) == frozenset()


def test_none_asked_is_none_needed(database: Database) -> None:
    with database.reading() as session:
        assert referenced(session, []) == frozenset()


def test_many_more_than_one_query_takes(database: Database) -> None:
    shas = [f"{number:064x}" for number in range(1201)]
    with database.transaction() as session:
        row = an_intake(session, "0")
        values = {**dict(vars(row)), "id": None}
        kept = [{**values, "source_key": sha, "sha256": sha} for sha in (shas[0], shas[700], shas[1200])]
        session.execute(insert(intake), [{name: one[name] for name in one if name != "id"} for one in kept])
        assert referenced(session, [*shas, *shas]) == {shas[0], shas[700], shas[1200]}
