"""Makes rulebooks live and takes them back: only what passed check, examples and a trial load ever decides."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.events import HouseEvent
from rules.kept import read_kept
from rules.load import hash_of, read_files
from rules.model import Finding
from rules.shipped import shipped_rulebook
from rules.trial import DEFAULT_SECONDS, Trial, try_rulebook
from store import cases, house_log, rulebooks
from store.database import Database
from store.rulebooks import KeptRulebook
from workers.rulebooks.calendars import recalculate_published
from workers.rulebooks.live import load_kept

SHORT = 8
"""Characters of a hash that people are shown."""
_OTHER_LIVE = "刚有另一个版本启用，没有再启用；请看过它的改动再试"
_HASH = re.compile(r"[0-9a-f]{4,64}")


class ActivationError(Exception):
    """A rulebook was refused and the old one stays; `findings`: everything that stands in its way, one line each."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


class VersionError(Exception):
    """There is no such version, or none to go back to; its text says so to people."""


@dataclass(frozen=True, kw_only=True)
class Activated:
    """What going live did. before: the hash that was live, None for the first; moved: clocks recalculated."""

    sha: str
    before: str | None
    examples: int
    moved: int = 0


def activate(
    database: Database, folder: Path, *, who: str, note: str, now: datetime, seconds: float = DEFAULT_SECONDS
) -> Activated:
    """Make a folder's rulebook live, as it stands. Raises ActivationError; the version that was live then stays."""
    findings: list[Finding] = []
    if not folder.is_dir():
        raise ActivationError((f"没有规则目录 {folder}",))
    files, sha = read_files(folder, findings)
    trial = _tried(files, sha, tuple(findings), seconds)
    return _record(database, files, sha, trial, who=who, note=note, now=now)


def activate_texts(
    database: Database, folder: Path, files: Mapping[str, str], *, who: str, note: str, now: datetime, before: str
) -> Activated:
    """Make these files live and write them into the folder; what stood there is kept as a version first.

    before: the hash that is to be live until then. Raises ActivationError, VersionError if another has gone live;
    OSError if the folder cannot be written, and then nothing went live.
    """
    sha = hash_of(files)
    trial = _tried(files, sha, (), DEFAULT_SECONDS)
    _keep_folder(database, folder, who=who, note=f"启用 {sha[:SHORT]} 之前的规则目录", now=now)
    _expect(database, before)
    _write_files(folder, files)
    return _record(database, files, sha, trial, who=who, note=note, now=now, expected=before)


def folder_texts(folder: Path) -> Mapping[str, str]:
    """The files of a rulebook's folder that can be read, none where there is no folder."""
    return read_files(folder, [])[0] if folder.is_dir() else {}


def activate_first(database: Database, folder: Path, *, who: str, now: datetime) -> str:
    """Make the folder's rulebook live where none is yet; its hash. Raises ActivationError.

    The rulebook that comes with the program has been tried already.
    """
    note = "首次启动"
    files, sha = read_files(folder, []) if folder.is_dir() else ({}, "")
    if sha == read_files(shipped_rulebook(), [])[1]:
        return _record(database, files, sha, Trial(), who=who, note=note, now=now).sha
    return activate(database, folder, who=who, note=note, now=now).sha


def rollback(database: Database, folder: Path, sha: str | None, *, who: str, note: str, now: datetime) -> Activated:
    """Make an older version live again (sha None: the one before the live one) and put its files into the folder.

    What stood there is kept as a version first. Raises VersionError, ActivationError; OSError if the folder cannot be
    written, and then nothing went live.
    """
    wanted = _kept(database, sha or _before(database))
    trial = _tried(wanted.files, wanted.sha, (), DEFAULT_SECONDS)
    _keep_folder(database, folder, who=who, note=f"退回 {wanted.sha[:SHORT]} 之前的规则目录", now=now)
    _write_files(folder, wanted.files)
    return _record(
        database, wanted.files, wanted.sha, trial, who=who, note=note, now=now, entry=HouseEvent.RULES_ROLLED_BACK
    )


def resolve(database: Database, name: str) -> str:
    """The whole hash of a version named by its beginning, or by `active`. Raises VersionError."""
    with database.reading() as session:
        if name == "active":
            found = [sha for sha in (rulebooks.active_sha(session),) if sha]
        else:
            found = rulebooks.shas_like(session, name) if _HASH.fullmatch(name.lower()) else []
    if len(found) == 1:
        return found[0]
    if found:
        raise VersionError(f"{name} 不止一个版本：{'、'.join(sha[: SHORT + 4] for sha in found)}；请多写几位")
    raise VersionError(f"没有版本 {name}；huihan rules history 可列出全部")


def texts_of(database: Database, sha: str) -> Mapping[str, str]:
    """The files of a kept version. Raises VersionError."""
    return _kept(database, sha).files


