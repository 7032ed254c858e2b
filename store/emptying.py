"""Empties rows of what they say of a resident; what a statistic counts stays: number, dates, category, grade, clocks.

Each function gives the rows it touched and the files of the archive that they named; the caller records both
(store/erasures.py) and removes the files that nothing else needs.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.decision import Decision, DecisionInput
from domain.events import Payload
from domain.record import without_words
from domain.settings import SCAN_FOLDER
from domain.work_codes import Subject
from store import typical_cases
from store.case_tables import case, decision, letter
from store.desk_tables import (
    acceptance,
    approval,
    case_record,
    evidence,
    form_draft,
    letter_edit,
    plan,
    print_batch,
    rendition,
)
from store.erasures import Erasure, key_of
from store.tables import correction, intake, intake_text, job, reading

_CASE: Payload = {
    "unit": None,
    "room": None,
    "resident_name": None,
    "phone": None,
    "email": None,
    "household_id": None,
    "household_confirmed": None,
    "reply_to_email": None,
    "message_id": None,
    "references": (),
    "subject": "",
    "group_key": None,
}
_ORIGINAL: Payload = {"sha256": None, "details": {}}
_INTAKE: Payload = {
    **_ORIGINAL,
    "note": None,
    "message_id": None,
    "sender": None,
    "subject": None,
    "body_hash": None,
    "in_reply_to": None,
    "references": (),
    "problems": (),
}
_FILES: Payload = {"docx_sha": None, "pdf_sha": None, "sealed_sha": None}
_LETTER: Payload = {
    **_FILES,
    "to_address": None,
    "to_key": None,
    "cap_mailbox": None,
    "cap_domain": None,
    "subject": None,
    "body": None,
    "in_reply_to": None,
    "references": (),
    "held": None,
    "answer": None,
    "error": None,
    "tracking": None,
}
_EVIDENCE: Payload = {"sha256": None, "name": "", "media_type": "", "size": 0, "dated": None, "note": ""}
_UNSENT = (LetterState.DRAFT, LetterState.SUBMITTED, LetterState.RETURNED)


def of_case(session: Session, case_id: int) -> Erasure:
    """The case's own row, its record and evidence, its letters with every version of their files, plans' and
    approvals' remarks, what somebody typed into its forms and did not send, and what ties a typical case to it."""
    session.execute(update(case).where(case.c.id == case_id).values(**_CASE))
    found = _emptied("case", [case_id]) | of_letters(session, letter.c.case_id == case_id)
    found |= _remarks(session, case_id) | _records(session, case_id) | _evidence(session, case_id)
    found |= typical_cases.erase_case(session, case_id)
    return found | _removed(session, form_draft, form_draft.c.case_id == case_id)


def of_intakes(session: Session, intake_ids: Iterable[int]) -> Erasure:
    """Intakes with their originals, what was read, corrected and decided on; the decision itself stays."""
    found = Erasure()
    for id_ in intake_ids:
        row = session.execute(select(intake.c.sha256, intake.c.source).where(intake.c.id == id_)).one()
        # The key of a file is its name, which may be the resident's; nothing of that name lies in the folder any more.
        key = {"source_key": f"erased:{id_}"} if row.source == SCAN_FOLDER else {}
        session.execute(update(intake).where(intake.c.id == id_).values(**_INTAKE, **key))
        found |= _emptied("intake", [id_], files=filter(None, [row.sha256]))
        found |= _removed(session, reading, reading.c.intake_id == id_)
        found |= _removed(session, correction, correction.c.intake_id == id_)
        found |= _removed(session, intake_text, intake_text.c.intake_id == id_)
        found |= _decisions(session, id_)
        session.execute(update(job).where(job.c.subject_id == id_).values(last_error=None))
    return found


def original(session: Session, intake_id: int) -> Erasure:
    """An intake's original alone; what was read of it stays."""
    sha = session.execute(select(intake.c.sha256).where(intake.c.id == intake_id)).scalar()
    if sha is None:
        return Erasure()
    session.execute(update(intake).where(intake.c.id == intake_id).values(**_ORIGINAL))
    return _emptied("intake", [intake_id], files=[sha])


def evidence_files(session: Session, case_id: int) -> Erasure:
    """The photos and files of a case alone; each row stays, and says of what and when it was."""
    where = (evidence.c.case_id == case_id, evidence.c.sha256.is_not(None))
    rows = session.execute(select(evidence.c.id, evidence.c.sha256).where(*where)).all()
    session.execute(update(evidence).where(*where).values(sha256=None))
    return _emptied("evidence", [row.id for row in rows], files=[row.sha256 for row in rows])


def of_batches(session: Session, batch_ids: Iterable[int]) -> Erasure:
    """The files of print batches, which hold all letters of a day; the rows stay and say how many went out."""
    query = select(print_batch.c.id, print_batch.c.pdf_sha).where(print_batch.c.id.in_(set(batch_ids)))
    rows = session.execute(query).all()
    return _emptied("print_batch", [row.id for row in rows], files=[row.pdf_sha for row in rows])


def letter_files(session: Session, letter_id: int) -> Erasure:
    """The files of one letter alone; what its row says stays."""
    return _letters(session, letter.c.id == letter_id, values=_FILES)


