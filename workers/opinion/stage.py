"""Beside the road: a letter that opened a case is put to the language model, and its opinion is kept with the case.

The case, its clocks and its acknowledgement are there before anything is asked, so an answer that is late, broken or
missing holds up nothing. An opinion can do one thing to a decision: add a doubt. A call that a crash cut off is made
again; it changes nothing outside.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import CaseState
from domain.decision import Decision, SecondOpinion
from domain.events import EventName, Payload
from domain.staff import HOUSE
from rules.decide import decide
from store import cases, corrections, events, jobs
from store.cases import CaseRow
from store.events import EventRow
from workers.deciding import searchable
from workers.deciding.decisions import decision_of, summary
from workers.instance.services import Services
from workers.instance.stages import OPINION, LaterError
from workers.opinion.answer import Answer, read_answer
from workers.opinion.language_model import ModelError, ask
from workers.opinion.question import Question, question
from workers.privacy.anonymise import cast_of

TRIES = 3
_WAITS = (timedelta(minutes=1), timedelta(minutes=10))
"""Before the second try and before the third."""
_OPEN = (CaseState.NEW, CaseState.NEEDS_CALL)
_SETTLED = frozenset(
    {
        EventName.CONFIRMED,
        EventName.CORRECTED,
        EventName.JUDGED,
        EventName.GRADE_CONFIRMED,
        EventName.VALIDITY_SET,
    }
)
"""After one of these a person has looked: an opinion is shown, and raises no doubt any more."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call. answer: None where it failed, and then why."""

    question: Question
    seconds: float
    answer: Answer | None = None
    failed: ModelError | None = None


class OpinionStage:
    """Asks with no transaction open, then keeps what was answered."""

    name = OPINION
    batch = 1
    """A slow answer keeps no other job claimed."""

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Asked | Exception]:
        """What the model answered, or why not; nothing for a letter that needs not be asked about."""
        prepared: dict[int, Asked | Exception] = {}
        for id_ in ids:
            try:
                wanted = _wanted(services, id_)
            except LaterError as later:
                prepared[id_] = later
                continue
            if wanted is not None:
                prepared[id_] = _asked(services, wanted)
                services.crash_points.point("opinion.answered")
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: Asked) -> None:
        """Keep the call with the case; a doubt if a rule draws one from it; another try if that may help."""
        case = cases.case_of_intake(session, subject_id)
        case = cases.hold_case(session, case.number) if case is not None else None
        if case is None or case.intake_id != subject_id:
            return
        told = list(_told(session, case, subject_id))
        if any(_answered(one) for one in told):
            return
        model = services.settings.opinion.model if services.settings.opinion else ""
        payload = _payload(subject_id, model, prepared)
        events.append(session, case.id, services.now(), HOUSE, EventName.SECOND_OPINION, payload)
        if prepared.answer is not None:
            _weigh(services, session, case, prepared.answer.opinion)
        elif prepared.failed is not None and prepared.failed.passes and len(told) + 1 < TRIES:
            jobs.defer(session, OPINION, subject_id)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("opinion.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Nothing waits for an opinion, so nothing is to be done."""


def _wanted(services: Services, id_: int) -> Question | None:
    """What to ask about a letter. None: nothing (any more). Raises LaterError while a failed call is young."""
    if services.settings.opinion is None:
        return None
    with services.database.reading() as session:
        case = cases.case_of_intake(session, id_)
        document = corrections.document_of(session, id_)
        if case is None or case.intake_id != id_ or document is None or case.state not in _OPEN:
            return None
        told = list(_told(session, case, id_))
        if any(_answered(one) for one in told) or len(told) >= TRIES:
            return None
        if told:
            wait = told[-1].at + _WAITS[len(told) - 1] - services.now()
            if wait > timedelta(0):
                raise LaterError("the language model was asked a moment ago", wait=wait)
        cast = cast_of(session, case)
    return question(document.subject, document.text, cast)


def _asked(services: Services, wanted: Question) -> Asked:
    settings = services.settings.opinion
    if settings is None:
        raise LookupError("no language model is set up")
    start = time.monotonic()
    try:
        answer = read_answer(ask(settings, wanted.messages))
    except ModelError as error:
        return Asked(question=wanted, seconds=time.monotonic() - start, failed=error)
    return Asked(question=wanted, seconds=time.monotonic() - start, answer=answer)


def _told(session: Session, case: CaseRow, intake_id: int) -> Iterator[EventRow]:
    """The calls about a letter so far."""
    for one in events.history(session, case.id):
        if one.what == EventName.SECOND_OPINION and (one.payload or {}).get("intake", intake_id) == intake_id:
            yield one


def _answered(one: EventRow) -> bool:
    """Whether nothing is to be asked any more: it was answered, failed for good, or its data are erased."""
    return one.payload is None or not one.payload.get("passes")


def _payload(intake_id: int, model: str, asked: Asked) -> Payload:
    held = asked.answer.model_dump(mode="json") if asked.answer is not None else {}
    return {
        "intake": intake_id,
        "model": model,
        "seconds": round(asked.seconds, 3),
        "sent": asked.question.sha256,
        "chars": asked.question.chars,
        "failure": asked.failed.failure if asked.failed else None,
        "detail": asked.failed.detail if asked.failed else "",
        "passes": asked.failed is not None and asked.failed.passes,
        **held,
    }


def _weigh(services: Services, session: Session, case: CaseRow, opinion: SecondOpinion) -> None:
    """Decide the letter again with the opinion as one more fact, and keep that if it adds doubts and nothing else.

    Not after a person has settled the case, nor by another rulebook than the one that decided.
    """
    before, compiled = decision_of(session, case), services.compiled
    settled = any(one.what in _SETTLED for one in events.history(session, case.id))
    if settled or before.decision.rulebook != compiled.sha256:
        return
    given = replace(before.input, second_opinion=opinion)
    decision = decide(compiled, given)
    if not _adds_doubts(before.decision, decision):
        return
    decision_id = cases.save_decision(
        session,
        intake_id=case.intake_id,
        case_id=case.id,
        made_at=services.now(),
        made_by="rules",
        input=given,
        decision=decision,
    )
    cases.update_case(session, case.id, decision_id=decision_id, needs_person=True)
    events.append(session, case.id, services.now(), HOUSE, EventName.DECIDED_AGAIN, summary(decision))
    searchable.refresh(session, case.id)


def _adds_doubts(before: Decision, after: Decision) -> bool:
    same = replace(after, doubts=before.doubts, needs_person=before.needs_person, reasons=before.reasons)
    return same == before and len(after.doubts) > len(before.doubts) and set(before.doubts) <= set(after.doubts)
