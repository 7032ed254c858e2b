"""Tokens by which other programs use the API: made, looked at, revoked; the store keeps their sha256 alone.

A token acts as a clerk of its project, or of all, under the name `api:NAME`, within its scopes. It is told once, when
it is made; who made it and what it may do stands in the house log.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.scopes import Scope
from domain.staff import Grant, Person
from store import api_tokens, directory
from store.api_tokens import NewToken, TokenRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff.desk_sessions import TOKEN_BYTES, hash_of

PREFIX = "huihan_"
"""How every token begins, so that one that was published by mistake is found by scanners."""
_NAME = re.compile(r"[\w.-]{1,60}")
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A token that was made. token: told this once."""

    token: str = field(repr=False)
    row: TokenRow


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A program that showed a token which works. person: as whom it acts."""

    row: TokenRow
    person: Person

    def may(self, scope: Scope) -> bool:
        """Whether the token has the scope."""
        return scope in self.row.scopes


def create(
    services: Services,
    *,
    name: str,
    scopes: Collection[Scope],
    actor: Person,
    project: str | None = None,
    expires: datetime | None = None,
) -> Made:
    """A new token. project: None for all. expires: None: until it is revoked.

    Raises:
        Refused: the actor is no admin, the name is taken or none, there is no scope or project, or it expires at once.
    """
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        _check(services, session, name, scopes, project, expires)
        new = NewToken(
            name=name,
            token_hash=hash_of(token),
            scopes=tuple(scope for scope in Scope if scope in scopes),
            project=project,
            made_at=services.now(),
            made_by=actor.login,
            expires_at=expires,
        )
        row = api_tokens.create(session, new)
        if row is None:
            raise Refused("已有名为 {name} 的令牌；请换一个名字", name=name)
        told = [scope.value for scope in row.scopes]
        noted(services, session, HouseEvent.TOKEN_MADE, who=actor.login, token=name, scopes=told, project=project or "")
    return Made(token=token, row=row)


def revoke(services: Services, *, name: str, actor: Person) -> TokenRow:
    """The token works no longer, from this moment. Raises Refused for a token that is not there, or revoked before."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        row = api_tokens.named(session, name)
        if row is None:
            raise Refused("没有名为 {name} 的令牌", name=name)
        if not api_tokens.revoke(session, row.id, services.now(), actor.login):
            raise Refused("令牌 {name} 早已收回", name=name)
        noted(services, session, HouseEvent.TOKEN_REVOKED, who=actor.login, token=name)
        return api_tokens.named(session, name) or row


def caller_of(services: Services, token: str) -> Caller | None:
    """Who shows this token; None if it is none of ours, expired or revoked."""
    if not token.startswith(PREFIX):
        return None
    now = services.now()
    with services.database.reading() as session:
        row = api_tokens.find(session, hash_of(token))
    if row is None or not row.works(now):
        return None
    if row.used_at is None or row.used_at + _TOUCH_EVERY <= now:
        with services.database.transaction() as session:
            api_tokens.touch(session, row.id, now)
    login = f"api:{row.name}"
    person = Person(id=0, login=login, name=row.name, grants=(Grant(role=Role.CLERK, project=row.project),))
    return Caller(row=row, person=person)


def _permit(actor: Person) -> None:
    if not actor.holds(Role.ADMIN):
        raise Refused("只有管理员可以管理接口令牌")


def _check(
    services: Services,
    session: Session,
    name: str,
    scopes: Collection[Scope],
    project: str | None,
    expires: datetime | None,
) -> None:
    if not _NAME.fullmatch(name):
        raise Refused("令牌的名字由字母、数字、汉字、点、横线组成，最多 60 个字符")
    if not scopes:
        raise Refused("请至少给出一项权限：{scopes}", scopes=" ".join(Scope))
    if project is not None and project not in {one.name for one in directory.all_projects(session)}:
        raise Refused("名册中没有项目 {project}", project=project)
    if expires is not None and expires <= services.now():
        raise Refused("失效时间已过；请给出以后的时间")
