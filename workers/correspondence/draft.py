"""Stage 4, draft: a letter row becomes a Word letter; an acknowledgement is numbered and queued, a reply waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.codes import Department, LetterKind, LetterState, Way
from domain.events import EventName
from domain.letter_kinds import TO_RESIDENT
from domain.reading import Document
from domain.reading_codes import Script
from domain.staff import HOUSE
from domain.work_codes import EditHow
from letters.context import LetterContext
from store import cases, corrections, edits, events, jobs, letters
from store.cases import CaseRow
from store.letters import LetterRow, NewLetter
from store.rows import Columns
from workers.correspondence.addresses import why_undeliverable
from workers.correspondence.caps import why_over
from workers.correspondence.letter_context import letter_context
from workers.correspondence.letter_files import place
from workers.correspondence.numbering import numbered
from workers.instance.services import Services
from workers.instance.stages import DISPATCH, DRAFT
from workers.instance.writing_tasks import Written, write_letter

_TOGETHER = 8
_SAID = frozenset({"name", "project", "building", "unit", "room", "subject", "text", "reply_to"})
"""What a correction may change that stands in a letter."""


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """A letter with its date, and its number if it goes out by itself."""

    letter: LetterRow
    case: CaseRow


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A letter as rendered. sha: of the .docx in the archive."""

    letter: LetterRow
    case: CaseRow
    sha: str
    subject: str
    body: str


