"""What a second complaint was told before: the last letter about the matter, and until when it promised (TRADE 5)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import GONE, ClockName, LetterKind
from domain.decision import DecisionInput
from domain.letter_kinds import TO_RESIDENT
from letters.context import Earlier
from store import cases, clocks, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.correspondence.disclosure import knows
from workers.deciding.group_work import approved_plan
from workers.instance.services import Services


def earlier_of(
    services: Services, session: Session, case: CaseRow, letter: LetterRow, given: DecisionInput
) -> Earlier | None:
    """What was written before the letter that this one answers; None for a first complaint, or a reader who may not be
    told of the household's other letters.
    """
    first = _first(session, case, letter, given)
    if first is None or not knows(
        session, case, letter.to_address, answered_for=letter.address_confirmed_by is not None
    ):
        return None
    before = [one for one in letters.of_case(session, first.id) if _before(one, letter)]
    if not before:
        day = first.received_at.astimezone(services.zone).date()
        return Earlier(day=day) if first.id != case.id else None
    last = before[-1]
    promised = _promised(services, session, first, last)
    return Earlier(day=last.dated or promised or date.min, number=last.number or "", promised=promised)


def _first(session: Session, case: CaseRow, letter: LetterRow, given: DecisionInput) -> CaseRow | None:
    """The case whose letters are the earlier ones: this one for a further letter of its own, else the household's last
    case about the same matter.
    """
    if letter.intake_id != case.intake_id or letter.round > 1:
        return case
    same = [one for one in given.history if one.same_household and one.topic is not None and one.topic == case.topic]
    found = cases.get_case(session, max(same, key=lambda one: one.received).number) if same else None
    return found if found is not None and found.id != case.id else None


def _before(one: LetterRow, letter: LetterRow) -> bool:
    return one.kind in TO_RESIDENT and one.state in GONE and one.dated is not None and one.id < letter.id


def _promised(services: Services, session: Session, case: CaseRow, letter: LetterRow) -> date | None:
    """The day that a letter named: of the next answer, or of the last measure."""
    if letter.kind is LetterKind.INTERIM:
        return letter.promised
    if letter.kind is LetterKind.ACKNOWLEDGEMENT:
        due = [row.due_at for row in clocks.of_case(session, case.id) if _of_round(row.clock, row.round, letter)]
        return due[-1].astimezone(services.zone).date() if due else None
    plan = approved_plan(session, case)
    return _last([measure.due for measure in plan.measures if measure.due] if plan else [])


def _of_round(clock: ClockName, number: int, letter: LetterRow) -> bool:
    return clock is ClockName.REPLY and number == letter.round


def _last(days: Sequence[date]) -> date | None:
    return max(days) if days else None
