"""One sweep over a selected folder: find what has no row, hand it over, then tell the server.

A message is known by UIDVALIDITY and UID alone: never by its sequence number, never by being unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from imapclient.exceptions import IMAPClientError

from domain.codes import Channel
from domain.reading import Problem
from ingest.sources import imap
from ingest.sources.acknowledging import Teller
from ingest.sources.batches import batches
from ingest.sources.receiver import Item, MailboxState, PollReport, Receiver, SourceError

BYTELESS_BATCH = 1_000
STRIKES = 5
"""Connections that may break on a message before it is left alone for REST and only reported."""
REST = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much one fetch may ask for, and what is too large to fetch at all; sizes in bytes."""

    message_bytes: int
    batch_messages: int = 50
    batch_bytes: int = 8_000_000


@dataclass(kw_only=True)
class Memory:
    """What a mailbox object remembers from one connection to the next.

    strikes: how often, and when last, the connection broke while this message was being fetched. Such messages come
    last, one at a time, and after STRIKES they rest, so that a message on which the server fails (or a filter in the
    network) stops neither those behind it nor the watching.
    """

    strikes: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def strike(self, key: str, now: datetime) -> None:
        """The connection broke on this message."""
        self.strikes[key] = (self.strikes.get(key, (0, now))[0] + 1, now)

    def resting(self, key: str, now: datetime) -> bool:
        """Whether this message is left alone for now."""
        count, last = self.strikes.get(key, (0, now))
        return count >= STRIKES and now - last < REST


