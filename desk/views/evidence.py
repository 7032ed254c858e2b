"""The evidence of a case as its page lists it: the letters, what came with them, what staff added, and what the viewer
may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.views.originals import OriginalLetter
from domain.staff import Person
from store import evidence as kept
from store.cases import CaseRow
from store.evidence import EvidenceRow
from workers.casework import evidence
from workers.deciding.group_work import common_evidence


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What was added. withdraws: whether the viewer may take it back."""

    row: EvidenceRow
    withdraws: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """letters: every letter of the case with its files, the one that opened it first. added: by staff, in the order in
    which they came. adds: whether the viewer may add more. lead, common: the leading case of its group, if the viewer
    may see it, and what was added there.
    """

    letters: Sequence[OriginalLetter]
    added: tuple[Piece, ...]
    adds: bool
    lead: CaseRow | None = None
    common: tuple[EvidenceRow, ...] = ()


def evidence_view(session: Session, case: CaseRow, letters: Sequence[OriginalLetter], person: Person) -> EvidenceView:
    """The list as the person sees it."""
    standing = (one for one in kept.of_case(session, case.id) if one.stands)
    lead, common = common_evidence(session, case)
    seen = lead is not None and person.sees(lead.project, lead.departments)
    return EvidenceView(
        letters=letters,
        added=tuple(Piece(row=one, withdraws=evidence.takes_back(person, case, one)) for one in standing),
        adds=evidence.adds(person, case),
        lead=lead if seen else None,
        common=tuple(common) if seen else (),
    )
