"""One HTTP exchange with a server that the settings name: slow, broken or hostile, it costs a bounded time.

The standard library's client: it follows no redirect, asks no proxy, verifies certificates, and its socket can be cut
when the time is over, however slowly an answer drips in.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit


class Failing(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TOO_LARGE = "too_large"


class ExchangeError(Exception):
    """No answer. detail: the name of the error, nothing of what was sent."""

    def __init__(self, failing: Failing, detail: str = "") -> None:
        super().__init__(f"{failing} {detail}".strip())
        self.failing, self.detail = failing, detail


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request. url: http or https. timeout: of the whole exchange for each address of the host. most: bytes read of
    an answer of status 200; of another none is."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout: timedelta
    ca_file: Path | None = None
    most: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. body: at most `most` bytes."""

    status: int
    body: bytes = field(repr=False)


def exchange(asked: Asked, *, errors: bool = False) -> Answer:
    """Ask once. errors: whether the body of another status than 200 is read too. Raises ExchangeError."""
    try:
        connection = _connection(asked)
    except OSError as error:  # a ca_file that holds no certificate
        raise ExchangeError(Failing.CERTIFICATE, type(error).__name__) from None
    over = threading.Event()
    try:
        with _cut_after(asked.timeout.total_seconds(), connection, over) as held:
            connection.connect()
            held.append(connection.sock)
            connection.request(asked.method, _target(asked.url), asked.body, {**asked.headers, "Connection": "close"})
            with closing(connection.getresponse()) as answer:
                read = errors or answer.status == http.HTTPStatus.OK
                data = answer.read(asked.most + 1) if read else b""
    except ssl.SSLError as error:
        raise ExchangeError(_over(over, Failing.CERTIFICATE), error.reason or "") from None
    except TimeoutError:
        raise ExchangeError(Failing.TIMEOUT) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ExchangeError(_over(over, Failing.UNREACHABLE), type(error).__name__) from None
    finally:
        connection.close()
    if over.is_set():
        raise ExchangeError(Failing.TIMEOUT)
    if len(data) > asked.most:
        raise ExchangeError(Failing.TOO_LARGE)
    return Answer(status=answer.status, body=data)


def _over(over: threading.Event, otherwise: Failing) -> Failing:
    return Failing.TIMEOUT if over.is_set() else otherwise


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connection(asked: Asked) -> http.client.HTTPConnection:
    parts, seconds = urlsplit(asked.url), asked.timeout.total_seconds()
    if parts.scheme == "http":  # the settings allow it on this machine alone
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    trusted = ssl.create_default_context(cafile=asked.ca_file)
    return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=seconds, context=trusted)


@contextmanager
def _cut_after(
    seconds: float, connection: http.client.HTTPConnection, over: threading.Event
) -> Iterator[list[socket.socket]]:
    """Shut the socket when the time is over: a timeout of the socket bounds each read, not all of them.

    What it gives takes the socket once it is connected, for the connection lets go of it when it has read a head.
    """
    held: list[socket.socket] = []

    def cut() -> None:
        over.set()
        for sock in [*held, connection.sock]:
            if sock is not None:
                with suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)  # TLS would take the time to say goodbye

    end = threading.Timer(seconds, cut)
    end.daemon = True
    end.start()
    try:
        yield held
    finally:
        end.cancel()