def not_live(database: Database, folder: Path) -> str | None:
    """A sentence if the folder's rules are not those that decide, None if they are or none has gone live yet."""
    sha = _other_live(database, folder)
    if sha is None:
        return None
    return f"规则目录与生效的版本 {sha[:SHORT]} 不同，改动尚未生效；请运行 huihan rules activate"


def live_instead_of(database: Database, folder: Path) -> Mapping[str, str] | None:
    """The files of the live rulebook if they are others than the folder's, None if the folder's decide."""
    sha = _other_live(database, folder)
    return None if sha is None else texts_of(database, sha)


def _other_live(database: Database, folder: Path) -> str | None:
    with database.reading() as session:
        sha = rulebooks.active_sha(session)
    return None if sha is None or (folder.is_dir() and read_files(folder, [])[1] == sha) else sha


def write_rulebook(folder: Path, files: Mapping[str, str]) -> None:
    """Write a rulebook's files into a folder, each whole or not at all; other rulebook files in it are left."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(text.encode())
        part.replace(path)


def _write_files(folder: Path, files: Mapping[str, str]) -> None:
    stood = read_files(folder, [])[0] if folder.is_dir() else {}
    write_rulebook(folder, files)
    for name in stood.keys() - files.keys():
        (folder / name).unlink()


def _tried(files: Mapping[str, str], sha: str, findings: tuple[Finding, ...], seconds: float) -> Trial:
    """Try exactly these files, in a folder of their own: the admin may be typing in the other one."""
    with tempfile.TemporaryDirectory(prefix="huihan-trial-") as folder:
        write_rulebook(Path(folder), files)
        trial = try_rulebook(Path(folder), seconds=seconds)
    told = [str(one) for one in dict.fromkeys((*findings, *trial.findings)) if not one.warning]
    told += [
        f"{one.file}:{one.line}: 例信 {one.id}：{slot} 应为 {expected}，判为 {decided}"
        for one in trial.wrong
        for slot, (expected, decided) in one.slots.items()
    ]
    told += [trial.failure] if trial.failure else []
    if not told and trial.sha256 != sha:
        told.append("规则簿试载的内容与读到的不同，请重试")
    if told:
        raise ActivationError(tuple(told))
    return trial


def _record(
    database: Database,
    files: Mapping[str, str],
    sha: str,
    trial: Trial,
    *,
    who: str,
    note: str,
    now: datetime,
    entry: HouseEvent = HouseEvent.RULES_ACTIVATED,
    expected: str | None = None,
) -> Activated:
    name = read_kept(files, sha).name
    with database.transaction() as session:
        before = rulebooks.active_sha(session)
        if expected not in (None, before):
            raise VersionError(_OTHER_LIVE)
        cases.keep_rulebook(session, sha, name, files, now)
        if before != sha:
            rulebooks.add_version(session, sha=sha, at=now, who=who, note=note, active=True)
            payload = {"sha": sha, "before": before, "note": note}
            house_log.append(session, at=now, who=who, what=entry, payload=payload)
    moved = recalculate_published(database, load_kept(database, sha).calendar, now=now, who=who) if before else 0
    return Activated(sha=sha, before=before, examples=trial.examples, moved=moved)


def _expect(database: Database, sha: str) -> None:
    with database.reading() as session:
        if rulebooks.active_sha(session) != sha:
            raise VersionError(_OTHER_LIVE)


def _keep_folder(database: Database, folder: Path, *, who: str, note: str, now: datetime) -> None:
    """Keep the files that are about to be replaced, sound or not, unless they are kept already."""
    findings: list[Finding] = []
    files, sha = read_files(folder, findings) if folder.is_dir() else ({}, "")
    lost = [str(one) for one in findings if not one.warning and one.file in _unreadable(findings)]
    if lost:
        raise ActivationError(("规则目录中有不能保存的文件，请先移走：", *lost))
    with database.transaction() as session:
        if not files or rulebooks.kept(session, sha) is not None:
            return
        cases.keep_rulebook(session, sha, "", files, now)
        rulebooks.add_version(session, sha=sha, at=now, who=who, note=note, active=False)


def _unreadable(findings: list[Finding]) -> set[str]:
    """Files that a version would have but whose text could not be read; others are not touched by going back."""
    return {one.file for one in findings if not one.what.startswith("unexpected")}


def _kept(database: Database, sha: str) -> KeptRulebook:
    with database.reading() as session:
        found = rulebooks.kept(session, sha)
    if found is None:
        raise VersionError(f"没有版本 {sha[:SHORT]}；huihan rules history 可列出全部")
    return found


def _before(database: Database) -> str:
    with database.reading() as session:
        entries = [entry for entry in rulebooks.history(session) if entry.active]
    older = [entry.sha for entry in entries if entry.sha != entries[0].sha]
    if not older:
        raise VersionError("没有更早的版本可以退回；要把规则目录恢复成生效的版本，用 huihan rules rollback active")
    return older[0]
