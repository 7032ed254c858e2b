"""A group's letters on one page: the common text, every addressee with their letter, what may be done."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views.groups import GroupView, group_view
from desk.views.letter import pages_of
from domain.approval import Bar
from domain.codes import LetterState
from domain.composition import ComposedMatter, Composition
from domain.staff import Person
from letters.context import Planned
from store import ahead
from store.cases import CaseRow
from store.letters import LetterRow
from workers.casework.groups import serial, texts
from workers.casework.groups.notice import notice_of
from workers.casework.groups.serial import Addressee
from workers.correspondence import letter_checks
from workers.correspondence.approving import going_of
from workers.correspondence.case_record import measures_of
from workers.correspondence.letter_checks import FindingView
from workers.correspondence.letter_rows import WRITTEN
from workers.instance.refusals import Refused
from workers.queue.to_approve import ToApprove, letter_to_approve

_LOOKED_AT = (*WRITTEN, LetterState.SUBMITTED)


@dataclass(frozen=True, kw_only=True)
class AddresseeView:
    """A household and its letter, before `viewer`. findings: what is still to be mended.

    sha: of its .docx, by which its pages are shown; pages: how many, as far as they were made. waits: at a step
    of its approval.
    """

    viewer: Person
    to: Addressee
    findings: tuple[FindingView, ...]
    waits: ToApprove | None
    sha: str
    pages: int | None

    @property
    def case(self) -> CaseRow:
        """Of the household."""
        return self.to.case

    @property
    def letter(self) -> LetterRow | None:
        """For them; None while there is none."""
        return self.to.letter

    @property
    def to_submit(self) -> bool:
        """Whether it may be submitted as it stands."""
        return self.letter is not None and self.letter.state in WRITTEN and not self.findings and not self.to.answered

    @property
    def to_approve(self) -> bool:
        """Whether this person may take the next step of its approval."""
        return self.waits is not None and self.waits.why is None

    @property
    def barred(self) -> Refused | None:
        """Why a person who approves such letters may not approve this one."""
        asked = self.waits is not None and self.waits.standing.grant(self.viewer) is not Bar.ROLE
        return self.waits.why if self.waits and asked else None

    @property
    def key(self) -> str:
        """What the form of the approval carries: the letter, its PDF and where it goes, as shown."""
        return f"{self.letter.id}:{self.letter.pdf_sha}:{going_of(self.letter)}" if self.letter else ""


@dataclass(frozen=True, kw_only=True)
class GroupLettersView:
    """The page. version: of the text, 0 if there is none. common: what is said to all of the matter. planned: measures
    of the approved plan. notice: what is posted up; posted: the letter that says it, the last one.
    """

    group: GroupView
    version: int
    common: ComposedMatter
    following: str
    notice: str
    planned: tuple[Planned, ...]
    rows: tuple[AddresseeView, ...]
    posted: LetterRow | None

    @property
    def to_write(self) -> int:
        """How many letters the text may be put into."""
        return sum(one.to.writable for one in self.rows)

    @property
    def to_submit(self) -> int:
        """How many may be submitted."""
        return sum(one.to_submit for one in self.rows)

    @property
    def to_approve(self) -> tuple[AddresseeView, ...]:
        """Those that this person may approve."""
        return tuple(one for one in self.rows if one.to_approve)

    @property
    def out(self) -> int:
        """How many households are answered."""
        return sum(one.to.answered for one in self.rows)


def group_letters_view(
    viewer: Viewer, session: Session, number: str, *, typed: tuple[Composition, str] | None = None
) -> GroupLettersView:
    """The letters of a group. typed: text and notice as just typed, in place of what is kept. Raises NotThere."""
    group = group_view(viewer, session, number)
    ahead.with_letters(session, {one.case.id for one in group.members})
    text = texts.text_of(session, group.row)
    said, notice = typed or (texts.said_in(text), text.notice if text else "")
    lead = group.lead
    if said is None and lead is not None:
        said = texts.proposed_text(viewer.services, session, lead, group.topic)
    return GroupLettersView(
        group=group,
        version=text.version if text else 0,
        common=said.matters[0] if said and said.matters else ComposedMatter(name=group.topic),
        following=said.following if said else "",
        notice=notice,
        planned=measures_of(viewer.services, session, lead) if lead else (),
        rows=tuple(_row(viewer, session, one) for one in serial.addressees(session, group.row)),
        posted=notice_of(session, lead) if lead else None,
    )


def _row(viewer: Viewer, session: Session, one: Addressee) -> AddresseeView:
    letter = one.letter
    looked_at = letter is not None and letter.state in _LOOKED_AT
    return AddresseeView(
        viewer=viewer.person,
        to=one,
        findings=_open(viewer, session, letter) if letter and looked_at else (),
        waits=letter_to_approve(viewer.services, session, letter, viewer.person) if letter else None,
        sha=(letter.docx_sha or "") if letter else "",
        pages=pages_of(session, letter.docx_sha) if letter else None,
    )


def _open(viewer: Viewer, session: Session, letter: LetterRow) -> tuple[FindingView, ...]:
    """What no one has let stand."""
    found = letter_checks.looked_at(viewer.services, session, letter).found
    return tuple(one for one in found if one.accepted is None)
