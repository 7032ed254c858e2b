"""The same household first calls and then writes, or the other way round: one case, where it is proved who it is.

What is only likely (a name, a number in a text; decision 038) is proposed to a person as a group, never joined.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import SPOKEN, CaseState, Channel
from domain.reading_codes import Authentication
from store import directory, groups, intake
from store.cases import CaseRow
from workers.deciding.decisions import Decided, named_by_person
from workers.deciding.effective_document import EffectiveDocument
from workers.instance.services import Services

_OVER = (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED)


def case_to_join(services: Services, session: Session, letter: EffectiveDocument, decided: Decided) -> CaseRow | None:
    """The open case of the same household about the same, told the other way within the days that the rulebook says;
    None where any of it is not sure.
    """
    decision, match, row = decided.decision, decided.given.directory, letter.row
    days = services.compiled.rulebook.groups.same_person_days
    household = match.household_id
    if household is None or decision.topic is None or decision.needs_person or match.contradicted or not days:
        return None
    if not _proved(session, letter, household):
        return None
    found = groups.open_of_household(session, household, decision.topic, since=row.received_at - timedelta(days=days))
    spoken = row.channel in SPOKEN
    fitting = (one for one in found if one.state not in _OVER and (one.channel in SPOKEN) is not spoken)
    return next((one for one in fitting if _sure(session, one)), None)


def _proved(session: Session, letter: EffectiveDocument, household: int) -> bool:
    """Whether a clerk named the household, or the mail was proved to come from an address of it."""
    if letter.who is not None and named_by_person(letter.correction):
        return True
    if letter.row.channel is not Channel.EMAIL or letter.row.authentication is not Authentication.PASS:
        return False
    sender = letter.document.envelope.transport_sender.email or letter.document.envelope.sender.email
    return directory.normal_email(sender) in directory.same_household_addresses(session, household)


def _sure(session: Session, case: CaseRow) -> bool:
    """The same of the case that is there: confirmed by a person, or opened by a mail that was proved."""
    if case.needs_person or case.household_id is None:
        return False
    if case.household_confirmed == case.household_id:
        return True
    row = intake.get(session, case.intake_id)
    known = directory.same_household_addresses(session, case.household_id)
    return row is not None and row.authentication is Authentication.PASS and case.email in known
