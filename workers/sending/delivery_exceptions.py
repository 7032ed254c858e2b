"""Letters of which a person must say what became of them: in doubt whether they went out, or come back."""

from sqlalchemy.orm import Session

from domain.codes import LetterState, Way
from domain.events import EventName, Payload
from domain.staff import Person
from domain.work_codes import Subject
from store import approvals, edits, events, jobs, letters
from store.cases import CaseRow
from store.events import EventRow
from store.letters import LetterRow
from workers.correspondence.addresses import check_way, postal_of
from workers.correspondence.approval_steps import steps_of
from workers.correspondence.letter_rows import after, expect, seen_letter, tell
from workers.instance.message import new_message_id
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import DISPATCH
from workers.sending.dispatch import settle


def settle_doubt(services: Services, letter_id: int, *, sent: bool, actor: Person) -> LetterRow:
    """A person looked whether a letter in doubt went out: it counts as sent, or goes once more. Raises Refused."""
    to = LetterState.SENT if sent else LetterState.QUEUED
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.IN_DOUBT)
        settle(services, session, letter_id, to, actor.login, answer="人工确认")
        if to is LetterState.QUEUED:
            jobs.defer(session, DISPATCH, letter_id)
        done = after(session, letter_id)
    services.work_signal.send()
    return done


def reissue(services: Services, letter_id: int, *, actor: Person, way: Way) -> LetterRow:
    """Send a letter that came back once more: on paper, or to another address that was confirmed since, under a new
    Message-ID. A letter that was approved for its address waits for its last approver again, who is not the person
    that asks; an acknowledgement goes at once. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, case = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.BOUNCED)
        check_way(session, case, letter, way)
        history = [one for one in events.history(session, case.id) if _of(one, letter_id)]
        if way is Way.MAIL and not any(one.what == EventName.LETTER_ADDRESS for one in _since_bounce(history)):
            raise Refused("这个邮箱刚退回过此信；请确认邮箱是否正确，或改为打印邮寄")
        # On paper too: it may be taken back from the print queue, and then go by mail after all.
        new_id = new_message_id(services.settings)
        values = {"way": way, "error": None, "claimed_by": None, "claimed_at": None, "message_id": new_id}
        steps = steps_of(services, session, case, letter)
        if steps:
            _for_approval(services, session, letter, case, actor, values, len(steps))
        else:
            letters.advance(session, letter_id, LetterState.BOUNCED, LetterState.QUEUED, **values)
            tell(services, session, letter, actor.login, EventName.LETTER_REISSUED, way=way, before=letter.message_id)
            if way is Way.MAIL and services.transport is not None:
                jobs.defer(session, DISPATCH, letter_id)
        done = after(session, letter_id)
    services.work_signal.send()
    return done


def _for_approval(
    services: Services,
    session: Session,
    letter: LetterRow,
    case: CaseRow,
    person: Person,
    values: Payload,
    steps: int,
) -> None:
    """The same pages for another address: the last approver must have seen it, the steps before stand."""
    now = services.now()
    approvals.void(session, Subject.LETTER, letter.id, now, since=steps - 1)
    edits.had_hand(session, letter.id, person.login)
    postal = postal_of(session, case, letter, values["way"])
    submitted = {"submitted_by": person.login, "submitted_at": now, "postal": postal}
    letters.advance(session, letter.id, LetterState.BOUNCED, LetterState.SUBMITTED, **values, **submitted)
    payload = {"way": values["way"], "before": letter.message_id}
    tell(services, session, letter, person.login, EventName.LETTER_READDRESSED, **payload)


def _of(event: EventRow, letter_id: int) -> bool:
    return event.payload is not None and event.payload.get("letter") == letter_id


def _since_bounce(history: list[EventRow]) -> list[EventRow]:
    """What happened to the letter since it last came back."""
    last = max((at for at, event in enumerate(history) if event.what == EventName.LETTER_BOUNCED), default=-1)
    return history[last + 1 :]
