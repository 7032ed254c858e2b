"""A whole instance for the tests: its folder, a mailbox on a real server, a real SMTP listener, the real process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers import preloaded
from servers.dovecot import Dovecot
from servers.smtp import SmtpServer

from domain.codes import PENDING, IntakeState, LetterKind, LetterState
from domain.settings import Settings
from huihan.settings import read_settings
from store import cases, examinations, intake, jobs, letters
from store.database import Database, open_database
from store.intake import IntakeRow
from store.letters import LetterRow
from workers.instance.stages import EXAMINE

SHIPPED = Path(__file__).parents[2] / "rulebook"
COMMAND = Path(sys.executable).with_name("huihan")
TOML = """
[database]
{database}

{mailboxes}
[smtp]
host = "{smtp_host}"
port = {smtp_port}
security = "none"
from = "kefu@wuye.example"
timeout = "5 s"

[company]
name = "阳光物业服务有限公司"

[limits]
letters_per_sender_and_day = 1000
letters_per_case_and_day = 1000
letters_per_domain_and_day = 10000
letters_per_hour = 10000
letters_per_day = 10000
"""

MAILBOX = """
[[mailbox]]
name = "{name}"
host = "{host}"
port = {port}
security = "none"
user = "{user}"
password_env = "TEST_IMAP_PASSWORD"
authserv_id = "mx.wuye.example"
after = "{after}"
start_from = 2000-01-01T00:00:00+08:00
poll_every = "1 s"
"""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One instance on disk with its mailboxes' users and its listener. users: mailbox name → user on the server."""

    root: Path
    users: Mapping[str, str]
    dovecot: Dovecot
    smtp: SmtpServer
    database_url: str

    @property
    def user(self) -> str:
        """The only mailbox's user."""
        (user,) = self.users.values()
        return user

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TEST_IMAP_PASSWORD": self.dovecot.password,
            "TEST_DATABASE_URL": self.database_url,
            "PYTHONWARNINGS": "default",
        }

    def start(self, *, crash_at: str | None = None, anew: bool = False) -> "subprocess.Popen[bytes]":
        """The real `huihan run`, without its desk; `crash_at` as in workers/instance/crash_points.py.

        anew: as an operator starts it, not preloaded.
        """
        environment = self.environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {})
        log = (self.root / "run.log").open("ab")
        with log:
            return (subprocess if anew else preloaded).Popen(
                [COMMAND, "--instance", self.root, "run", "--no-desk"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def settings(self) -> Settings:
        return read_settings(self.root, self.environment)

    @contextmanager
    def database(self) -> Iterator[Database]:
        opened = open_database(self.database_url)
        try:
            yield opened
        finally:
            opened.dispose()

    def quiet(self, expected: int) -> bool:
        """Whether `expected` messages are entered, nothing is under way or in the inbox, the server was told of all."""
        with self.database() as database, database.reading() as session:
            rows = intake.list_by_state(session, tuple(IntakeState))
            # An examination is no letter, and over a line that is cut it lasts minutes.
            waiting = jobs.waiting(session) - jobs.live(session, EXAMINE, examinations.ONLY)
            sending = letters.in_state(session, (LetterState.SENDING,))
        entered = [row for row in rows if row.source in self.users]
        return (
            len(entered) >= expected
            and not waiting
            and not sending
            and all(row.state not in PENDING and row.told_at is not None for row in entered)
            and not any((self.root / "inbox").iterdir())
        )

    def await_quiet(self, expected: int, process: "subprocess.Popen[bytes]", *, seconds: float = 120) -> None:
        """Wait for `quiet`; a process that ends meanwhile, or takes too long, is a failure with its log."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert process.poll() is None, f"huihan ended by itself ({process.returncode}):\n{self.log()}"
            if self.quiet(expected):
                return
            time.sleep(0.3)
        raise AssertionError(f"not quiet after {seconds} s:\n{self.state()}\n{self.log()}")

    def rows(self) -> list[IntakeRow]:
        with self.database() as database, database.reading() as session:
            return intake.list_by_state(session, tuple(IntakeState))

    def acknowledgements(self) -> list[LetterRow]:
        with self.database() as database, database.reading() as session:
            found = letters.in_state(session, tuple(LetterState))
        return [letter for letter in found if letter.kind is LetterKind.ACKNOWLEDGEMENT]

    def cases(self) -> list[cases.CaseRow]:
        with self.database() as database, database.reading() as session:
            return cases.list_cases(session)

    def state(self) -> str:
        rows = Counter((row.source, row.state.value) for row in self.rows())
        sent = Counter(letter.state.value for letter in self.acknowledgements())
        return f"intake {dict(rows)}, acknowledgements {dict(sent)}"

    def log(self) -> str:
        path = self.root / "run.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""


def stop(process: "subprocess.Popen[bytes]") -> int:
    """End the process as an operator does, and its readers with it; its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def make_instance(
    root: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,
    database_url: str,
    *,
    after: str = "move:Huihan",
    mailboxes: Collection[str] = ("office",),
    imap_port: int | None = None,
) -> Instance:
    """An instance with the shipped rulebook and no directory. imap_port: of a proxy in front of the server."""
    users = {name: dovecot.new_user() for name in mailboxes}
    shutil.copytree(SHIPPED, root / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for folder in ("inbox", "templates", "data"):
        (root / folder).mkdir()
    boxes = "".join(
        MAILBOX.format(name=name, host=dovecot.host, port=imap_port or dovecot.port, user=user, after=after)
        for name, user in users.items()
    )
    (root / "huihan.toml").write_text(
        TOML.format(
            database='url_env = "TEST_DATABASE_URL"', mailboxes=boxes, smtp_host=smtp.host, smtp_port=smtp.port
        ),
        encoding="utf-8",
    )
    return Instance(root=root, users=users, dovecot=dovecot, smtp=smtp, database_url=database_url)
