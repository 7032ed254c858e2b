"""`huihan rules activate`, `history`, `diff`, `rollback`: which rulebook decides, since when, and what it changed."""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from huihan.correcting import person
from huihan.errors import RefusedError
from huihan.front import Front, front_of
from huihan.opened import database_refusals
from huihan.options import By, Json
from huihan.output import say, say_json, tell
from huihan.settings import settings_of
from rules.diff import ADDED, CHANGED, REMOVED, Change, FieldChange, diff
from rules.load import load_texts, read_files
from rules.rulebook import Rulebook
from store import rulebooks
from store.database import Database, migrate, open_database
from workers.rulebooks import versions
from workers.rulebooks.versions import SHORT, Activated, ActivationError, VersionError

Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="说明：为什么改")]

_KINDS = {
    "rulebook": "总则",
    "scoring": "评分",
    "language": "语言",
    "defaults": "默认值",
    "department": "部门",
    "topic": "主题",
    "signal": "信号",
    "rule": "规则",
    "clock": "时限",
    "calendar": "日历",
    "letter": "信件",
    "model": "模型",
    "example": "例信",
}
_CHANGES = {ADDED: "新增", REMOVED: "删除", CHANGED: "修改"}


def activate(context: typer.Context, by: By = None, note: Note = "", *, as_json: Json = False) -> None:
    """启用规则目录现在的内容：检查、例信、试载都通过才生效。Make the folder's rulebook live, if all is passed."""
    front = front_of(context)
    with store_of(front) as database:
        try:
            done = versions.activate(
                database, settings_of(front).rulebook, who=person(by), note=note, now=datetime.now(UTC)
            )
        except ActivationError as error:
            raise _refused("规则簿未启用", error) from None
    _tell_activated(done, as_json=as_json)


def history(context: typer.Context, *, as_json: Json = False) -> None:
    """列出规则的各个版本，最新的在前。Every version: when, who, why; newest first."""
    front = front_of(context)
    zone = ZoneInfo(settings_of(front).zone)
    with store_of(front) as database:
        with database.reading() as session:
            entries, live = rulebooks.history(session), rulebooks.active_sha(session)
        notice = versions.not_live(database, settings_of(front).rulebook)
    standing = next((entry.id for entry in entries if entry.active and entry.sha == live), None)
    if as_json:
        told = [asdict(entry) | {"at": entry.at.astimezone(zone).isoformat(timespec="seconds")} for entry in entries]
        say_json([entry | {"live": entry["id"] == standing} for entry in told])
    else:
        for entry in entries:
            mark = "生效中" if entry.id == standing else "启用" if entry.active else "留存"
            when = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
            say(f"{entry.sha[:SHORT]}　{when}　{mark}　{entry.who}　{entry.note}".rstrip())
    if notice:
        tell(notice)


def show_diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="A", help="版本号开头几位、active，或规则目录")] = "active",
    new: Annotated[str | None, typer.Argument(metavar="B", help="同上；默认为实例的规则目录")] = None,
    *,
    raw: Annotated[bool, typer.Option("--raw", help="逐行比较文件")] = False,
    as_json: Json = False,
) -> None:
    """比较两个版本：按主题、信号、规则、时限列出差别。What differs, by topic, signal, rule and clock."""
    front = front_of(context)
    before, after = _texts(front, old), _texts(front, new or str(front.rulebook()))
    if raw:
        for line in _raw(before, after):
            say(line)
        return
    changes = diff(_rulebook(before, old), _rulebook(after, new or "规则目录"))
    if as_json:
        say_json([asdict(change) for change in changes])
    else:
        for change in changes:
            _show_change(change)
        tell(f"共 {len(changes)} 处差别" if changes else "没有差别")


def rollback(
    context: typer.Context,
    sha: Annotated[str | None, typer.Argument(metavar="SHA", help="版本号开头几位；默认为上一个生效的版本")] = None,
    by: By = None,
    note: Note = "",
    *,
    as_json: Json = False,
) -> None:
    """退回旧版本，并把它的文件放回规则目录（现有文件先留存为一个版本）。Go back to an older version, files and all."""
    front = front_of(context)
    folder = settings_of(front).rulebook
    with store_of(front) as database:
        try:
            wanted = versions.resolve(database, sha) if sha else None
            done = versions.rollback(
                database, folder, wanted, who=person(by), note=note or "退回", now=datetime.now(UTC)
            )
        except VersionError as error:
            raise RefusedError(str(error)) from None
        except ActivationError as error:
            raise _refused("未退回", error) from None
        except OSError as error:
            raise RefusedError(f"规则目录 {folder} 无法写入：{error.strerror}；没有退回") from None
    _tell_activated(done, as_json=as_json)


@contextmanager
def store_of(front: Front) -> Iterator[Database]:
    """The instance's database, brought up to date; the rulebook need not be sound for it."""
    settings = settings_of(front)
    with database_refusals():
        migrate(settings.database_url)
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def _texts(front: Front, name: str) -> Mapping[str, str]:
    """The files of a version, or of a folder; a folder of that name comes first, as `./active` always does."""
    folder = Path(name)
    if folder.is_dir():
        return read_files(folder, [])[0]
    if "/" in name:
        raise RefusedError(f"没有规则目录 {name}")
    with store_of(front) as database:
        try:
            return versions.texts_of(database, versions.resolve(database, name))
        except VersionError as error:
            raise RefusedError(str(error)) from None


def _rulebook(texts: Mapping[str, str], name: str) -> Rulebook:
    loaded = load_texts(texts, "")
    if loaded.rulebook is None:
        listed = "\n".join(f"  {finding}" for finding in loaded.findings if not finding.warning)
        raise RefusedError(f"{name} 有错误，只能用 --raw 逐行比较：\n{listed}")
    return loaded.rulebook


def _raw(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        yield from difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")


def _show_change(change: Change) -> None:
    named = f"　{change.name}" if change.name else ""
    say(f"{_CHANGES[change.change]}{_KINDS[change.kind]}　{change.id}{named}")
    for one in change.fields:
        say(f"    {_field(one, whole=change.change != CHANGED)}")


def _field(one: FieldChange, *, whole: bool) -> str:
    name = one.field.replace("signals.", "词语 ") if one.field.startswith("signals.") else one.field
    if whole:
        return f"{name}：{one.new if one.new is not None else one.old}"
    if one.old is None:
        return f"+ {name}：{one.new}"
    return f"- {name}：{one.old}" if one.new is None else f"~ {name}：{one.old} → {one.new}"


def _tell_activated(done: Activated, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(done))
    elif done.before == done.sha:
        say(f"版本 {done.sha[:SHORT]} 已在生效，规则目录与它相同")
    else:
        before = f"，此前为 {done.before[:SHORT]}" if done.before else ""
        say(f"已启用版本 {done.sha[:SHORT]}{before}；例信 {done.examples} 封全部符合")
    if done.moved:
        tell(f"放假安排已公布，重新计算了 {done.moved} 个暂定的期限")


def _refused(what: str, error: ActivationError) -> RefusedError:
    listed = "\n".join(f"  {finding}" for finding in error.findings)
    return RefusedError(f"{what}，原来的版本继续生效；共 {len(error.findings)} 处问题：\n{listed}")
