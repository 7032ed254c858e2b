"""The settings: their names and what they take from the form of huihan.toml, what they do from its own comments."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime, time, timedelta
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.settings import CompanySettings, DeskSettings, Limits, PublicSettings, RetentionSettings, SurveySettings
from domain.staff import Grant
from huihan.settings_file import SettingsFile
from reference.words import Told, table
from workers.instance.company import FIELDS
from workers.mailboxes.entry import MailboxEntry
from workers.mailboxes.sign_in_fields import SignIn
from workers.mailboxes.way_out import SmtpEntry

FILE = Path(__file__).parents[2] / "huihan" / "samples" / "huihan.toml"
HEAD = Told("Settings: huihan.toml", "设置：huihan.toml")
_ABOUT = Told(
    "The service reads `huihan.toml` when it starts: a change there takes effect after a restart, and until then the "
    "page System names it. What can be set in the browser takes effect at once. `huihan doctor` checks the file. "
    "A secret never stands in it, only the environment variable or file that holds it. "
    "More in [the admin's manual](admin.md#settings-huihantoml).",
    "服务启动时读 `huihan.toml`：改动后重启服务才生效，在此之前“系统”页会列出改动的项目；"
    "能在网页上设置的，改后立即生效。"
    "改好后用 `huihan doctor` 检查。密码、密钥不写在文件里，只写存放它的环境变量或文件。"
    "说明见[管理员手册](admin.zh.md#设置huihantoml)。",
)
_COLUMNS = (
    Told("setting", "设置"),
    Told("takes", "取值"),
    Told("default", "默认"),
    Told("what it does", "作用"),
    Told("a change takes effect", "改动何时生效"),
)
_RESTART = Told("after a restart", "重启后")
_IN_BROWSER = {
    "company": Told("at once under `/company`, else after a restart", "在 `/company` 改立即生效，在文件里改则重启后"),
    "smtp": Told(
        "at once under `/mailboxes/smtp`, else after a restart", "在 `/mailboxes/smtp` 改立即生效，在文件里改则重启后"
    ),
    "mailbox": Told(
        "at once under `/mailboxes`, else after a restart", "在 `/mailboxes` 改立即生效，在文件里改则重启后"
    ),
}
_ENTERED = (
    *(one.name for one in fields(MailboxEntry)),
    *(f"oauth_{one.name}" for one in fields(SignIn)),
)
"""The settings of a mailbox that the form of the desk has."""
_ENTERED_SMTP = ("from", *(one.name for one in fields(SmtpEntry)), *(f"oauth_{one.name}" for one in fields(SignIn)))
"""And those of the way out."""
_BEHIND: Mapping[str, type] = {
    "company": CompanySettings,
    "desk": DeskSettings,
    "limits": Limits,
    "public": PublicSettings,
    "retention": RetentionSettings,
    "survey": SurveySettings,
}
"""Where the default of a setting stands that the form leaves open."""
_SEE: Mapping[str, Told] = {
    "company": Told(
        "[letters](letters.md#making-them-your-companys-own-in-the-browser)",
        "[函件](letters.zh.md#在浏览器里换成本公司的样子)",
    ),
    "database": Told("[running](admin.md#running)", "[运行](admin.zh.md#运行)"),
    "mailbox": Told(
        "[mailboxes](admin.md#mailboxes-in-the-browser), [who wrote](admin.md#who-wrote)",
        "[邮箱](admin.zh.md#在浏览器里管理邮箱)、[谁写的信](admin.zh.md#谁写的信)",
    ),
    "smtp": Told("[the first hour](first-hour.md)", "[第一个小时](first-hour.zh.md)"),
    "desk": Told(
        "[a reverse proxy with TLS](admin.md#a-reverse-proxy-with-tls)", "[反向代理](admin.zh.md#带-tls-的反向代理)"
    ),
    "public": Told("[the page for residents](public-page.md)", "[投诉网页](public-page.zh.md)"),
    "oidc": Told(
        "[signing in](admin.md#signing-in-by-the-companys-accounts)", "[公司账号](admin.zh.md#用公司账号登录)"
    ),
    "notices": Told(
        "[who is told](admin.md#who-is-told-at-once-and-how)", "[通知](admin.zh.md#谁会立即收到通知怎样收到)"
    ),
    "opinion": Told("[a second opinion](opinion.md)", "[语言模型的看法](opinion.zh.md)"),
    "survey": Told("[the satisfaction survey](survey.md)", "[满意度调查](survey.zh.md)"),
    "audit": Told("[audit](admin.md#audit)", "[审计](admin.zh.md#审计)"),
    "retention": Told("[personal data](admin.md#personal-data)", "[个人信息](admin.zh.md#个人信息)"),
}
"""Where a table of the file is explained."""
_EXPLAINED = Told("Explained under ", "说明见")
ENVIRONMENT: Mapping[str, Told] = {
    "HUIHAN_INSTANCE": Told(
        "the instance's folder, where `--instance` is not given", "实例的目录；没有写 `--instance` 时用它"
    ),
    "HUIHAN_DEBUG": Told(
        "`1`: an unexpected error shows where in the program it came up", "`1`：出现意外错误时显示完整的出错位置"
    ),
}
_VARIABLES = Told("Environment variables", "环境变量"), Told("variable", "变量"), Told("what it does", "作用")
_KINDS: Mapping[object, Told] = {
    str: Told("text", "文字"),
    int: Told("number", "整数"),
    datetime: Told("date and time", "日期时间"),
    timedelta: Told("span", "时长"),
    IPv4Network: Told("address or network", "IP 地址或网段"),
    time: Told("hours", "时段"),
    Grant: Told("role", "岗位"),
}
_NEEDED = Told("needed", "必填")
_MARK = "## "
_CHAPTER = "## ===="
_KEY = re.compile(r"(?:# )?([a-z_]+) = ")
_TABLE = re.compile(r"(?:# )?\[+([a-z_.]+)\]+")


class Setting(NamedTuple):
    """One setting as the file explains it. chapter: what its table is about."""

    key: str
    chapter: Told
    told: Told


def explained(text: str) -> Iterator[Setting]:
    """Every setting of a commented file, in its order: of the comment before it the first line is the Chinese one."""
    chapter, section, comment = Told("The instance", "实例"), "", list[str]()
    for line in text.splitlines():
        if line.startswith(_MARK):
            comment.append(line.removeprefix(_MARK))
            continue
        told = Told(" ".join(comment[1:]), comment[0] if comment else "")
        if found := _TABLE.fullmatch(line):
            section = f"{found[1]}."
            if told.zh.startswith("===="):
                chapter = Told(told.en.removeprefix("==== "), told.zh.removeprefix("==== "))
            else:
                yield Setting(key=found[1], chapter=chapter, told=told)
        elif (found := _KEY.match(line)) and comment:
            yield Setting(key=section + found[1], chapter=chapter, told=told)
        comment = []


def chapter(language: str) -> Iterator[str]:
    """One table for each table of the file."""
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    head = [column.to(language) for column in _COLUMNS]
    settings = list(explained(FILE.read_text("utf-8")))
    for about in dict.fromkeys(setting.chapter for setting in settings):
        yield f"### {about.to(language)}\n"
        here = [setting for setting in settings if setting.chapter == about]
        if see := _SEE.get(here[0].key.partition(".")[0]):
            yield f"{_EXPLAINED.to(language)}{see.to(language)}{Told('.', '。').to(language)}\n"
        yield from table(head, (_row(setting, language) for setting in here))
    title, *columns = (one.to(language) for one in _VARIABLES)
    yield f"### {title}\n"
    yield from table(columns, ((f"`{name}`", told.to(language)) for name, told in ENVIRONMENT.items()))


def _row(setting: Setting, language: str) -> tuple[str, ...]:
    field = _field(setting.key)
    section, _, name = setting.key.rpartition(".")
    in_browser = {"company": FIELDS, "mailbox": _ENTERED, "smtp": _ENTERED_SMTP}.get(section, ())
    effect = _IN_BROWSER[section] if name in in_browser else _RESTART
    default = _NEEDED.to(language) if field.is_required() else _default(setting.key, field)
    told = setting.told.to(language)
    return f"`{setting.key}`", _kind(field.annotation, field.metadata, language), default, told, effect.to(language)


def _field(key: str) -> FieldInfo:
    """The field of the form that the key names."""
    model: type[BaseModel] = SettingsFile
    *sections, name = key.split(".")
    for section in sections:
        model = _section(model.model_fields[section].annotation)
    return next(info for called, info in model.model_fields.items() if name == (info.alias or called))


def _section(annotation: object) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_section(one) for one in get_args(annotation) if one not in (type(None), ...))


def _kind(annotation: object, limits: list[object], language: str) -> str:
    """A type in a few words: `tls`, `starttls`, `none`; number 1–65535; span ≤ 2 min; list: text."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0], [*limits, *inner[1:]], language)
    if choices := _choices(annotation):
        return ("、" if language == "zh" else ", ").join(f"`{one}`" for one in choices)
    if annotation in _KINDS:
        return _KINDS[annotation].to(language) + _range(limits)
    parts = [one for one in inner if one not in (type(None), ..., IPv6Network)]
    said = [_kind(one, [], language) for one in parts[:2]]
    if origin is dict:
        return Told(f"table: {said[0]} → {said[1]}", f"表：{said[0]} → {said[1]}").to(language)
    if origin is tuple and parts[0] is not time:
        return Told("list: ", "列表：").to(language) + said[0]
    return _kind(parts[0], limits, language)


