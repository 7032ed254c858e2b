"""`huihan audit`: whether everything is as it was written, and the signatures that tell it on a later day."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.exc import DBAPIError

from domain.settings import Settings
from domain.staff import HOUSE, operator
from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json, tell
from huihan.screen import progress
from huihan.settings import settings_of
from store.archive import Archive
from store.database import Database, open_database
from workers.audit import keys
from workers.audit.days import DayError, DayFile, names, open_days, rows_of
from workers.audit.found import Found
from workers.audit.keys import AuditKeyError
from workers.audit.sign import sign as sign_now
from workers.audit.verify import Place, Wanted, how_many, verify
from workers.public.views import View

_NOTED = re.compile(r"(\d{4}-\d{2}-\d{2}(?:\.\d{1,3})?)=([0-9a-f]{64})")
_CHECKED = {
    "days": "签署的日子",
    "cases": "案件",
    "events": "经过",
    "house_events": "日志",
    "letters": "信件",
    "approvals": "审批",
    "decisions": "判定",
    "replayed": "重算的判定",
    "clocks": "期限",
    "files": "存档文件",
    "rows": "行",
}
"""What was looked at, as a person reads it."""

PublicKeys = Annotated[
    list[Path] | None,
    typer.Option("--public-key", metavar="FILE", help="核对签名的公钥（PEM），可写多次；默认取本机密钥的"),
]


def verify_all(
    context: typer.Context,
    replay: Annotated[
        str, typer.Option(metavar="N|all", help="另外重算最近 N 件判定（all：全部）；未签署的总是重算")
    ] = "200",
    public_key: PublicKeys = None,
    expect: Annotated[list[str] | None, typer.Option(metavar="DAY=SHA256", help="另行记下的某日散列，可写多次")] = None,
    *,
    as_json: Json = False,
) -> None:
    """核对全部记录：经过、信件、审批、判定、存档、签名；有不符则逐一列出，退出码 1。Names what differs."""
    wanted = Wanted(replay=_replayed(replay), expected=_expected(expect or []))
    settings = settings_of(front_of(context))
    place = Place(archive=Archive(settings.archive), folder=settings.audit, keys=_keys(settings, public_key))
    with (
        opened(settings) as database,
        database.snapshot() as session,
        progress("核对案件", how_many(session)) as advance,
    ):
        found = Found(hear=lambda what, more: advance(more) if what == "cases" else None)
        verify(session, place, wanted, found)
    _show(found, as_json=as_json)


def sign(context: typer.Context, *, as_json: Json = False) -> None:
    """立即签署当前状态；印出的散列可另行保存。运行中的服务每天自动签署。Sign what stands now."""
    try:
        with services_of(context) as services:
            one, found = sign_now(services, actor=operator(HOUSE))
    except (AuditKeyError, DayError) as error:
        raise RefusedError(str(error)) from None
    if as_json:
        say_json({**_day(one), "differences": [asdict(difference) for difference in found]})
    else:
        say(f"已签署 {one.name}\n散列 {one.sha256}\n密钥 {one.day.key}")
    _end(found)


def days(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="签署文件的目录；默认 data/audit")] = None,
    public_key: PublicKeys = None,
    *,
    as_json: Json = False,
) -> None:
    """列出并核对各日的签署文件；只要有公钥，在另一台机器上也能核对。The signed files alone, on any machine."""
    settings = None if folder is not None and public_key else settings_of(front_of(context))
    place = folder or (settings.audit if settings else Path())
    if not names(place):
        raise RefusedError(f"{place} 中没有签署文件；huihan audit sign 签署")
    found = Found()
    opened_days = open_days(place, _keys(settings, public_key), found)
    for one in opened_days.days:
        try:
            found.count("rows", sum(1 for _ in rows_of(one)))
        except DayError as error:
            found.add("audit", one.name, str(error))
    if as_json:
        say_json(_json(found) | {"days": [_day(one) for one in opened_days.days]})
    else:
        for one in opened_days.days:
            say(f"{one.name}  {one.sha256}  变动案件 {len(one.day.heads)}")
        _lines(found)
    _end(found)


def key(context: typer.Context) -> None:
    """印出核对签名用的公钥；没有密钥时先生成。The public key, for keeping elsewhere."""
    settings = settings_of(front_of(context))
    try:
        public = keys.signing_key(settings.audit_key).public_key()
    except AuditKeyError as error:
        raise RefusedError(str(error)) from None
    say(keys.pem_of(public).strip())
    tell(f"密钥 {keys.name_of(public)}；请把公钥另存到别处")


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database as it is: an audit brings nothing up to date, and makes nothing."""
    if settings.database_url.startswith("sqlite") and not (path := _file(settings.database_url)).is_file():
        raise RefusedError(f"没有数据库 {path}")
    database = open_database(settings.database_url)
    try:
        yield database
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise RefusedError(f"数据库读不了：{said}；若是旧版本留下的，先运行一次 huihan cases list") from None
    finally:
        database.dispose()


def _file(url: str) -> Path:
    return Path(url.partition("///")[2])


def _keys(settings: Settings | None, given: list[Path] | None) -> tuple[Ed25519PublicKey, ...]:
    """The public keys named, else that of the instance's own key, if it can be read."""
    try:
        if given:
            return tuple(keys.public_key(path) for path in given)
        if settings is not None and settings.audit_key.exists():
            return (keys.signing_key(settings.audit_key).public_key(),)
    except AuditKeyError as error:
        raise RefusedError(str(error)) from None
    if settings is not None and names(settings.audit):
        raise RefusedError(f"没有密钥 {settings.audit_key}，无法核对签名；请用 --public-key 给出公钥")
    return ()


def _replayed(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal():
        raise typer.BadParameter("应为件数或 all", param_hint="--replay")
    return int(text)


def _expected(given: list[str]) -> dict[str, str]:
    found = {}
    for text in given:
        match = _NOTED.fullmatch(text.strip())
        if match is None:
            raise typer.BadParameter("应写成 2026-03-02=散列（64 位小写十六进制）", param_hint="--expect")
        found[match[1]] = match[2]
    return found


def _show(found: Found, *, as_json: bool) -> None:
    if as_json:
        say_json(_json(found))
    else:
        _lines(found)
        counted = "，".join(f"{name} {found.checked[what]}" for what, name in _CHECKED.items() if found.checked[what])
        say(f"已核对：{counted or '无'}")
        if not found.differences:
            say("✓ 全部相符")
    _end(found)


def _lines(found: Found) -> None:
    for one in found:
        say(f"✗ {one.table} {one.id}" + (f"（{one.case}）" if one.case else "") + f"：{one.what}")
    for note in found.notes:
        say(f"! {note}")


def _end(found: Found) -> None:
    if found.differences:
        tell(f"有 {len(found.differences)} 处不符；从备份核对，并查明谁动过数据库或文件（docs/admin.zh.md）")
        raise typer.Exit(1)


def _json(found: Found) -> View:
    checked = Counter(dict.fromkeys(_CHECKED, 0)) | found.checked
    return {
        "ok": not found.differences,
        "differences": [asdict(one) for one in found],
        "notes": found.notes,
        "checked": {what: checked[what] for what in _CHECKED},
    }


def _day(one: DayFile) -> View:
    return {
        "day": one.name,
        "signed_at": one.day.signed_at.isoformat(),
        "sha256": one.sha256,
        "root": one.day.root,
        "key": one.day.key,
        "cases": len(one.day.heads),
        "rows": one.day.rows.count,
    }