class Sweep:
    """The sweeps of one connection; `report` counts what they did since it was last taken.

    old_below: only messages with a lower UID can be before_start; None: any can.
    """

    def __init__(
        self,
        *,
        connection: imap.Connection,
        selected: imap.Selected,
        state: MailboxState,
        old_below: int | None,
        receiver: Receiver,
        bounds: Bounds,
        memory: Memory,
    ) -> None:
        self._connection = connection
        self._settings = connection.settings
        self._selected = selected
        self._state = state
        self._old_below = old_below
        self._receiver = receiver
        self._bounds = bounds
        self._memory = memory
        self._teller = Teller(connection, selected, receiver.fault)
        self.report = PollReport(source=self._settings.name)

    def take_report(self) -> PollReport:
        """The report so far, and start a new one."""
        report, self.report = self.report, PollReport(source=self._settings.name)
        return report

    def run(self, *, full: bool, now: datetime) -> None:
        """Find and take in. full: look at every message and finish what an earlier crash left; else only new UIDs."""
        low = 1 if full else self._state.high_uid + 1
        uids = self._connection.search(low=low, uidnext=self._selected.uidnext)
        keys = {uid: self.key(uid) for uid in uids}
        known = self._receiver.known(self._settings.name, list(keys.values()))
        self._count(shown=len(uids), problem=self._teller.keyword_problem())
        if full:
            self._finish_telling(keys)
        self._take([uid for uid in uids if keys[uid] not in known], now)
        high_uid = max([*uids[-1:], self._selected.uidnext - 1])
        if high_uid > self._state.high_uid:
            self._state = replace(self._state, high_uid=high_uid)
            self._receiver.save_state(self._settings.name, self._state)

    def key(self, uid: int) -> str:
        """The item key of a message."""
        return f"{self._selected.uidvalidity}:{uid}"

    def _finish_telling(self, shown: dict[int, str]) -> None:
        """Tell again what was committed but perhaps not told; what is no longer shown needs no telling."""
        untold = self._receiver.untold(self._settings.name)
        if not untold:
            return
        here = [uid for uid, key in shown.items() if key in untold]
        self._receiver.told(self._settings.name, untold - {shown[uid] for uid in here})
        if here:
            self._tell(here, again=True)

    def _take(self, uids: Sequence[int], now: datetime) -> None:
        """Take in messages without a row, oldest first; those that broke a connection before come last, singly."""
        late: list[imap.Meta] = []
        for start in range(0, len(uids), imap.META_BATCH):
            chunk = uids[start : start + imap.META_BATCH]
            meta = self._connection.metadata(chunk)
            self._hand_over_byteless(self._sorted_out(chunk, meta, now))
            wanted = [one for one in meta.values() if not self._before(one) and one.size <= self._bounds.message_bytes]
            late += [one for one in wanted if self.key(one.uid) in self._memory.strikes]
            for batch in batches(
                [one for one in wanted if self.key(one.uid) not in self._memory.strikes],
                most=self._bounds.batch_messages,
                most_bytes=self._bounds.batch_bytes,
            ):
                self._fetch(batch, now)
        for one in sorted(late, key=lambda meta: (self._memory.strikes[self.key(meta.uid)][0], meta.uid)):
            if self._memory.resting(self.key(one.uid), now):
                self._undelivered(one, "连接中断")
            else:
                self._fetch([one], now)

    def _before(self, meta: imap.Meta) -> bool:
        may_be = self._old_below is None or meta.uid < self._old_below
        return may_be and meta.received is not None and meta.received < self._state.start_from

    def _sorted_out(self, uids: Sequence[int], meta: dict[int, imap.Meta], now: datetime) -> list[Item]:
        """The items that get no bytes: before_start, too large, expunged since the search."""
        before = [self._item(one, None, now, before_start=True) for one in meta.values() if self._before(one)]
        large = [one for one in meta.values() if not self._before(one) and one.size > self._bounds.message_bytes]
        blocks = self._connection.headers([one.uid for one in large]) if large else {}
        return [
            *before,
            *(self._too_large(one, blocks.get(one.uid, b""), now) for one in large),
            *self._expunged([uid for uid in uids if uid not in meta], now),
        ]

    def _expunged(self, uids: Sequence[int], now: datetime) -> list[Item]:
        """Rows for messages that vanished; another poller may meanwhile have taken and moved them."""
        known = self._receiver.known(self._settings.name, [self.key(uid) for uid in uids]) if uids else set()
        gone = Problem(
            where=imap.where(self._settings),
            what="邮件在读取之前已被他人从服务器删除",
            mend="请在该邮箱的「已删除」中查找，或请寄信人重发",
        )
        return [
            self._item(imap.Meta(uid=uid, received=None, size=0), None, now, problem=gone)
            for uid in uids
            if self.key(uid) not in known
        ]

    def _too_large(self, meta: imap.Meta, block: bytes, now: datetime) -> Item:
        problem = Problem(
            where=imap.where(self._settings),
            what=f"邮件过大（{meta.size:,} 字节，上限 {self._bounds.message_bytes:,}），未下载，仍在服务器上",
            mend=f"请在文件夹「{self._settings.folder}」中打开处理，或调高 [limits] message_bytes",
        )
        return self._item(meta, None, now, problem=problem, header_block=block)

    def _item(
        self,
        meta: imap.Meta,
        data: bytes | None,
        now: datetime,
        *,
        problem: Problem | None = None,
        before_start: bool = False,
        header_block: bytes = b"",
    ) -> Item:
        received = meta.received or now
        return Item(
            source=self._settings.name,
            key=self.key(meta.uid),
            data=data,
            size=meta.size,
            received=received,
            project=self._settings.project,
            channel=Channel.EMAIL,
            name=f"{self._settings.folder}-{meta.uid}.eml",
            problem=problem,
            before_start=before_start,
            no_letter=now - received > self._settings.no_letter_after,
            header_block=header_block,
        )

    def _hand_over_byteless(self, items: Sequence[Item]) -> None:
        for start in range(0, len(items), BYTELESS_BATCH):
            batch = items[start : start + BYTELESS_BATCH]
            self._receiver.receive(batch)
            self._receiver.fault("received")
            before = sum(item.before_start for item in batch)
            self._count(before_start=before, byteless=len(batch) - before)

    def _fetch(self, batch: Sequence[imap.Meta], now: datetime) -> None:
        """Fetch, hand over, tell. A refused batch is fetched one by one; a message refused alone is reported."""
        try:
            bodies = self._connection.bodies([one.uid for one in batch])
        except SourceError:
            for one in batch:
                self._memory.strike(self.key(one.uid), now)
            raise
        except IMAPClientError as error:
            if len(batch) > 1:
                for one in batch:
                    self._fetch([one], now)
            else:
                self._hand_over(batch, {}, now, said=str(error))
            return
        self._hand_over(batch, bodies, now)

    def _hand_over(
        self, batch: Sequence[imap.Meta], bodies: dict[int, bytes], now: datetime, *, said: str = "NIL"
    ) -> None:
        """Hand over what was fetched and what is gone, then tell. said: what the server said of a message not had."""
        self._receiver.fault("fetched")
        missing = [one.uid for one in batch if one.uid not in bodies]
        still: dict[int, imap.Meta] = {}
        if missing:
            self._connection.refresh()
            still = self._connection.metadata(missing)
        for one in still.values():
            self._undelivered(one, said)
        had = {one.uid: self._with_bytes(one, bodies[one.uid], now) for one in batch if one.uid in bodies}
        gone = self._expunged([uid for uid in missing if uid not in still], now)
        self._receiver.receive([*had.values(), *gone])
        self._receiver.fault("received")
        for one in batch:
            self._memory.strikes.pop(self.key(one.uid), None)
        to_tell = [uid for uid, item in had.items() if item.to_tell]
        self._count(received=len(to_tell), byteless=len(had) - len(to_tell) + len(gone))
        self._tell(to_tell)

    def _with_bytes(self, meta: imap.Meta, data: bytes, now: datetime) -> Item:
        """The item of a fetched message; some servers understate RFC822.SIZE, so the limit is looked at again."""
        if len(data) > self._bounds.message_bytes:
            block = data[: imap.HEADER_BYTES].partition(b"\r\n\r\n")[0]
            return self._too_large(replace(meta, size=len(data)), block, now)
        return self._item(replace(meta, size=len(data)), data, now)

    def _undelivered(self, meta: imap.Meta, said: str) -> None:
        """The server shows the message but does not deliver it: no row yet, tried again at every full sweep."""
        problem = Problem(
            where=f"{imap.where(self._settings)}，UID {meta.uid}",
            what=f"服务器列出了这封邮件却不交付内容（{said}）",
            mend="以后每次连接都会再试；请在网页邮箱中打开它，必要时转发一次",
        )
        self._count(problem=problem, problem_key=self.key(meta.uid))

    def _tell(self, uids: Sequence[int], *, again: bool = False) -> None:
        if not uids:
            return
        problem = self._teller.tell(uids, again=again)
        self._receiver.fault("imap_told")
        if problem is None:
            self._receiver.told(self._settings.name, [self.key(uid) for uid in uids])
            self._count(told=len(uids))
        else:
            self._count(problem=problem)

    def _count(
        self,
        *,
        shown: int = 0,
        received: int = 0,
        before_start: int = 0,
        byteless: int = 0,
        told: int = 0,
        problem: Problem | None = None,
        problem_key: str | None = None,
    ) -> None:
        report = self.report
        self.report = replace(
            report,
            shown=report.shown + shown,
            received=report.received + received,
            before_start=report.before_start + before_start,
            byteless=report.byteless + byteless,
            told=report.told + told,
            problems=report.problems + ((problem,) if problem else ()),
            problem_keys=report.problem_keys + ((problem_key,) if problem_key else ()),
        )