class DraftStage:
    """Numbers, renders, archives, queues."""

    name = DRAFT
    batch = 32

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Drafted | Exception]:
        """Rendered letters by id; one that cannot be rendered gives its error."""
        with services.database.transaction() as session:
            wanted = [self._dated(services, session, id_) for id_ in ids]
        services.crash_points.point("draft.numbered")
        begun = [one for one in wanted if one is not None]
        with services.database.reading() as session:
            contexts = {one.letter.id: _context_or_error(services, session, one) for one in begun}
        written = _written(services, contexts)
        prepared: dict[int, Drafted | Exception] = {
            id_: error for id_, error in (contexts | written).items() if isinstance(error, Exception)
        }
        services.crash_points.point("draft.rendered")
        drafted = [(one, data) for one in begun if isinstance(data := written.get(one.letter.id), Written)]
        shas = services.archive.put_many([data.docx for _, data in drafted])
        services.crash_points.point("draft.archived")
        for (one, data), sha in zip(drafted, shas, strict=True):
            prepared[one.letter.id] = _placed(services, one, data, sha)
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: Drafted) -> None:
        """Queue an acknowledgement that nothing holds; anything else stays a draft, now for people to write at."""
        letter = letters.hold(session, subject_id)
        if letter is None or letter.state is not LetterState.DRAFT or letter.docx_sha is not None:
            return  # drafted by somebody else meanwhile, and perhaps written at already
        if _fixed_in(letter) != _fixed_in(prepared.letter):
            return  # released meanwhile, with a draft of its own under way: this one has no number
        goes_out = letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.held is None
        state = LetterState.QUEUED if goes_out else LetterState.DRAFT
        way = letter.way or (Way.MAIL if letter.to_address else Way.PRINT)
        values = {"docx_sha": prepared.sha, "subject": prepared.subject, "body": prepared.body, "error": None}
        letters.advance(session, subject_id, LetterState.DRAFT, state, **values, **({"way": way} if goes_out else {}))
        now = services.now()
        edits.add(session, subject_id, at=now, who=HOUSE, how=EditHow.DRAFTED, docx_sha=prepared.sha)
        payload = {"letter": subject_id, "kind": letter.kind, "number": letter.number, "docx": prepared.sha}
        events.append(session, prepared.case.id, now, HOUSE, EventName.of_letter(state), payload)
        # Without a way out the letter stays queued; the start of an instance that has one asks for what is queued.
        if goes_out and way is Way.MAIL and services.transport is not None:
            jobs.defer(session, DISPATCH, subject_id)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("draft.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """The letter cannot be drafted: it stays a draft, held with the reason."""
        held = f"未能生成：{error}"
        letters.advance(session, subject_id, LetterState.DRAFT, LetterState.DRAFT, held=held, error=error)

    def _dated(self, services: Services, session: Session, letter_id: int) -> _Begun | None:
        """The letter with its date, and if it goes out by itself with number and Message-ID, fixed before rendering."""
        letter = letters.get(session, letter_id)
        case = cases.get_case(session, letter.case_id) if letter else None
        if letter is None or case is None or letter.state is not LetterState.DRAFT or letter.docx_sha:
            return None
        today = services.now().astimezone(services.zone).date()
        values: Columns = {}
        if letter.dated is None:
            values["dated"] = today
        goes_out = letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.held is None and letter.number is None
        if goes_out and (why := why_over(services, session, letter) or why_undeliverable(session, case, letter)):
            values["held"] = why
        elif goes_out:
            values |= numbered(services, session, letter.kind, today)
        if values:
            letters.advance(session, letter_id, LetterState.DRAFT, LetterState.DRAFT, **values)
        return _Begun(letter=replace(letter, **values), case=case)


def draft_reply(services: Services, case_number: str) -> LetterRow:
    """The formal reply to a case's last round, drafted when first wanted. Raises LookupError for an unknown case."""
    return draft_letter(services, case_number, LetterKind.REPLY)


def draft_letter(
    services: Services,
    case_number: str,
    kind: LetterKind,
    *,
    department: Department | None = None,
    after: frozenset[LetterState] = frozenset({LetterState.VOID}),
) -> LetterRow:
    """The letter of `kind` that holds in the case's round, drafted if there is none yet.

    after: states of the letter before it that let a new version follow. Raises LookupError for an unknown case, and
    what the letter room raises for a template to mend.
    """
    with services.database.transaction() as session:
        case = cases.hold_case(session, case_number)
        if case is None:
            raise LookupError(f"没有编号为 {case_number} 的案件")
        letter = letters.create(session, _new_letter(session, case, kind, department, after))
        if letter.docx_sha is None:
            edits.had_hand(session, letter.id, *_correctors(session, case))
    if letter.docx_sha is not None:
        return letter
    stage = DraftStage()
    prepared = stage.prepare(services, [letter.id])
    for drafted in prepared.values():
        if isinstance(drafted, Exception):
            raise drafted
        with services.database.transaction() as session:
            stage.record(services, session, letter.id, drafted)
    with services.database.reading() as session:
        return letters.get(session, letter.id) or letter


def _correctors(session: Session, case: CaseRow) -> frozenset[str]:
    """Who corrected what the case's letters say of it: these are their words too."""
    return frozenset(
        event.who
        for event in events.history(session, case.id)
        if event.what == EventName.CORRECTED
        and event.payload is not None
        and _SAID.intersection(event.payload["changes"])
    )


def _new_letter(
    session: Session,
    case: CaseRow,
    kind: LetterKind,
    department: Department | None,
    after: frozenset[LetterState],
) -> NewLetter:
    """The letter that holds, or the next version if the one before lets another follow."""
    document = corrections.document_of(session, case.intake_id) or Document()
    earlier = [one for one in letters.of_case(session, case.id) if one.kind is kind and one.round == case.reply_round]
    standing = [one for one in earlier if one.department is department and one.state not in after]
    version = standing[-1].version if standing else max((one.version for one in earlier), default=0) + 1
    return NewLetter(
        case_id=case.id,
        intake_id=case.intake_id,
        kind=kind,
        round=case.reply_round,
        version=version,
        to_address=case.reply_to_email if kind in TO_RESIDENT else None,
        in_reply_to=case.message_id,
        references=case.references,
        script=document.script if document.script is not Script.OTHER else Script.HANS,
        department=department,
    )


def _fixed_in(letter: LetterRow) -> tuple[object, ...]:
    """What a draft was made with and may have changed since."""
    return letter.number, letter.dated, letter.held


def _context_or_error(services: Services, session: Session, begun: _Begun) -> LetterContext | Exception:
    try:
        return _context(services, session, begun)
    except Exception as error:  # noqa: BLE001 - one letter's fault must not stop those beside it
        return error


def _context(services: Services, session: Session, begun: _Begun) -> LetterContext:
    letter = begun.letter
    if letter.dated is None:
        raise LookupError(f"letter {letter.id} has no date")
    return letter_context(services, session, begun.case, letter, letter.dated)


def _written(services: Services, contexts: Mapping[int, LetterContext | Exception]) -> dict[int, Written | Exception]:
    """By letter id what was written, or the exception, for every letter that has its context."""
    tasks = {
        id_: (services.settings.templates, context)
        for id_, context in contexts.items()
        if isinstance(context, LetterContext)
    }
    return dict(zip(tasks, services.writers.map(write_letter, tasks.values(), together=_TOGETHER), strict=True))


def _placed(services: Services, begun: _Begun, data: Written, sha: str) -> Drafted:
    """A copy under a name that people can find; the archive's is the one that counts."""
    place(services, begun.case.number, begun.letter, data.docx)
    return Drafted(letter=begun.letter, case=begun.case, sha=sha, subject=data.subject, body=data.text)
