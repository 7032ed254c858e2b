"""A mailbox as an admin types it in, and how it stands in mailboxes.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.settings import MailboxSettings
from workers.instance.refusals import Refused
from workers.mailboxes.kept import Table
from workers.mailboxes.sign_in_fields import SignIn, sign_in_of, signed


@dataclass(frozen=True, kw_only=True)
class MailboxEntry:
    """What the form holds. start_from: empty, or a day. authserv_id: names with blanks between them."""

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
    sign_in: SignIn = field(default_factory=SignIn)


def table_of(entry: MailboxEntry, before: Mapping[str, object], zone: ZoneInfo) -> Table:
    """Its table; what the form does not have stays as it was. Raises Refused for what could not even be written."""
    texts = {name: value.strip() for name, value in vars(entry).items() if name != "sign_in"}
    if not all(text.isprintable() for text in texts.values()):
        raise Refused("邮箱设置中有看不见的字符；请重新输入，不要从别处粘贴")
    table: Table = {**before, **{name: texts[name] for name in ("name", "host", "user", "security", "folder", "after")}}
    table["port"] = port_of(texts["port"], "端口应为数字：tls 是 993，starttls 是 143")
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
    return signed(table, before, entry.sign_in, "mailbox")


def entry_of(settings: MailboxSettings, table: Mapping[str, object], root: Path, zone: ZoneInfo) -> MailboxEntry:
    """What the form of a kept mailbox shows; no secret. table: as it is kept."""
    return MailboxEntry(
        name=settings.name,
        host=settings.host,
        user=settings.user,
        port=str(settings.port),
        security=settings.security,
        ca_file=in_instance(settings.ca_file, root),
        folder=settings.folder,
        after=settings.after,
        start_from=settings.start_from.astimezone(zone).date().isoformat() if settings.start_from else "",
        project=settings.project or "",
        authserv_id=" ".join(sorted(settings.authserv_ids)),
        sign_in=sign_in_of(settings.oauth, table),
    )


def port_of(text: str, refused: str) -> int:
    """A number of at most five digits; Refused, with the sentence that is given."""
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise Refused(refused)
    return int(text)


def in_instance(path: Path | None, root: Path) -> str:
    """A path as it is typed: from the instance's folder on where it lies there."""
    if path is None:
        return ""
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _start(day: str, zone: ZoneInfo) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), zone)
    except ValueError:
        raise Refused("启用日期应写成 2026-03-01，或留空") from None
