"""An instance in this process, with a clock of its own and a real listener for its mail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from servers.smtp import running_smtp

from domain.codes import Channel, IntakeState
from domain.settings import DeskSettings, Limits, MailboxSettings, Security, Settings, SmtpSettings
from ingest.sources.receiver import Item
from rules.compiled import Compiled
from store import cases, clocks, directory, events, intake, letters
from store.archive import Archive
from store.database import open_database
from workers.instance import identity
from workers.instance.crash_points import CrashPoints
from workers.instance.keys import Keys
from workers.instance.pool import ProcessPool
from workers.instance.services import Services
from workers.instance.smtp import SmtpTransport
from workers.intake.intake import Intake
from workers.rulebooks.live import LiveRulebook
from workers.service.lanes import lanes
from workers.service.runner import Runner

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
LIFT = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天，没有人来修，请尽快安排。电话13800138000"


SERVER = "mx.wuye.example"
"""The authserv-id of the mailbox `office`."""


@dataclass
class House:
    """A running instance. time: the one moment that its clock shows."""

    services: Services
    time: list[datetime]
    smtp: object
    delivered: int = 0

    def mail(
        self, subject="电梯停运", text=LIFT, *, sender="王芳 <wang@example.com>", source="office", found=None, **headers
    ):
        """One mail into a mailbox; its Message-ID. found: what the mailbox's own server found, such as `dmarc=pass`.

        attach: (name, bytes, media type) of what is attached.
        """
        self.delivered += 1
        message = EmailMessage()
        if found:
            message["Authentication-Results"] = f"{SERVER}; {found}"
        message["From"] = sender
        message["To"] = "kefu@wuye.example"
        message["Subject"] = subject
        message["Date"] = format_datetime(self.time[0])
        headers.setdefault("Message_ID", f"<m{self.delivered}@example.com>")
        no_letter = headers.pop("no_letter", False)
        attach = headers.pop("attach", ())
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        for name, data, media_type in attach:
            main, _, sub = media_type.partition("/")
            message.add_attachment(data, maintype=main, subtype=sub, filename=name)
        self.receive(message.as_bytes(), source=source, no_letter=no_letter)
        return headers["Message_ID"]

    def receive(self, data, *, source="office", no_letter=False, name="mail.eml"):
        self.delivered += 1
        Intake(self.services).receive(
            [
                Item(
                    source=source,
                    key=f"1:{self.delivered}",
                    data=data,
                    size=len(data),
                    received=self.time[0],
                    channel=Channel.EMAIL,
                    name=name,
                    no_letter=no_letter,
                )
            ]
        )

    def work(self):
        """The whole road until nothing is due."""
        runners = [Runner(self.services, stages, name=name) for name, stages in lanes().items()]
        while sum(runner.work_once() for runner in runners):
            pass

    def ask(self, query: Callable):
        with self.services.database.reading() as session:
            return query(session)

    def rows(self):
        return self.ask(lambda session: intake.list_by_state(session, tuple(IntakeState)))

    def last(self):
        return self.rows()[-1]

    def cases(self):
        return sorted(self.ask(cases.list_cases), key=lambda case: case.id)

    def letters(self, case):
        return self.ask(lambda session: letters.of_case(session, case.id))

    def clocks(self, case):
        return {(one.clock, one.round): one for one in self.ask(lambda session: clocks.of_case(session, case.id))}

    def events(self, case):
        return [event.what for event in self.ask(lambda session: events.history(session, case.id))]

    def directory(self, *rows):
        with self.services.database.transaction() as session:
            directory.import_households(session, rows)


@contextmanager
def running_house(root: Path, database_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """An instance in `root` on that database, closed at the end."""
    (root / "smtp").mkdir()
    with running_smtp(root / "smtp") as smtp:
        settings = Settings(
            root=root,
            database_url=database_url,
            limits=Limits(job_attempts=2),
            desk=DeskSettings(base_url="http://desk.test"),
            mailboxes=(
                MailboxSettings(
                    name="office",
                    host="127.0.0.1",
                    port=9,  # nothing listens there: the tests hand mail over
                    security=Security.NONE,
                    user="kefu@wuye.example",
                    password="none",
                    authserv_ids=frozenset({SERVER}),
                ),
            ),
            smtp=SmtpSettings(
                host=smtp.host,
                port=smtp.port,
                security=Security.NONE,
                from_address="kefu@wuye.example",
                timeout=timedelta(seconds=5),
            ),
        )
        crash_points = CrashPoints(None)
        now = [NOW]
        database = open_database(database_url)
        services = Services(
            settings=settings,
            database=database,
            archive=Archive(settings.archive),
            keys=Keys.of(settings.keys),
            live=LiveRulebook(database, compiled),
            post=SmtpTransport(settings.smtp, crash_points.point),
            pool=pool,
            writers=pool,
            previews=pool,
            trials=pool,
            crash_points=crash_points,
            now=lambda: now[0],
            worker=identity.name(),
        )
        yield House(services=services, time=now, smtp=smtp)
        database.dispose()
