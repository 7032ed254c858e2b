"""The forms of the tables that open a door to others: the company's identity provider, the page for the public."""

import re
from datetime import timedelta
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from domain.codes import Department, Role
from domain.settings import LinkedBy
from domain.staff import Grant
from huihan.settings_types import Count, Section, Span, Text, is_loopback

_DOMAIN = r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$"
_ROLE = re.compile(r"([a-z_]+)(?::([a-z_]+))?(?:@(.+))?")
_FORM = (
    "应写成 岗位、岗位@项目 或 department:部门@项目，例如 clerk、supervisor@阳光花园、department:engineering@阳光花园"
)


def _issuer(value: str) -> str:
    """As the provider names itself, to the letter: it is compared with what stands in its tokens."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("不是有效的网址，例如 https://id.example.com/realms/company") from error
    plain = value.isascii() and value.isprintable() and " " not in value
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if not host or not plain or not bare or parts.scheme not in {"https", "http"}:
        raise ValueError("应为 https://主机/路径，例如 https://id.example.com/realms/company，与登录服务自称的一字不差")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("http 只允许用于本机（127.0.0.1、::1、localhost）；请改为 https")
    return value


def _grants(value: object) -> object:
    """What one value of the claim gives: a role or a list of them, each as `_FORM` says."""
    wanted = [value] if isinstance(value, str) else value
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise ValueError(_FORM)
    return tuple(_grant(one) for one in wanted)


def _grant(text: str) -> Grant:
    found = _ROLE.fullmatch(text.strip())
    role, department, project = found.groups() if found else ("", None, None)
    if role not in set(Role) or (department is not None) != (role == Role.DEPARTMENT):
        raise ValueError(_FORM)
    if department is not None and department not in set(Department) - {Department.NONE}:
        raise ValueError(_FORM)
    if role == Role.ADMIN and project:
        raise ValueError("admin 不分项目，请去掉 @ 之后的部分")
    return Grant(role=Role(role), project=project, department=Department(department) if department else None)


class OidcSection(Section):
    """The `[oidc]` table: the company's identity provider."""

    name: Text = "公司账号"
    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: Text
    client_secret_env: Text | None = None
    client_secret_file: Text | None = None
    ca_file: Text | None = None
    timeout: Annotated[Span, Field(le=timedelta(seconds=30))] = timedelta(seconds=10)
    skew: Annotated[Span, Field(le=timedelta(minutes=5))] = timedelta(seconds=60)
    scopes: tuple[Annotated[str, Field(pattern=r"^[!#-\[\]-~]+$")], ...] = ("openid", "profile", "email")
    role_claim: Text | None = None
    roles: dict[Text, Annotated[tuple[Grant, ...], BeforeValidator(_grants)]] = Field(default_factory=dict)
    link: LinkedBy = LinkedBy.ADMIN
    domains: tuple[Annotated[str, Field(pattern=_DOMAIN)], ...] = ()
    amr: tuple[Text, ...] = ()
    lasts: Span = timedelta(hours=12)
    password: bool = True
    break_glass: Annotated[str, Field(pattern=r"^[\w.@-]{2,64}$"), AfterValidator(str.lower)] | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.client_secret_env and self.client_secret_file:
            raise ValueError("client_secret_env 与 client_secret_file 只能写其中一个")
        if "openid" not in self.scopes:
            raise ValueError('scopes 中必须有 "openid"')
        if bool(self.roles) != bool(self.role_claim):
            raise ValueError("role_claim 与 [oidc.roles] 要么都写，要么都不写")
        if not self.password and not self.break_glass:
            raise ValueError("password = false 时必须写 break_glass：登录服务不可用时进得来的那个管理员的用户名")
        return self


class PublicSection(Section):
    """The `[public]` table: the page on which anybody hands in a complaint."""

    enabled: bool | None = None
    state: bool | None = None
    projects: bool | None = None
    departments: bool | None = None
    forms_per_address: Count | None = None
    forms_per_hour: Count | None = None
    looks_per_address: Count | None = None
    files: Annotated[int, Field(ge=0, le=20)] | None = None
    bytes: Annotated[int, Field(ge=1, le=40_000_000)] | None = None
    emergency_phone: Text | None = None
