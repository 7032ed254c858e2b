"""Reads the settings of an instance from huihan.toml and the environment, and says all that is wrong at once."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.notices import NoticeKind
from domain.oauth import OAuthSettings
from domain.reading import Problem
from domain.settings import (
    MAILBOXES_FILE,
    CompanySettings,
    DeskSettings,
    Limits,
    MailboxSettings,
    NoticeSettings,
    OidcSettings,
    OpinionSettings,
    PublicSettings,
    RetentionSettings,
    Settings,
    SmtpSettings,
    SurveySettings,
)
from huihan.errors import RefusedError
from huihan.front import FILE_NAME, Front
from huihan.settings_doors import OidcSection
from huihan.settings_file import (
    MailboxesFile,
    MailboxSection,
    NoticesSection,
    OpinionSection,
    SettingsFile,
    SmtpSection,
    documented_keys,
)
from huihan.settings_oauth import OAuthKeys, oauth_of

_F = TypeVar("_F", bound=BaseModel)


class SettingsError(RefusedError):
    """The settings cannot be used; `problems` has every mistake (where: file and key)."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {problem.where}: {problem.what}。{problem.mend}" for problem in problems)
        super().__init__(f"设置有 {len(problems)} 处错误 / {len(problems)} mistake(s) in the settings:\n{lines}")


def settings_of(front: Front, *, secrets: bool = False) -> Settings:
    """The settings of the instance that was meant. secrets: whether mailbox and mail passwords must be there."""
    root = front.instance()
    if root is None:
        raise RefusedError("这里没有回函实例；请用 huihan --instance 目录，或先运行 huihan init 目录")
    return read_settings(root, secrets=secrets)


def read_settings(
    root: Path, environment: Mapping[str, str] | None = None, *, secrets: bool = True, added: str | None = None
) -> Settings:
    """Read the instance in `root`.

    secrets: whether a missing password is a mistake; what only looks at cases needs none, and leaves them None.
    added: read in place of mailboxes.toml.

    Raises:
        SettingsError: naming every mistake with its file and key.
    """
    environment = os.environ if environment is None else environment
    problems: list[Problem] = []
    form, kept = _form(root, added)
    resolver = _Resolver(root=root, environment=environment, problems=problems, form=form, kept=kept, secrets=secrets)
    settings = resolver.settings()
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def secret_files(root: Path) -> tuple[tuple[str, Path], ...]:
    """The files that the settings name as holding a secret, each with its key. SettingsError as `read_settings`."""
    form, _ = _form(root)
    named = [("database.password_file", form.database.password_file)]
    connections = [(f"mailbox[{number}]", box) for number, box in enumerate(form.mailbox, start=1)]
    for key, connection in [*connections, *([("smtp", form.smtp)] if form.smtp else [])]:
        named += [(f"{key}.{name}", getattr(connection, name)) for name in _SECRET_FILES]
        named += [(f"{key}.{_GRANT}", connection.oauth_grant_file)] if _granted(root, connection) else []
    if form.opinion:
        named.append(("opinion.key_file", form.opinion.key_file))
    if form.oidc:
        named.append(("oidc.client_secret_file", form.oidc.client_secret_file))
    return tuple((key, root / name) for key, name in named if name)


_SECRET_FILES = ("password_file", "oauth_token_file", "oauth_client_secret_file")
_GRANT = "oauth_grant_file"


