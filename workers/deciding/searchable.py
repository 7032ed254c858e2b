"""What search finds of a case: gathered from all that was read of it, corrected in it and written to its resident."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.reading import Document
from store import cases, corrections, intake, letters, past_cases, search
from store import unfiled as unfiled_texts
from store.cases import CaseRow
from store.database import Database
from store.letters import LetterRow
from store.search import Indexed

_BATCH = 200


def opened(session: Session, case: CaseRow, document: Document, *, old_number: str | None = None) -> None:
    """A new case can be found by the letter that opened it, in the same transaction. old_number: what it is called in
    an older ledger."""
    search.index(session, _entry(case, [document], [], old_number), new=True)


def refresh(session: Session, case_id: int) -> None:
    """A case can be found by all that belongs to it now: call it where a letter joins it, is put right or goes out."""
    case = cases.get_case(session, case_id)
    if case is None:
        return
    documents = [one for row in intake.of_case(session, case_id) for one in _documents(session, row.id)]
    past = past_cases.get(session, case_id)
    written = letters.of_case(session, case_id)
    search.index(session, _entry(case, documents, written, past.number if past else None))


def unfiled(session: Session, intake_id: int) -> None:
    """A mail that waits or was ignored can be found by what was read of it: call it where it comes to such an end."""
    row = intake.get(session, intake_id)
    if row is not None:
        unfiled_texts.keep_text(session, row, next(iter(intake.load_reading(session, intake_id) or ()), None))


def filed(session: Session, intake_id: int) -> None:
    """It is found with its case from now on."""
    unfiled_texts.forget_text(session, intake_id)


def reindex(database: Database) -> int:
    """Enter the cases and mails of before there was a search, newest first, in short transactions; how many."""
    return _reindexed(database, search.missing, refresh) + _reindexed(database, unfiled_texts.without_text, unfiled)


def _reindexed(
    database: Database, missing: Callable[[Session, int], list[int]], enter: Callable[[Session, int], None]
) -> int:
    entered = 0
    while True:
        with database.transaction() as session:
            batch = missing(session, _BATCH)
            for one in batch:
                enter(session, one)
        entered += len(batch)
        if len(batch) < _BATCH:
            return entered


def _documents(session: Session, intake_id: int) -> Iterator[Document]:
    """A letter as it holds now and, where a person put it right, as it was read."""
    held = corrections.latest(session, intake_id)
    if held is not None:
        yield held.document
    yield from (intake.load_reading(session, intake_id) or ())[:1]


def _entry(
    case: CaseRow, documents: Iterable[Document], written: Iterable[LetterRow], old_number: str | None
) -> Indexed:
    place = "".join(part or "" for part in (case.project, case.area, case.building, case.unit, case.room))
    pieces = [case.number, old_number, case.subject, case.resident_name, case.phone, case.email, place]
    for document in documents:
        sender = document.envelope.sender
        pieces += [document.subject, document.text, document.quoted, document.signature, sender.name, sender.email]
    for letter in written:
        if letter.state is LetterState.VOID:
            continue
        pieces.append(letter.number)
        # What every acknowledgement says alike would be found in every case.
        if letter.kind is not LetterKind.ACKNOWLEDGEMENT:
            pieces += [letter.subject, letter.body]
    found = tuple(dict.fromkeys(piece for piece in pieces if piece))
    return Indexed(case_id=case.id, project=case.project, pieces=found)
