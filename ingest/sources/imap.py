"""One IMAP connection: opened safely, its failures turned into sentences, its numbers always UIDs.

RFC 3501 (IMAP4rev1), 2971 (ID), 2177 (IDLE), 4315 (UIDPLUS), 6851 (MOVE).
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timezone
from importlib.metadata import version
from typing import Any, Protocol

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)

from domain.reading import Problem
from domain.said import filled
from domain.settings import MailboxSettings, Security
from ingest.sources.receiver import SourceError

SEARCH_WINDOW = 100_000
"""UIDs a SEARCH may span: its answer is one line, and imaplib refuses lines over a million bytes."""
META_BATCH = 400
"""Messages a metadata FETCH names: RFC 7162 advises command lines under 8 192 bytes."""
HEADER_BYTES = 65_536


@dataclass(frozen=True, kw_only=True)
class Selected:
    """What SELECT said. keywords: the server stores keywords of our own (PERMANENTFLAGS has `\\*`)."""

    uidvalidity: int
    uidnext: int
    messages: int
    keywords: bool


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What is known of a message before its bytes. received: INTERNALDATE with its offset. size: RFC822.SIZE."""

    uid: int
    received: datetime | None
    size: int


class Tokens(Protocol):
    """Gives bearer tokens."""

    def __call__(self, *, again: bool) -> str:
        """One of now. again: the server did not take the last one. Raises SourceError."""


def where(settings: MailboxSettings) -> str:
    """How messages to staff name the mailbox."""
    return f"邮箱 {settings.name}（{settings.user}，{settings.host}:{settings.port}）"


@contextmanager
def translated(settings: MailboxSettings) -> Iterator[None]:
    """Turn a failure of the connection into a SourceError; a refusal of one command is left to the caller."""
    try:
        yield
    except (OSError, EOFError, ValueError, IMAPClientAbortError, ProtocolError, LoginError) as error:
        raise _explained(settings, error) from error


def _explained(settings: MailboxSettings, error: Exception) -> SourceError:
    if isinstance(error, LoginError):
        # imapclient makes a LoginError of everything that happens during the login.
        if isinstance(error.__context__, IMAPClientAbortError):
            return _explained(settings, error.__context__)
        mend = "请核对用户名与密码；网易、QQ 邮箱须使用授权码，并在网页邮箱中开启 IMAP"
        if settings.oauth_token:
            mend = "请核对邮箱地址与授权时登录的是不是同一个账号，以及邮箱有没有开启 IMAP；都对就重新授权"
        passing = "[UNAVAILABLE]" in str(error) or "[INUSE]" in str(error)  # RFC 5530
        return _error(settings, f"登录被拒绝（{_said(error)}）", mend, lasting=not passing)
    if isinstance(error, ssl.SSLCertVerificationError):
        what = f"服务器证书不可信（{error.verify_message}）"
        return _error(settings, what, "请核对主机名；自建服务器请用 ca_file 指定签发证书的 CA", lasting=True)
    if isinstance(error, IMAPClientReadOnlyError):
        what = "这个文件夹只能读，不能移动或标记来信"
        return _error(settings, what, "请开放写权限，或改用 after = leave", lasting=True)
    for kind, what, mend in _FAILURES:
        if isinstance(error, kind):
            return _error(settings, filled(what, {"said": _said(error)}), mend)
    return _error(settings, f"连接中断（{_said(error)}）", "稍后会自动重连，不会丢失邮件")


_FAILURES: tuple[tuple[type[Exception], str, str], ...] = (
    (ssl.SSLEOFError, "连接中断（{said}）", "稍后会自动重连，不会丢失邮件"),
    (ssl.SSLError, "TLS 握手失败（{said}）", "请核对端口与 security 设置（993 用 tls，143 用 starttls）"),
    (socket.gaierror, "找不到这台主机（{said}）", "请核对 host，并检查本机的 DNS 与网络"),
    (UnicodeError, "主机名无法解析（{said}）", "请核对 host"),
    (ValueError, "服务器的回答无法理解（{said}）", "稍后会自动重连；如持续出现，请联系邮件服务商"),
    (ConnectionRefusedError, "服务器拒绝连接（{said}）", "请核对 host 与 port，并确认邮件服务正在运行"),
    (TimeoutError, "服务器在规定时间内没有应答（{said}）", "稍后会自动重连；如持续出现，请检查网络与防火墙"),
)