def _granted(root: Path, connection: OAuthKeys) -> bool:
    """It is not there until an admin has authorised it."""
    return connection.oauth_grant_file is not None and (root / connection.oauth_grant_file).exists()


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What of a form stands in mailboxes.toml: so many of the mailboxes, the last ones, and the way out or not."""

    boxes: int = 0
    smtp: bool = False


def _form(root: Path, added: str | None = None) -> tuple[SettingsFile, _Kept]:
    """huihan.toml with what mailboxes.toml (or `added`) has: its mailboxes come after, its way out goes before."""
    file, more = root / FILE_NAME, root / MAILBOXES_FILE
    content = _parse(file)
    form = _checked(SettingsFile, file, content)
    kept = _parse(more, added) if added is not None or more.exists() else {}
    found = _checked(MailboxesFile, more, kept)
    if not found.mailbox and found.smtp is None:
        return form, _Kept()
    merged = {**content, "mailbox": [*_listed(content), *_listed(kept)]}
    if found.smtp is not None:
        merged["smtp"] = kept["smtp"]
    whole = _checked(SettingsFile, more, merged)
    return whole, _Kept(boxes=len(found.mailbox), smtp=found.smtp is not None)


def _listed(content: Mapping[str, object]) -> list[object]:
    """The mailboxes of a file that was checked."""
    boxes = content.get("mailbox")
    return list(boxes) if isinstance(boxes, list) else []


def _checked(kind: type[_F], file: Path, content: Mapping[str, object]) -> _F:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise SettingsError(tuple(_problem(file, item) for item in error.errors())) from None


def _parse(file: Path, text: str | None = None) -> dict[str, object]:
    """text: None: what the file holds."""
    try:
        return tomllib.loads(file.read_text("utf-8-sig") if text is None else text)
    except FileNotFoundError:
        mend = f"先运行 huihan init {file.parent}"
        raise SettingsError((Problem(where=str(file), what="没有这个文件", mend=mend),)) from None
    except OSError as error:
        raise SettingsError((Problem(where=str(file), what="无法读取", mend=str(error.strerror)),)) from None
    except UnicodeDecodeError:
        raise SettingsError((Problem(where=str(file), what="不是 UTF-8 编码", mend="请以 UTF-8 保存"),)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((Problem(where=str(file), what="TOML 语法错误", mend=f"见 {error}"),)) from None


_SAID = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个设置",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为加引号的文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "格式不对",
    "enum": "值不在允许之列",
    "greater_than_equal": "太小",
    "greater_than": "太小",
    "less_than_equal": "太大",
    "time_delta_type": "应写成数字加单位，例如 60 s、30 min、24 h、7 days",
    "datetime_type": "应为日期时间，例如 2026-03-01T00:00:00+08:00",
    "datetime_parsing": "应为日期时间，例如 2026-03-01T00:00:00+08:00",
    "datetime_from_date_parsing": "应为日期时间，例如 2026-03-01T00:00:00+08:00",
    "model_type": "应为一节（[节名]）",
    "tuple_type": "应写成 [[mailbox]]",
}
_MEND = {
    "missing": "请补上",
    "string_pattern_mismatch": "对照 docs/reference.zh.md",
}


def _problem(file: Path, item: ErrorDetails) -> Problem:
    kind, message, context = item["type"], item["msg"], item.get("ctx") or {}
    key = _key(item["loc"])
    if kind == "value_error":
        what, mend = str(context["error"]), ""
    else:
        what, mend = _SAID.get(kind, message), _MEND.get(kind, "")
    if kind in {"greater_than_equal", "less_than_equal"}:
        mend = f"应{'不小于' if 'ge' in context else '不大于'} {context.get('ge', context.get('le'))}"
    if kind == "enum":
        mend = "可用 " + str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    if kind == "extra_forbidden":
        mend = _did_you_mean(item["loc"])
    return Problem(where=f"{file}: {key}" if key else str(file), what=what, mend=mend or "对照 docs/reference.zh.md")


def _key(location: tuple[str | int, ...]) -> str:
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _did_you_mean(location: tuple[str | int, ...]) -> str:
    plain = ".".join(step for step in location if isinstance(step, str))
    prefix = plain.rpartition(".")[0]
    near = get_close_matches(plain, [key for key in documented_keys() if key.rpartition(".")[0] == prefix], n=1)
    sections = sorted({key.partition(".")[0] for key in documented_keys()})
    near = near or get_close_matches(plain, sections, n=1)
    return f"是不是 {near[0].rpartition('.')[2]}？" if near else "请删去，或对照 docs/reference.zh.md"


class _Resolver:
    """Turns the checked form into domain settings, looking up secrets; what is missing goes to `problems`."""

    def __init__(
        self,
        *,
        root: Path,
        environment: Mapping[str, str],
        problems: list[Problem],
        form: SettingsFile,
        kept: _Kept,
        secrets: bool,
    ) -> None:
        self._kept_from, self._kept_smtp = len(form.mailbox) - kept.boxes, kept.smtp
        self._root, self._environment, self._problems = root, environment, problems
        self._form, self._secrets = form, secrets
        self._zone = ZoneInfo(form.zone)

    def settings(self) -> Settings:
        form = self._form
        return Settings(
            root=self._root,
            zone=form.zone,
            database_url=self._database_url(),
            mailboxes=tuple(self._mailbox(number, box) for number, box in enumerate(form.mailbox, start=1)),
            smtp=self._smtp(form.smtp) if form.smtp else None,
            opinion=self._opinion(form.opinion) if form.opinion else None,
            oidc=self._oidc(form.oidc) if form.oidc else None,
            company=CompanySettings(**form.company.model_dump(exclude_none=True)),
            limits=Limits(**form.limits.model_dump(exclude_none=True)),
            desk=DeskSettings(**form.desk.model_dump(exclude_none=True)),
            public=PublicSettings(**form.public.model_dump(exclude_none=True)),
            retention=RetentionSettings(**form.retention.model_dump(exclude_none=True)),
            notices=self._notices(form.notices),
            survey=SurveySettings(**form.survey.model_dump(exclude_none=True)),
            workers=form.workers,
            audit_key_file=self._root / form.audit.key_file if form.audit.key_file else None,
        )

    def _database_url(self) -> str:
        name = self._form.database.url_env
        if name:
            return self._variable("database.url_env", name) or ""
        url = self._form.database.url or "sqlite:///data/huihan.db"
        file = self._form.database.password_file
        if file:
            return self._with_password(url, file)
        prefix = "sqlite:///"
        if url.startswith(prefix):
            return prefix + str(self._root / url.removeprefix(prefix))
        return url

    def _with_password(self, url: str, file: str) -> str:
        """The address with the file's password in it: whatever uses the database needs it, so it must be there."""
        try:
            password = (self._root / file).read_text("utf-8").strip()
            return make_url(url).set(password=password).render_as_string(hide_password=False)
        except (OSError, UnicodeDecodeError):
            self._add("database.password_file", f"无法读取 {self._root / file}", "请改正路径或权限")
        except ArgumentError:
            self._add("database.url", "不是数据库的地址", "例如 postgresql+psycopg://huihan@database/huihan")
        return url

    def _mailbox(self, number: int, box: MailboxSection) -> MailboxSettings:
        key = f"mailbox[{number}]"
        start = box.start_from
        return MailboxSettings(
            name=box.name,
            host=box.host,
            port=box.port,
            security=box.security,
            ca_file=self._ca_file(key, box.ca_file),
            user=box.user,
            password=self._secret(key, "password", box.password_env, box.password_file),
            oauth_token=self._secret(key, "oauth_token", box.oauth_token_env, box.oauth_token_file),
            oauth=self._oauth(key, box, box.host, sends=False),
            folder=box.folder,
            after=box.after,
            start_from=self._with_zone(start) if start else None,
            no_letter_after=box.no_letter_after,
            poll_every=box.poll_every,
            project=box.project,
            authserv_ids=frozenset(name.lower() for name in box.authserv_id),
            kept_by_desk=number > self._kept_from,
        )

    def _smtp(self, smtp: SmtpSection) -> SmtpSettings:
        return SmtpSettings(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            ca_file=self._ca_file("smtp", smtp.ca_file),
            user=smtp.user,
            password=self._secret("smtp", "password", smtp.password_env, smtp.password_file),
            oauth_token=self._secret("smtp", "oauth_token", smtp.oauth_token_env, smtp.oauth_token_file),
            oauth=self._oauth("smtp", smtp, smtp.host, sends=True),
            from_address=smtp.from_,
            timeout=smtp.timeout,
            kept_by_desk=self._kept_smtp,
        )

    def _oauth(self, key: str, keys: MailboxSection | SmtpSection, host: str, *, sends: bool) -> OAuthSettings | None:
        named = (keys.oauth_client_secret_env, keys.oauth_client_secret_file)
        secret = self._secret(key, "oauth_client_secret", *named)
        ca_file = self._root / keys.ca_file if keys.ca_file else None
        return oauth_of(keys, host, sends=sends, root=self._root, secret=secret, ca_file=ca_file)

    def _opinion(self, opinion: OpinionSection) -> OpinionSettings:
        return OpinionSettings(
            url=opinion.url,
            model=opinion.model,
            key=self._secret("opinion", "key", opinion.key_env, opinion.key_file),
            ca_file=self._ca_file("opinion", opinion.ca_file),
            timeout=opinion.timeout,
        )

    def _oidc(self, oidc: OidcSection) -> OidcSettings:
        plain = oidc.model_dump(
            exclude={"client_secret_env", "client_secret_file", "ca_file", "domains", "amr", "roles"}
        )
        return OidcSettings(
            **plain,
            client_secret=self._secret("oidc", "client_secret", oidc.client_secret_env, oidc.client_secret_file),
            ca_file=self._ca_file("oidc", oidc.ca_file),
            roles=oidc.roles,
            domains=frozenset(domain.lower() for domain in oidc.domains),
            amr=frozenset(oidc.amr),
        )

    def _notices(self, notices: NoticesSection) -> NoticeSettings:
        begins, ends = notices.quiet or (None, None)
        return NoticeSettings(
            events=frozenset(NoticeKind if notices.events is None else notices.events),
            quiet_from=begins,
            quiet_until=ends,
            networks=notices.networks,
            ca_file=self._ca_file("notices", notices.ca_file),
            departments=notices.departments,
            reply_to=notices.reply_to,
        )

    def _with_zone(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)

    def _ca_file(self, key: str, name: str | None) -> Path | None:
        if name is None:
            return None
        path = self._root / name
        if not path.is_file():
            self._add(f"{key}.ca_file", f"找不到证书文件 {path}", "请改正路径")
        return path

    def _secret(self, key: str, what: str, variable: str | None, file: str | None) -> str | None:
        if variable and self._secrets:
            return self._variable(f"{key}.{what}_env", variable)
        if variable:
            return self._environment.get(variable)
        if not file:
            return None
        try:
            return (self._root / file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            if self._secrets:
                self._add(f"{key}.{what}_file", f"无法读取 {self._root / file}", "请改正路径或权限")
            return None

    def _variable(self, key: str, name: str) -> str | None:
        value = self._environment.get(name)
        if not value:
            self._add(key, f"环境变量 {name} 未设置", f"启动前 export {name}=…")
        return value or None

    def _add(self, key: str, what: str, mend: str) -> None:
        self._problems.append(Problem(where=f"{self._root / FILE_NAME}: {key}", what=what, mend=mend))
