"""The scan folder: what is taken, what waits, what stays, and where everything goes."""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fixtures_mail import Crash, MemoryReceiver

from domain.codes import Channel
from domain.reading import Problem
from ingest.sources import filing
from ingest.sources.folder import Folder, FolderBounds
from ingest.sources.receiver import SourceError

SHANGHAI = timezone(timedelta(hours=8))
Make = Callable[..., Folder]


@pytest.fixture
def receiver() -> MemoryReceiver:
    return MemoryReceiver()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def folder(tmp_path: Path, receiver: MemoryReceiver) -> Make:
    def make(*, settle: float = 0.0, sweep_every: float = 30.0, **bounds: int) -> Folder:
        return Folder(
            tmp_path,
            receiver,
            bounds=FolderBounds(**{"file_bytes": 10_000, **bounds}),
            now=lambda: datetime.now(SHANGHAI),
            settle=timedelta(seconds=settle),
            sweep_every=timedelta(seconds=sweep_every),
        )

    return make


def month(root: Path) -> Path:
    return root / "done" / f"{datetime.now(SHANGHAI):%Y/%m}"


def tree(root: Path) -> list[str]:
    """All files below a folder, as relative paths."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


def test_a_file_is_handed_over_and_then_moved_to_the_month(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "投诉信.docx").write_bytes(b"PK letter")
    report = folder().poll()
    assert (report.shown, report.received, report.told) == (1, 1, 1)
    (item,) = receiver.rows
    assert (item.data, item.size, item.name) == (b"PK letter", 9, "投诉信.docx")
    assert (item.channel, item.project, item.problem) == (Channel.LETTER, None, None)
    assert abs(datetime.now(UTC) - item.received) < timedelta(minutes=1)
    assert item.received.utcoffset() == timedelta(hours=8)
    assert tree(inbox) == []
    assert (month(tmp_path) / "投诉信.docx").read_bytes() == b"PK letter"


def test_the_first_folder_below_inbox_is_the_project(inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
    (inbox / "翠湖花园" / "十一月").mkdir(parents=True)
    (inbox / "翠湖花园" / "a.pdf").write_bytes(b"a")
    (inbox / "翠湖花园" / "十一月" / "b.pdf").write_bytes(b"b")
    folder().poll()
    assert {(item.name, item.project) for item in receiver.rows} == {("a.pdf", "翠湖花园"), ("b.pdf", "翠湖花园")}
    assert (inbox / "翠湖花园").is_dir()


def test_the_time_of_receipt_is_when_the_file_came_not_when_it_was_written(
    inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "old.pdf").write_bytes(b"x")
    os.utime(inbox / "old.pdf", (1_000_000_000, 1_000_000_000))
    folder().poll()
    assert datetime.now(UTC) - receiver.rows[0].received < timedelta(minutes=1)


def test_equal_names_do_not_overwrite_one_another(tmp_path: Path, inbox: Path, folder: Make) -> None:
    box = folder()
    for content in (b"one", b"two", b"three"):
        (inbox / "scan.pdf").write_bytes(content)
        box.poll()
    names = ["scan-2.pdf", "scan-3.pdf", "scan.pdf"]
    assert tree(month(tmp_path)) == names
    assert {(month(tmp_path) / name).read_bytes() for name in names} == {b"one", b"two", b"three"}


def test_a_file_waits_until_it_is_left_alone(inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
    box = folder(settle=0.4)
    (inbox / "scan.pdf").write_bytes(b"part")
    assert (box.poll().waiting, receiver.rows) == (1, [])
    with (inbox / "scan.pdf").open("ab") as out:
        out.write(b" and rest")
    assert box.poll().waiting == 1
    time.sleep(0.5)
    assert box.poll().received == 1
    assert receiver.bodies == [b"part and rest"]


def test_a_file_that_is_still_open_for_writing_waits_however_old_it_is(
    inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    with (inbox / "scan.pdf").open("wb") as out:
        out.write(b"part")
        out.flush()
        assert folder().poll().waiting == 1
    assert folder().poll().received == 1


def test_an_empty_file_waits_longer(inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
    (inbox / "scan.pdf").touch()
    (inbox / "other.pdf").write_bytes(b"x")
    time.sleep(0.3)
    report = folder(settle=0.1).poll()
    assert (report.received, report.waiting) == (1, 1)
    assert folder().poll().received == 1


@pytest.mark.parametrize(
    "name", ["a.pdf.part", "a.docx.tmp", "Unconfirmed.crdownload", ".a.pdf.Xy12", "~$letter.docx", "A.TMP"]
)
def test_temporary_files_wait(inbox: Path, receiver: MemoryReceiver, folder: Make, name: str) -> None:
    (inbox / name).write_bytes(b"x")
    assert folder().poll().waiting == 1
    assert receiver.rows == []
    assert (inbox / name).exists()


@pytest.mark.parametrize("lock", ["~$letter.docx", "~$tter.docx", ".~lock.letter.docx#"])
def test_a_document_that_is_open_in_word_or_writer_waits(
    inbox: Path, receiver: MemoryReceiver, folder: Make, lock: str
) -> None:
    (inbox / "letter.docx").write_bytes(b"x")
    (inbox / lock).write_bytes(b"me")
    assert folder().poll().received == 0
    (inbox / lock).unlink()
    assert folder().poll().received == 1


def test_a_lock_left_behind_by_a_crash_does_not_hold_a_letter_for_ever(
    inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "letter.docx").write_bytes(b"x")
    (inbox / "~$letter.docx").write_bytes(b"me")
    os.utime(inbox / "~$letter.docx", (1_000_000_000, 1_000_000_000))
    assert folder().poll().received == 1


def test_links_pipes_and_deep_folders_stay_and_are_reported(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "passwd").write_bytes(b"root")
    (inbox / "link.pdf").symlink_to(tmp_path / "secret" / "passwd")
    (inbox / "project").symlink_to(tmp_path / "secret")
    os.mkfifo(inbox / "pipe")
    (deep := inbox.joinpath(*"abcdefghijk")).mkdir(parents=True)
    (deep / "deep.pdf").write_bytes(b"x")
    (inbox / "good.pdf").write_bytes(b"x")
    report = folder().poll()
    assert (report.received, len(report.problems)) == (1, 4)
    assert all(problem.what and problem.mend for problem in report.problems)
    assert (tmp_path / "secret" / "passwd").exists()


def test_a_file_nobody_may_read_stays_and_stops_none(
    inbox: Path, receiver: MemoryReceiver, folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (inbox / name).write_bytes(b"x")
    opened = os.open

    def refuse(path: object, *args: int, **options: int) -> int:
        if Path(str(path)).name == "b.pdf":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(os, "open", refuse)
    report = folder().poll()
    assert (report.received, len(report.problem_keys)) == (2, 1)
    assert "Permission denied" in report.problems[0].what
    assert tree(inbox) == ["b.pdf"]


def test_a_file_that_vanishes_in_between_is_nobodys_fault(inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
    (inbox / "a.pdf").write_bytes(b"x")
    (inbox / "b.pdf").write_bytes(b"x")
    receiver.hooks["known"] = (inbox / "a.pdf").unlink
    report = folder().poll()
    assert (report.received, report.problems) == (1, ())


def test_a_file_that_vanishes_after_the_commit_counts_as_told(
    inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "a.pdf").write_bytes(b"x")
    receiver.hooks["file_received"] = (inbox / "a.pdf").unlink
    assert folder().poll().problems == ()
    assert receiver.untold("inbox") == set()


@pytest.mark.parametrize("name", [b"\xcd\xb6\xcb\xdf.pdf", b"bad\xff\xfename.txt", b"two\nlines.txt"])
def test_any_name_has_a_printable_key(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make, name: bytes
) -> None:
    (inbox / os.fsdecode(name)).write_bytes(b"x")
    assert folder().poll().received == 1
    (item,) = receiver.rows
    item.key.encode("utf-8")
    item.name.encode("utf-8")
    assert "\n" not in item.key
    assert (month(tmp_path) / os.fsdecode(name)).exists()


def test_a_long_path_has_a_short_key(tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
    long = inbox.joinpath(*["项目" * 40] * 3)
    long.mkdir(parents=True)
    for name in ("信" * 80 + ".pdf", "信" * 80 + "x.pdf"):
        (long / name).write_bytes(b"x")
    assert folder().poll().received == 2
    assert all(len(item.key.encode()) < 600 for item in receiver.rows)
    assert len(tree(month(tmp_path))) == 2


def test_a_file_over_the_limit_has_a_row_and_goes_to_quarantine_with_its_reason(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "film.mp4").write_bytes(b"x" * 101)
    report = folder(file_bytes=100).poll()
    assert (report.received, report.byteless, report.told) == (0, 1, 1)
    (item,) = receiver.rows
    assert item.data is None
    assert item.problem is not None
    assert tree(tmp_path / "quarantine") == ["film.mp4", "film.mp4.reason.txt"]
    assert "过大" in (tmp_path / "quarantine" / "film.mp4.reason.txt").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("point", ["file_read", "file_received", "file_moved"])
def test_a_crash_between_two_effects_is_mended_by_the_next_sweep(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make, point: str
) -> None:
    for number in range(7):
        (inbox / f"{number}.txt").write_bytes(b"%d" % number)
    receiver.crash_at = point
    with pytest.raises(Crash):
        folder(batch_files=3).poll()
    receiver.crash_at = None
    folder(batch_files=3).poll()
    assert receiver.bodies == [b"%d" % number for number in range(7)]
    assert receiver.untold("inbox") == set()
    assert tree(inbox) == []
    assert tree(month(tmp_path)) == [f"{number}.txt" for number in range(7)]


def test_a_crash_in_the_middle_of_a_move_leaves_no_second_file(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.pdf").write_bytes(b"x")

    def die(_: Path) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", die)
        with pytest.raises(Crash):
            folder().poll()
    assert (tree(inbox), tree(month(tmp_path))) == (["a.pdf"], ["a.pdf"])
    folder().poll()
    assert (tree(inbox), tree(month(tmp_path))) == ([], ["a.pdf"])
    assert len(receiver.rows) == 1


def test_a_file_that_changes_after_it_was_read_is_another_letter(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "a.pdf").write_bytes(b"first")
    receiver.hooks["file_received"] = lambda: (inbox / "a.pdf").write_bytes(b"second page came") and None
    box = folder()
    assert box.poll().told == 0
    box.poll()
    assert receiver.bodies == [b"first", b"second page came"]
    assert (month(tmp_path) / "a.pdf").read_bytes() == b"second page came"
    assert receiver.untold("inbox") == set()


def test_another_file_system_is_copied_to(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.pdf").write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    folder().poll()
    (inbox / "a.pdf").write_bytes(b"y")
    folder().poll()
    assert [path.read_bytes() for path in sorted(month(tmp_path).iterdir())] == [b"y", b"x"]
    assert tree(inbox) == []


def test_a_done_folder_that_cannot_be_written_is_reported_and_tried_again(
    tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
) -> None:
    (inbox / "a.pdf").write_bytes(b"x")
    (tmp_path / "done").write_bytes(b"in the way")
    report = folder().poll()
    assert (report.received, report.told, len(report.problems)) == (1, 0, 1)
    (tmp_path / "done").unlink()
    assert folder().poll().told == 1
    assert len(receiver.rows) == 1


def test_an_inbox_that_cannot_be_made_is_a_fault_with_a_sentence(tmp_path: Path, folder: Make) -> None:
    (tmp_path / "inbox").write_bytes(b"in the way")
    with pytest.raises(SourceError, match="收件文件夹无法建立"):
        folder().poll()


class TestQuarantine:
    """What reading found unreadable goes to quarantine/, wherever it stands."""

    PROBLEM = Problem(where="a.bin", what="文件里没有可以读出的文字", mend="请核对文件，或请来信人重发")

    def test_it_moves_from_done_with_its_reason(
        self, tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
    ) -> None:
        (inbox / "a.bin").write_bytes(b"\x00\x01")
        box = folder()
        box.poll()
        (item,) = receiver.rows
        place = box.quarantine(item.key, item.name, self.PROBLEM)
        assert place == tmp_path / "quarantine" / "a.bin"
        assert place.read_bytes() == b"\x00\x01"
        reason = (tmp_path / "quarantine" / "a.bin.reason.txt").read_text(encoding="utf-8")
        assert reason.splitlines()[:2] == ["文件里没有可以读出的文字。", "请核对文件，或请来信人重发。"]
        assert tree(month(tmp_path)) == []

    def test_it_may_be_repeated(self, tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make) -> None:
        (inbox / "a.bin").write_bytes(b"\x00\x01")
        box = folder()
        box.poll()
        (item,) = receiver.rows
        places = {box.quarantine(item.key, item.name, self.PROBLEM, data=b"\x00\x01") for _ in range(3)}
        assert places == {tmp_path / "quarantine" / "a.bin"}
        assert tree(tmp_path / "quarantine") == ["a.bin", "a.bin.reason.txt"]

    def test_the_right_one_of_equal_names_moves(
        self, tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
    ) -> None:
        box = folder()
        for content in (b"good", b"\x00bad", b"good too"):
            (inbox / "scan.pdf").write_bytes(content)
            box.poll()
        bad = next(item for item in receiver.rows if item.data == b"\x00bad")
        place = box.quarantine(bad.key, bad.name, self.PROBLEM)
        assert place is not None
        assert place.read_bytes() == b"\x00bad"

    def test_a_file_that_somebody_removed_is_written_anew_from_the_archive(
        self, tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
    ) -> None:
        (inbox / "a.bin").write_bytes(b"\x00\x01")
        box = folder()
        box.poll()
        (item,) = receiver.rows
        (month(tmp_path) / "a.bin").unlink()
        assert box.quarantine(item.key, item.name, self.PROBLEM) is None
        for _ in range(2):
            box.quarantine(item.key, item.name, self.PROBLEM, data=b"\x00\x01")
        assert tree(tmp_path / "quarantine") == ["a.bin", "a.bin.reason.txt"]

    def test_a_file_still_in_inbox_moves_too(
        self, tmp_path: Path, inbox: Path, receiver: MemoryReceiver, folder: Make
    ) -> None:
        (inbox / "p").mkdir()
        (inbox / "p" / "a.bin").write_bytes(b"\x00")
        receiver.crash_at = "file_received"
        with pytest.raises(Crash):
            folder().poll()
        receiver.crash_at = None
        (item,) = receiver.rows
        folder().quarantine(item.key, item.name, self.PROBLEM)
        folder().poll()
        assert tree(tmp_path / "quarantine") == ["a.bin", "a.bin.reason.txt"]
        assert receiver.untold("inbox") == set()


class TestWatch:
    """A watched folder."""

    @pytest.fixture
    def watched(self, folder: Make) -> Iterator["queue.Queue[int]"]:
        """The number of letters each sweep received."""
        received: queue.Queue[int] = queue.Queue()
        stop = threading.Event()
        box = folder(settle=0.1, sweep_every=1.0)
        thread = threading.Thread(target=box.watch, args=(stop, lambda report: received.put(report.received)))
        thread.start()
        received.get(timeout=10)
        yield received
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()

    def test_new_files_are_noticed(self, inbox: Path, receiver: MemoryReceiver, watched: "queue.Queue[int]") -> None:
        (inbox / "a.pdf").write_bytes(b"x")
        (inbox / "project").mkdir()
        (inbox / "project" / "b.pdf").write_bytes(b"y")
        got = 0
        while got < 2:
            got += watched.get(timeout=10)
        assert receiver.bodies == [b"x", b"y"]

    def test_an_inbox_that_was_removed_comes_back(
        self, inbox: Path, receiver: MemoryReceiver, watched: "queue.Queue[int]"
    ) -> None:
        inbox.rmdir()
        end = time.monotonic() + 10
        while not inbox.exists() and time.monotonic() < end:
            time.sleep(0.05)
        (inbox / "a.pdf").write_bytes(b"x")
        while watched.get(timeout=15) == 0:
            pass
        assert receiver.bodies == [b"x"]


def test_the_listing_shows_what_stands_in_inbox_and_is_settled(inbox: Path, folder: Make) -> None:
    (inbox / "a.pdf").write_bytes(b"abc")
    (inbox / "b.pdf.part").write_bytes(b"abc")
    (shown,) = folder().listing().folder
    assert (shown.size, shown.key) == (3, filing.snapshot(inbox, inbox / "a.pdf").key)
    assert folder(settle=60).listing().folder == ()
