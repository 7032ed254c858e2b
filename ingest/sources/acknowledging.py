"""Telling the mail server that a message was taken in: move, flag or leave, so that a crash in between is mended.

Telling may be repeated at any time. Where the server cannot move in one step, the copy is marked on the original before
anything is removed, and a repeated telling looks for the copy first.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from imapclient import DELETED
from imapclient.exceptions import IMAPClientError

from domain.reading import Problem
from domain.settings import MailboxSettings
from ingest.sources import imap
from ingest.sources.receiver import SourceError

COPIED = b"HuihanCopied"
"""The keyword on an original whose copy stands in the target folder."""
BATCH = 200
SYSTEM_FLAGS = {"seen", "answered", "flagged", "draft"}
ATOM = re.compile(r"[A-Za-z0-9$_.\-]+")


class Action(StrEnum):
    """What happens to a message on the server once it is committed here."""

    MOVE = "move"
    FLAG = "flag"
    LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class After:
    """The setting `after`, read. name: the folder, or the flag as IMAP writes it (`\\Flagged`, or a keyword)."""

    action: Action
    name: str = ""


def read_after(settings: MailboxSettings) -> After:
    """`move:FOLDER`, `flag:NAME` or `leave`; anything else is a SourceError with the mend."""
    action, _, name = settings.after.partition(":")
    name = name.strip()
    if action == Action.LEAVE and not name:
        return After(action=Action.LEAVE)
    if action == Action.MOVE and name and name != settings.folder:
        return After(action=Action.MOVE, name=name)
    if action == Action.FLAG:
        plain = name.removeprefix("\\")
        if plain.lower() in SYSTEM_FLAGS:
            return After(action=Action.FLAG, name="\\" + plain.capitalize())
        if plain == name and ATOM.fullmatch(name):
            return After(action=Action.FLAG, name=name)
    raise SourceError(
        Problem(
            where=imap.where(settings),
            what=f"after = {settings.after!r} 无法执行",
            mend="请写 move:文件夹（不同于 folder）、flag:Flagged、flag:英文关键字 或 leave",
        ),
        lasting=True,
    )


class Teller:
    """Tells one server, over one connection with `folder` selected for writing, what became of its messages."""

    def __init__(self, connection: imap.Connection, selected: imap.Selected, fault: Callable[[str], None]) -> None:
        self._connection = connection
        self._client = connection.client
        self._settings = connection.settings
        self._selected = selected
        self._fault = fault
        self._after = read_after(connection.settings)
        self._target: str | None = None

    def tell(self, uids: Sequence[int], *, again: bool = False) -> Problem | None:
        """Move, flag or leave; a refusal (quota, rights) comes back as a Problem and is tried again at the next poll.

        again: these may have been told before a crash.
        """
        try:
            with imap.translated(self._settings):
                for start in range(0, len(uids), BATCH):
                    self._tell(uids[start : start + BATCH], again=again)
        except IMAPClientError as error:
            return Problem(
                where=imap.where(self._settings),
                what=f"来信已入库，但服务器不肯执行 {self._settings.after}（{error}）",
                mend="下次轮询会再试；请检查该邮箱的容量与权限",
            )
        return None

    def _tell(self, uids: Sequence[int], *, again: bool) -> None:
        if self._after.action is Action.FLAG:
            self._client.add_flags(uids, [self._after.name], silent=True)
        elif self._after.action is Action.MOVE and self._connection.has("MOVE"):
            self._client.move(uids, self._folder())
        elif self._after.action is Action.MOVE:
            self._copy_and_remove(uids, again=again)

    def keyword_problem(self) -> Problem | None:
        """As `forgotten_keyword`, for this connection."""
        return forgotten_keyword(self._settings, self._after, self._selected)

    def _copy_and_remove(self, uids: Sequence[int], *, again: bool) -> None:
        """COPY, mark, then UID EXPUNGE these alone; a plain EXPUNGE would also take what others marked as deleted."""
        target = self._folder()
        copied = self._copied_before(uids, target) if again else set()
        if fresh := [uid for uid in uids if uid not in copied]:
            self._client.copy(fresh, target)
            self._fault("imap_copied")
        self._client.add_flags(uids, [DELETED, *([COPIED] if self._selected.keywords else [])], silent=True)
        if self._connection.has("UIDPLUS"):
            self._client.uid_expunge(uids)

    def _copied_before(self, uids: Sequence[int], target: str) -> set[int]:
        """Those whose copy stands in the target: marked, or found there with the same date, size and Message-ID."""
        flags = self._client.get_flags(uids)
        marked = {uid for uid in uids if COPIED in flags.get(uid, ())}
        asked = [uid for uid in uids if uid in flags and uid not in marked]
        if not asked:
            return marked
        ours = self._identities(asked)
        try:
            found = self._connection.select(target, readonly=True)
            theirs = Counter(self._identities(self._connection.search(low=1, uidnext=found.uidnext)).values())
        finally:
            self._connection.select(self._settings.folder, readonly=False)
        for uid, identity in ours.items():
            if theirs[identity]:
                theirs[identity] -= 1
                marked.add(uid)
        return marked

    def _identities(self, uids: Sequence[int]) -> dict[int, tuple[object, ...]]:
        """What a copy keeps: INTERNALDATE (RFC 3501, 6.4.7), size and Message-ID."""
        meta = self._connection.metadata(uids)
        ids = self._connection.message_ids(list(meta))
        return {uid: (one.received, one.size, ids.get(uid)) for uid, one in meta.items()}

    def _folder(self) -> str:
        """The target folder, made when it is missing."""
        if self._target is None:
            self._target = target_folder(self._connection, self._after.name)
            if not folder_exists(self._connection, self._target):
                self._create(self._target)
        return self._target

    def _create(self, name: str) -> None:
        try:
            with imap.translated(self._settings):
                self._client.create_folder(name)
        except IMAPClientError:
            # Another poller may have been quicker.
            if not folder_exists(self._connection, name):
                raise
        self._client.subscribe_folder(name)  # Mail programs show staff only what is subscribed.


def target_folder(connection: imap.Connection, name: str) -> str:
    """The folder's full name: some servers keep every personal folder below a prefix such as `INBOX.` (RFC 2342)."""
    if not connection.has("NAMESPACE"):
        return name
    with imap.translated(connection.settings):
        personal = connection.client.namespace().personal
    prefix = personal[0][0] if personal else ""
    return name if name.startswith(prefix) else f"{prefix}{name}"


def folder_exists(connection: imap.Connection, name: str) -> bool:
    """Whether the server has this folder."""
    with imap.translated(connection.settings):
        return bool(connection.client.folder_exists(name))


def forgotten_keyword(settings: MailboxSettings, after: After, selected: imap.Selected) -> Problem | None:
    """A keyword that the server would forget at the end of the session."""
    if after.action is not Action.FLAG or after.name.startswith("\\") or selected.keywords:
        return None
    return Problem(
        where=imap.where(settings),
        what=f"服务器不保存自定义关键字 {after.name}",
        mend="请改用 after = flag:Flagged 或 move:文件夹；来信照常入库",
    )
