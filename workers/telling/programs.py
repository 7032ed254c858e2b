"""Programs of the company that are told of the events of cases: an admin enters them, stops them, sends again.

Address and secret lie sealed under the instance's key; the secret is told once, when it is made. Each act stands in the
house log.
"""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import EventName, HouseEvent
from domain.settings import NoticeSettings
from domain.staff import HOUSE, Person
from domain.webhooks import KEPT, PING, Told
from store import webhooks
from store.webhooks import NewWebhook, WebhookRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services

MOST = 10
STOPPED = "stopped"
_LONGEST = 2_000
_PURPOSE = "webhook"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A program that was entered. secret: told this once."""

    secret: str = field(repr=False)
    row: WebhookRow


def add(services: Services, url: str, *, events: Collection[EventName], actor: Person) -> Made:
    """Tell a program of events from now on. events: which; none: all. Raises Refused."""
    name = _host(services.settings.notices, url.strip())
    secret = "whsec_" + secrets.token_urlsafe(32)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        if len(webhooks.all_webhooks(session)) >= MOST:
            raise Refused("最多 {most} 个推送地址；请先删去一个", most=MOST)
        new = NewWebhook(
            name=name,
            target=sealed(services, url.strip()),
            secret=sealed(services, secret),
            events=tuple(one.value for one in EventName if one in events),
            made_at=services.now(),
            made_by=actor.login,
        )
        row = webhooks.add(session, new)
        _noted(services, session, HouseEvent.WEBHOOK_ADDED, actor.login, row)
    return Made(secret=secret, row=row)


def stop(services: Services, webhook_id: int, *, actor: Person) -> None:
    """Tell it nothing for the time being; what still waits for it is given up. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _own(session, webhook_id, actor)
        if row.told:
            stop_now(services, session, row, actor.login)


def start(services: Services, webhook_id: int, *, actor: Person) -> None:
    """Tell it of what happens from now on. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _own(session, webhook_id, actor)
        if not row.told:
            webhooks.change(session, row.id, stopped_at=None, stopped_by=None, failures=0, retry_at=None)
            _noted(services, session, HouseEvent.WEBHOOK_STARTED, actor.login, row)


def remove(services: Services, webhook_id: int, *, actor: Person) -> None:
    """Tell it nothing ever again. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _own(session, webhook_id, actor)
        webhooks.end_all(session, row.id, answer=STOPPED, at=services.now())
        webhooks.change(session, row.id, removed_at=services.now())
        _noted(services, session, HouseEvent.WEBHOOK_REMOVED, actor.login, row)


def send_again(services: Services, delivery_id: int, *, actor: Person) -> WebhookRow:
    """Send once more what has gone out or was given up, under the same id; the program. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        delivery = webhooks.delivery(session, delivery_id)
        row = _own(session, delivery.webhook_id if delivery else 0, actor)
        if not row.told:
            raise Refused("这个地址已停用；请先启用")
        if not webhooks.again(session, delivery_id, services.now()):
            raise Refused("它还在等待发送，不必重发")
        _noted(services, session, HouseEvent.WEBHOOK_SENT_AGAIN, actor.login, row)
    services.work_signal.send()
    return row


def try_out(services: Services, webhook_id: int, *, actor: Person) -> None:
    """Send a trial now, which is about no case. Raises Refused if it is not known to have arrived, and says why."""
    from workers.telling.program_calls import post  # noqa: PLC0415 - requests is slow to import and seldom wanted

    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = _own(session, webhook_id, actor)
    now = services.now()
    told = Told(id=f"{PING}-{secrets.token_hex(8)}", event=PING, at=now.astimezone(services.zone))
    answer = post(services.settings.notices, opened(services, row.target), told, opened(services, row.secret), now)
    if not answer.arrived:
        raise Refused("没有发出：{why}", why=answer.said)


def stop_now(services: Services, session: Session, row: WebhookRow, who: str = HOUSE) -> None:
    """Stop it, in the caller's transaction; who: an admin, or the house where it has been dead for days."""
    now = services.now()
    webhooks.change(session, row.id, stopped_at=now, stopped_by=who)
    webhooks.end_all(session, row.id, answer=STOPPED, at=now)
    _noted(services, session, HouseEvent.WEBHOOK_STOPPED, who, row)


def expire(services: Services) -> int:
    """Take old lines out of the logs; how many."""
    with services.database.transaction() as session:
        return webhooks.forget(session, services.now() - KEPT)


def opened(services: Services, text: str) -> str:
    """What was sealed; "" if it was sealed under another key."""
    try:
        return _fernet(services).decrypt(text).decode()
    except InvalidToken:
        return ""


def sealed(services: Services, text: str) -> str:
    """As the store keeps it."""
    return _fernet(services).encrypt(text.encode()).decode()


def _own(session: Session, webhook_id: int, actor: Person) -> WebhookRow:
    _permit(actor)
    row = webhooks.get(session, webhook_id)
    if row is None:
        raise Refused("没有这个推送地址；请刷新页面")
    return row


def _permit(actor: Person) -> None:
    if not actor.holds(Role.ADMIN):
        raise Refused("只有管理员可以管理推送地址")


def _host(settings: NoticeSettings, url: str) -> str:
    """The host, if it may be told anything: by https, or on this machine itself where the settings allow it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    fits = len(url) <= _LONGEST and url.isascii() and url.isprintable() and " " not in url
    if not host or not fits or parts.scheme not in ("https", "http") or parts.username is not None:
        raise Refused("这个网址不能用；请填写完整的 https 网址，其中不含用户名和密码")
    if parts.scheme == "http" and not (settings.networks and _is_loopback(host)):
        raise Refused("网址须以 https 开头")
    return f"{host}:{port}" if port else host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _noted(services: Services, session: Session, entry: HouseEvent, who: str, row: WebhookRow) -> None:
    noted(services, session, entry, who=who, webhook=row.id, host=row.name)


def _fernet(services: Services) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(services.keys.derive(_PURPOSE)))
