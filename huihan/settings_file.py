"""The form of huihan.toml, so that every mistake in it is found at once and a setting exists in one place only."""

import re
from datetime import datetime, time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from domain.codes import Department, LetterKind
from domain.letter_kinds import INSIDE
from domain.notices import NoticeKind
from domain.settings import SCAN_FOLDER, CompanySettings, Security, TotpFor
from domain.surveys import LEAST_SHARE
from huihan.settings_doors import OidcSection, PublicSection
from huihan.settings_oauth import OAuthKeys
from huihan.settings_types import Count, Section, Span, Text, is_loopback, model_url


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("不是有效的时区名，例如 Asia/Shanghai") from error
    return value


def _start(value: object) -> object:
    """A bare date or time counts in the instance's zone, which is not known here: only its form is checked."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


def _after(value: str) -> str:
    verb, _, name = value.partition(":")
    if value == "leave" or (verb in {"move", "flag"} and name.strip()):
        return value
    raise ValueError("应为 move:文件夹、flag:标记 或 leave")


def _names(value: object) -> object:
    """One name or a list of them (RFC 8601 2.2: authserv-id)."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(one, str) and _SERVER.fullmatch(one) for one in names):
        raise ValueError('应为邮件服务器的名字，如 "mx.example.com"，或若干个的列表')
    return names


_SERVER = re.compile(r"[^\s;\"()]{1,255}")


def _network(value: object) -> object:
    """An address, or a network in CIDR notation."""
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("应为 IP 地址或网段，例如 127.0.0.1 或 10.0.0.0/24") from error


def _port_of_url(value: str) -> str:
    """A port that there is, and a scheme and name as browsers send them."""
    parts = urlsplit(value.lower())
    try:
        host, _ = (parts.hostname or "").encode("idna"), parts.port
    except ValueError as error:
        raise ValueError("不是有效的网址，例如 https://desk.example.com") from error
    if not host:
        raise ValueError("不是有效的网址，例如 https://desk.example.com")
    return value.lower()


_BASE_URL = r"^[Hh][Tt][Tt][Pp][Ss]?://(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]\\]+)(:[0-9]{1,5})?$"
Port = Annotated[int, Field(ge=1, le=65535)]


class _Connection(OAuthKeys):
    host: Text
    port: Port
    security: Security = Security.TLS
    ca_file: str | None = None
    password_env: str | None = None
    password_file: str | None = None
    oauth_token_env: str | None = None
    oauth_token_file: str | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.security is Security.NONE and not is_loopback(self.host):
            raise ValueError('security = "none" 只允许用于本机（127.0.0.1、::1、localhost）；请改为 tls 或 starttls')
        if sum(way is not None for way in self.ways) > 1:
            raise ValueError(
                "password_env、password_file、oauth_token_env、oauth_token_file、oauth_client_id 只能写其中一个"
            )
        return self

    @property
    def ways(self) -> tuple[str | None, ...]:
        """In which it may sign in."""
        passwords = (self.password_env, self.password_file)
        return (*passwords, self.oauth_token_env, self.oauth_token_file, self.oauth_client_id)


class MailboxSection(_Connection):
    """One `[[mailbox]]`."""

    name: Text
    user: Text
    port: Port = 993
    folder: Text = "INBOX"
    after: Annotated[str, BeforeValidator(_after)] = "move:Huihan"
    start_from: Annotated[datetime | None, BeforeValidator(_start)] = None
    no_letter_after: Span = timedelta(days=7)
    poll_every: Span = timedelta(seconds=60)
    project: str | None = None
    authserv_id: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        if not any(self.ways):
            raise ValueError(
                "缺少登录凭据：请写 password_env"
                "（或 password_file、oauth_token_env、oauth_token_file、oauth_client_id）"
            )
        self.refuse_half(self.host, self.user)
        return self


