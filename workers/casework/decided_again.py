"""A case decided again: what the last decision had filled follows the new one, and what people have chosen stays."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from domain.correction import AS_READ
from domain.decision import Decision, Doubt
from domain.events import EventName
from domain.reading import Document
from store import cases, corrections, events, intake, overrides
from store.cases import CaseRow, DecisionRow
from store.rows import Columns
from workers.clocks import recalculation
from workers.deciding.decisions import Decided, column_of, decide_letter, decision_of, save, slots_of, summary
from workers.deciding.effective_document import EffectiveDocument, as_corrected
from workers.instance.services import Services


def letter_of(session: Session, case: CaseRow) -> EffectiveDocument:
    """The letter that opened the case, with all that was corrected of it."""
    row = intake.get(session, case.intake_id)
    if row is None:
        raise LookupError(f"case {case.id} has no intake")
    read = next(iter(intake.load_reading(session, row.id) or ()), Document())
    corrected = corrections.latest(session, row.id)
    return as_corrected(row, read, corrected.standing if corrected else AS_READ)


def follow_households(services: Services, session: Session, case: CaseRow, who: str) -> bool:
    """Decide a held case again if it counts another number of households than its last decision did; whether it was.

    A case that has been erased has no letter to decide on and stays as it is.
    """
    before, letter = decision_of(session, case), letter_of(session, case)
    if not letter.document.readable:
        return False
    decided = decide_letter(services, session, letter, own=case.number)
    if decided.given.households_known == before.input.households_known:
        return False
    columns = followed(case, before, decided, frozenset(overrides.chosen(session, case.id)))
    columns["decision_id"] = save(services, session, case.intake_id, case.id, decided)
    cases.update_case(session, case.id, **columns)
    said = summary(decided.decision) | {"households": decided.given.households_known}
    events.append(session, case.id, services.now(), who, EventName.DECIDED_AGAIN, said)
    due = recalculation.deadlines_of(decided.compiled, decided.given, vars(case) | columns)
    ran = recalculation.deadlines_of(decided.compiled, before.input, vars(case))
    recalculation.follow(services, session, case.intake_id, case.id, ran, due, who)
    return True


def followed(case: CaseRow, before: DecisionRow, decided: Decided, judged: Collection[str]) -> Columns:
    """The decided columns of the case: what the last decision had filled follows the new one, the rest stays.

    judged: the slots that people have chosen; they stay even where the decision had said the same, and no doubt about
    them comes back. Nor does a doubt that a person has already settled by confirming the case, with the same words.
    """
    old, new = slots_of(before.decision), slots_of(decided.decision)
    by_hand = {column_of(slot) for slot in judged}
    columns = {
        name: getattr(case, name) if name in by_hand or getattr(case, name) != old[name] else value
        for name, value in new.items()
    }
    doubts = _doubts(decided.decision, judged)
    settled = before.decision.needs_person and not case.needs_person
    return columns | {"needs_person": bool(doubts) and not (settled and doubts == _doubts(before.decision, judged))}


def _doubts(decision: Decision, judged: Collection[str]) -> tuple[Doubt, ...]:
    """The doubts about what no one has chosen yet."""
    return tuple(doubt for doubt in decision.doubts if doubt.slot not in judged)
