"""A mailbox as a source: polled or watched over IMAP, counted for the ledger, examined for `huihan doctor`.

Every connection begins with a full look at the folder, so nothing depends on what an earlier connection remembered; a
message is entered once because its key is unique, however many pollers see it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from imapclient.exceptions import IMAPClientError

from domain.reading import Problem
from domain.settings import MailboxSettings
from ingest.sources import imap
from ingest.sources.acknowledging import Action, After, folder_exists, forgotten_keyword, read_after, target_folder
from ingest.sources.receiver import Listing, MailboxState, PollReport, Receiver, Shown, SourceError
from ingest.sources.sweep import STRIKES, Bounds, Memory, Sweep

CONNECTIONS_A_POLL = STRIKES + 1
"""How often one poll connects when the connection breaks during a fetch."""
FULL_EVERY = timedelta(hours=1)
"""A watch looks at the whole folder this often, beside the start of each connection."""
IDLE_TICK = 1.0
"""Seconds between two looks at the stop event while waiting."""


@dataclass(frozen=True, kw_only=True)
class MailboxReport:
    """What `huihan doctor` says of a mailbox.

    problem: why it cannot be used, None if it can. messages: in the folder. before_start: how many of them lie before
    start_from (which is now, for a mailbox that was never opened and has no start_from). new: how many have no row yet.
    notes: what works but deserves a look.
    """

    name: str
    problem: Problem | None = None
    messages: int = 0
    before_start: int = 0
    start_from: datetime | None = None
    new: int = 0
    idle: bool = False
    notes: tuple[Problem, ...] = ()


class Mailbox:
    """One configured mailbox. `now` gives the current time with its offset; `timeout` is seconds per network step.

    `tokens` gives the tokens of one that signs in by them.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        receiver: Receiver,
        *,
        bounds: Bounds,
        now: Callable[[], datetime],
        timeout: float = 60.0,
        tokens: imap.Tokens | None = None,
    ) -> None:
        self._settings = settings
        self._receiver = receiver
        self._bounds = bounds
        self._now = now
        self._timeout = timeout
        self._tokens = tokens
        self._memory = Memory()

    @property
    def name(self) -> str:
        """The source name under which rows are kept."""
        return self._settings.name

    def poll(self) -> PollReport:
        """Connect, take in everything that has no row, disconnect.

        Raises SourceError when the mailbox cannot be used or the connection broke; what was committed until then stays
        committed, and the next poll goes on. A message on which the server breaks the connection is put last within
        this call, so that those behind it are taken in.
        """
        total = PollReport(source=self.name)
        for left in range(CONNECTIONS_A_POLL - 1, -1, -1):
            strikes = dict(self._memory.strikes)
            try:
                with self._sweep() as (_, sweep):
                    try:
                        sweep.run(full=True, now=self._now())
                    finally:
                        total = _added(total, sweep.take_report())
                    return total
            except SourceError:
                if not left or strikes == self._memory.strikes:
                    raise
        raise AssertionError("unreachable")  # pragma: no cover

    def watch(self, stop: threading.Event, report: Callable[[PollReport], None]) -> None:
        """Take in what is there, then stay connected and take in what comes, until `stop` is set.

        `report` is called after each sweep. Waiting is by IDLE where the server offers it, and at the latest every
        `poll_every` in any case. Raises SourceError when the connection breaks; the caller reconnects, with a pause.
        """
        with self._sweep() as (connection, sweep):
            idle = connection.has("IDLE")
            full_at: datetime | None = None
            while not stop.is_set():
                now = self._now()
                full = full_at is None or now >= full_at
                if full:
                    full_at = now + FULL_EVERY
                sweep.run(full=full, now=now)
                report(sweep.take_report())
                self._wait(connection, stop, idle=idle)

    def check(self) -> MailboxReport:
        """Connect and count without changing anything; every failure is the report's `problem`."""
        try:
            return self._checked()
        except SourceError as error:
            return MailboxReport(name=self.name, problem=error.problem)

    def listing(self) -> Listing:
        """Everything that the folder and the move target show now; raises SourceError."""
        after = read_after(self._settings)
        with self._connected() as connection:
            folder, _ = self._shown(connection, self._settings.folder)
            target: tuple[Shown, ...] = ()
            if after.action is Action.MOVE:
                name = target_folder(connection, after.name)
                if folder_exists(connection, name):
                    target, _ = self._shown(connection, name)
            return Listing(source=self.name, folder=folder, target=target)

    @contextmanager
    def _connected(self) -> Iterator[imap.Connection]:
        """A connection that is closed in any case; what the server refuses becomes a SourceError."""
        connection = imap.connect(self._settings, timeout=self._timeout, tokens=self._tokens)
        broken = True
        try:
            yield connection
            broken = False
        except IMAPClientError as error:
            raise imap.refused(self._settings, error) from error
        finally:
            connection.close(broken=broken)

    @contextmanager
    def _sweep(self) -> Iterator[tuple[imap.Connection, Sweep]]:
        """A connection with the folder selected and the state at hand."""
        leave = read_after(self._settings).action is Action.LEAVE
        with self._connected() as connection:
            selected = connection.select(self._settings.folder, readonly=leave)
            state = self._state(selected)
            sweep = Sweep(
                connection=connection,
                selected=selected,
                state=state,
                old_below=self._old_below(state, selected),
                receiver=self._receiver,
                bounds=self._bounds,
                memory=self._memory,
            )
            yield connection, sweep

    def _state(self, selected: imap.Selected) -> MailboxState:
        """The remembered state; at first contact, or under a new UIDVALIDITY, a fresh one is saved.

        A start_from in the settings goes before the remembered one. INTERNALDATE has whole seconds, and so has ours:
        what comes in the second of the first contact comes after it.
        """
        state = self._receiver.state(self.name)
        start_from = self._settings.start_from or (state.start_from if state else self._now().replace(microsecond=0))
        if state is None or state.uidvalidity != selected.uidvalidity:
            state = MailboxState(uidvalidity=selected.uidvalidity, high_uid=0, start_from=start_from)
            self._receiver.save_state(self.name, state)
        return replace(state, start_from=start_from)

    def _old_below(self, state: MailboxState, selected: imap.Selected) -> int | None:
        """The UID below which a message may lie before start_from; None: any may.

        Without a configured start_from only what stood in the folder at first contact is old: what came later is new,
        though the server's clock be slow or a clerk have moved an older complaint into the folder.
        """
        if self._settings.start_from is not None:
            return None
        return state.high_uid + 1 if state.high_uid else selected.uidnext

    def _wait(self, connection: imap.Connection, stop: threading.Event, *, idle: bool) -> None:
        """Until something may have come, `poll_every` is over, or `stop` is set."""
        seconds = self._settings.poll_every.total_seconds()
        if not idle:
            stop.wait(seconds)
            return
        with imap.translated(self._settings):
            _idle(connection, stop, seconds)

    def _checked(self) -> MailboxReport:
        after = read_after(self._settings)
        with self._connected() as connection:
            # EXAMINE says nothing of keywords.
            readonly = after.action is not Action.FLAG
            shown, selected = self._shown(connection, self._settings.folder, readonly=readonly)
            state = self._receiver.state(self.name)
            start_from = self._settings.start_from or (state.start_from if state else self._now())
            return MailboxReport(
                name=self.name,
                messages=len(shown),
                before_start=sum(one.received < start_from for one in shown),
                start_from=start_from,
                new=len(shown) - len(self._receiver.known(self.name, [one.key for one in shown])),
                idle=connection.has("IDLE"),
                notes=tuple(_notes(connection, selected, after)),
            )

    def _shown(
        self, connection: imap.Connection, folder: str, *, readonly: bool = True
    ) -> tuple[tuple[Shown, ...], imap.Selected]:
        """All messages of one folder. A time the server does not give is shown as now."""
        selected = connection.select(folder, readonly=readonly)
        meta = connection.metadata(connection.search(low=1, uidnext=selected.uidnext))
        now = self._now()
        shown = (
            Shown(key=f"{selected.uidvalidity}:{one.uid}", received=one.received or now, size=one.size)
            for one in meta.values()
        )
        return tuple(shown), selected


