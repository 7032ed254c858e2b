"""Whose account at the company's identity provider is whose: an admin enters it, or a verified mail address proves it.

Ever after a person is known by the account's subject, which the provider gives to no one else; a mail address may be.
"""

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.settings import LinkedBy, OidcSettings
from domain.staff import HOUSE, Person
from domain.staff_codes import ChangeKind
from store import company_accounts, people, sessions
from store.changes import ChangeRow
from store.company_accounts import AccountRow
from store.people import PersonRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import changes
from workers.staff.id_tokens import Claims
from workers.staff.people import named

_LONGEST = 255


def link(services: Services, *, login: str, subject: str, actor: Person) -> ChangeRow | None:
    """Say whose a company account is; of anyone who may approve it must be confirmed: then that is returned.

    subject: as the provider names the account. Raises Refused.
    """
    settings, subject = _settings(services), subject.strip()
    if not 0 < len(subject) <= _LONGEST or not subject.isprintable():
        raise Refused("请写公司账号的标识（sub）：登录服务里那一串固定不变的字符")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _only_admins(actor)
        row = named(session, login)
        if company_accounts.of_subject(session, settings.issuer, subject) is not None:
            raise Refused("这个公司账号已经关联给一位人员；请先解除原来的关联")
        if company_accounts.of_person(session, settings.issuer, row.id) is not None:
            raise Refused("{login} 已经关联公司账号；请先解除原来的关联", login=row.login)
        details = {"issuer": settings.issuer, "subject": subject}
        return changes.make(services, session, ChangeKind.ACCOUNT_LINK, row, actor=actor, details=details)


def unlink(services: Services, *, login: str, actor: Person) -> None:
    """The account opens this desk no longer; sessions end and the roles it gave are taken. Raises Refused."""
    settings = _settings(services)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _only_admins(actor)
        row = named(session, login)
        account = company_accounts.of_person(session, settings.issuer, row.id)
        if account is None:
            raise Refused("{login} 没有关联公司账号", login=row.login)
        company_accounts.unlink(session, settings.issuer, row.id)
        sessions.end_all(session, row.id)
        for grant in people.mapped_grants(session, row.id):
            people.revoke(session, row.id, grant)
            details = changes.details_of(grant)
            noted(services, session, HouseEvent.ROLE_REVOKED, who=actor.login, whom=row.login, **details)
        noted(services, session, HouseEvent.ACCOUNT_UNLINKED, who=actor.login, whom=row.login, subject=account.subject)


def owner(services: Services, session: Session, settings: OidcSettings, claims: Claims) -> PersonRow:
    """Whose account it is; linked now if the mail address proves it and the settings let it. Raises Refused."""
    account = company_accounts.of_subject(session, settings.issuer, claims.subject)
    if account is None:
        account = _by_mail(services, session, settings, claims)
    row = people.lock(session, account.person_id) if account else None
    if account is None or row is None:
        raise Refused("您的公司账号还没有关联到这里的人员；请把这个标识交给管理员：{subject}", subject=claims.subject)
    if not row.active:
        raise Refused("这个账号已停用；请联系管理员")
    company_accounts.came_in(session, account, services.now())
    return row


def _by_mail(services: Services, session: Session, settings: OidcSettings, claims: Claims) -> AccountRow | None:
    """The one active person with that verified address, who is linked to no account yet."""
    if settings.link is not LinkedBy.MAIL or claims.email is None:
        return None
    found = [row for row in people.list_people(session) if row.active and (row.email or "").lower() == claims.email]
    if len(found) != 1:
        return None
    [row] = found
    new = AccountRow(
        issuer=settings.issuer,
        subject=claims.subject,
        person_id=row.id,
        made_at=services.now(),
        made_by=HOUSE,
    )
    if not company_accounts.link(session, new):
        return None
    told = {"issuer": settings.issuer, "subject": claims.subject}
    noted(services, session, HouseEvent.ACCOUNT_LINKED, who=HOUSE, whom=row.login, **told)
    return new


def _only_admins(actor: Person) -> None:
    if not actor.holds(Role.ADMIN):
        raise Refused("只有管理员可以关联公司账号")


def _settings(services: Services) -> OidcSettings:
    if services.settings.oidc is None:
        raise Refused("没有设置公司登录服务；请先在 huihan.toml 写 [oidc]，再重启服务")
    return services.settings.oidc
