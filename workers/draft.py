"""Stage 4, draft: a letter row becomes a Word letter; an acknowledgement is numbered and queued, a reply waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState, Script
from domain.reading import Document
from letters.context import LetterContext
from store import cases, corrections, events, jobs, letters
from store.cases import CaseRow
from store.letters import LetterRow, NewLetter
from store.numbers import LETTER_SERIES, letter_number, next_number
from workers.apart import Written, write_letter
from workers.dispatch import DISPATCH
from workers.letter_context import letter_context
from workers.message import message_id
from workers.opening import DRAFT, WHO
from workers.services import Services

_TOGETHER = 8
_NAMES = {
    LetterKind.ACKNOWLEDGEMENT: "收悉告知书",
    LetterKind.REPLY: "回函",
}


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

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Any]:
        """Rendered letters by id; one that cannot be rendered gives its error."""
        with services.database.transaction() as session:
            wanted = [self._dated(services, session, id_) for id_ in ids]
        services.faults.point("draft.numbered")
        begun = [one for one in wanted if one is not None]
        with services.database.reading() as session:
            contexts = {one.letter.id: _context_or_error(services, session, one) for one in begun}
        prepared: dict[int, Any] = {**contexts, **_written(services, contexts)}
        services.faults.point("draft.rendered")
        drafted = [(one, data) for one in begun if isinstance(data := prepared[one.letter.id], Written)]
        shas = services.archive.put_many([data.docx for _, data in drafted])
        services.faults.point("draft.archived")
        for (one, data), sha in zip(drafted, shas, strict=True):
            prepared[one.letter.id] = _placed(services, one, data, sha)
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: Any) -> None:
        """Queue an acknowledgement that nothing holds; anything else stays a draft."""
        drafted: Drafted = prepared
        letter = drafted.letter
        goes_out = letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.held is None
        state = LetterState.QUEUED if goes_out else LetterState.DRAFT
        values = {"docx_sha": drafted.sha, "subject": drafted.subject, "body": drafted.body, "error": None}
        if not letters.advance(session, subject_id, LetterState.DRAFT, state, **values):
            return
        payload = {"letter": subject_id, "kind": letter.kind, "number": letter.number, "docx": drafted.sha}
        events.append(session, drafted.case.id, services.now(), WHO, f"letter_{state}", payload)
        # Without a way out the letter stays queued; the start of an instance that has one asks for what is queued.
        if goes_out and letter.to_address and services.transport is not None:
            jobs.defer(session, DISPATCH, subject_id)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.faults.point("draft.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """The letter cannot be drafted: it stays a draft, held with the reason."""
        held = f"未能生成：{error}"
        letters.advance(session, subject_id, LetterState.DRAFT, LetterState.DRAFT, held=held, error=error)

    def _dated(self, services: Services, session: Session, letter_id: int) -> _Begun | None:
        """The letter with its date, and if it goes out by itself with number and Message-ID, fixed before rendering."""
        letter = letters.get(session, letter_id)
        case = cases.get_case(session, letter.case_id) if letter else None
        if letter is None or case is None or letter.state is not LetterState.DRAFT:
            return None
        today = services.now().astimezone(services.zone).date()
        values: dict[str, Any] = {}
        if letter.dated is None:
            values["dated"] = today
        if letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.held is None and letter.number is None:
            prefix = services.settings.company.letter_prefix
            values["number"] = letter_number(prefix, today.year, next_number(session, LETTER_SERIES, today.year))
            values["message_id"] = _message_id(services, case, letter)
        if values:
            letters.advance(session, letter_id, LetterState.DRAFT, LetterState.DRAFT, **values)
        return _Begun(letter=replace(letter, **values), case=case)


def draft_reply(services: Services, case_number: str) -> LetterRow:
    """The draft of the formal reply to a case, made when first wanted. Raises LookupError for an unknown case."""
    with services.database.transaction() as session:
        case = cases.get_case(session, case_number)
        if case is None:
            raise LookupError(f"没有编号为 {case_number} 的案件")
        letter = letters.create(session, _new_reply(session, case))
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


def _new_reply(session: Session, case: CaseRow) -> NewLetter:
    """The draft that holds, or the next version if a correction has voided what was drafted before."""
    document = corrections.document_of(session, case.intake_id) or Document()
    earlier = [letter for letter in letters.of_case(session, case.id) if letter.kind is LetterKind.REPLY]
    void = [one.version for one in earlier if one.round == case.reply_round and one.state is LetterState.VOID]
    return NewLetter(
        case_id=case.id,
        intake_id=case.intake_id,
        kind=LetterKind.REPLY,
        round=case.reply_round,
        version=max(void, default=0) + 1,
        to_address=case.reply_to_email,
        in_reply_to=case.message_id,
        references=case.references,
        script=document.script if document.script is not Script.OTHER else Script.HANS,
    )


def letter_path(services: Services, case_number: str, letter: LetterRow) -> Path:
    """Where the letter's .docx stands for people, relative to the instance: 2026/TS-2026-000123-1-收悉告知书.docx."""
    year = case_number.split("-")[-2]
    name = _NAMES.get(letter.kind, letter.kind.value)
    version = f"-v{letter.version}" if letter.version > 1 else ""
    return Path("letters") / year / f"{case_number}-{letter.round}-{name}{version}.docx"


def _message_id(services: Services, case: CaseRow, letter: LetterRow) -> str:
    smtp = services.settings.smtp
    domain = smtp.from_address.rpartition("@")[2] if smtp else "huihan.invalid"
    return message_id(case.number, letter.kind.value, f"{letter.round}.{letter.version}", domain)


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


def _written(services: Services, contexts: Mapping[int, LetterContext | Exception]) -> dict[int, Any]:
    """By letter id what was written, or the exception, for every letter that has its context."""
    tasks = {
        id_: (services.settings.templates, context)
        for id_, context in contexts.items()
        if isinstance(context, LetterContext)
    }
    return dict(zip(tasks, services.writers.map(write_letter, tasks.values(), together=_TOGETHER), strict=True))


def _placed(services: Services, begun: _Begun, data: Written, sha: str) -> Drafted:
    """A copy under a name that people can find; the archive's is the one that counts."""
    path = services.settings.root / letter_path(services, begun.case.number, begun.letter)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{services.worker.replace(':', '-')}")
    temporary.write_bytes(data.docx)
    temporary.replace(path)
    return Drafted(letter=begun.letter, case=begun.case, sha=sha, subject=data.subject, body=data.text)
