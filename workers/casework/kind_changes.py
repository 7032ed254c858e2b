"""What follows when what was no complaint turns out to be one: the acknowledgement that it did not get."""

from sqlalchemy.orm import Session

from domain.codes import Kind, LetterKind
from domain.reading import Document
from store import cases, corrections, intake, letters
from store.cases import CaseRow
from workers.correspondence.acknowledging import acknowledge, acknowledged


def acknowledge_if_matter(session: Session, before: CaseRow, kind: Kind) -> None:
    """Make the acknowledgement of a case that is a matter now and was none before, unless it has one."""
    if kind.is_matter and not before.kind.is_matter and not acknowledged(session, before):
        acknowledge_case(session, before)


def acknowledge_case(session: Session, case: CaseRow) -> None:
    """Make the acknowledgement of the letter that opened the case. Raises LookupError where there is none."""
    row = intake.get(session, case.intake_id)
    if row is None:
        raise LookupError(f"case {case.id} has no intake")
    document = corrections.document_of(session, case.intake_id) or Document()
    now = cases.get_case(session, case.id) or case
    versions = [one.version for one in letters.of_case(session, case.id) if one.kind is LetterKind.ACKNOWLEDGEMENT]
    version = max(versions, default=0) + 1
    acknowledge(session, row, document, now, number=1, to_address=now.reply_to_email, version=version)
