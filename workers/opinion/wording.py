"""What a proposed wording would be stopped for if it stood in a letter, shown before people take it up."""

from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.said import Sentence
from letters.checks import findings
from letters.checks.checked import CheckedLetter, Facts, authorised
from letters.context import Place
from letters.word.blocks import Block
from letters.word.roles import BlockRole
from store import corrections
from store.cases import CaseRow
from workers.deciding.group_work import approved_plan
from workers.instance.company import company_of
from workers.instance.services import Services


def stopped_for(services: Services, session: Session, case: CaseRow, text: str) -> tuple[Sentence, ...]:
    """The findings of the checks on a reply, in the order of the text: promises, sums, tone, what is still open.

    What a whole letter must have besides (number, addressee, signature) is not missed.
    """
    today = services.now().astimezone(services.zone).date()
    plan = approved_plan(session, case)
    document = corrections.document_of(session, case.intake_id)
    facts = Facts(
        case_number=case.number,
        dated=today,
        resident_name=case.resident_name,
        group=case.is_group,
        place=Place(project=case.project, area=case.area, building=case.building, unit=case.unit, room=case.room),
        company=company_of(services, session),
        received=case.received_at.astimezone(services.zone).date(),
        quote=f"{document.subject}\n{document.text}" if document is not None else "",
        authorised=authorised(plan.measures if plan is not None else (), written=today),
    )
    blocks = (
        Block(index=index, role=BlockRole.BODY, text=line, editable=True) for index, line in enumerate(text.split("\n"))
    )
    letter = CheckedLetter(kind=LetterKind.REPLY, blocks=tuple(blocks), facts=facts)
    return tuple(Sentence(one.message, one.values) for one in findings(letter) if one.block is not None)
