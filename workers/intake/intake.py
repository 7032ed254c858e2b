"""Stage 1, intake: bytes into the archive, then a row and its first job in one commit; only then is the source told."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from domain.codes import IgnoredReason, IntakeState
from domain.settings import Limits
from ingest.read import read_letters
from ingest.sources.receiver import Item, MailboxState
from store import clocks, intake, jobs, mailboxes
from store.intake import IntakeRow, NewIntake
from store.rows import Columns
from workers.deciding import deadlines
from workers.instance.services import Services
from workers.instance.stages import READ

_UNTOLD_AT_ONCE = 100_000


class Intake:
    """Takes in what the sources show (the Receiver of ingest/sources/receiver.py)."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def known(self, source: str, keys: Collection[str]) -> set[str]:
        """Those of `keys` that have a row."""
        with self._services.database.reading() as session:
            return intake.known_among(session, source, keys)

    def untold(self, source: str) -> set[str]:
        """Keys that are safe and of which the source does not know it yet."""
        with self._services.database.reading() as session:
            return {row.source_key for row in intake.untold(session, source, _UNTOLD_AT_ONCE)}

    def receive(self, items: Sequence[Item]) -> None:
        """Archive, then commit; durable on return, and harmless when repeated."""
        services = self._services
        with_bytes = [item for item in items if item.data is not None]
        shas = services.archive.put_many([item.data for item in with_bytes if item.data is not None])
        self.fault("intake.archived")
        sha_of = {item.key: sha for item, sha in zip(with_bytes, shas, strict=True)}
        now = services.now()
        new = [self._new(item, sha_of.get(item.key)) for item in items]
        with services.database.transaction() as session:
            rows = intake.enter(session, *new)
            jobs.defer_many(session, READ, [row.id for row in rows if row.state is IntakeState.RECEIVED])
            for row in rows:
                if row.state is IntakeState.QUARANTINED and row.first_seen_at == now:
                    self._start_clocks(session, row)
        services.work_signal.send()
        self.fault("intake.committed")

    def told(self, source: str, keys: Collection[str]) -> None:
        """Note that the source was told of these keys."""
        services = self._services
        wanted = set(keys)
        with services.database.transaction() as session:
            rows = intake.untold(session, source, _UNTOLD_AT_ONCE)
            intake.mark_told(session, [row.id for row in rows if row.source_key in wanted], services.now())

    def state(self, source: str) -> MailboxState | None:
        """What is remembered of a mailbox."""
        with self._services.database.reading() as session:
            kept = mailboxes.get(session, source)
        if kept is None:
            return None
        return MailboxState(uidvalidity=kept.uidvalidity, high_uid=kept.high_uid, start_from=kept.start_from)

    def save_state(self, source: str, state: MailboxState) -> None:
        """Remember a mailbox's state."""
        with self._services.database.transaction() as session:
            mailboxes.save(
                session,
                mailboxes.MailboxState(
                    source=source,
                    uidvalidity=state.uidvalidity,
                    high_uid=state.high_uid,
                    start_from=state.start_from,
                    checked_at=self._services.now(),
                    shown=0,
                ),
            )

    def fault(self, name: str) -> None:
        """Pass a named point."""
        self._services.crash_points.point(name)

    def _start_clocks(self, session: Session, row: IntakeRow) -> None:
        started = deadlines.ordinary(
            self._services.compiled, deadlines.UNREAD, row.received_at, date_only=row.received_date_only
        )
        clocks.start(session, row.id, None, 1, started)

    def _new(self, item: Item, sha: str | None) -> NewIntake:
        now = self._services.now()
        common: Columns = {
            "source": item.source,
            "source_key": item.key,
            "size": item.size,
            "channel": item.channel,
            "project": item.project,
            "received_at": item.received,
            "received_date_only": item.received_date_only,
            "first_seen_at": now,
            "no_letter": item.no_letter,
            "told_at": None if item.to_tell else now,
            "details": {"name": item.name},
        }
        if sha is not None:
            return NewIntake(sha256=sha, **common)
        if item.before_start:
            return NewIntake(
                state=IntakeState.IGNORED,
                ignored_reason=IgnoredReason.BEFORE_START,
                note="早于该邮箱的启用时间，未登记",
                **common,
            )
        return _without_bytes(item, common, self._services.authserv_ids(item.source))


def _without_bytes(item: Item, common: Columns, servers: frozenset[str]) -> NewIntake:
    """A row for what could not be fetched: whatever headers were had, and the problem in words. servers: of ours."""
    heard: Columns = {}
    if item.header_block:
        document = read_letters(item.header_block, name=item.name, limits=Limits(), authserv_ids=servers)[0]
        heard = {
            "authentication": document.envelope.authentication,
            "message_id": document.envelope.message_id,
            "sender": document.envelope.sender.email,
            "subject": document.subject or None,
        }
    problem = item.problem
    note = f"{problem.where}：{problem.what}。{problem.mend}" if problem else "原件未能取得"
    problems = (problem,) if problem else ()
    return NewIntake(state=IntakeState.QUARANTINED, note=note, problems=problems, **heard, **common)