def of_letters(session: Session, *which: ColumnElement[bool]) -> Erasure:
    """Letters with every version of their files; what was not sent yet is void."""
    return _letters(session, *which, values=_LETTER)


def _letters(session: Session, *which: ColumnElement[bool], values: Payload) -> Erasure:
    """Letters' rows, every version of their files, and the day's print files that they are part of."""
    columns = (letter.c.id, letter.c.docx_sha, letter.c.pdf_sha, letter.c.sealed_sha, letter.c.batch_id)
    found = Erasure()
    for row in session.execute(select(*columns).where(*which)).all():
        versions = session.execute(select(letter_edit.c.docx_sha).where(letter_edit.c.letter_id == row.id)).scalars()
        files = {*versions, row.docx_sha, row.pdf_sha, row.sealed_sha} - {None}
        drawn = or_(rendition.c.docx_sha.in_(files), rendition.c.pdf_sha.in_(files))
        files |= set(session.execute(select(rendition.c.pdf_sha).where(drawn)).scalars())
        session.execute(update(letter).where(letter.c.id == row.id).values(**values))
        unsent = update(letter).where(letter.c.id == row.id, letter.c.state.in_(_UNSENT))
        session.execute(unsent.values(state=LetterState.VOID))
        found |= _emptied("letter", [row.id], files=files)
        found |= _removed(session, letter_edit, letter_edit.c.letter_id == row.id)
        found |= _removed(session, acceptance, acceptance.c.letter_id == row.id)
        found |= _removed(session, rendition, drawn)
        if row.batch_id is not None:
            found |= of_batches(session, [row.batch_id])
    return found


def _remarks(session: Session, case_id: int) -> Erasure:
    """What approvers wrote on the case's letters and plans."""
    letters = select(letter.c.id).where(letter.c.case_id == case_id)
    plans = select(plan.c.id).where(plan.c.case_id == case_id)
    of_letter = (approval.c.subject == Subject.LETTER) & approval.c.subject_id.in_(letters)
    of_plan = (approval.c.subject == Subject.PLAN) & approval.c.subject_id.in_(plans)
    where = or_(of_letter, of_plan) & (approval.c.remark != "")
    ids = list(session.execute(select(approval.c.id).where(where)).scalars())
    session.execute(update(approval).where(approval.c.id.in_(ids)).values(remark=""))
    return _emptied("approval", ids)


def _records(session: Session, case_id: int) -> Erasure:
    """What staff recorded: a statistic counts the matters and causes, and that each version was made."""
    rows = session.execute(
        select(case_record.c.id, case_record.c.content).where(case_record.c.case_id == case_id)
    ).all()
    for row in rows:
        bare = update(case_record).where(case_record.c.id == row.id)
        session.execute(bare.values(content=without_words(row.content)))
    return _emptied("case_record", [row.id for row in rows])


def _evidence(session: Session, case_id: int) -> Erasure:
    """Photos and files with their names; that there were some stays."""
    rows = session.execute(select(evidence.c.id, evidence.c.sha256).where(evidence.c.case_id == case_id)).all()
    session.execute(update(evidence).where(evidence.c.case_id == case_id).values(**_EVIDENCE))
    return _emptied("evidence", [row.id for row in rows], files=[row.sha256 for row in rows if row.sha256])


def _decisions(session: Session, intake_id: int) -> Erasure:
    query = select(decision.c.id, decision.c.input, decision.c.decision).where(decision.c.intake_id == intake_id)
    ids = []
    for row in session.execute(query).all():
        values = {"input": _bare_input(row.input), "decision": _bare(row.decision)}
        session.execute(update(decision).where(decision.c.id == row.id).values(**values))
        ids.append(row.id)
    return _emptied("decision", ids)


def _bare_input(given: DecisionInput) -> DecisionInput:
    """What was decided on, without the letter, the writer and the household."""
    return DecisionInput(
        channel=given.channel,
        received=given.received,
        received_date_only=given.received_date_only,
        project=given.project,
        attachments=given.attachments,
        confidence=given.confidence,
        directory=replace(given.directory, household=None, household_id=None),
    )


def _bare(made: Decision) -> Decision:
    """The decision with its rules, without the words that met them."""
    reasons = tuple(replace(reason, matched=()) for reason in made.reasons)
    alarms = tuple(replace(alarm, matched=()) for alarm in made.alarms)
    return replace(made, reasons=reasons, alarms=alarms, doubts=())


def _removed(session: Session, table: Table, *where: ColumnElement[bool]) -> Erasure:
    keys = list(table.primary_key.columns)
    rows = session.execute(select(*keys).where(*where)).all()
    files: set[str] = set()
    if rows and "docx_sha" in table.c:
        files.update(session.execute(select(table.c.docx_sha).where(*where)).scalars())
    if rows:
        session.execute(delete(table).where(*where))
    return _emptied(table.name, [key_of(*row) for row in rows], files=files)


def _emptied(table: str, keys: Iterable[object], *, files: Iterable[str] = ()) -> Erasure:
    return Erasure(rows=frozenset((table, key_of(key)) for key in keys), files=frozenset(files))