def _added(total: PollReport, last: PollReport) -> PollReport:
    """The sum over several connections; what was shown, and what is wrong, is as the last one saw it."""
    return replace(
        last,
        received=total.received + last.received,
        before_start=total.before_start + last.before_start,
        byteless=total.byteless + last.byteless,
        told=total.told + last.told,
    )


def _idle(connection: imap.Connection, stop: threading.Event, seconds: float) -> None:
    """IDLE until a message is announced, `stop` is set or the time is over; servers drop what idles for 29 minutes."""
    client = connection.client
    client.idle()
    end = time.monotonic() + seconds
    while not stop.is_set() and (left := end - time.monotonic()) > 0:
        asked = time.monotonic()
        tick = min(IDLE_TICK, left)
        answers = client.idle_check(timeout=tick)
        if any(len(answer) > 1 and answer[1] == b"EXISTS" for answer in answers):
            break
        if not answers and time.monotonic() - asked < tick / 2:
            break  # idle_check hides the end of the connection; idle_done will say it.
    client.idle_done()


def _notes(connection: imap.Connection, selected: imap.Selected, after: After) -> Iterator[Problem]:
    """What works, but deserves a look before the mailbox goes live."""
    place = imap.where(connection.settings)
    if after.action is Action.MOVE and not folder_exists(connection, target_folder(connection, after.name)):
        yield Problem(where=place, what=f"文件夹「{after.name}」还不存在", mend="收到第一封来信时会自动建立")
    if after.action is Action.MOVE and not connection.has("MOVE") and not connection.has("UIDPLUS"):
        what = "服务器不支持 MOVE 和 UIDPLUS，已入库的来信会复制过去，原件标为已删除"
        yield Problem(where=place, what=what, mend="请定期清理该文件夹中标为已删除的邮件")
    if (problem := forgotten_keyword(connection.settings, after, selected)) is not None:
        yield problem
