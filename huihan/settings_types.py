"""What the forms of the settings share: the strictness of a table, spans of time, addresses of other servers."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from huihan.durations import parse_duration


def _span(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


Span = Annotated[timedelta, BeforeValidator(_span), Field(gt=timedelta(0))]
Count = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    """A table of the file; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


def is_loopback(host: str) -> bool:
    """Whether a connection to this host stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def model_url(value: str) -> str:
    """https, or http on this machine; nothing in it but a host, a port and a path."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise ValueError("不是有效的网址，例如 https://llm.example.com/v1") from error
    plain = not (parts.username or parts.password or parts.query or parts.fragment) and value.isascii()
    if not host or not plain or not value.isprintable() or " " in value or parts.scheme not in {"https", "http"}:
        raise ValueError("应为 https://主机/路径，例如 https://llm.example.com/v1；密钥写在 key_env 或 key_file")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("http 只允许用于本机（127.0.0.1、::1、localhost）；请改为 https")
    return value.rstrip("/")
