"""The settings of an instance as the rooms see them; `huihan` reads them from huihan.toml and the environment.

Secrets are never in here as text from a file: `password` is resolved from the environment when the settings are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from domain.codes import Department, LetterKind
from domain.letter_kinds import LETTERS
from domain.notices import NoticeKind
from domain.oauth import OAuthSettings
from domain.staff import Grant
from domain.surveys import LEAST_SHARE, QUESTIONS

MAILBOXES_FILE = "mailboxes.toml"
"""Beside huihan.toml: the mailboxes that admins set up in the browser."""
SCAN_FOLDER = "inbox"
"""The name of the scan folder as a source, beside the mailboxes' names."""

PUBLIC_PAGE = "public-page"
"""And that of the page on which anybody hands in a complaint."""


class Security(StrEnum):
    """How a connection is protected; NONE is refused unless the host is loopback."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class MailboxSettings:
    """One IMAP mailbox. after: `move:FOLDER`, `flag:NAME` or `leave`."""

    name: str
    host: str
    port: int
    security: Security = Security.TLS
    ca_file: Path | None = None
    user: str
    password: str | None = field(default=None, repr=False)
    oauth_token: str | None = field(default=None, repr=False)
    """A bearer token for XOAUTH2, instead of a password."""
    oauth: OAuthSettings | None = None
    """Where such a token is to be had, whenever one is needed."""
    folder: str = "INBOX"
    after: str = "move:Huihan"
    start_from: datetime | None = None
    """Mail with an earlier INTERNALDATE is entered as before_start; None: the moment the mailbox was first opened."""
    no_letter_after: timedelta = timedelta(days=7)
    poll_every: timedelta = timedelta(seconds=60)
    project: str | None = None
    authserv_ids: frozenset[str] = frozenset()
    """The names, in lower case, under which the mailbox's own server writes `Authentication-Results` (RFC 8601)."""
    kept_by_desk: bool = False
    """Whether it stands in MAILBOXES_FILE."""


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """The way out for mail."""

    host: str
    port: int
    security: Security = Security.TLS
    ca_file: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    oauth_token: str | None = field(default=None, repr=False)
    oauth: OAuthSettings | None = None
    from_address: str
    timeout: timedelta = timedelta(seconds=60)
    kept_by_desk: bool = False
    """As of a mailbox."""


@dataclass(frozen=True, kw_only=True)
class OpinionSettings:
    """A language model that the company runs or rents, asked for a second opinion over HTTP.

    url: up to `/chat/completions`, which is added. timeout: of one whole call, from connecting to the last byte.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True)
class CompanySettings:
    """What letters say of us. form_prefixes: of the numbers of the papers of the house, in place of ours."""

    name: str = "〔公司名称〕"
    office: str = "客户服务中心"
    phone: str = "〔联系电话〕"
    contact: str = "〔联系人〕"
    address: str = "〔公司地址〕"
    letter_prefix: str = "物函"
    case_prefix: str = "TS"
    form_prefixes: Mapping[LetterKind, str] = field(default_factory=dict, hash=False)

    def prefix_of(self, kind: LetterKind) -> str:
        """What the numbers of these letters begin with: 物函, and 物记 for a record form."""
        return self.form_prefixes.get(kind) or LETTERS[kind].prefix or self.letter_prefix


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a parser may use. Sizes in bytes, times in seconds."""

    message_bytes: int = 50_000_000
    text_chars: int = 2_000_000
    parts: int = 2_000
    depth: int = 30
    pages: int = 2_000
    unzip_bytes: int = 200_000_000
    unzip_ratio: int = 200
    files: int = 500
    table_rows: int = 10_000
    office_seconds: int = 20
    read_seconds: int = 30
    image_pixels: int = 120_000_000
    page_pixels: int = 8_000_000
    ocr_page_seconds: int = 10
    ocr_total_seconds: int = 300
    letters_per_sender_and_day: int = 3
    letters_per_case_and_day: int = 5
    letters_per_domain_and_day: int = 50
    letters_per_freemail_and_day: int = 300
    letters_per_hour: int = 120
    letters_per_day: int = 600
    job_attempts: int = 5
    api_per_minute: int = 600
    """Calls of one token of the API."""
    calendar_per_hour: int = 60
    """Looks of one person's calendar."""


class TotpFor(StrEnum):
    """Who must use a second factor; approvers: anyone who may approve, and admins."""

    NOBODY = "nobody"
    APPROVERS = "approvers"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class DeskSettings:
    """The web desk. base_url: how the staff's browsers reach it, with no path; None: only on this machine.

    trusted_proxies: whose X-Forwarded-For counts. idle: how long a session lasts unused, a working day; lasts: how long
    it lasts at all. require_totp: who gets nowhere without a second factor. drafts: how long what was typed into a form
    and never sent is kept.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    idle: timedelta = timedelta(hours=8)
    lasts: timedelta = timedelta(days=7)
    require_totp: TotpFor = TotpFor.NOBODY
    drafts: timedelta = timedelta(days=14)

    def link(self, path: str) -> str:
        """The address of a page, for a mail or a terminal. path: from the slash on.

        Without base_url the desk answers on loopback alone, and the link says so.
        """
        host = "[::1]" if self.host in {"::1", "::"} else "127.0.0.1"
        return (self.base_url or f"http://{host}:{self.port}") + path


@dataclass(frozen=True, kw_only=True)
class PublicSettings:
    """The page on which anybody hands in a complaint. Numbers are an hour's, sizes bytes of all files together.

    state: whether the state of a case can be asked for there, departments: with the department that handles it.
    projects: whether the projects of the directory are offered to choose from. emergency_phone: the company's own, for
    dangers, beside the public ones.
    """

    enabled: bool = False
    state: bool = True
    projects: bool = False
    departments: bool = False
    forms_per_address: int = 10
    forms_per_hour: int = 100
    looks_per_address: int = 20
    files: int = 6
    bytes: int = 20_000_000
    emergency_phone: str | None = None


class LinkedBy(StrEnum):
    """What ties a company account to a person the first time; ever after it is the account's own subject."""

    ADMIN = "admin"
    """An admin enters the subject."""
    MAIL = "mail"
    """That, or a mail address that the provider calls verified and that is the person's own here."""


