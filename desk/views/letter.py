"""What several pages show of a letter: whose it is, its blocks and pages, what it answers, who wrote and judged."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.messages import N_
from desk.views.changes import Change
from domain.work_codes import Verdict
from letters.context import LetterContext
from letters.word.blocks import Block, blocks
from store import edits, people
from store.approvals import ApprovalRow
from store.cases import CaseRow
from store.edits import EditRow
from store.letters import LetterRow
from workers.instance.services import Services

_VERDICT: Mapping[Verdict, str] = {Verdict.APPROVED: N_("批准"), Verdict.RETURNED: N_("退回")}


@dataclass(frozen=True, kw_only=True)
class MatterView:
    """One thing the resident wants: the topic's name and their own words."""

    name: str
    words: str


class VerdictWords:
    """What the record of approvals (letter_verdicts.html) asks of a view."""

    @staticmethod
    def said(verdict: ApprovalRow) -> str:
        """The message that names a verdict."""
        return _VERDICT[verdict.verdict]


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """One version of a letter's text. changes: what it changed in the one before."""

    letter: LetterRow
    case: CaseRow
    edit: EditRow
    pages: int | None
    changes: tuple[Change, ...]
    names: Mapping[str, str]

    @property
    def sha(self) -> str:
        """Of its .docx."""
        return self.edit.docx_sha


def names_of(session: Session) -> dict[str, str]:
    """Login → name of everybody who was ever entered."""
    return {row.login: row.name for row in people.list_people(session)}


def pages_of(session: Session, docx_sha: str | None) -> int | None:
    """How many pages a .docx has, as far as its PDF was made."""
    made = edits.rendition_of(session, docx_sha) if docx_sha else None
    return made.pages if made else None


def letter_blocks(services: Services, docx_sha: str | None) -> tuple[Block, ...]:
    """The blocks of an archived letter; none while it is not drafted."""
    return blocks(services.archive.get(docx_sha)) if docx_sha else ()


def matters_in(said: LetterContext) -> tuple[MatterView, ...]:
    """What the resident wants, matter by matter."""
    return tuple(MatterView(name=one.name, words=one.resident_words) for one in said.matters)
