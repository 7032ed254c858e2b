"""The supervisor signs the record of a case as it stands: nothing is filed without (TRADE 2.3 and 2.9)."""

from domain.course import Act
from domain.course_table import STEPS
from domain.staff import Person
from store import events
from store.cases import CaseRow
from workers.casework.course import held_for
from workers.correspondence.record_signature import sign
from workers.deciding.case_lookup import current
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services


def sign_record(services: Services, number: str, *, actor: Person, seen: int | None = None) -> CaseRow:
    """Sign the record of a case without a form on paper; who approves the record form signs by that.

    Everything that the record says stands in the chain of events, so its last hash is that of what was signed; the
    signature counts until one of these things changes. seen: how many events the signer had before them, None for
    those of now. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.SIGN_RECORD)
        told, _ = events.end_of(session, case.id)
        if seen is not None and seen != told:
            raise Refused("案件在您查看之后已经变动；请重新查看后再签署")
        sign(services, session, case, actor, permit(actor, case.project, *STEPS[Act.SIGN_RECORD].takers))
        return current(session, case)
