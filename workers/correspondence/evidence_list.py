"""The evidence of a case in one list: what came with its letters, and what staff added; each with source and date."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy.orm import Session

from domain import labels
from domain.codes import SPOKEN, Channel
from domain.reading import Document
from letters.text.wording import chinese_date
from store import corrections, evidence, intake
from store.cases import CaseRow
from store.evidence import EvidenceRow
from store.intake import IntakeRow
from workers.correspondence.written_down import DESK
from workers.deciding.group_work import common_evidence
from workers.instance.services import Services

BODY = "正文"
"""What ingest calls the text of a mail itself."""
_ON_PAPER = (Channel.LETTER, Channel.FAX)
_FEW = 4
"""So many files of one source and day have a line each."""
_MOST = 40
"""Lines of the list; a form is no archive."""


def evidence_of(services: Services, session: Session, case: CaseRow) -> tuple[str, ...]:
    """A line each: the letter that opened the case and those that followed, what was attached to them, and the photos
    and files that were added, those of the leading case of its group as such.
    """
    rows = {row.id: row for row in intake.of_case(session, case.id)}
    first = rows.pop(case.intake_id, None)
    lines = [_opening(services, case, first), *_attached(session, first, services)]
    for row in sorted(rows.values(), key=lambda one: (one.received_at, one.id)):
        subject = f"《{row.subject}》" if row.subject else ""
        lines += [f"后续来件{subject}，{_day(services, row.received_at)}收到", *_attached(session, row, services)]
    lines += _added(services, evidence.of_case(session, case.id))
    lead, common = common_evidence(session, case)
    lines += [f"{one}（群体主办案件{lead.number}）" for one in _added(services, common)] if lead is not None else []
    more = len(lines) - _MOST
    return tuple(lines) if more <= 0 else (*lines[:_MOST], f"另有{more}件，见案卷")


def _added(services: Services, pieces: Sequence[EvidenceRow]) -> list[str]:
    """What staff added, a line each; many of one source and day share a line."""
    named = [
        (
            f"{labels.EVIDENCE_SOURCE[one.source]}，"
            + chinese_date(one.dated or one.made_at.astimezone(services.zone).date()),
            (one.name or "文件") + ("" if one.sha256 else "（已依法删除）"),
        )
        for one in pieces
        if one.stands
    ]
    lines: list[str] = []
    for source, group in groupby(named, key=itemgetter(0)):
        names = [name for _, name in group]
        together = len(names) > _FEW
        lines += (
            [f"{'、'.join(names)}，共{len(names)}件，{source}"] if together else [f"{one}，{source}" for one in names]
        )
    return lines


def _opening(services: Services, case: CaseRow, row: IntakeRow | None) -> str:
    """What a clerk wrote down is no original; a sheet of paper that was typed in is one."""
    entered = case.channel in SPOKEN or (row is not None and row.source == DESK and case.channel not in _ON_PAPER)
    form = "登记" if entered else "原件"
    return f"{labels.CHANNEL[case.channel]}{form}，{_day(services, case.received_at)}收到"


def _attached(session: Session, row: IntakeRow | None, services: Services) -> list[str]:
    """What lay in a letter beside its own text."""
    document = corrections.document_of(session, row.id) if row else None
    if row is None or document is None:
        return []
    entered = row.source == DESK
    how = "登记时附上" if entered else "来件附件"
    return [f"{name}，{how}，{_day(services, row.received_at)}收到" for name in attachments(document, entered=entered)]


def attachments(document: Document, *, entered: bool = False) -> tuple[str, ...]:
    """The names of the files in a mail, or of a complaint that was entered by hand, each once, in their order; of
    anything else none: it is the letter itself.
    """
    if not (document.envelope.message_id or entered):
        return ()
    names = [part.name for part in document.parts if part.name not in ("", BODY)]
    return tuple(dict.fromkeys(names))


def _day(services: Services, at: datetime) -> str:
    day: date = at.astimezone(services.zone).date()
    return chinese_date(day)