class Connection:
    """A logged-in connection.

    Every method raises SourceError when the connection fails, IMAPClientError when the server refuses the command.
    `client` is for the commands that have no method here, under `translated`.
    """

    def __init__(self, client: IMAPClient, settings: MailboxSettings) -> None:
        self.client = client
        self.settings = settings

    def has(self, capability: str) -> bool:
        """Whether the server offers an extension."""
        with translated(self.settings):
            return bool(self.client.has_capability(capability))

    def select(self, folder: str, *, readonly: bool) -> Selected:
        """Open a folder; SourceError if it is missing. `readonly`: EXAMINE, so that not even \\Recent changes."""
        try:
            with translated(self.settings):
                answer = self.client.select_folder(folder, readonly=readonly)
        except IMAPClientError as error:
            raise _error(
                self.settings,
                f"打不开文件夹「{folder}」（{_said(error)}）",
                "请核对 folder；名称区分大小写，子文件夹按服务器的分隔符书写",
                lasting=True,
            ) from error
        if b"UIDVALIDITY" not in answer:
            what = f"服务器没有给出文件夹「{folder}」的 UIDVALIDITY"
            raise _error(self.settings, what, "请改用支持 IMAP4rev1 的服务器", lasting=True)
        return Selected(
            uidvalidity=answer[b"UIDVALIDITY"],
            uidnext=answer.get(b"UIDNEXT", 0),
            messages=answer[b"EXISTS"],
            keywords=b"\\*" in b" ".join(answer.get(b"PERMANENTFLAGS", (b"\\*",))),
        )

    def search(self, *, low: int, uidnext: int) -> list[int]:
        """All UIDs from `low` up, ascending. uidnext: as SELECT said; what came later is found too."""
        found: set[int] = set()
        start = low
        with translated(self.settings):
            while start + SEARCH_WINDOW < uidnext:
                found.update(self.client.search(["UID", f"{start}:{start + SEARCH_WINDOW - 1}"]))
                start += SEARCH_WINDOW
            # `n:*` always names the last message too, even if its UID is below n (RFC 3501, 6.4.8).
            found.update(self.client.search(["UID", f"{start}:*"]))
        return sorted(uid for uid in found if uid >= low)

    def metadata(self, uids: Sequence[int]) -> dict[int, Meta]:
        """Time of receipt and size of each message that still exists."""
        found: dict[int, Meta] = {}
        for start in range(0, len(uids), META_BATCH):
            for uid, data in self._fetch(uids[start : start + META_BATCH], "INTERNALDATE", "RFC822.SIZE").items():
                # An unasked FETCH of flags is filed under its sequence number; only a full answer proves the message.
                if b"RFC822.SIZE" in data:
                    found[uid] = Meta(uid=uid, received=_aware(data.get(b"INTERNALDATE")), size=data[b"RFC822.SIZE"])
        return found

    def refresh(self) -> None:
        """Let the server show what others expunged meanwhile: until then it answers for messages that are gone."""
        with translated(self.settings):
            self.client.noop()

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The raw bytes of each message that still exists, without setting \\Seen."""
        return self._sections(uids, "BODY.PEEK[]", b"BODY[]")

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The header lines of each message that still exists, at most HEADER_BYTES of them."""
        return self._sections(uids, f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>", b"BODY[HEADER]<0>")

    def message_ids(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The Message-ID line of each message that still exists, as it stands."""
        return self._sections(uids, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", b"BODY[HEADER.FIELDS (MESSAGE-ID)]")

    def _sections(self, uids: Sequence[int], ask: str, answer: bytes) -> dict[int, bytes]:
        """One body section of each message; a NIL section counts as not had."""
        found = self._fetch(uids, ask)
        return {uid: data[answer] for uid, data in found.items() if isinstance(data.get(answer), bytes)}

    def _fetch(
        self, uids: Sequence[int], *items: str
    ) -> dict[int, dict[bytes, Any]]:  # each item has a type of its own
        with translated(self.settings):
            found: dict[int, dict[bytes, Any]] = self.client.fetch(uids, list(items))  # as above
            return found

    def close(self, *, broken: bool = False) -> None:
        """Log out (unless the connection is broken) and close the socket; never raises for a dead connection."""
        _close(self.client, broken=broken)


def connect(settings: MailboxSettings, *, timeout: float, tokens: Tokens | None = None) -> Connection:
    """Open, secure and log in; raises SourceError. timeout: seconds for connecting, and for each read and write.

    tokens: what gives a token, which is asked for another one if the server does not take the first.
    """
    if tokens is None:
        return _connected(settings, timeout)
    token = tokens(again=False)
    try:
        return _connected(replace(settings, oauth_token=token), timeout)
    except SourceError as error:
        if not isinstance(error.__cause__, LoginError):
            raise
        other = tokens(again=True)
        if other == token:
            raise
    return _connected(replace(settings, oauth_token=other), timeout)


def _connected(settings: MailboxSettings, timeout: float) -> Connection:
    _refuse_unsafe(settings)
    with translated(settings):
        client = _open(settings, timeout)
        try:
            _secure(client, settings)
            _login(client, settings)
            _identify(client)
        except BaseException:
            _close(client, broken=True)
            raise
    return Connection(client, settings)


def _close(client: IMAPClient, *, broken: bool) -> None:
    if not broken:
        try:
            client.logout()
        except (OSError, EOFError, IMAPClientError):
            pass  # The server went first; what remains is to close our end.
        else:
            return
    try:
        client.shutdown()
    except OSError:
        return


def _aware(moment: datetime | None) -> datetime | None:
    """INTERNALDATE as imapclient gives it (its own offset class, or naive when the server left the zone out).

    The epoch is no date: Dovecot answers it for a message that was expunged an instant ago.
    """
    if moment is None:
        return None
    offset = moment.utcoffset()
    aware = moment.replace(tzinfo=UTC if offset is None else timezone(offset))
    return aware if aware.timestamp() > 0 else None


def _refuse_unsafe(settings: MailboxSettings) -> None:
    if settings.security is Security.NONE and not is_loopback(settings.host):
        raise _error(
            settings,
            "security = none 只允许用于本机地址",
            "请改为 tls（993 端口）或 starttls（143 端口）",
            lasting=True,
        )
    if not settings.password and not settings.oauth_token:
        raise _error(settings, "没有给出密码或令牌", "请设置 password_env（或 oauth）所指的环境变量", lasting=True)


def is_loopback(host: str) -> bool:
    """Whether a host name can only mean this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _open(settings: MailboxSettings, timeout: float) -> IMAPClient:
    tls = settings.security is Security.TLS
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=tls,
        ssl_context=_context(settings) if tls else None,
        timeout=SocketTimeout(min(timeout, 20.0), timeout),
    )
    client.normalise_times = False  # Else INTERNALDATE comes in this machine's zone, without saying so.
    # imapclient sets level 5: every literal is then formatted for a log, which is slow and shows residents' mail.
    client._imap.debug = 0  # noqa: SLF001 - there is no public switch
    return client


def _context(settings: MailboxSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:  # ssl.SSLError among them: no PEM file
        raise _error(
            settings, f"读不了 ca_file（{settings.ca_file}）", "请给出 PEM 格式的 CA 证书", lasting=True
        ) from error


def _secure(client: IMAPClient, settings: MailboxSettings) -> None:
    """STARTTLS, or no connection at all: never on in plain text."""
    if settings.security is not Security.STARTTLS:
        return
    if not client.has_capability("STARTTLS"):
        raise _error(
            settings, "服务器不支持 STARTTLS，不会改用明文登录", "请改为 security = tls（993 端口）", lasting=True
        )
    client.starttls(ssl_context=_context(settings))


def _login(client: IMAPClient, settings: MailboxSettings) -> None:
    if settings.oauth_token:
        client.oauth2_login(settings.user, settings.oauth_token)
    elif settings.password and settings.user.isascii() and settings.password.isascii():
        client.login(settings.user, settings.password)
    else:
        client.plain_login(settings.user, settings.password)  # LOGIN cannot carry other characters; AUTHENTICATE can.


def _identify(client: IMAPClient) -> None:
    """Say who we are: NetEase (163, 126, yeah.net) refuses SELECT otherwise."""
    if not client.has_capability("ID"):
        return
    try:
        client.id_({"name": "Huihan", "version": version("huihan"), "vendor": "Huihan"})
    except (IMAPClientAbortError, ProtocolError):
        raise
    except IMAPClientError:
        return  # A server that refuses the courtesy may still serve.


def _said(error: Exception) -> str:
    """What the other side said, short enough for a sentence."""
    said = error.args[0] if isinstance(error, IMAPClientError) and error.args else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:200] or type(error).__name__


def refused(settings: MailboxSettings, error: IMAPClientError) -> SourceError:
    """A command that the server refused, where nothing better can be done than to say so and try again later."""
    return _error(settings, f"服务器拒绝了命令（{_said(error)}）", "稍后会再试；如持续出现，请联系邮件服务商")


def _error(settings: MailboxSettings, what: str, mend: str, *, lasting: bool = False) -> SourceError:
    return SourceError(Problem(where=where(settings), what=what, mend=mend), lasting=lasting)
