"""What the letters of a page are worked out from, asked for all of them at once instead of one letter after the other.

Each answer goes where the one question would have put it (`store.once`); a session that keeps none asks one by one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.work_codes import Subject
from store import (
    approvals,
    case_records,
    cases,
    clocks,
    corrections,
    directory,
    edits,
    events,
    groups,
    intake,
    letters,
    overrides,
    plans,
    shared_letters,
)
from store.approvals import ApprovalRow
from store.case_records import RecordRow
from store.case_tables import case, clock, decision, letter
from store.cases import CaseRow, DecisionRow
from store.clocks import ClockRow
from store.corrections import CorrectionRow
from store.desk_tables import acceptance, approval, case_record, letter_edit, letter_hand, plan, rendition
from store.edits import AcceptanceRow, EditRow, RenditionRow
from store.letters import LetterRow
from store.once import foresee, keeps
from store.plans import PlanRow
from store.rows import by
from store.tables import contact, correction, household
from store.tables import intake as intakes

T = TypeVar("T")


def of_letters(session: Session, letter_ids: Collection[int], *, of: Collection[int] = ()) -> None:
    """What is asked of letters and of their cases, and of these further ones."""
    if not (letter_ids or of) or not keeps(session):
        return
    found = by(session, LetterRow, letter.c.id, letter_ids)
    rows = [one for own in found.values() for one in own]
    foresee(session, letters.get, {id_: next(iter(found.get(id_, ())), None) for id_ in letter_ids})
    _of_cases(session, {*of, *(one.case_id for one in rows)}, {one.intake_id for one in rows})
    foresee(session, edits.of_letter, _all(by(session, EditRow, letter_edit.c.letter_id, letter_ids), letter_ids))
    accepted = by(session, AcceptanceRow, acceptance.c.letter_id, letter_ids)
    foresee(session, edits.accepted, {id_: {one.finding: one for one in accepted.get(id_, ())} for id_ in letter_ids})
    hands = select(letter_hand.c.letter_id, letter_hand.c.who).where(letter_hand.c.letter_id.in_(letter_ids))
    foresee(session, edits.hands, _sets([(one.letter_id, one.who) for one in session.execute(hands)], letter_ids))
    made = by(session, RenditionRow, rendition.c.docx_sha, {one.docx_sha for one in rows if one.docx_sha})
    shas = {one.docx_sha for one in rows if one.docx_sha}
    foresee(session, edits.rendition_of, {sha: next(iter(made.get(sha, ())), None) for sha in shas})
    foresee(session, approvals.of_subject, _verdicts(session, Subject.LETTER, letter_ids))
    foresee(session, shared_letters.cases_of, shared_letters.of_letters(session, letter_ids))


def of_plans(session: Session, plan_ids: Collection[int]) -> None:
    """What is asked of plans and of their cases."""
    if not plan_ids or not keeps(session):
        return
    rows = by(session, PlanRow, plan.c.id, plan_ids)
    foresee(session, plans.get, {id_: next(iter(rows.get(id_, ())), None) for id_ in plan_ids})
    _of_cases(session, {one.case_id for own in rows.values() for one in own})
    foresee(session, approvals.of_subject, _verdicts(session, Subject.PLAN, plan_ids))


def with_letters(session: Session, case_ids: Collection[int]) -> None:
    """What is asked of cases and of all their letters."""
    if case_ids and keeps(session):
        written = letters.of_cases(session, case_ids)
        of_letters(session, {one.id for own in written.values() for one in own}, of=case_ids)


def _of_cases(session: Session, case_ids: Collection[int], intake_ids: Collection[int] = ()) -> None:
    """What is asked of cases, of the groups in which they sit and of those that lead them. intake_ids: of what came in,
    beside what opened the cases.
    """
    if not case_ids:
        return
    found = _cases(session, case_ids)
    seats = groups.seats_of(session, list(case_ids))
    foresee(session, groups.seat_of, {id_: seats.get(id_) for id_ in case_ids})
    seated = groups.members_of(session, {seat.group for seat in seats.values()})
    foresee(session, groups.members, seated)
    leads = {one.case.id for own in seated.values() for one in own if one.seat and one.seat.leads}
    told = {*case_ids, *leads}
    histories = events.histories(session, told)
    foresee(session, events.history, histories)
    foresee(session, overrides.chosen, {id_: overrides.chosen_in(one) for id_, one in histories.items()})
    foresee(session, plans.of_case, _all(by(session, PlanRow, plan.c.case_id, told), told))
    saved = by(session, RecordRow, case_record.c.case_id, told)
    foresee(session, case_records.latest, {id_: saved[id_][-1] if id_ in saved else None for id_ in told})
    foresee(session, cases.decisions_of_case, _all(by(session, DecisionRow, decision.c.case_id, case_ids), case_ids))
    foresee(session, clocks.of_case, _all(by(session, ClockRow, clock.c.case_id, case_ids), case_ids))
    foresee(session, letters.of_case, _all(by(session, LetterRow, letter.c.case_id, case_ids), case_ids))
    foresee(session, shared_letters.of_case, shared_letters.of_cases(session, case_ids))
    _intakes(session, {*intake_ids, *(one.intake_id for one in found)})
    _households(session, {one.household_id for one in found if one.household_id is not None})


def _verdicts(session: Session, subject: Subject, ids: Collection[int]) -> dict[tuple[Subject, int], list[ApprovalRow]]:
    found = by(session, ApprovalRow, approval.c.subject_id, ids, approval.c.subject == subject)
    return {(subject, id_): found.get(id_, []) for id_ in ids}


def _cases(session: Session, case_ids: Collection[int]) -> Sequence[CaseRow]:
    found = by(session, CaseRow, case.c.id, case_ids)
    rows = [one for own in found.values() for one in own]
    foresee(session, cases.get_case, {one.id: one for one in rows} | {one.number: one for one in rows})
    return rows


def _intakes(session: Session, intake_ids: Collection[int]) -> None:
    """What came in, as it was read and corrected."""
    rows = by(session, intake.IntakeRow, intakes.c.id, intake_ids)
    foresee(session, intake.get, {id_: next(iter(rows.get(id_, ())), None) for id_ in intake_ids})
    made = by(session, CorrectionRow, correction.c.intake_id, intake_ids)
    foresee(session, corrections.latest, {id_: made[id_][-1] if id_ in made else None for id_ in intake_ids})
    foresee(session, intake.load_reading, intake.load_readings(session, intake_ids))


def _households(session: Session, household_ids: Collection[int]) -> None:
    rows = by(session, directory.HouseholdRow, household.c.id, household_ids)
    foresee(session, directory.get, {id_: next(iter(rows.get(id_, ())), None) for id_ in household_ids})
    mails = select(contact.c.household_id, contact.c.value)
    mails = mails.where(contact.c.household_id.in_(household_ids), contact.c.kind == "email")
    found = _sets([(one.household_id, one.value) for one in session.execute(mails)], household_ids)
    foresee(session, directory.same_household_addresses, found)


def _all(found: Mapping[int, list[T]], keys: Iterable[int]) -> dict[int, list[T]]:
    """With those that have none."""
    return {key: found.get(key, []) for key in keys}


def _sets(pairs: Iterable[tuple[int, str]], keys: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {key: set() for key in keys}
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
