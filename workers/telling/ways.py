"""The ways by which a person is told beside the desk: chosen by themselves, webhooks sealed, tried by a button."""

import base64
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from domain.notices import WayKind
from domain.staff import Person
from store import notices, people
from store.notices import NewWay, WayRow
from workers.instance.company import company_now
from workers.instance.message import build_notice
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.smtp import Delivery, Outcome
from workers.staff.people import everybody
from workers.telling.webhook import checked_url, post
from workers.telling.words import words_of

MOST = 5
_LONGEST = 2000
_PURPOSE = "notice way"


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """How one of the staff is told, for the admins."""

    person: Person
    ways: tuple[WayRow, ...]

    @property
    def by_nothing(self) -> bool:
        """Whether nothing but the desk tells them."""
        mail_alone = not self.ways or all(way.kind is WayKind.MAIL for way in self.ways)
        return mail_alone and not self.person.email

    @property
    def failing(self) -> bool:
        """Whether one of the ways does not work."""
        return any(way.failing_since for way in self.ways)


def add_webhook(services: Services, url: str, *, urgent_only: bool, actor: Person) -> WayRow:
    """A webhook as WeCom, DingTalk or Feishu shows it, or the https address of a gateway. Raises Refused."""
    if len(url) > _LONGEST:
        raise Refused("这个网址太长")
    hook = checked_url(services.settings.notices, url.strip())
    return _add(services, WayKind.WEBHOOK, hook.name, sealed(services, hook.url), urgent_only, actor)


def add_mail(services: Services, *, urgent_only: bool, actor: Person) -> WayRow:
    """The person's own address, beside other ways or for what presses alone. Raises Refused."""
    if not actor.email:
        raise Refused("尚未登记您的邮箱；请管理员填写")
    return _add(services, WayKind.MAIL, actor.email, "", urgent_only, actor)


def remove(services: Services, way_id: int, *, actor: Person) -> None:
    """Be told that way no more. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not notices.remove_way(session, way_id, actor.id):
            raise Refused("没有这种接收方式；请刷新页面")


def try_out(services: Services, way_id: int, *, actor: Person) -> None:
    """Send a test notice now. Raises Refused if it is not known to have arrived, and says why."""
    with services.database.reading() as session:
        way = notices.get_way(session, way_id)
    if way is None or way.person_id != actor.id:
        raise Refused("没有这种接收方式；请刷新页面")
    said = send(services, actor, way, words_of(actor.language).test, words_of(actor.language).test)
    if said.outcome is not Outcome.ACCEPTED:
        raise Refused("没有发出：{why}", why=said.answer)
    with services.database.transaction() as session:
        notices.way_works(session, way.id)


def send(services: Services, person: Person, way: WayRow | None, title: str, text: str) -> Delivery:
    """Try once to tell a person something on a way; None: by mail. Never raises for what a server does."""
    if way is not None and way.kind is WayKind.WEBHOOK:
        url = opened(services, way.target)
        if url is None:
            return Delivery(outcome=Outcome.REFUSED, answer="sealed under another key")
        return post(services.settings.notices, url, text)
    if services.transport is None or not person.email:
        return Delivery(outcome=Outcome.REFUSED, answer="no mail server, or no address")
    words, dated = words_of(person.language), services.now().astimezone(services.zone)
    message = build_notice(
        services.mail_settings,
        services.keys,
        company_now(services),
        to=person.email,
        subject=title,
        body=f"{text}\n\n{words.why}\n",
        dated=dated,
    )
    return services.transport.send(to_address=person.email, message=message)


def reachable(services: Services, session: Session) -> tuple[Reachable, ...]:
    """All active people with the ways they are told, by login."""
    ways = notices.all_ways(session)
    return tuple(
        Reachable(person=one, ways=tuple(way for way in ways if way.person_id == one.id))
        for one in everybody(services, session)
    )


def sealed(services: Services, url: str) -> str:
    """The address as the store keeps it: a webhook lets anybody who has it write there."""
    return _fernet(services).encrypt(url.encode()).decode()


def opened(services: Services, target: str) -> str | None:
    """The address again; None if it was sealed under another key."""
    try:
        return _fernet(services).decrypt(target).decode()
    except InvalidToken:
        return None


def _add(services: Services, kind: WayKind, name: str, target: str, urgent_only: bool, actor: Person) -> WayRow:  # noqa: FBT001 - a column
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        people.lock(session, actor.id)
        mine = notices.ways_of(session, actor.id)
        if len(mine) >= MOST:
            raise Refused("最多 {most} 种接收方式；请先删去一种", most=MOST)
        if kind is WayKind.MAIL and any(way.kind is kind for way in mine):
            raise Refused("已经有邮件这种接收方式")
        new = NewWay(
            person_id=actor.id,
            kind=kind,
            name=name,
            target=target,
            urgent_only=urgent_only,
            made_at=services.now(),
        )
        return notices.add_way(session, new)


def _fernet(services: Services) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(services.keys.derive(_PURPOSE)))