@dataclass(frozen=True, kw_only=True)
class OidcSettings:
    """The company's identity provider (OpenID Connect), by which people sign in.

    name: on the button. timeout: of one exchange with it. skew: by which its clock may differ. role_claim: the claim of
    the roles, a dotted path; roles: what each of its values gives here. domains: of verified mail addresses that count;
    none: any. amr: of which the provider must name one, such as `mfa`; none: any way of proving oneself will do.
    lasts: how long a session begun by it lasts at most. password: whether people may sign in by password as well;
    break_glass: the login that may even if not.
    """

    name: str = "公司账号"
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=10)
    skew: timedelta = timedelta(seconds=60)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    role_claim: str | None = None
    roles: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)
    link: LinkedBy = LinkedBy.ADMIN
    domains: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()
    lasts: timedelta = timedelta(hours=12)
    password: bool = True
    break_glass: str | None = None

    def password_for(self, login: str) -> bool:
        """Whether the person of that login may sign in by a password, or by a link that replaces one."""
        return self.password or login == self.break_glass


@dataclass(frozen=True, kw_only=True)
class NoticeSettings:
    """How people are told at once. events: what goes out beside the desk's own list. networks: private addresses to
    which a webhook may lead; others are refused. departments: where each department gets its notices by mail.

    quiet_from, quiet_until: local time in which only what presses goes out; equal or None: never quiet.
    """

    events: frozenset[NoticeKind] = frozenset(NoticeKind)
    quiet_from: time | None = None
    quiet_until: time | None = None
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ca_file: Path | None = None
    departments: Mapping[Department, str] = field(default_factory=dict)
    reply_to: str | None = None
    """Where answers to them go, `{token}` in it; "": no address of their own; None: the sender's with a `+`."""


@dataclass(frozen=True, kw_only=True)
class RetentionSettings:
    """How long personal data are kept; None: for ever, the default.

    duty: how long a filed case must be kept, no matter who asks for its erasure. cases, originals: of filed cases,
    from the day of filing: everything personal, or the received files alone. ignored: of what was ignored,
    from its receipt. logs: the program's own log files and failed sign-ins.
    """

    duty: timedelta | None = None
    cases: timedelta | None = None
    originals: timedelta | None = None
    ignored: timedelta | None = None
    logs: timedelta | None = None

    @property
    def off(self) -> bool:
        """Whether nothing is ever erased by itself."""
        return not (self.cases or self.originals or self.ignored or self.logs)


@dataclass(frozen=True, kw_only=True)
class SurveySettings:
    """The satisfaction survey as a plan proposes it. share: percent of the occupied households, never below the
    trade's 20; questions: all in all first. bad: the mark from which down a household is visited. follow_up_days:
    working days for that."""

    share: int = LEAST_SHARE
    questions: tuple[str, ...] = QUESTIONS
    bad: int = 2
    follow_up_days: int = 5


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One instance. root: its folder. zone: an IANA name."""

    root: Path
    zone: str = "Asia/Shanghai"
    database_url: str = field(repr=False)
    """It may hold a password."""
    mailboxes: tuple[MailboxSettings, ...] = ()
    smtp: SmtpSettings | None = None
    opinion: OpinionSettings | None = None
    """None: no language model is asked."""
    oidc: OidcSettings | None = None
    """None: people sign in by password alone."""
    company: CompanySettings = field(default_factory=CompanySettings)
    limits: Limits = field(default_factory=Limits)
    desk: DeskSettings = field(default_factory=DeskSettings)
    public: PublicSettings = field(default_factory=PublicSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    survey: SurveySettings = field(default_factory=SurveySettings)
    workers: int = 2
    audit_key_file: Path | None = None
    """Where the key that signs the days lies, if not in the instance's own folder."""

    @property
    def own_addresses(self) -> frozenset[str]:
        """Addresses that are ours, in lower case: none of them is a resident's."""
        own = {mailbox.user.lower() for mailbox in self.mailboxes if "@" in mailbox.user}
        return frozenset(own | ({self.smtp.from_address.lower()} if self.smtp else set()))

    def authserv_ids(self, source: str) -> frozenset[str]:
        """The names under which the server of one source says who was proved; none for what is no mailbox."""
        return next((box.authserv_ids for box in self.mailboxes if box.name == source), frozenset())

    @property
    def archive(self) -> Path:
        """Originals and letters, content-addressed."""
        return self.root / "data" / "archive"

    @property
    def keys(self) -> Path:
        """The instance's keys, which only its own user may read."""
        return self.root / "data" / "keys"

    @property
    def audit(self) -> Path:
        """The signed files of the days."""
        return self.root / "data" / "audit"

    @property
    def audit_key(self) -> Path:
        """The private key that signs them."""
        return self.audit_key_file or self.keys / "audit.key"

    @property
    def rulebook(self) -> Path:
        """The rulebook the admin edits."""
        return self.root / "rulebook"

    @property
    def templates(self) -> Path:
        """The Word templates the staff edit."""
        return self.root / "templates"

    @property
    def inbox(self) -> Path:
        """The scan folder."""
        return self.root / "inbox"
