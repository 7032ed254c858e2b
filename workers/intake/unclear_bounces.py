"""A bounce that proves nothing by itself: a person says which letter came back, among those that it may mean.

One bounce ends at most one letter, no matter who says so: it is noted with the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import ClockName, IgnoredReason, IntakeState, LetterState
from domain.reading import Document, Returned
from domain.reading_codes import MessageClass
from domain.staff import Person
from store import cases, intake, letters
from store.cases import CaseRow
from store.intake import WAITING, IntakeRow
from store.letters import LetterRow
from workers.clocks import recalculation
from workers.correspondence.letter_rows import seen_letter
from workers.deciding.route import numbers_in
from workers.deciding.validation import CorrectionError
from workers.instance.permissions import in_sight, present
from workers.instance.services import Services
from workers.intake.bounces import note
from workers.intake.triage import permit_intake, waiting_row

MOST = 8
_RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A letter that a bounce may mean, with its case."""

    letter: LetterRow
    case: CaseRow


def is_bounce(row: IntakeRow) -> bool:
    """Whether a person may say which letter it gives back."""
    return row.message_class is MessageClass.BOUNCE and row.state in WAITING and _RETURNED not in row.details


def may_mean(session: Session, document: Document, person: Person) -> Sequence[Meant]:
    """The letters that went out by mail and that a bounce may mean, by the Message-IDs, addresses and numbers in it, of
    cases in the person's sight; those named first, then the newest; at most MOST.
    """
    returned = document.returned or Returned(report=False)
    named = returned.message_ids
    addresses = {one for got in returned.recipients for one in (got.address, got.original) if one}
    numbers = set(numbers_in("\n".join((document.subject, document.text, document.quoted))))
    found = letters.sent_that_may_be(session, message_ids=named, addresses=addresses, numbers=numbers, limit=MOST * 4)
    found.sort(key=lambda one: one.message_id in named, reverse=True)
    meant = ((one, cases.get_case(session, one.case_id)) for one in found)
    return [Meant(letter=one, case=case) for one, case in meant if in_sight(case, person)][:MOST]


def gives_back(services: Services, intake_id: int, letter_id: int, *, actor: Person) -> IntakeRow:
    """A person says that the bounce gives this letter back: it counts as never received.

    CorrectionError if it is no bounce that waits, or the letter does not count as sent.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, intake_id, actor)
        letter, _ = seen_letter(session, letter_id, actor)
        row = waiting_row(session, intake_id, WAITING)
        if not is_bounce(row):
            raise CorrectionError("来件 {id} 不是等待处理的退信", id=intake_id)
        document = next(iter(intake.load_reading(session, intake_id) or ()), Document())
        if not note(services, session, row, document, letter, actor.login):
            raise CorrectionError("这封信现在不是“已发出”，不能记为退回；请重新查看")
        number = letter.number or str(letter.id)
        settled = {"letter": letter.id, "by": actor.login, "at": services.now().isoformat()}
        changed = intake.advance(
            session,
            intake_id,
            row.state,
            IntakeState.IGNORED,
            ignored_reason=IgnoredReason.BOUNCE,
            note=f"退回的是 {number}（{actor.login}）",
            details={**row.details, _RETURNED: settled},
        )
        if not changed:
            raise CorrectionError("来件 {id} 刚被他人处理；请重新查看", id=intake_id)
        recalculation.void_first_round(
            services, session, intake_id, actor.login, ClockName.REGISTER, ClockName.ACKNOWLEDGE
        )
        done = waiting_row(session, intake_id, (IntakeState.IGNORED,))
    services.work_signal.send()
    return done


def by_number(session: Session, number: str) -> LetterRow:
    """The letter that bears a number. CorrectionError if none that was sent does."""
    letter = letters.by_number(session, number.strip())
    if letter is None or letter.state is not LetterState.SENT:
        raise CorrectionError("没有已发出的函件 {number}；请核对函号", number=number.strip() or "—")
    return letter
