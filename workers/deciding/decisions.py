"""Decides one letter with what the store knows (directory, history), keeps the decision, and fills a case from both.

A new case, a follow-up and a correction all come this way, so that a letter decided again is decided as it was before.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.correction import Correction
from domain.decision import Decision, DecisionInput
from domain.staff import HOUSE
from rules.compiled import Compiled
from store import cases
from store.cases import CaseRow, DecisionRow
from store.rows import Columns
from workers.deciding import directory_match, many_households, strictest_grade
from workers.deciding.decision_input import decide_document
from workers.deciding.effective_document import EffectiveDocument, reply_address
from workers.instance.services import Services

_HISTORY = timedelta(days=400)
SLOTS = ("category", "topic", "departments", "grade", "urgency", "kind", "group", "households", "fee", "also", "cause")
"""The slots that rules fill and a person may choose."""
_COLUMNS = {"group": "is_group", "cause": "proposed_cause"}
"""What the column of a slot is called, where the two differ."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision, not yet stored."""

    given: DecisionInput
    decision: Decision
    clues: directory_match.Clues
    compiled: Compiled
    """What decided; a version that goes live meanwhile is for the next letter."""


def decide_letter(
    services: Services, session: Session, letter: EffectiveDocument, *, own: str | None = None
) -> Decided:
    """Decide a letter as it stands; own: the number of the case it opened, which is no history of its own."""
    row, sender, compiled = letter.row, letter.document.envelope.sender.email, services.compiled
    found = directory_match.corrected(directory_match.clues_of(letter.document, row.project), letter.correction)
    match = directory_match.match_corrected(session, found, sender, letter.correction)
    household = match.household
    project = household.project if household else found.project
    earlier = cases.history(
        session,
        household_id=match.household_id,
        email=sender,
        project=project,
        building=household.building if household else found.building,
        before=row.received_at,
        since=row.received_at - _HISTORY,
    )
    given, decision = decide_document(
        compiled,
        letter.document,
        received=row.received_at.astimezone(services.zone),
        channel=row.channel,
        project=project,
        received_date_only=row.received_date_only,
        directory=match,
        history=[one for one in earlier if one.number != own],
        households_known=many_households.known(services, session, own) if own is not None else None,
    )
    return Decided(given=given, decision=decision, clues=found, compiled=compiled)


def save(services: Services, session: Session, intake_id: int, case_id: int, decided: Decided) -> int:
    """Keep the decision with its whole input and the rulebook that made it, so that it can be replayed; its id."""
    strictest_grade.proposed(services, session, case_id, intake_id, decided.decision.grade, HOUSE)
    rulebook = decided.compiled.rulebook
    cases.keep_rulebook(session, rulebook.sha256, rulebook.name, rulebook.texts, services.now())
    return cases.save_decision(
        session,
        intake_id=intake_id,
        case_id=case_id,
        made_at=services.now(),
        made_by="rules",
        input=decided.given,
        decision=decided.decision,
    )


def decision_of(session: Session, case: CaseRow) -> DecisionRow:
    """The last decision on the letter that opened the case."""
    return [one for one in cases.decisions_of_case(session, case.id) if one.intake_id == case.intake_id][-1]


def record_of(session: Session, letter: EffectiveDocument, decided: Decided) -> Columns:
    """The columns of a case that say who wrote, from where, how and when (TRADE 3)."""
    household, found = decided.given.directory.household, decided.clues
    household_id, sender = decided.given.directory.household_id, letter.document.envelope.sender
    return {
        "channel": letter.row.channel,
        "project": household.project if household else found.project,
        "area": household.area if household else None,
        "building": household.building if household else found.building,
        "unit": household.unit if household else found.unit,
        "room": household.room if household else found.room,
        # Without an address, the sender of a file is only a name in it, which its letter may give to somebody else.
        "resident_name": (household.name if household else None)
        or found.name
        or (sender.name if sender.email else None),
        "phone": (household.phone if household else None) or next(iter(found.phones), None),
        "email": sender.email,
        "household_id": household_id,
        "received_at": letter.row.received_at,
        "subject": letter.document.subject,
        "reply_to_email": reply_address(session, letter, household_id),
    }


def named_by_person(correction: Correction) -> bool:
    """Whether a person said which household it is, and so answers for it."""
    return correction.household_id is not None or correction.names_a_place


def column_of(slot: str) -> str:
    """The column of a case that holds a slot."""
    return _COLUMNS.get(slot, slot)


def slots_of(decision: Decision) -> Columns:
    """The columns of a case that the decision fills, but for `needs_person`, which a person may have settled."""
    return {column_of(slot): getattr(decision, slot) for slot in SLOTS}


def summary(decision: Decision) -> Columns:
    """What an event says of a decision."""
    return {
        "topic": decision.topic,
        "category": decision.category,
        "departments": list(decision.departments),
        "grade": decision.grade,
        "urgency": decision.urgency,
        "cause": decision.cause,
        "needs_person": decision.needs_person,
        "rulebook": decision.rulebook,
    }
