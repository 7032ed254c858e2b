"""The way out on paper: what waits to be printed, the day's letters in one PDF, and that they were posted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.codes import LetterState, Role, Way
from domain.events import EventName
from domain.said import Sentence
from domain.staff import Person
from letters.pdf.office import PdfProblem
from letters.templating.window import Addressed
from store import cases, erasures, letters, printing
from store.cases import CaseRow
from store.letters import LetterRow
from store.printing import BatchRow
from workers.correspondence.addresses import postal_of
from workers.correspondence.also_answered import hold_cases
from workers.correspondence.countersigned import to_manager
from workers.correspondence.letter_rows import after, expect, seen_letter, stated, tell
from workers.correspondence.previews import HtmlPreview, preview
from workers.instance.company import company_of
from workers.instance.permissions import OFFICE, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import Painted, bind
from workers.sending.delivery_effects import delivered

SEES = (*OFFICE, Role.MANAGER)
"""Who sees what is on its way out."""


@dataclass(frozen=True, kw_only=True)
class Printable:
    """A letter that waits to be printed or posted, with its case."""

    letter: LetterRow
    case: CaseRow


def make_batch(services: Services, letter_ids: Collection[int], *, actor: Person) -> BatchRow:
    """Bind these letters into one PDF, each behind its address page, and count them as printed; all of them or none.

    A letter that somebody else printed meanwhile makes Refused: it is in one batch only.
    """
    wanted = tuple(dict.fromkeys(letter_ids))
    if not wanted:
        raise Refused("请先选择要打印的信件")
    with services.database.reading() as session:
        found = [_printable(session, letter_id, actor) for letter_id in wanted]
    for one in found:
        if to_manager(services, one.letter.id):
            raise Refused("{number} 的案件级别已升高，须经理会签后才能打印；已送经理审批", number=one.letter.number)
    sheets = [_sheets(services, one.letter) for one in found]
    bound = _bound(services, found, sheets)
    pdf_sha = services.archive.put(bound.pdf)
    services.crash_points.point("print.archived")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        batch = printing.add(
            session, pdf_sha=pdf_sha, letters=len(wanted), pages=bound.pages, at=services.now(), by=actor.login
        )
        for one, sheet in sorted(zip(found, sheets, strict=True), key=lambda pair: pair[0].letter.id):
            _print(services, session, one.letter, sheet, batch, actor)
    services.crash_points.point("print.committed")
    return batch


def reprint(services: Services, letter_id: int, reason: str, *, actor: Person) -> LetterRow:
    """Put a printed letter that was not posted back into the queue, and say why. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.PRINTED)
        values = {"batch_id": None, "printed_at": None}
        letters.advance(session, letter_id, LetterState.PRINTED, LetterState.QUEUED, **values)
        tell(services, session, letter, actor.login, EventName.LETTER_REPRINT, batch=letter.batch_id, reason=reason)
        return after(session, letter_id)


