"""A mailbox as an admin types it in, and how it stands in mailboxes.toml."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.settings import MAILBOXES_FILE, MailboxSettings
from workers.instance.refusals import Refused

Table = dict[str, object]
"""One `[[mailbox]]`: its keys as in huihan.toml."""
_HEAD = "# 由网页工作台“邮箱”页写入；密码在 data/secrets/，不在这里。\n"


@dataclass(frozen=True, kw_only=True)
class MailboxEntry:
    """What the form holds. password: empty: the one that is kept. start_from: empty, or a day. authserv_id: names with
    blanks between them.
    """

    name: str
    host: str
    user: str
    port: str = "993"
    security: str = "tls"
    ca_file: str = ""
    folder: str = "INBOX"
    after: str = "move:Huihan"
    start_from: str = ""
    project: str = ""
    authserv_id: str = ""
    password: str = field(default="", repr=False)


def table_of(entry: MailboxEntry, before: Mapping[str, object], zone: ZoneInfo) -> Table:
    """Its table; what the form does not have stays as it was. Raises Refused for what could not even be written."""
    texts = {name: value.strip() for name, value in vars(entry).items() if name != "password"}
    if not all(text.isprintable() for text in texts.values()):
        raise Refused("邮箱设置中有看不见的字符；请重新输入，不要从别处粘贴")
    if not texts["port"].isascii() or not texts["port"].isdigit() or len(texts["port"]) > 5:
        raise Refused("端口应为数字：tls 是 993，starttls 是 143")
    table: Table = {**before, **{name: texts[name] for name in ("name", "host", "user", "security", "folder", "after")}}
    table["port"] = int(texts["port"])
    optional: Table = {
        "ca_file": texts["ca_file"],
        "project": texts["project"],
        "authserv_id": texts["authserv_id"].split(),
        "start_from": _start(texts["start_from"], zone),
    }
    for name, value in optional.items():
        table.pop(name, None)
        if value:
            table[name] = value
    return table


def entry_of(settings: MailboxSettings, root: Path, zone: ZoneInfo) -> MailboxEntry:
    """What the form of a kept mailbox shows; never its password."""
    ca_file = settings.ca_file
    return MailboxEntry(
        name=settings.name,
        host=settings.host,
        user=settings.user,
        port=str(settings.port),
        security=settings.security,
        ca_file=str(ca_file.relative_to(root) if ca_file.is_relative_to(root) else ca_file) if ca_file else "",
        folder=settings.folder,
        after=settings.after,
        start_from=settings.start_from.astimezone(zone).date().isoformat() if settings.start_from else "",
        project=settings.project or "",
        authserv_id=" ".join(sorted(settings.authserv_ids)),
    )


def kept(root: Path) -> list[Table]:
    """The tables of mailboxes.toml. Raises Refused where somebody has made it unreadable by hand."""
    try:
        boxes = tomllib.loads((root / MAILBOXES_FILE).read_text("utf-8-sig")).get("mailbox", [])
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        raise Refused("{file} 读不了，没有改动；请在服务器上运行 huihan doctor 查看", file=MAILBOXES_FILE) from None
    return [dict(box) for box in boxes]


def written(tables: Sequence[Mapping[str, object]]) -> str:
    """The whole file."""
    return _HEAD + "".join(
        "\n[[mailbox]]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in table.items()) for table in tables
    )


def _value(value: object) -> str:
    """As TOML: a text in JSON is a basic string of TOML as long as nothing in it is unprintable."""
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)


def _start(day: str, zone: ZoneInfo) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), zone)
    except ValueError:
        raise Refused("启用日期应写成 2026-03-01，或留空") from None
