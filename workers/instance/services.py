"""Everything a stage needs, opened once from the settings and handed down: no room reaches for a global."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.mailboxes import one_mailbox
from domain.settings import MailboxSettings, Settings, SmtpSettings
from domain.staff import HOUSE
from store import rulebooks
from store.archive import Archive
from store.database import Database, migrate, open_database
from workers.instance import identity
from workers.instance.crash_points import CrashPoints
from workers.instance.keys import Keys
from workers.instance.mailbox_file import LiveMailboxes, MailboxForm
from workers.instance.pool import ProcessPool
from workers.instance.sandbox import Walls
from workers.instance.smtp import SmtpTransport
from workers.instance.work_signal import WorkSignal
from workers.rulebooks.live import KeptRulebookError, LiveRulebook

if TYPE_CHECKING:
    from rules.compiled import Compiled

_READER_MEMORY = 1_800_000_000
"""Resident bytes of a reader process: OCR peaks at 1.1 GB, a picture of `limits.image_pixels` beside it at 0.5 GB."""

_PREVIEW_SECONDS = 75.0
"""Longer than LibreOffice is given for a letter, so that it is the one that is stopped."""

_TRIAL_SECONDS = 90.0
"""Far above what a sound rulebook takes for its check, its examples or some hundred letters."""


class RulebookError(Exception):
    """The instance's rulebook does not pass its check; `findings` say where, one line each."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__(f"规则簿有 {len(findings)} 处问题，请先修改：\n" + "\n".join(findings))
        self.findings = findings


@dataclass(frozen=True, kw_only=True)
class Services:
    """One opened instance. worker: this process's name in claims. now: aware UTC."""

    settings: Settings
    database: Database
    archive: Archive
    keys: Keys
    live: LiveRulebook
    post: SmtpTransport | None
    """The way out as it was when the settings were read; `transport` is that of now."""
    pool: ProcessPool
    """Reads letters."""
    writers: ProcessPool
    """Writes letters, in a process of its own: an acknowledgement must not wait behind pages of scans."""
    previews: ProcessPool
    """Makes PDFs and pictures of pages, apart as well."""
    trials: ProcessPool
    """Runs rulebooks that are not live: one that hangs or eats memory is killed."""
    crash_points: CrashPoints
    now: Callable[[], datetime]
    worker: str
    boxes: LiveMailboxes | None = None
    """None: the mailboxes stay as the settings have them."""
    work_signal: WorkSignal = field(default_factory=WorkSignal)
    """Rung when there is new work for the stages."""

    @classmethod
    def open(
        cls, settings: Settings, *, now: Callable[[], datetime] | None = None, form: MailboxForm | None = None
    ) -> "Services":
        """Open the instance; the database is brought up to date. Rulebook and processes follow when they are needed.

        form: what reads the mailboxes again when an admin has changed them; None: they stay as they are.

        Where no version of the rulebook is active yet, the folder's becomes it. Raises RulebookError for a broken one,
        KeyFileError without a usable key, NewerSchemaError for a database of a newer version.
        """
        keys = Keys.of(settings.keys)
        migrate(settings.database_url)
        database = open_database(settings.database_url)
        try:
            _activate_first(settings, database, (now or utc_now)())
        except BaseException:
            database.dispose()
            raise
        crash_points = CrashPoints.from_environment()
        return cls(
            settings=settings,
            database=database,
            archive=Archive(settings.archive),
            keys=keys,
            live=LiveRulebook(database),
            post=SmtpTransport(settings.smtp, crash_points.point, now) if settings.smtp else None,
            pool=ProcessPool(
                size=max(1, settings.workers - 1),
                seconds=settings.limits.read_seconds,
                memory=_READER_MEMORY,
                beat_seconds=settings.limits.ocr_page_seconds,
                modules=("workers.instance.reading_tasks",),
            ),
            writers=ProcessPool(
                size=1,
                seconds=settings.limits.read_seconds,
                memory=_READER_MEMORY,
                walls=Walls(shown=(settings.templates,)),
                modules=("workers.instance.writing_tasks",),
            ),
            previews=ProcessPool(size=1, seconds=_PREVIEW_SECONDS, memory=_READER_MEMORY),
            trials=ProcessPool(
                size=1,
                seconds=_TRIAL_SECONDS,
                memory=_READER_MEMORY,
                walls=Walls(),
                modules=("workers.ruledesk.tasks",),
            ),
            crash_points=crash_points,
            now=now or utc_now,
            worker=identity.name(),
            boxes=LiveMailboxes(settings.root, form, settings.mailboxes) if form else None,
        )

    @property
    def compiled(self) -> "Compiled":
        """The rulebook that decides now; take it once for what belongs together, for it may change in between.

        It is loaded at the first call, which raises RulebookError if this program cannot decide by it.
        """
        try:
            return self.live.current()
        except KeptRulebookError as error:
            more = "修改规则目录后用 huihan rules activate 启用，或用 huihan rules rollback 退回"
            raise RulebookError((*error.findings, more)) from None

    @property
    def zone(self) -> ZoneInfo:
        """The instance's zone."""
        return ZoneInfo(self.settings.zone)

    @property
    def own_addresses(self) -> frozenset[str]:
        """Addresses that are ours: what comes from them is our own mail."""
        return self.mail_settings.own_addresses

    @property
    def mailboxes(self) -> tuple[MailboxSettings, ...]:
        """The mailboxes as they are set up now."""
        return self.boxes.current() if self.boxes else self.settings.mailboxes

    @property
    def smtp(self) -> SmtpSettings | None:
        """The way out as it is set up now."""
        return self.boxes.way_out(self.settings.smtp) if self.boxes else self.settings.smtp

    @property
    def transport(self) -> SmtpTransport | None:
        """What sends by it; None without one."""
        smtp = self.smtp
        if smtp is self.settings.smtp:
            return self.post
        return SmtpTransport(smtp, self.crash_points.point, self.now) if smtp else None

    @property
    def mail_settings(self) -> Settings:
        """The settings, with mailboxes and way out as they are now."""
        return replace(self.settings, mailboxes=self.mailboxes, smtp=self.smtp)

    def authserv_ids(self, source: str) -> frozenset[str]:
        """The names under which the server of one source says who was proved; none for what is no mailbox."""
        return replace(self.settings, mailboxes=self.mailboxes).authserv_ids(source)

    def is_ours(self, address: str | None) -> bool:
        """Whether an address is one of ours, however it is written."""
        return one_mailbox(address) in {one_mailbox(own) for own in self.own_addresses}

    def close(self) -> None:
        """End the processes and the database connections."""
        self.pool.close()
        self.writers.close()
        self.previews.close()
        self.trials.close()
        self.database.dispose()


def _activate_first(settings: Settings, database: Database, now: datetime) -> None:
    with database.reading() as session:
        if rulebooks.active_sha(session) is not None:
            return
    from workers.rulebooks import versions  # noqa: PLC0415 - once in the life of an instance

    try:
        versions.activate_first(database, settings.rulebook, who=HOUSE, now=now)
    except versions.ActivationError as error:
        raise RulebookError(error.findings) from None


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)
