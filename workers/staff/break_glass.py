"""The one admin who comes in by password and code where everybody else comes by the company's identity provider.

For the day on which that is away. Each use stands in the house log, and the other admins are told at once.
"""

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.notices import NoticeKind, WayKind
from domain.settings import Settings
from store import jobs, notices, people, second_factors
from store.notices import BY_MAIL, NewNotice
from store.people import PersonRow
from workers.instance.house_entries import noted
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import NOTIFY


def is_theirs(settings: Settings, login: str) -> bool:
    """Whether the login is that of the emergency account, and no one else's password opens the desk."""
    return settings.oidc is not None and not settings.oidc.password and settings.oidc.break_glass == login


def check_password_way(settings: Settings, login: str) -> None:
    """Refused for a login that may come in by the company's account alone."""
    if settings.oidc is not None and not settings.oidc.password_for(login):
        raise Refused("这里只有应急账号可以用密码登录；请用“{name}”登录", name=settings.oidc.name)


def check(services: Services, session: Session, row: PersonRow) -> None:
    """Refused unless the person of the emergency account is an admin with a second factor."""
    if not is_theirs(services.settings, row.login):
        return
    if not any(one.id == row.id for one in people.admins(session)):
        raise Refused("应急账号不是管理员，不能用密码登录；请在服务器上改正 huihan.toml 的 break_glass，再重启服务")
    if not second_factors.is_set(session, row.id):
        raise Refused("应急账号要先开启两步验证；请用一次性链接进入后设置")


def used(services: Services, session: Session, row: PersonRow, *, address: str) -> None:
    """Note that the emergency account came in, and tell the other admins."""
    if not is_theirs(services.settings, row.login):
        return
    now = services.now()
    noted(services, session, HouseEvent.BREAK_GLASS_USED, who=row.login, whom=row.login, address=address)
    for admin in people.admins(session):
        if admin.id == row.id:
            continue
        notice = NewNotice(
            person_id=admin.id,
            key=f"break_glass:{row.id}:{now.isoformat()}",
            kind=NoticeKind.BREAK_GLASS,
            presses=True,
            subject=row.login,
            made_at=now,
        )
        notice_id = notices.enter(session, notice)
        if notice_id is not None:
            _send(services, session, notice_id, admin)


def _send(services: Services, session: Session, notice_id: int, admin: PersonRow) -> None:
    """On every way that the admin chose, whatever the hour and whatever the settings keep at the desk."""
    chosen = notices.ways_of(session, admin.id)
    ways = [BY_MAIL if way.kind is WayKind.MAIL else way.id for way in chosen] or ([BY_MAIL] if admin.email else [])
    for way_id in dict.fromkeys(ways):
        delivery_id = notices.deliver(session, notice_id, way_id, services.now())
        if delivery_id is not None:
            jobs.defer(session, NOTIFY, delivery_id)
