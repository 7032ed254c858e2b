"""The roles that the company's identity provider gives: reckoned at each sign-in, kept apart from those given here.

What it no longer says is taken at once. What would give an approver's powers waits for a second person, as if somebody
at the machine had asked (decision 085): who keeps the groups there is not always who may say who approves here.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.settings import OidcSettings
from domain.staff import HOUSE, Grant, Person
from domain.staff_codes import ChangeKind, ChangeState
from store import changes as stored
from store import people
from store.changes import ChangeRow
from store.people import PersonRow
from workers.instance.house_entries import noted
from workers.instance.services import Services
from workers.staff import changes
from workers.staff.id_tokens import Claims

SOURCE = "oidc"
_PROVIDER = Person(id=0, login=HOUSE, name=HOUSE, grants=(Grant(role=Role.ADMIN),))
"""Who asks: no one whom the store holds, so that no admin alone confirms it."""
_REFUSED_FOR = timedelta(days=30)
"""How long what a second person has refused is not asked again."""
_MOST = 500


def wanted(settings: OidcSettings, claims: Claims) -> dict[Grant, None]:
    """The roles that the claim gives, in the order of the settings."""
    if settings.role_claim is None:
        return {}
    held = claims.values(settings.role_claim)
    return {grant: None for value, grants in settings.roles.items() if value in held for grant in grants}


def bring_up_to_date(
    services: Services, session: Session, settings: OidcSettings, row: PersonRow, claims: Claims
) -> None:
    """Give and take, each with its entry in the house log; roles given by an admin here stay as they are."""
    if settings.role_claim is None:
        return
    due = wanted(settings, claims)
    for grant in people.mapped_grants(session, row.id):
        if grant not in due:
            people.revoke(session, row.id, grant)
            details = changes.details_of(grant)
            noted(services, session, HouseEvent.ROLE_REVOKED, who=HOUSE, whom=row.login, source=SOURCE, **details)
    for change in _asked(session, row):
        if changes.grant_of(change.details) not in due:
            _withdraw(services, session, row, change)
    held = set(people.grants_of(session, row.id))
    for grant in due:
        details = _details(grant)
        if grant not in held and not _was_refused(services, session, row, details):
            changes.make(services, session, ChangeKind.GRANT, row, actor=_PROVIDER, details=details)


def _details(grant: Grant) -> dict[str, str]:
    return {**changes.details_of(grant), "source": SOURCE}


def _asked(session: Session, row: PersonRow) -> list[ChangeRow]:
    return [one for one in stored.waiting(session) if one.person_id == row.id and _is_mapped(one.details)]


def _is_mapped(details: Mapping[str, str]) -> bool:
    return details.get("source") == SOURCE


def _withdraw(services: Services, session: Session, row: PersonRow, change: ChangeRow) -> None:
    if stored.decide(session, change.id, ChangeState.WITHDRAWN, by=HOUSE, at=services.now()):
        kind = change.kind.value
        noted(services, session, HouseEvent.CHANGE_WITHDRAWN, who=HOUSE, whom=row.login, change=change.id, kind=kind)


def _was_refused(services: Services, session: Session, row: PersonRow, details: Mapping[str, str]) -> bool:
    since = services.now() - _REFUSED_FOR
    return any(
        one.state is ChangeState.REFUSED and one.person_id == row.id and dict(one.details) == dict(details)
        for one in stored.decided(session, since, _MOST)
    )
