"""Asks a language model over HTTP, so that slow, broken or hostile answers cost a bounded time and memory, no more.

The OpenAI-compatible `POST …/chat/completions`. The standard library's client: it follows no redirect, asks no proxy,
and its socket can be cut when the time is over, however slowly an answer drips in.
"""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from domain.codes import OpinionFailure
from domain.settings import OpinionSettings

_MOST_BYTES = 200_000
_MOST_TOKENS = 1200
_SHOWN = 60
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
_PASSES = {OpinionFailure.UNREACHABLE, OpinionFailure.TIMEOUT, OpinionFailure.BUSY}

Messages = Sequence[Mapping[str, str]]
"""`{role, content}` each."""


class ModelError(Exception):
    """No answer. detail: the server's status, or the name of the error; nothing of a letter, nothing of the key."""

    def __init__(self, failure: OpinionFailure, detail: str = "") -> None:
        super().__init__(f"{failure} {detail}".strip())
        self.failure = failure
        self.detail = detail[:_SHOWN]

    @property
    def passes(self) -> bool:
        """Whether asking again later may help."""
        return self.failure in _PASSES


def ask(settings: OpinionSettings, messages: Messages) -> str:
    """The text that the model answers with.

    Raises ModelError; it returns or raises within the settings' timeout for each address of the host, and reads at most
    200 kB.
    """
    body = {
        "model": settings.model,
        "messages": list(messages),
        "temperature": 0,
        "max_tokens": _MOST_TOKENS,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    return _content(_post(settings, json.dumps(body).encode()))


def _post(settings: OpinionSettings, body: bytes) -> bytes:
    try:
        connection = _connection(settings)
    except OSError as error:  # a ca_file that holds no certificate
        raise ModelError(OpinionFailure.CERTIFICATE, type(error).__name__) from None
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if settings.key:
        headers["Authorization"] = f"Bearer {settings.key}"
    path = urlsplit(settings.url).path.rstrip("/") + "/chat/completions"
    over = threading.Event()
    try:
        with _cut_after(settings.timeout.total_seconds(), connection, over) as held:
            connection.connect()
            held.append(connection.sock)
            connection.request("POST", path, body, headers)
            with closing(connection.getresponse()) as answer:
                _check(answer.status)
                data = answer.read(_MOST_BYTES + 1)
    except ssl.SSLError as error:
        failure = OpinionFailure.TIMEOUT if over.is_set() else OpinionFailure.CERTIFICATE
        raise ModelError(failure, error.reason or "") from None
    except TimeoutError:
        raise ModelError(OpinionFailure.TIMEOUT) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        failure = OpinionFailure.TIMEOUT if over.is_set() else OpinionFailure.UNREACHABLE
        raise ModelError(failure, type(error).__name__) from None
    finally:
        connection.close()
    if over.is_set():
        raise ModelError(OpinionFailure.TIMEOUT)
    if len(data) > _MOST_BYTES:
        raise ModelError(OpinionFailure.TOO_LARGE)
    return data


def _connection(settings: OpinionSettings) -> http.client.HTTPConnection:
    parts, seconds = urlsplit(settings.url), settings.timeout.total_seconds()
    if parts.scheme == "http":  # the settings allow it on this machine alone
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    trusted = ssl.create_default_context(cafile=settings.ca_file)
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


def _check(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if 300 <= status < 400:
        raise ModelError(OpinionFailure.REDIRECTED, str(status))
    busy = status in _LATER or status >= 500
    raise ModelError(OpinionFailure.BUSY if busy else OpinionFailure.REFUSED, str(status))


def _content(data: bytes) -> str:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ModelError(OpinionFailure.NONSENSE) from None
    if not isinstance(content, str):
        raise ModelError(OpinionFailure.NONSENSE)
    return content
