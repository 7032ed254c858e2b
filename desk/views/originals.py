"""The letters of a case as the original side of its page shows them: words, marks, pages with their lines, files."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.views.marks import Segment, segments
from domain.decision import Decision, DecisionInput
from domain.reading import Document, Line, Part, Problem
from domain.reading_codes import Source
from store import corrections, intake
from store.cases import DecisionRow
from store.corrections import CorrectionRow
from store.intake import IntakeRow
from workers.intake.originals import BODY, is_mail, is_page, original_name
from workers.intake.register import SOURCE

WEAK = 0.9
"""A recognised line below this is marked for the eye."""
_UNITS = 1000
"""Units of the overlay's viewBox across and down."""


@dataclass(frozen=True, kw_only=True)
class LineBox:
    """A recognised line over its page, in units of the overlay; percent: how sure OCR was of it."""

    left: int
    top: int
    width: int
    height: int
    text: str
    percent: int
    weak: bool


@dataclass(frozen=True, kw_only=True)
class PageImage:
    """A page or picture. number: the part of the reading; page: None for a picture of no page."""

    number: int
    name: str
    page: int | None
    text: str
    lines: tuple[LineBox, ...]


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file that came with a letter. number: the part of the reading it is fetched by."""

    number: int
    name: str
    read: bool


@dataclass(frozen=True, kw_only=True)
class OriginalLetter:
    """One letter of a case, or one that waits. place: from 1; version: of its last correction, 0 for none."""

    row: IntakeRow
    place: int
    name: str
    sender: str
    subject: tuple[Segment, ...]
    text: tuple[Segment, ...]
    whole: str
    quoted: str
    signature: str
    as_read: str | None
    """The text as the machine read it, where a person has written another."""
    mail: bool
    downloadable: bool
    pages: tuple[PageImage, ...]
    files: tuple[AttachedFile, ...]
    problems: tuple[Problem, ...]
    percent: int
    version: int
    corrected: CorrectionRow | None


def letters_of_case(
    session: Session, case_id: int, opened_by: int, decided: Iterable[DecisionRow]
) -> tuple[OriginalLetter, ...]:
    """Every letter of a case in the order they came, the one that opened it first; the last decision's words marked."""
    last = {one.intake_id: one for one in decided}
    rows = sorted(intake.of_case(session, case_id), key=lambda row: (row.id != opened_by, row.received_at, row.id))
    return tuple(original_letter(session, row, place, last.get(row.id)) for place, row in enumerate(rows, 1))


def original_letter(
    session: Session, row: IntakeRow, place: int = 1, decided: DecisionRow | None = None
) -> OriginalLetter:
    """One letter as it was read, with what was corrected of it."""
    read = read_document(session, row)
    corrected = corrections.latest(session, row.id)
    held = corrected.document if corrected else read
    subject, text = (decided.input.subject, decided.input.text) if decided else (held.subject, held.text)
    sender = held.envelope.sender
    return OriginalLetter(
        row=row,
        place=place,
        name=original_name(row),
        sender=" ".join(filter(None, (sender.name, f"<{sender.email}>" if sender.email else None))),
        subject=segments(subject, spans_of(decided, Source.SUBJECT), prefix(row.id, Source.SUBJECT)),
        text=segments(text, spans_of(decided, Source.TEXT), prefix(row.id, Source.TEXT)),
        whole=text,
        quoted=held.quoted,
        signature=held.signature,
        as_read=read.text if corrected and read.text != held.text else None,
        mail=is_mail(read),
        downloadable=row.sha256 is not None,
        pages=tuple(_page(at, part) for at, part in enumerate(read.parts) if is_page(part)) if row.sha256 else (),
        files=_files(read, original_name(row)) if row.sha256 else (),
        problems=read.problems or row.problems,
        percent=round(read.confidence * 100),
        version=corrected.version if corrected else 0,
        corrected=corrected if corrected and not _as_registered(row, corrected) else None,
    )


def _as_registered(row: IntakeRow, corrected: CorrectionRow) -> bool:
    """Whether what stands is only what a clerk wrote down of the resident when registering it."""
    return row.source == SOURCE and corrected.version == 1


def read_document(session: Session, row: IntakeRow) -> Document:
    """What was read of an intake; an empty one if nothing ever was."""
    return next(iter(intake.load_reading(session, row.id) or ()), Document(subject=row.subject or ""))


def prefix(intake_id: int, source: Source) -> str:
    """What the ids of a letter's marks begin with."""
    return f"{source[0]}{intake_id}-"


def spans_of(decided: DecisionRow | None, source: Source) -> tuple[tuple[int, int], ...]:
    """Where the words stand that any reason of a decision rests on."""
    if decided is None:
        return ()
    return matched(decided.decision, decided.input, source)


def matched(decision: Decision, given: DecisionInput, source: Source) -> tuple[tuple[int, int], ...]:
    """The same of a decision by itself: only words that stand where they are said to."""
    text = given.subject if source is Source.SUBJECT else given.text
    return tuple(
        (match.start, match.end)
        for reason in decision.reasons
        for match in reason.matched
        if match.source is source and text[match.start : match.end] == match.text
    )


def _page(number: int, part: Part) -> PageImage:
    return PageImage(
        number=number,
        name=part.name,
        page=part.page,
        text=part.text,
        lines=tuple(_box(line) for line in part.lines),
    )


def _box(line: Line) -> LineBox:
    left, top, right, bottom = (round(side * _UNITS) for side in line.box)
    return LineBox(
        left=left,
        top=top,
        width=max(1, right - left),
        height=max(1, bottom - top),
        text=line.text,
        percent=round(line.confidence * 100),
        weak=line.confidence < WEAK,
    )


def _files(document: Document, original: str) -> tuple[AttachedFile, ...]:
    """The attachments, each once however many pages it has; a plain file is no attachment of itself."""
    found: dict[str, AttachedFile] = {}
    for number, part in enumerate(document.parts):
        own = part.name in (BODY, original) or part.name.endswith(f"/{BODY}")
        if own or (part.name in found and (part.page or 1) > 1):
            continue
        key = part.name if part.name not in found else f"{part.name} {number}"
        found[key] = AttachedFile(number=number, name=part.name, read=bool(part.text))
    return tuple(found.values())
