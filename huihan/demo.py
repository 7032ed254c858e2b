"""The demo's instance: a sample company, its directory and letters, and a mail server that delivers into a folder.

The letters come in one after another at the time each was written, on a clock that is set back; everything else is the
live road: the scan folder, reading, rules, clocks, letters, SMTP.
"""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from domain.settings import DeskSettings
from domain.staff import HOUSE, operator
from huihan.commands.init import make_instance
from huihan.demo_people import hire
from huihan.errors import RefusedError
from huihan.opened import open_services
from huihan.sample_letters import TO, SampleFile, build_letters, ours_to, sample
from huihan.settings import read_settings
from ingest.table_file import read_table
from store import cases, letters
from workers.correspondence.draft import draft_reply
from workers.directory import importing
from workers.instance.services import Services
from workers.intake.poll import poll_once
from workers.service.run import drain

_NOTE = ".demo.json"
_OURS = re.compile(re.escape(ours_to("\0").encode()).replace(re.escape(b"\0"), rb"([a-z-]+)"))
_PORT = re.compile(r"^port = \d+$", re.MULTILINE)
_COMPANY = """
# ---- 演示用的公司与邮件服务器（信只会落到 outbox/，不会发出本机） ----
[company]
name = "翠湖物业服务有限公司"
office = "客户服务中心"
phone = "400-000-0000"
contact = "客服值班员"
address = "湖滨市翠湖路 1 号"

[desk]
port = {desk}

[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
from = "{sender}"
"""


@dataclass
class DemoClock:
    """The time that the demo plays at; None is the real time."""

    at: datetime | None = None

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return (self.at or datetime.now(UTC)).astimezone(UTC)


class Outbox:
    """Takes what is sent and writes it into a folder, as aiosmtpd's handler."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """One mail, one file."""
        content = envelope.content
        data = content.encode() if isinstance(content, str) else content or b""
        number = len(list(self._folder.glob("*.eml"))) + 1
        (self._folder / f"{number:03d}-{'-'.join(envelope.rcpt_tos)}.eml").write_bytes(data)
        return "250 2.0.0 kept in the outbox"


@dataclass
class Notes:
    """What a run remembers for the next one. started: when the letters were dated; fed: ids that went in."""

    path: Path
    started: datetime
    fed: list[str] = field(default_factory=list)

    def save(self) -> None:
        """Write the notes."""
        content = {"started": self.started.isoformat(), "fed": self.fed}
        self.path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def prepare(folder: Path, now: datetime) -> Notes:
    """Make the demo's instance, or go on with the one that is there; RefusedError if an instance of another kind is."""
    note = folder / _NOTE
    if (folder / "huihan.toml").exists() and not note.exists():
        raise RefusedError(f"{folder} 是正式实例，不是演示；请给演示另选一个目录：huihan demo 目录")
    if note.exists():
        kept: dict[str, str] = json.loads(note.read_text("utf-8"))  # as `Notes.save` wrote it
        return Notes(path=note, started=datetime.fromisoformat(kept["started"]), fed=list(kept["fed"]))
    make_instance(folder)
    (folder / "templates" / "seal.png").write_bytes(sample("seal.png"))
    notes = Notes(path=note, started=now.replace(microsecond=0))
    notes.save()
    settings = folder / "huihan.toml"
    text = settings.read_text("utf-8").replace("\n[company]\n", "\n").replace("\n[desk]\n", "\n")
    settings.write_text(text + _COMPANY.format(port=_free_port(), desk=_desk_port(), sender=TO), encoding="utf-8")
    return notes


@contextmanager
def outbox(folder: Path) -> Iterator[Path]:
    """A mail server on the port that the demo's settings name, or, if that is taken meanwhile, on a new one."""
    target = folder / "outbox"
    target.mkdir(exist_ok=True)
    settings = read_settings(folder)
    if settings.smtp is None:
        raise RefusedError(f"{folder / 'huihan.toml'} 中没有 [smtp]；请删去 {folder}，重新运行 huihan demo")
    port = settings.smtp.port
    if not is_free(port):
        port = _free_port()
        file = folder / "huihan.toml"
        file.write_text(_PORT.sub(f"port = {port}", file.read_text("utf-8")), encoding="utf-8")
    controller = Controller(Outbox(target), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield target
    finally:
        controller.stop()


@contextmanager
def played(folder: Path, notes: Notes, told: Callable[[], None]) -> Iterator[Services]:
    """Feed every letter not yet fed, each at its time, and work it off; `told` hears of each. The instance, opened."""
    clock = DemoClock()
    with open_services(read_settings(folder), now=clock) as services:
        rows = read_table(sample("directory.csv"), "directory.csv", services.settings.limits)
        importing.take(services, rows, "directory.csv", actor=operator(HOUSE))
        samples = sorted(letters_of(notes), key=lambda one: one.sent)
        clock.at = samples[0].sent
        hire(services)  # before the first letter, so that each is told of what concerns them
        for letter in samples:
            if letter.id not in notes.fed:
                clock.at = letter.sent
                _feed(services, letter)
                notes.fed.append(letter.id)
                notes.save()
            told()
        clock.at = None
        drain(services)
        with services.database.reading() as session:
            numbers = [case.number for case in cases.list_cases(session)]
        for number in numbers:
            draft_reply(services, number)
        yield services


def letters_of(notes: Notes) -> tuple[SampleFile, ...]:
    """The demo's letters, dated from when the demo was started."""
    return build_letters(notes.started)


def _feed(services: Services, letter: SampleFile) -> None:
    replace(letter, data=_OURS.sub(partial(_sent_to, services), letter.data)).write(services.settings.inbox)
    for polled in poll_once(services):
        if polled.failed:
            raise RefusedError(f"{polled.source}：{polled.failed}")
    drain(services)


def _sent_to(services: Services, found: re.Match[bytes]) -> bytes:
    """The Message-ID under which a sample letter was acknowledged; an automatic answer names it."""
    with services.database.reading() as session:
        answered = cases.find_followed(session, [f"<{found[1].decode()}@example.com>"])
        sent = [one.message_id for case_id in answered for one in letters.of_case(session, case_id) if one.message_id]
    return sent[0].encode() if sent else found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _desk_port() -> int:
    """The usual one if no one listens there."""
    usual = DeskSettings().port
    return usual if is_free(usual) else _free_port()


def is_free(port: int) -> bool:
    """Whether no one listens on that port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
