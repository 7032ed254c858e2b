"""A thousand published typical cases over all topics of the rulebook, made of its own examples."""

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import Category
from domain.typical import PART, TypicalText
from rules.rulebook import Rulebook
from store import typical_cases
from store.typical_cases import NewTypical
from support.desk_rows import NOW, PROJECTS

TYPICAL_CASES = 1_000


def typical_rows(session: Session, book: Rulebook) -> None:
    """Enter them, published one an hour."""
    texts = [one.text for one in book.examples]
    for number in range(TYPICAL_CASES):
        topic = book.topics[number % len(book.topics)]
        parts = {part: texts[(number + at) % len(texts)] for at, part in enumerate(PART)}
        text = TypicalText(title=f"{topic.name}投诉的处理（{number}）", **parts)
        made = {"made_at": NOW - timedelta(hours=number + 1), "made_by": "staff07"}
        new = NewTypical(
            case_id=number + 1,
            project=PROJECTS[number % len(PROJECTS)],
            category=Category(topic.category),
            topic=topic.id,
            **made,
        )
        row = typical_cases.add(session, new, text)
        typical_cases.publish(session, row, text, at=NOW - timedelta(hours=number), by="staff03")
