"""What a language model proposed for a case: shown apart from the decision, marked as proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import EventName
from domain.said import Sentence
from store.cases import CaseRow
from store.events import EventRow
from workers.instance.services import Services
from workers.opinion.wording import stopped_for


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The last answer. sure: how sure the model says it is, in percent; understanding, reply: None where unfit.

    findings: what the reply would be stopped for as it stands.
    """

    model: str
    category: str
    urgent: bool
    sure: int
    understanding: str | None
    reply: str | None
    findings: tuple[Sentence, ...]


def advice(services: Services, session: Session, case: CaseRow, told: Sequence[EventRow]) -> Advice | None:
    """told: the case's history. None where no model was asked, none answered, or its answer is erased."""
    for one in reversed(told):
        payload = one.payload
        if one.what == EventName.SECOND_OPINION and payload is not None and not payload["failure"]:
            reply = payload["reply"]
            return Advice(
                model=payload["model"],
                category=payload["category"],
                urgent=payload["urgent"],
                sure=round(payload["confidence"] * 100),
                understanding=payload["understanding"],
                reply=reply,
                findings=stopped_for(services, session, case, reply) if reply else (),
            )
    return None
