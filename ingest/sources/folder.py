"""The scan folder as a source: `inbox/` and `inbox/<project>/`, watched and swept, emptied into `done/YYYY/MM/`.

A file leaves `inbox/` only after it is committed. What cannot be taken (links, files no one may read) stays and is
reported; what is still being written waits.
"""

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from domain.codes import Channel
from domain.reading import Problem
from ingest.sources import filing
from ingest.sources.batches import batches
from ingest.sources.filing import Snapshot
from ingest.sources.receiver import Item, Listing, PollReport, Receiver, Shown, SourceError

TEMPORARY_ENDINGS = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp")
NO_LETTERS = frozenset({"thumbs.db", "desktop.ini"})
LOCK_STALE = timedelta(days=1)
"""A lock or temporary file older than this was left behind by a program that crashed."""
EMPTY_FACTOR = 30
"""An empty file settles this much longer: scanners often create the file first."""
DEPTH = 8
TICK_MS = 500


@dataclass(frozen=True, kw_only=True)
class FolderBounds:
    """How much is read at a time, and what is too large to read at all; sizes in bytes."""

    file_bytes: int
    batch_files: int = 50
    batch_bytes: int = 16_000_000


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A file that a scan met.

    changed_ns: of the last change to it or its name; no copying program can set that back.
    """

    snapshot: Snapshot
    changed_ns: int


@dataclass(frozen=True, kw_only=True)
class _Scan:
    """What stands in the folder: files to take, the number of those still being written, what cannot be taken."""

    files: tuple[_Found, ...] = ()
    unfinished: int = 0
    problems: tuple[Problem, ...] = ()


class Folder:
    """One instance's scan folder below `root`. `now` gives the current time in the instance's zone."""

    def __init__(
        self,
        root: Path,
        receiver: Receiver,
        *,
        bounds: FolderBounds,
        now: Callable[[], datetime],
        settle: timedelta = timedelta(seconds=2),
        sweep_every: timedelta = timedelta(seconds=30),
        name: str = "inbox",
    ) -> None:
        self.name = name
        self._inbox = root / "inbox"
        self._done = root / "done"
        self._quarantine = root / "quarantine"
        self._receiver = receiver
        self._bounds = bounds
        self._now = now
        self._settle = settle
        self._sweep_every = sweep_every
        self._first_seen: dict[Path, tuple[Snapshot, float]] = {}

    def poll(self) -> PollReport:
        """Take in every settled file that has no row, move every file that has one.

        Raises SourceError if there is no inbox and none can be made.
        """
        self._make_inbox()
        scan = self._scan()
        report = PollReport(source=self.name, shown=len(scan.files), waiting=scan.unfinished, problems=scan.problems)
        settled = [one.snapshot for one in scan.files if self._settled(one)]
        report = replace(report, waiting=report.waiting + len(scan.files) - len(settled))
        known = self._receiver.known(self.name, [one.key for one in settled])
        self._forget_gone({one.snapshot.key for one in scan.files})
        report = self._file_away([one for one in settled if one.key in known], report)
        for batch in batches(
            [one for one in settled if one.key not in known],
            most=self._bounds.batch_files,
            most_bytes=self._bounds.batch_bytes,
        ):
            report = self._take(batch, report)
        return report

    def watch(self, stop: threading.Event, report: Callable[[PollReport], None]) -> None:
        """Take in what is there and what comes, until `stop` is set; `report` is called after each sweep."""
        while not stop.is_set():
            last = self.poll()
            report(last)
            try:
                self._watch(stop, report, last)
            except (OSError, WatchfilesRustInternalError):
                # No notices to be had (watch limit, network file system, folder removed): the sweeps go on.
                stop.wait(min(self._sweep_every.total_seconds(), 5.0))

    def quarantine(self, key: str, name: str, problem: Problem, *, data: bytes | None = None) -> Path | None:
        """Put the file of an item into `quarantine/` with its `.reason.txt`; may be repeated after a crash.

        The file is looked for where it may stand; if somebody removed it, it is written again from `data` (the archived
        bytes). Gives its place, None if there is neither file nor data. name: as in the item.
        """
        known = filing.read_key(key)
        place = filing.find([self._quarantine], known)
        if place is None and (found := filing.find(self._places(), known)) is not None:
            place = filing.move(found, self._quarantine)
        if place is None and data is not None:
            plain = Path(name).name or "file"
            place = filing.write(self._quarantine, plain, data, mtime_ns=known.mtime_ns)
        if place is not None:
            filing.write_reason(place, problem)
        return place

    def listing(self) -> Listing:
        """Every settled file that `inbox/` shows now; one that is still being written is not counted yet."""
        files = self._scan().files if self._inbox.is_dir() else ()
        shown = [
            Shown(key=one.snapshot.key, received=self._arrival(one.changed_ns), size=one.snapshot.size)
            for one in files
            if self._settled(one)
        ]
        return Listing(source=self.name, folder=tuple(shown))

    def _make_inbox(self) -> None:
        try:
            self._inbox.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"收件文件夹无法建立（{error.strerror}）"
            raise SourceError(
                _problem(self._inbox, what, "请检查实例文件夹的权限，并移开同名文件"), lasting=True
            ) from error

    def _places(self) -> Iterator[Path]:
        """Where a taken file may stand: the months of done/, the newest first, and inbox/ itself."""
        yield from sorted(self._done.glob("*/*"), reverse=True)
        yield self._inbox
        yield from (path for path in self._inbox.rglob("*") if path.is_dir() and not path.is_symlink())

    def _watch(self, stop: threading.Event, report: Callable[[PollReport], None], last: PollReport) -> None:
        """Sweep when the system announces a change, while something waits, and every `sweep_every`."""
        inode = self._inbox.stat().st_ino
        swept = time.monotonic()
        for changes in watch(
            self._inbox,
            stop_event=stop,
            watch_filter=None,
            rust_timeout=TICK_MS,
            debounce=TICK_MS,
            yield_on_timeout=True,
        ):
            due = time.monotonic() - swept >= self._sweep_every.total_seconds()
            if stop.is_set() or self._inbox.stat().st_ino != inode:
                return
            if changes or last.waiting or due:
                last = self.poll()
                swept = time.monotonic()
                report(last)

    def _scan(self) -> _Scan:
        """All regular files, in the order of their names; nothing is opened, links are not followed."""
        files: list[_Found] = []
        problems: list[Problem] = []
        unfinished = 0
        for path, entry in self._walk(self._inbox, DEPTH, problems):
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # Gone since the folder was read.
            old = self._age(found.st_ctime_ns) > LOCK_STALE
            if _temporary(entry.name):
                unfinished += not old
                if old and not entry.name.startswith((".", "~$")):
                    problems.append(
                        _problem(path, "临时文件已超过一天没有变化", "若已写完，请去掉临时后缀；否则请删除")
                    )
            elif not stat.S_ISREG(found.st_mode):
                problems.append(_problem(path, "不是普通文件（链接或设备），未读取", "请把文件本身放进 inbox"))
            elif self._locked(path):
                unfinished += 1
            else:
                files.append(_Found(snapshot=_snapshot(self._inbox, path, found), changed_ns=found.st_ctime_ns))
        self._first_seen = {
            path: seen for path, seen in self._first_seen.items() if path in {one.snapshot.relative for one in files}
        }
        return _Scan(files=tuple(files), unfinished=unfinished, problems=tuple(problems))

    def _walk(self, folder: Path, depth: int, problems: list[Problem]) -> Iterator[tuple[Path, "os.DirEntry[str]"]]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            problems.append(_problem(folder, f"文件夹打不开（{error.strerror}）", "请检查文件夹的权限"))
            return
        for entry in found:
            path = folder / entry.name
            if entry.name.lower() in NO_LETTERS:
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif not entry.name.startswith(".") and depth:
                yield from self._walk(path, depth - 1, problems)
            elif not depth:
                problems.append(_problem(path, "文件夹嵌套过深，未读取", "请把文件放进 inbox 或 inbox/项目名"))

    def _locked(self, path: Path) -> bool:
        """Whether Word or LibreOffice has the document open (they put a lock file beside it)."""
        name = path.name
        for lock in (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#"):
            try:
                found = path.with_name(lock).lstat()
            except (OSError, ValueError):
                continue
            if self._age(found.st_mtime_ns) < LOCK_STALE:
                return True
        return False

    def _age(self, moment_ns: int) -> timedelta:
        return timedelta(seconds=self._now().timestamp() - moment_ns / 1e9)

    def _settled(self, found: _Found) -> bool:
        """Whether the file has been left alone long enough, by its own time or, if that is off, by ours."""
        settle = self._settle * (1 if found.snapshot.size else EMPTY_FACTOR)
        if self._age(found.changed_ns) >= settle:
            return True
        seen, since = self._first_seen.get(found.snapshot.relative, (None, 0.0))
        if seen != found.snapshot:
            self._first_seen[found.snapshot.relative] = (found.snapshot, time.monotonic())
            return settle <= timedelta(0)
        return time.monotonic() - since >= settle.total_seconds()

    def _arrival(self, changed_ns: int) -> datetime:
        """When the file came into the folder: its last change of any kind, never later than now."""
        now = self._now()
        return min(now, datetime.fromtimestamp(changed_ns // 1_000_000_000, now.tzinfo))

    def _forget_gone(self, shown: set[str]) -> None:
        """Files that were moved, but for which a crash came before `told`."""
        if gone := self._receiver.untold(self.name) - shown:
            self._receiver.told(self.name, gone)

    def _take(self, batch: Sequence[Snapshot], report: PollReport) -> PollReport:
        """Read, hand over, move."""
        taken: list[tuple[Snapshot, Item]] = []
        for one in batch:
            try:
                item = self._read(one)
            except FileNotFoundError:
                continue
            except OSError as error:
                report = _with_problem(report, self._unreadable(one, error), one.key)
                continue
            if item is None:
                report = replace(report, waiting=report.waiting + 1)
            else:
                taken.append((one, item))
        if not taken:
            return report
        self._receiver.fault("file_read")
        self._receiver.receive([item for _, item in taken])
        self._receiver.fault("file_received")
        byteless = sum(item.data is None for _, item in taken)
        report = replace(report, received=report.received + len(taken) - byteless, byteless=report.byteless + byteless)
        return self._file_away([one for one, _ in taken], report)

    def _read(self, known: Snapshot) -> Item | None:
        """The file as an item; None while somebody writes to it. OSError if it is gone or may not be read."""
        # NOFOLLOW and NONBLOCK: what was a file a moment ago may have become a link or a pipe.
        descriptor = os.open(self._inbox / known.relative, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            if not _unchanged(before, known) or filing.open_for_writing(descriptor):
                return None
            too_large = known.size > self._bounds.file_bytes
            data = None if too_large else file.read(known.size + 1)
            if not _unchanged(os.fstat(descriptor), known) or (data is not None and len(data) != known.size):
                return None
        parts = known.relative.parts
        return Item(
            source=self.name,
            key=known.key,
            data=data,
            size=known.size,
            received=self._arrival(before.st_ctime_ns),
            project=filing.printable(Path(parts[0])) if len(parts) > 1 else None,
            channel=Channel.LETTER,
            name=filing.printable(Path(known.relative.name)),
            problem=self._too_large(known) if too_large else None,
        )

    def _file_away(self, files: Sequence[Snapshot], report: PollReport) -> PollReport:
        """Move what is committed to done/YYYY/MM/ (too large: to quarantine/), then say so."""
        moved: list[str] = []
        for one in files:
            try:
                if self._put_away(one):
                    moved.append(one.key)
            except FileNotFoundError:
                moved.append(one.key)  # Somebody else took it away; nothing is left to do.
            except OSError as error:
                report = _with_problem(report, self._immovable(one, error), None)
        if moved:
            self._receiver.fault("file_moved")
            self._receiver.told(self.name, moved)
        return replace(report, told=report.told + len(moved))

    def _put_away(self, known: Snapshot) -> bool:
        """Move one file; False if it changed since it was read: then it is another letter, for the next sweep."""
        source = self._inbox / known.relative
        if filing.snapshot(self._inbox, source) != known:
            return False
        if known.size > self._bounds.file_bytes:
            filing.write_reason(filing.move(source, self._quarantine), self._too_large(known))
            return True
        month = self._now()
        target = filing.move(source, self._done / f"{month:%Y}" / f"{month:%m}")
        if _unchanged(target.lstat(), known):
            return True
        filing.move(target, source.parent)
        return False

    def _too_large(self, known: Snapshot) -> Problem:
        return _problem(
            known.relative,
            f"文件过大（{known.size:,} 字节，上限 {self._bounds.file_bytes:,}），未读取",
            "请拆分或压缩后重新放入 inbox，或调高 [limits] message_bytes",
        )

    def _unreadable(self, known: Snapshot, error: OSError) -> Problem:
        return _problem(
            known.relative, f"文件读不了（{error.strerror}），仍在 inbox 中", "请检查文件的所有者与权限，之后会自动再试"
        )

    def _immovable(self, known: Snapshot, error: OSError) -> Problem:
        return _problem(
            known.relative,
            f"文件已入库，但移不到 done（{error.strerror}）",
            "请检查 inbox 与 done 的权限和磁盘，之后会自动再试",
        )


def _snapshot(root: Path, path: Path, found: os.stat_result) -> Snapshot:
    return Snapshot(relative=path.relative_to(root), inode=found.st_ino, size=found.st_size, mtime_ns=found.st_mtime_ns)


def _unchanged(found: os.stat_result, known: Snapshot) -> bool:
    return (found.st_size, found.st_mtime_ns) == (known.size, known.mtime_ns) and stat.S_ISREG(found.st_mode)


def _temporary(name: str) -> bool:
    """Names that programs give to what they have not finished writing, and to their locks."""
    return name.startswith((".", "~$")) or name.lower().endswith(TEMPORARY_ENDINGS)


def _problem(path: Path, what: str, mend: str) -> Problem:
    return Problem(where=filing.printable(path), what=what, mend=mend)


def _with_problem(report: PollReport, problem: Problem, key: str | None) -> PollReport:
    keys = (key,) if key else ()
    return replace(report, problems=(*report.problems, problem), problem_keys=(*report.problem_keys, *keys))
