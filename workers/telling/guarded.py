"""The HTTP client behind webhooks: a person may enter any address, so it goes to none inside the house (SSRF, CWE-918).

It follows no redirect, asks no proxy, verifies certificates, and looks at the address it has really connected to before
anything is sent, so that a name that changes its mind gains nothing. Time and the length of an answer are bounded.
"""

import io
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from workers.instance.smtp import Delivery, Outcome

_SECONDS = 10.0
_MOST_BYTES = 64_000
_NAT64 = ip_network("64:ff9b::/96")
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_CODES = ("errcode", "code", "StatusCode")
"""What WeCom, DingTalk and Feishu call the number that is not 0 where they refuse with a status of 200."""


@dataclass(kw_only=True)
class Call:
    """One call: what it may reach, and what is known of it. networks: private ones that are allowed.

    sent: something was handed to the network; said: what the server answered, None while it has not.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ca_file: Path | None = None
    sockets: list[socket.socket] = field(default_factory=list)
    barred: str | None = None
    sent: bool = False
    said: Delivery | None = None

    @property
    def delivery(self) -> Delivery:
        """What is known after the call."""
        if self.said is not None:
            return self.said
        if self.barred is not None:
            return Delivery(outcome=Outcome.REFUSED, answer=f"the address {self.barred} is not public")
        if self.sent:
            return Delivery(outcome=Outcome.IN_DOUBT, answer="sent, but no answer came")
        return Delivery(outcome=Outcome.NOT_SENT, answer="no connection, or no trusted one")


def is_public(address: str) -> bool:
    """Whether an address lies outside the house, by whatever road it is written."""
    found = ip_address(address.partition("%")[0])
    inner = [found]
    if isinstance(found, IPv6Address):
        inner += [one for one in (found.ipv4_mapped, found.sixtofour, *(found.teredo or ())) if one is not None]
        if found in _NAT64:
            return False
    return all(one.is_global and not one.is_multicast for one in inner)


def allowed(address: str, networks: tuple[IPv4Network | IPv6Network, ...], *, tls: bool) -> bool:
    """Whether a webhook may go there: by TLS to any public address, else only within `networks`."""
    found = ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    if any((mapped or found) in network for network in networks):
        return True
    return tls and is_public(address)


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Requests of this thread are this call, until the time is over: then its sockets are shut."""

    def cut() -> None:
        for one in call.sockets:
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # TLS would take the time to say goodbye

    token, end = _CALL.set(call), threading.Timer(_SECONDS, cut)
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()
        _CALL.reset(token)


class GuardedRequests:
    """Stands where a plugin looks for `requests`: the same names, but every request is a guarded one."""

    codes = requests.codes
    RequestException = requests.RequestException

    def post(self, url: str, **asked: object) -> requests.Response:
        """As `requests.post`."""
        return self.request("POST", url, **asked)

    def request(self, method: str, url: str, **asked: object) -> requests.Response:
        """As `requests.request`; how certificates, redirects and time are dealt with is not the caller's to say."""
        call = _CALL.get()
        wanted = {name: value for name, value in asked.items() if name in ("data", "headers", "params", "auth")}
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, _Adapter())
            answer = session.request(
                method,
                url,
                allow_redirects=False,
                stream=True,
                timeout=_SECONDS,
                verify=str(call.ca_file) if call.ca_file else True,
                **wanted,  # type: ignore[arg-type]  # as the plugins give them
            )
            try:
                body = answer.raw.read(_MOST_BYTES, decode_content=False)
            except HTTPError as error:
                raise requests.ConnectionError(str(error)) from None
        call.said = _said(answer.status_code, body)
        answer.raw = io.BytesIO(body)
        return answer


def _said(status: int, body: bytes) -> Delivery:
    if 200 <= status < 300:
        code = _refusal(body)
        if code is None:
            return Delivery(outcome=Outcome.ACCEPTED, answer=str(status))
        return Delivery(outcome=Outcome.REFUSED, answer=f"{status}, {code}")
    return Delivery(outcome=Outcome.NOT_SENT if status in _BUSY else Outcome.REFUSED, answer=str(status))


def _refusal(body: bytes) -> str | None:
    """The code of a refusal within an answer that looks like success."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, Mapping):
        return None
    return next(
        (f"{name} {said[name]}"[:60] for name in _CODES if said.get(name) not in (None, 0, "0", 200, "200")), None
    )


class _Looking(HTTPConnection):
    """Looks at the address before anything is sent."""

    tls = False

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        call, peer = _CALL.get(), str(sock.getpeername()[0])
        if not allowed(peer, call.networks, tls=self.tls):
            sock.close()
            call.barred = peer
            raise NewConnectionError(self, "not public")
        call.sockets.append(sock)
        return sock

    def send(self, data: object) -> None:
        if self.sock is None:
            self.connect()
        _CALL.get().sent = True
        super().send(data)  # type: ignore[arg-type]  # whatever http.client sends


class _LookingTls(_Looking, HTTPSConnection):
    tls = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Looking


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _LookingTls


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *asked: object, **named: object) -> None:
        super().init_poolmanager(*asked, **named)  # type: ignore[arg-type]  # passed on as they come
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


_CALL: ContextVar[Call] = ContextVar("call")
