"""The acknowledgement of a letter that came in: to be drafted, and held for a person where it must not go by itself.

Opening a case makes it at once; of what is no complaint a person asks for it (docs/decisions/042).
"""

from sqlalchemy.orm import Session

from domain.codes import SPOKEN, Channel, LetterKind, LetterState
from domain.events import EventName
from domain.reading import Document
from domain.reading_codes import Authentication, Script
from store import jobs, letters
from store.cases import CaseRow
from store.intake import IntakeRow
from store.letters import NewLetter
from workers.correspondence.letter_rows import tell
from workers.instance.services import Services
from workers.instance.stages import DRAFT

_SECONDHAND = "转发或由邮件组、表单转来的来件：请核对收件人后再发出"
_FORGED = "发件人未通过邮件服务器的验证，可能是冒名：请核实后再发出"

_SPOKEN = "口头投诉以电话或短信告知收悉，记入电话记录即可；来人要求书面告知时，请放行"


def acknowledge(
    session: Session,
    row: IntakeRow,
    document: Document,
    case: CaseRow,
    *,
    number: int,
    to_address: str | None,
    version: int = 1,
) -> None:
    """The acknowledgement of a letter, to be drafted. number: the round of the case that the letter opened; version:
    after those of that round that were voided.
    """
    created = letters.create(
        session,
        NewLetter(
            case_id=case.id,
            intake_id=row.id,
            kind=LetterKind.ACKNOWLEDGEMENT,
            round=number,
            version=version,
            to_address=to_address,
            in_reply_to=document.envelope.message_id,
            references=document.envelope.references,
            script=document.script if document.script is not Script.OTHER else Script.HANS,
            held=_why_held(row, document, to_address),
        ),
    )
    jobs.defer(session, DRAFT, created.id)


def acknowledged(session: Session, case: CaseRow) -> bool:
    """Whether the letter that opened the case has an acknowledgement, sent or still to go."""
    return any(
        one.kind is LetterKind.ACKNOWLEDGEMENT and one.round == 1 and one.state is not LetterState.VOID
        for one in letters.of_case(session, case.id)
    )


def void_unsent(services: Services, session: Session, case: CaseRow, who: str, why: str) -> None:
    """Acknowledgements of the case that have not been drafted, or are held, will not go."""
    for one in letters.of_case(session, case.id):
        if one.kind is LetterKind.ACKNOWLEDGEMENT and one.state is LetterState.DRAFT:
            letters.advance(session, one.id, LetterState.DRAFT, LetterState.VOID)
            tell(services, session, one, who, EventName.LETTER_VOID, reason=why)


def _why_held(row: IntakeRow, document: Document, to_address: str | None) -> str | None:
    if document.envelope.secondhand or document.envelope.authentication is Authentication.FAIL:
        return _SECONDHAND if document.envelope.secondhand else _FORGED
    if row.no_letter:
        return "来件首次读取时已超过自动告知的期限：请人工决定是否发出"
    if row.channel in SPOKEN and not to_address:
        return _SPOKEN
    if row.channel is not Channel.EMAIL:
        return None
    if not to_address:
        return "来件没有可用的回复地址：请人工确认"
    return None
