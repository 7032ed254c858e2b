"""The evidence of a case in one list: what came with its letters, and what staff added; each with source and date."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from domain import labels
from domain.codes import SPOKEN
from domain.reading import Document
from letters.text.wording import chinese_date
from store import corrections, evidence, intake
from store.cases import CaseRow
from store.intake import IntakeRow
from workers.instance.services import Services

BODY = "正文"
"""What ingest calls the text of a mail itself."""
_MOST = 40
"""Lines of the list; a form is no archive."""


def evidence_of(services: Services, session: Session, case: CaseRow) -> tuple[str, ...]:
    """A line each: the letter that opened the case and those that followed, what was attached to them, and the photos
    and files that were added.
    """
    rows = {row.id: row for row in intake.of_case(session, case.id)}
    lines = [_opening(services, case), *_attached(session, rows.pop(case.intake_id, None), services)]
    for row in sorted(rows.values(), key=lambda one: (one.received_at, one.id)):
        subject = f"《{row.subject}》" if row.subject else ""
        lines += [f"后续来件{subject}，{_day(services, row.received_at)}收到", *_attached(session, row, services)]
    for one in evidence.of_case(session, case.id):
        if one.stands:
            when = one.dated or one.made_at.astimezone(services.zone).date()
            name = (one.name or "文件") + ("" if one.sha256 else "（已依法删除）")
            lines.append(f"{name}，{labels.EVIDENCE_SOURCE[one.source]}，{chinese_date(when)}")
    more = len(lines) - _MOST
    return tuple(lines) if more <= 0 else (*lines[:_MOST], f"另有{more}件，见案卷")


def _opening(services: Services, case: CaseRow) -> str:
    form = "登记" if case.channel in SPOKEN else "原件"
    return f"{labels.CHANNEL[case.channel]}{form}，{_day(services, case.received_at)}收到"


def _attached(session: Session, row: IntakeRow | None, services: Services) -> list[str]:
    """What lay in a letter beside its own text."""
    document = corrections.document_of(session, row.id) if row else None
    if row is None or document is None:
        return []
    return [f"{name}，来件附件，{_day(services, row.received_at)}收到" for name in attachments(document)]


def attachments(document: Document) -> tuple[str, ...]:
    """The names of the files in a mail, each once, in their order; of anything else none: it is the letter itself."""
    if not document.envelope.message_id:
        return ()
    names = [part.name for part in document.parts if part.name not in ("", BODY)]
    return tuple(dict.fromkeys(names))


def _day(services: Services, at: datetime) -> str:
    day: date = at.astimezone(services.zone).date()
    return chinese_date(day)
