"""What a language model answered, held against a form: whatever does not fit it is no answer."""

import json
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.codes import Category, OpinionFailure
from domain.decision import SecondOpinion
from domain.visible import on_one_line
from workers.opinion.language_model import ModelError
from workers.privacy.personal_marks import find_marks

_UNDERSTANDING, _REPLY = 120, 1500
_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
_LEADS_AWAY = re.compile(r"https?:|www\.|://|\d{7,}|[A-Za-z0-9-]+\.(?:com|cn|net|org|top|xyz|vip|cc)\b", re.IGNORECASE)
_WAYS = frozenset({"phone", "email", "account", "card", "identity"})


def _lines(given: object) -> object:
    """Text with each line made visible; None for what is none."""
    if not isinstance(given, str) or not given.strip():
        return None
    return "\n".join(on_one_line(line).strip() for line in given.strip().splitlines())


Proposal = Annotated[str | None, BeforeValidator(_lines)]


class Answer(BaseModel):
    """One answer. understanding: one sentence; reply: a wording; both are proposals for people, None where unfit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    category: Category
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    urgent: Annotated[bool, Field(strict=True)]
    understanding: Proposal = None
    reply: Proposal = None

    @property
    def opinion(self) -> SecondOpinion:
        """What the rules may hear of it."""
        return SecondOpinion(category=self.category, urgent=self.urgent, confidence=self.confidence)


def read_answer(content: str) -> Answer:
    """The answer in a model's text. Raises ModelError for anything else than the form that was asked for.

    A proposal that is too long is left out, and one that would lead its reader to an address, a number or an account:
    a letter might have asked for it.
    """
    fenced = _FENCED.match(content)
    try:
        answer = Answer.model_validate(json.loads(fenced[1] if fenced else content))
    except (ValidationError, ValueError, RecursionError):
        raise ModelError(OpinionFailure.NONSENSE) from None
    return answer.model_copy(
        update={
            "understanding": _harmless(answer.understanding, _UNDERSTANDING),
            "reply": _harmless(answer.reply, _REPLY),
        }
    )


def _harmless(text: str | None, most: int) -> str | None:
    if text is None or len(text) > most or _LEADS_AWAY.search(text):
        return None
    return None if any(mark.kind in _WAYS for mark in find_marks(text)) else text
