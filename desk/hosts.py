"""Which names the desk answers to, which origins are its own, and who really asked: by the settings, never by a header.

A Host header that is not ours is how DNS rebinding and poisoned links begin; a forwarding header is believed only from
the proxies that the settings name (docs/decisions/014).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from fastapi import Request

from domain.settings import DeskSettings

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PREFIX = "__Host-"
_MOST_HOPS = 20
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """What the settings say of where the desk is."""

    desk: DeskSettings

    @property
    def secure(self) -> bool:
        """Whether browsers reach the desk by TLS: its cookies go no other way then."""
        return (self.desk.base_url or "").lower().startswith("https://")

    def cookie(self, name: str) -> str:
        """The name of a cookie of ours; with TLS one that no other host or path can set (RFC 6265bis, `__Host-`)."""
        return _PREFIX + name if self.secure else name

    def answers(self, host: str) -> bool:
        """Whether a request with this Host header is for us: a loopback name, or the one in `base_url`.

        A proxy may leave the port out.
        """
        asked = parse_host(host)
        if asked is None:
            return False
        return _is_loopback(asked[0]) or self._is_base(*asked)

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether an Origin header names us: `base_url`, or on loopback the very host and port that were asked.

        host: the Host header, which `answers` has let in.
        """
        try:
            parts = urlsplit(origin)
            named = parse_host(parts.netloc.lower())
        except ValueError:
            return False
        if named is None or parts.scheme not in _DEFAULT_PORTS:
            return False
        if self.desk.base_url is not None and _origin(origin) == _origin(self.desk.base_url):
            return True
        asked = parse_host(host)
        return parts.scheme == "http" and _is_loopback(named[0]) and named == asked

    def client(self, peer: str, forwarded: Iterable[str]) -> str:
        """The address that asked. peer: the other end of the connection. forwarded: X-Forwarded-For, in its order.

        Each proxy adds the address it was asked from at the right: the rightmost one that is no proxy of ours is the
        client. What stands left of it, or is no address, was written by a stranger and says nothing.
        """
        found = peer
        if not self._trusted(peer):
            return found
        hops = ",".join(forwarded).rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            found = str(address)
            if not self._trusted(found):
                break
        return found

    def _trusted(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.desk.trusted_proxies)

    def _is_base(self, name: str, port: int | None) -> bool:
        if self.desk.base_url is None:
            return False
        scheme, base, own = _origin(self.desk.base_url)
        return name == base and port in (None, own, _DEFAULT_PORTS[scheme])


def hosts_of(request: Request) -> Hosts:
    """Those of the application that answers."""
    hosts: Hosts = request.app.state.hosts
    return hosts


def parse_host(text: str) -> tuple[str, int | None] | None:
    """Name and port of a Host header (RFC 9110, 7.2); None for what is none."""
    found = _HOST.fullmatch(text.lower())
    if found is None or (found[2] and int(found[2]) > 65535):
        return None
    return found[1], int(found[2]) if found[2] else None


def own_path(target: str, otherwise: str = "/") -> str:
    """The target if it is a path of our own, else `otherwise`: `//host` and `/\\host` would lead away."""
    leads_away = not target.startswith("/") or target.startswith("//") or "\\" in target
    return otherwise if leads_away or not target.isprintable() else target


def _origin(url: str) -> tuple[str, str, int]:
    """Scheme, name and port of a checked URL; a name in Chinese as browsers send it (IDNA)."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name if name.isascii() else name.encode("idna").decode()
    return parts.scheme, name, parts.port or _DEFAULT_PORTS[parts.scheme]


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def _address(text: str) -> Address | None:
    """An address, with or without a port, as proxies write it; an IPv4 address that came as IPv6 as what it is."""
    bare = text.strip()
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::[0-9]{1,5})?", bare)
    with_port = re.fullmatch(r"([0-9.]+):[0-9]{1,5}", bare)
    bare = bracketed[1] if bracketed else with_port[1] if with_port else bare
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
