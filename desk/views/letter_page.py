"""The page of a letter: its text as a form, what is open, what it answers, where it goes, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from desk.messages import N_
from desk.views.editor import Row, rows_of
from desk.views.letter import MatterView, VerdictWords, letter_blocks, matters_in, names_of, pages_of
from desk.views.tables import Numbered, TableView, pieces
from desk.views.typed import Typed
from domain.codes import LetterKind, LetterState, Way
from domain.letter_kinds import TO_RESIDENT
from domain.staff import Person
from domain.work_codes import EditHow, Subject
from letters.context import Matter
from store import approvals, edits
from store.approvals import ApprovalRow
from store.cases import CaseRow
from store.directory import normal_email
from store.edits import EditRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.correspondence import letter_checks
from workers.correspondence.addresses import known_addresses
from workers.correspondence.composition import COMPOSED
from workers.correspondence.editing import still_here
from workers.correspondence.letter_checks import FindingView
from workers.correspondence.letter_rows import WRITTEN
from workers.deciding.group_work import approved_plan
from workers.instance.permissions import OFFICE
from workers.instance.services import Services
from workers.queue.to_approve import ClockLeft, nearest_clock

_HOW: Mapping[EditHow, str] = {
    EditHow.DRAFTED: N_("系统起草"),
    EditHow.COMPOSED: N_("填写内容，系统成文"),
    EditHow.BLOCKS: N_("在网页修改"),
    EditHow.UPLOAD: N_("上传 Word"),
}
_VOIDABLE = (*WRITTEN, LetterState.SUBMITTED, LetterState.APPROVED, LetterState.BOUNCED)
_BACK = (LetterState.SUBMITTED, LetterState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message with its values, for `say` in a template."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PlacedFinding:
    """A finding with the words it is about. reason: for letting it stand, as typed and not yet taken."""

    found: FindingView
    words: str
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether it blocks the submission."""
        return self.found.accepted is None


@dataclass(frozen=True, kw_only=True)
class LetterRights:
    """What this person may do with the letter as it stands: pages offer no more; use cases ask again.

    acts: does a clerk's work in the project. takes_back: what was submitted, to write at it again.
    """

    acts: bool
    writes: bool
    voids: bool
    takes_back: bool


@dataclass(frozen=True, kw_only=True)
class LetterView(VerdictWords):
    """A letter and all that belongs beside it.

    sha: of the .docx as it stands. pages: None until its PDF was made. rows: the form's; typed or as it stands.
    open: how many findings block its submission. names: login → name. raised: the matters as the rules have them.
    """

    letter: LetterRow
    case: CaseRow
    sha: str
    pages: int | None
    rows: tuple[Row, ...]
    findings: tuple[PlacedFinding, ...]
    open: int
    rights: LetterRights
    to_resident: bool
    way: Way
    to_address: str
    origin: Said
    unknown_address: bool
    promised: date | None
    matters: tuple[MatterView, ...]
    raised: tuple[Matter, ...]
    quote: str
    plan: PlanRow | None
    phrases: tuple[str, ...]
    nearest: ClockLeft | None
    versions: tuple[EditRow, ...]
    verdicts: tuple[ApprovalRow, ...]
    names: Mapping[str, str]

    def how(self, version: EditRow) -> str:
        """The message that says how a version came about."""
        return _HOW[version.how]

    @property
    def composed(self) -> bool:
        """Whether it is a letter that is put together in the composer."""
        return self.letter.kind in COMPOSED

    @property
    def pieces(self) -> tuple[Numbered | TableView, ...]:
        """Its rows, those of a table in their cells."""
        return pieces(self.rows)

    @property
    def editable(self) -> bool:
        """Whether the page is a form."""
        return self.rights.writes