def mark_posted(services: Services, letter_id: int, tracking: str, *, actor: Person, on: date) -> LetterRow:
    """A printed letter was posted `on` that day, under a tracking number if there is one. Raises Refused.

    Of a day before today only the day is known: clocks are judged as of its close of business.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.PRINTED)
        at = _posted_at(services, letter, on)
        values = {"posted_at": at, "tracking": tracking.strip() or None}
        letters.advance(session, letter_id, LetterState.PRINTED, LetterState.POSTED, **values)
        hold_cases(session, letter)
        tell(
            services,
            session,
            letter,
            actor.login,
            EventName.LETTER_POSTED,
            on=on.isoformat(),
            tracking=values["tracking"],
        )
        delivered(services, session, letter, actor.login, at=at)
        return after(session, letter_id)


def batch_pdf(services: Services, batch_id: int, *, actor: Person) -> bytes:
    """The PDF of a batch again, for a printer that jammed. Raises Refused."""
    with services.database.reading() as session:
        batch = printing.get(session, batch_id)
        if batch is None or not batch_in_sight(session, batch, actor):
            raise Refused("没有这一批打印的信件")
        for letter in printing.letters_of(session, batch_id):
            seen_letter(session, letter.id, actor)
        erased = erasures.recorded(session).total.files
    if not services.archive.exists(batch.pdf_sha) and batch.pdf_sha in erased:
        raise Refused("这一批的打印文件已按个人信息删除的要求移除；其余信件请逐封重新打印")
    return services.archive.get(batch.pdf_sha)


def batch_in_sight(session: Session, batch: BatchRow, person: Person) -> bool:
    """Whether every letter of the PDF is of a project of theirs. What was taken out of a batch again is in its PDF
    still: that one is for the person who bound it, or who handles the letters of all projects.
    """
    held = printing.letters_of(session, batch.id)
    known = len(held) == batch.letters or batch.made_by == person.login
    projects = [_project(session, letter) for letter in held]
    return all(person.grant(*SEES, project=project) for project in projects) and (
        known or any(grant.role in SEES and grant.project is None for grant in person.grants)
    )


def _project(session: Session, letter: LetterRow) -> str | None:
    case = cases.get_case(session, letter.case_id)
    return case.project if case else None


def _printable(session: Session, letter_id: int, person: Person) -> Printable:
    letter, case = seen_letter(session, letter_id, person)
    _check(letter)
    return Printable(letter=letter, case=case)


def _check(letter: LetterRow) -> None:
    if letter.state is not LetterState.QUEUED or letter.batch_id is not None or letter.way is Way.MAIL:
        raise Refused("{number} 不在打印队列中，可能刚由他人打印", number=letter.number or letter.id)


def _sheets(services: Services, letter: LetterRow) -> str:
    """The PDF of what is printed: the sealed or approved one; an acknowledgement's own, which needs no approval."""
    if letter.sealed_sha or letter.pdf_sha:
        return letter.sealed_sha or letter.pdf_sha or ""
    made = preview(services, letter.docx_sha or "")
    if isinstance(made, HtmlPreview):
        raise Refused("{number} 未能生成 PDF：{why}", number=letter.number, why=Sentence(made.why))
    return made.pdf_sha


def _bound(services: Services, found: list[Printable], sheets: list[str]) -> Painted:
    with services.database.reading() as session:
        addressed = [_addressed(session, one) for one in found]
        company = company_of(services, session)
    pairs = [(services.archive.get(sheet), whom) for sheet, whom in zip(sheets, addressed, strict=True)]
    (bound,) = services.previews.map(bind, [(tuple(pairs), company)])
    if isinstance(bound, PdfProblem):
        raise Refused("未能生成打印文件：{why}", why=Sentence(str(bound))) from bound
    if isinstance(bound, Exception):
        raise Refused("合并 PDF 时出错，请稍后再打印") from bound
    painted: Painted = bound
    return painted


def _addressed(session: Session, one: Printable) -> Addressed | None:
    """Whom the envelope shows: as it was approved, whatever the case says by now; None for what stays in the house."""
    postal = one.letter.postal or postal_of(session, one.case, one.letter, Way.PRINT)
    if not postal:
        return None
    return Addressed(name=postal[0], lines=postal[1:], number=one.letter.number or "")


def _print(services: Services, session: Session, bound: LetterRow, sheet: str, batch: BatchRow, person: Person) -> None:
    """Into the batch, if the letter still is what was bound."""
    letter, _ = seen_letter(session, bound.id, person, hold=True)
    _check(letter)
    changed = letter.postal != bound.postal or letter.submitted_at != bound.submitted_at
    if changed or (sheet not in (letter.sealed_sha, letter.pdf_sha) and (letter.sealed_sha or letter.pdf_sha)):
        raise Refused("{number} 刚被他人修改；请重新打印", number=letter.number or letter.id)
    values = {"way": Way.PRINT, "pdf_sha": letter.pdf_sha or sheet, "batch_id": batch.id, "printed_at": services.now()}
    letters.advance(session, letter.id, LetterState.QUEUED, LetterState.PRINTED, **values)
    tell(services, session, letter, person.login, EventName.LETTER_PRINTED, batch=batch.id, pdf=sheet)


def _posted_at(services: Services, letter: LetterRow, on: date) -> datetime:
    now = services.now()
    calendar = services.compiled.calendar
    today = now.astimezone(services.zone).date()
    if on > today:
        raise Refused("寄出日期不能晚于今天")
    if letter.printed_at is not None and on < letter.printed_at.astimezone(services.zone).date():
        raise Refused("寄出日期不能早于打印的日期")
    return now if on == today else datetime.combine(on, calendar.rules.closes, calendar.zone)