class SmtpSection(_Connection):
    """The `[smtp]` table."""

    port: Port = 465
    user: str | None = None
    from_: Annotated[str, Field(alias="from", pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    timeout: Span = timedelta(seconds=60)

    @model_validator(mode="after")
    def _may_sign_in(self) -> Self:
        self.refuse_half(self.host, self.user)
        return self


class OpinionSection(Section):
    """The `[opinion]` table: a language model that is asked for a second opinion."""

    url: Annotated[str, AfterValidator(model_url)]
    model: Text
    key_env: Text | None = None
    key_file: Text | None = None
    ca_file: Text | None = None
    timeout: Annotated[Span, Field(le=timedelta(minutes=2))] = timedelta(seconds=20)

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.key_env and self.key_file:
            raise ValueError("key_env 与 key_file 只能写其中一个")
        return self


class DatabaseSection(Section):
    """The `[database]` table."""

    url: str | None = None
    url_env: str | None = None
    password_file: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.password_file and not (self.url or "").startswith("postgresql"):
            raise ValueError(
                'password_file 只与 PostgreSQL 的 url = "postgresql://…" 同用；url_env 自带密码，SQLite 没有密码'
            )
        if self.url and self.url_env:
            raise ValueError("url 与 url_env 只能写其中一个")
        if self.url and "://" in self.url and _has_password(self.url):
            raise ValueError(
                "密码不能写在 huihan.toml 里：请放进文件，用 password_file 指明；"
                "或把整个地址放进环境变量，用 url_env 指明变量名"
            )
        return self


class CompanySection(Section):
    """The `[company]` table: what letters say of us; what is left out stays a marked placeholder."""

    name: Text | None = None
    office: Text | None = None
    phone: Text | None = None
    contact: Text | None = None
    address: Text | None = None
    letter_prefix: Text | None = None
    case_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,8}$")] | None = None
    form_prefixes: dict[LetterKind, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        """Two series under one prefix would give a number twice."""
        used = CompanySettings(letter_prefix=self.letter_prefix or "物函", form_prefixes=self.form_prefixes)
        if strangers := self.form_prefixes.keys() - INSIDE:
            raise ValueError("只有内部表单有自己的字头；" + "、".join(sorted(strangers)) + " 用 letter_prefix")
        prefixes = [used.letter_prefix, *(used.prefix_of(kind) for kind in INSIDE)]
        if len(set(prefixes)) < len(prefixes):
            raise ValueError("letter_prefix 和 form_prefixes 的字头不能相同")
        return self


class LimitsSection(Section):
    """The `[limits]` table: what a parser may use."""

    message_bytes: Count | None = None
    text_chars: Count | None = None
    parts: Count | None = None
    depth: Count | None = None
    pages: Count | None = None
    unzip_bytes: Count | None = None
    unzip_ratio: Count | None = None
    files: Count | None = None
    table_rows: Count | None = None
    office_seconds: Count | None = None
    read_seconds: Count | None = None
    image_pixels: Count | None = None
    page_pixels: Annotated[int, Field(ge=1_000_000, le=50_000_000)] | None = None
    ocr_page_seconds: Count | None = None
    ocr_total_seconds: Count | None = None
    letters_per_sender_and_day: Annotated[int, Field(ge=0)] | None = None
    letters_per_case_and_day: Annotated[int, Field(ge=0)] | None = None
    letters_per_domain_and_day: Annotated[int, Field(ge=0)] | None = None
    letters_per_freemail_and_day: Annotated[int, Field(ge=0)] | None = None
    letters_per_hour: Annotated[int, Field(ge=0)] | None = None
    letters_per_day: Annotated[int, Field(ge=0)] | None = None
    job_attempts: Count | None = None
    api_per_minute: Count | None = None
    calendar_per_hour: Count | None = None


class DeskSection(Section):
    """The `[desk]` table: the web desk."""

    host: Text | None = None
    port: Port | None = None
    base_url: Annotated[str, Field(pattern=_BASE_URL), AfterValidator(_port_of_url)] | None = None
    trusted_proxies: tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...] | None = None
    idle: Span | None = None
    lasts: Span | None = None
    require_totp: TotpFor | None = None
    drafts: Span | None = None


class RetentionSection(Section):
    """The `[retention]` table: how long personal data are kept; what is left out is kept for ever."""

    duty: Span | None = None
    cases: Span | None = None
    originals: Span | None = None
    ignored: Span | None = None
    logs: Span | None = None

    @model_validator(mode="after")
    def _after_the_duty(self) -> Self:
        for name in ("cases", "originals"):
            span = getattr(self, name)
            if self.duty is not None and span is not None and span < self.duty:
                raise ValueError(f"{name} 短于 duty：法定须保存的期限之内不能删除；请改长 {name}")
        return self


def _hours(value: object) -> object:
    """`22:00-07:00`; empty for none."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        first, last = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError as error:
        raise ValueError("应写成 22:00-07:00；不要安静时段就写空的引号") from error
    return first, last


Address = Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]


class NoticesSection(Section):
    """The `[notices]` table: how people are told at once."""

    events: tuple[NoticeKind, ...] | None = None
    quiet: Annotated[tuple[time, time] | None, BeforeValidator(_hours)] = (time(22), time(7))
    networks: tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...] = ()
    ca_file: Text | None = None
    departments: dict[Department, Address] = Field(default_factory=dict)
    reply_to: Annotated[str, Field(pattern=r"^$|^[^@\s<>{}]*\{token\}[^@\s<>{}]*@[^@\s<>{}]+$")] | None = None


class SurveySection(Section):
    """The `[survey]` table: what a plan of a satisfaction survey proposes."""

    share: Annotated[int, Field(ge=LEAST_SHARE, le=100)] | None = None
    questions: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)] | None = None
    bad: Annotated[int, Field(ge=1, le=3)] | None = None
    follow_up_days: Annotated[int, Field(ge=1, le=60)] | None = None


class AuditSection(Section):
    """The `[audit]` table."""

    key_file: Text | None = None


class MailboxesFile(Section):
    """The whole of mailboxes.toml, which the desk writes."""

    mailbox: tuple[MailboxSection, ...] = ()
    smtp: SmtpSection | None = None


class SettingsFile(Section):
    """The whole of huihan.toml."""

    zone: Annotated[str, BeforeValidator(_zone)] = "Asia/Shanghai"
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    company: CompanySection = CompanySection()
    database: DatabaseSection = DatabaseSection()
    limits: LimitsSection = LimitsSection()
    desk: DeskSection = DeskSection()
    public: PublicSection = PublicSection()
    retention: RetentionSection = RetentionSection()
    survey: SurveySection = SurveySection()
    audit: AuditSection = AuditSection()
    notices: NoticesSection = NoticesSection()
    smtp: SmtpSection | None = None
    opinion: OpinionSection | None = None
    oidc: OidcSection | None = None
    mailbox: tuple[MailboxSection, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [box.name for box in self.mailbox]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"邮箱名重复：{'、'.join(twice)}；每个 [[mailbox]] 要有自己的 name")
        if SCAN_FOLDER in names:
            raise ValueError(f"邮箱名不能是 {SCAN_FOLDER}：那是扫描文件夹的名字；请给邮箱另取一个 name")
        return self


def _has_password(url: str) -> bool:
    login = url.partition("://")[2].rpartition("@")[0]
    return ":" in login


def documented_keys() -> tuple[str, ...]:
    """Every setting by its dotted key (`mailbox.host`), as docs/reference.md names it."""

    def keys(model: type[BaseModel], prefix: str) -> list[str]:
        found: list[str] = []
        for name, info in model.model_fields.items():
            section = _section_of(info.annotation)
            label = prefix + (info.alias or name)
            found += keys(section, f"{label}.") if section else [label]
        return found

    return tuple(keys(SettingsFile, ""))


def _section_of(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (section := _section_of(inner)) is not None:
            return section
    return None