def letter_view(
    services: Services,
    session: Session,
    person: Person,
    letter: LetterRow,
    case: CaseRow,
    *,
    promised: date | None = None,
) -> LetterView:
    """Everything the page of a letter shows. promised: the date of the next answer, as chosen for an interim letter."""
    current = letter_blocks(services, letter.docx_sha)
    names = names_of(session)
    texts = {block.index: block.text for block in current}
    seen = letter_checks.looked_at(services, session, letter, promised=promised)
    found = tuple(_placed(one, texts) for one in seen.found)
    origin, unknown = _origin(session, case, letter, names)
    return LetterView(
        letter=letter,
        case=case,
        sha=letter.docx_sha or "",
        pages=pages_of(session, letter.docx_sha),
        rows=rows_of(current),
        findings=found,
        open=sum(one.open for one in found),
        rights=_rights(person, case, letter),
        to_resident=letter.kind in TO_RESIDENT,
        way=letter.way or (Way.MAIL if letter.to_address else Way.PRINT),
        to_address=letter.to_address or "",
        origin=origin,
        unknown_address=unknown,
        promised=promised or letter.promised,
        matters=matters_in(seen.said),
        raised=seen.said.matters,
        quote=seen.said.quote,
        plan=approved_plan(session, case),
        phrases=_phrases(services, case, letter),
        nearest=nearest_clock(services, session, case),
        versions=tuple(reversed(edits.of_letter(session, letter.id))),
        verdicts=tuple(approvals.of_subject(session, Subject.LETTER, letter.id)),
        names=names,
    )


def with_typed(view: LetterView, rows: tuple[Row, ...], typed: Typed) -> LetterView:
    """The page with what was typed in place of what is kept."""
    found = tuple(replace(one, reason=typed.reasons.get(one.found.key, "")) for one in view.findings)
    unknown = view.unknown_address or typed.to_address != view.to_address
    return replace(
        view,
        rows=rows,
        findings=found,
        way=typed.way or view.way,
        to_address=typed.to_address,
        unknown_address=unknown and bool(typed.to_address),
    )


def _rights(person: Person, case: CaseRow, letter: LetterRow) -> LetterRights:
    acts = person.grant(*OFFICE, project=case.project) is not None
    ours = acts and letter.kind is not LetterKind.ACKNOWLEDGEMENT
    return LetterRights(
        acts=acts,
        writes=ours and letter.state in WRITTEN and letter.docx_sha is not None,
        voids=ours and (letter.state in _VOIDABLE or still_here(letter)),
        takes_back=ours and (letter.state in _BACK or still_here(letter)),
    )


def _placed(found: FindingView, texts: Mapping[int, str]) -> PlacedFinding:
    text = texts.get(found.block, "") if found.block is not None else ""
    return PlacedFinding(found=found, words=text[found.start : found.end])


def _phrases(services: Services, case: CaseRow, letter: LetterRow) -> tuple[str, ...]:
    """What the rulebook offers for the case's topic, the topic's own first."""
    topics, categories = (case.topic or "",), (case.category, *case.also)
    fitting = [one for one in services.compiled.rulebook.phrases if one.fits(letter.kind, topics, categories)]
    return tuple(one.text for one in sorted(fitting, key=lambda one: (not one.topics, not one.categories)))


def _origin(session: Session, case: CaseRow, letter: LetterRow, names: Mapping[str, str]) -> tuple[Said, bool]:
    """Where the address is known from, and whether somebody must answer for it first."""
    address = normal_email(letter.to_address)
    if not address:
        return Said(message=N_("来信没有邮箱，名册中也没有；可以打印邮寄，或填写并核实邮箱")), False
    if letter.address_confirmed_by is not None:
        who = names.get(letter.address_confirmed_by, letter.address_confirmed_by)
        return Said(message=N_("由 {who} 核实"), values={"who": who}), False
    if address == normal_email(case.reply_to_email):
        return Said(message=N_("来信的发信地址")), False
    if address in known_addresses(session, case):
        return Said(message=N_("住户名册中的邮箱")), False
    return Said(message=N_("这个邮箱不在住户名册中，也不是来信的发信地址")), True
