"""Tries a mailbox out step by step, as an admin sets it up: how far one gets, and in a sentence what stands in the way.

Nothing on the server is changed: no message is taken, moved or marked, no folder made.
"""

import socket
from dataclasses import dataclass, replace
from enum import StrEnum

from imapclient.exceptions import IMAPClientError

from domain.reading import Problem
from domain.settings import MailboxSettings, Security
from ingest.sources import imap
from ingest.sources.acknowledging import Action, folder_exists, forgotten_keyword, read_after, target_folder
from ingest.sources.receiver import SourceError

STEP_SECONDS = 8.0
"""Of waiting for the network, in each step."""


class Step(StrEnum):
    """What has to work, in this order."""

    FIND = "find"
    CONNECT = "connect"
    SIGN_IN = "sign_in"
    FOLDER = "folder"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How far it went. done: steps that worked; problem: what stopped the next one, None if all did. messages: in the
    folder. notes: what works but deserves a look.
    """

    done: tuple[Step, ...] = ()
    problem: Problem | None = None
    messages: int = 0
    notes: tuple[Problem, ...] = ()

    @property
    def works(self) -> bool:
        """Whether letters can be taken in by it."""
        return self.problem is None


def try_out(settings: MailboxSettings, *, timeout: float = STEP_SECONDS, tokens: imap.Tokens | None = None) -> Trial:
    """One real connection. timeout: seconds for each step on the network. tokens: as `imap.connect`."""
    done: list[Step] = []
    try:
        with imap.translated(settings):
            _reach(settings, timeout, done)
        connection = imap.connect(settings, timeout=timeout, tokens=tokens)
    except SourceError as error:
        return Trial(done=tuple(done), problem=_mended(settings, error))
    done.append(Step.SIGN_IN)
    broken = True
    try:
        trial = _looked_into(connection, done)
        broken = False
    except SourceError as error:
        return Trial(done=tuple(done), problem=error.problem)
    except IMAPClientError as error:
        return Trial(done=tuple(done), problem=imap.refused(settings, error).problem)
    finally:
        connection.close(broken=broken)
    return trial


def _mended(settings: MailboxSettings, error: SourceError) -> Problem:
    """A port that speaks TLS alone waits for us as we wait for it: silence may mean that."""
    if settings.security is Security.TLS or not isinstance(error.__cause__, TimeoutError):
        return error.problem
    mend = "993 端口只接受 security = tls；若端口没有写错，请检查网络与防火墙"
    return replace(error.problem, mend=mend)


def _reach(settings: MailboxSettings, timeout: float, done: list[Step]) -> None:
    """The host has an address, and something answers on its port."""
    found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    done.append(Step.FIND)
    last: OSError | None = None
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as tried:
                tried.settimeout(timeout)
                tried.connect(address)
        except OSError as error:
            last = error
        else:
            done.append(Step.CONNECT)
            return
    raise last or OSError("no address")


def _looked_into(connection: imap.Connection, done: list[Step]) -> Trial:
    """The folder opens, for writing where messages are moved or marked; what becomes of them afterwards is possible."""
    settings = connection.settings
    after = read_after(settings)
    selected = connection.select(settings.folder, readonly=after.action is Action.LEAVE)
    done.append(Step.FOLDER)
    notes: list[Problem] = []
    if after.action is Action.MOVE:
        target = target_folder(connection, after.name)
        if not folder_exists(connection, target):
            what = f"文件夹「{after.name}」还不存在"
            notes.append(Problem(where=imap.where(settings), what=what, mend="收到第一封来信时会自动建立"))
    if (forgotten := forgotten_keyword(settings, after, selected)) is not None:
        notes.append(forgotten)
    done.append(Step.AFTER)
    return Trial(done=tuple(done), messages=selected.messages, notes=tuple(notes))
