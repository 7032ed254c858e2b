"""How a matter was answered before: typical cases of its topic, and the most alike of the cases answered since."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.staff import Person
from store import answered, typical_cases
from store.answered import Answered
from store.cases import CaseRow
from store.typical_cases import TypicalFilter
from workers.typical.likeness import most_alike
from workers.typical.published import KEEPERS, PublishedCase, as_published

_LOOKED_AT = 100
"""The newest answered cases of the topic that are compared: what a house did last is what it does."""
_CHARS = 360
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Before:
    """typical: published ones of the topic, the last first; answers: of the most alike cases, the most alike first."""

    typical: tuple[PublishedCase, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.typical or self.answers)


def answered_before(session: Session, case: CaseRow, person: Person) -> Before:
    """For a case that the person may see, from the projects whose letters they read."""
    if case.topic is None:
        return Before()
    ids = answered.like_topic(session, person, KEEPERS, case.topic, besides=case.id, limit=_LOOKED_AT)
    texts = answered.beginnings(session, [*ids, case.id], _CHARS)
    own = texts.pop(case.id, "")
    alike = most_alike(own, texts, _SHOWN)
    held = answered.answers(session, alike) if alike else {}
    return Before(
        typical=typical_of(session, case),
        answers=tuple(held[id_] for id_ in alike if id_ in held),
    )


def typical_of(session: Session, case: CaseRow) -> tuple[PublishedCase, ...]:
    """The last published typical cases of its topic."""
    if case.topic is None:
        return ()
    found = typical_cases.found(session, TypicalFilter(topics=(case.topic,), limit=_SHOWN))
    return tuple(as_published(one) for one in found)
