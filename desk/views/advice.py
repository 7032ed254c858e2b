"""What a language model proposed for a case: shown apart from the decision, marked as proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.events import EventName
from store.events import EventRow


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The last answer. sure: how sure the model says it is, in percent; understanding, reply: None where unfit."""

    model: str
    category: str
    urgent: bool
    sure: int
    understanding: str | None
    reply: str | None


def advice(told: Sequence[EventRow]) -> Advice | None:
    """Of a case's history; None where no model was asked, none answered, or its answer is erased."""
    for one in reversed(told):
        payload = one.payload
        if one.what == EventName.SECOND_OPINION and payload is not None and not payload["failure"]:
            return Advice(
                model=payload["model"],
                category=payload["category"],
                urgent=payload["urgent"],
                sure=round(payload["confidence"] * 100),
                understanding=payload["understanding"],
                reply=payload["reply"],
            )
    return None