def _choices(annotation: object) -> list[str]:
    """The values of a closed list, yes and no included."""
    if annotation is bool:
        return ["true", "false"]
    return [str(one.value) for one in annotation] if isinstance(annotation, type(Enum)) else []


def _range(limits: list[object]) -> str:
    """What a number or span may be."""
    found: dict[str, object] = {}
    for one in limits:
        for limit in (one, *getattr(one, "metadata", ())):
            found |= {name: getattr(limit, name) for name in ("ge", "le") if getattr(limit, name, None) is not None}
    least, most = (_written(found.get(name)) for name in ("ge", "le"))
    return f" {least}–{most}" if least and most else f" ≥ {least}" if least else f" ≤ {most}" if most else ""


def _default(key: str, field: FieldInfo) -> str:
    """What counts where nothing is said, as it would be written; a dash where that is nothing."""
    section, _, name = key.rpartition(".")
    value = field.get_default(call_default_factory=True)
    if value in (None, {}) and (behind := _BEHIND.get(section)) and hasattr(behind(), name):
        value = getattr(behind(), name)
    written = _written(value)
    return f"`{written}`" if written else "—"


def _written(value: object) -> str:
    """As in the file; empty for nothing."""
    if value is None or value in ((), {}, frozenset()):
        return ""
    if isinstance(value, timedelta):
        units = (("days", 86400), ("h", 3600), ("min", 60), ("s", 1))
        seconds = round(value.total_seconds())
        return next(f"{seconds // size} {unit}" for unit, size in units if seconds % size == 0 and seconds >= 2 * size)
    if isinstance(value, tuple) and isinstance(value[0], time):
        return "-".join(f"{one:%H:%M}" for one in value)
    if isinstance(value, str | Enum):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
