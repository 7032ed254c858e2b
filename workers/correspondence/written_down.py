"""What a clerk wrote down of a complaint that was spoken, or came on paper: its form says that, word for word."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import SPOKEN
from store import corrections, intake
from store.cases import CaseRow

DESK = "desk"
"""The source of what is registered by hand."""
_DEMAND = "诉求："


@dataclass(frozen=True, kw_only=True)
class WrittenDown:
    """facts: the lines about the matter, the object first; demand: the lines about what is wanted."""

    facts: str
    demand: str


def written_down(session: Session, case: CaseRow) -> WrittenDown | None:
    """What was entered at registration, as it was put right since; None for a case that came as its writer wrote it."""
    row = intake.get(session, case.intake_id)
    document = corrections.document_of(session, case.intake_id)
    if row is None or document is None or (row.source != DESK and case.channel not in SPOKEN):
        return None
    return divided(document.text)


def divided(text: str) -> WrittenDown:
    """The text of a registration (`workers.intake.register`): the demand is its last part, behind its label."""
    lines = text.splitlines()
    begun = [at for at, line in enumerate(lines) if line.startswith(_DEMAND)]
    at = begun[-1] if begun else len(lines)
    return WrittenDown(
        facts="\n".join(line for line in lines[:at] if line.strip()),
        demand="\n".join(lines[at:]).removeprefix(_DEMAND).strip(),
    )
