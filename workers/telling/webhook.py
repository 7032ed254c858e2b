"""Tells by webhook: apprise knows how WeCom, DingTalk, Feishu and gateways want it, `guarded` carries it there."""

import sys
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from domain.settings import NoticeSettings
from workers.instance.refusals import Refused
from workers.instance.smtp import Delivery

if TYPE_CHECKING:
    from apprise import NotifyBase

_SERVICES = {
    "wecombot": ("wecombot", "NotifyWeComBot", "企业微信"),
    "dingtalk": ("dingtalk", "NotifyDingTalk", "钉钉"),
    "feishu": ("feishu", "NotifyFeishu", "飞书"),
    "lark": ("lark", "NotifyLark", "Lark"),
    "jsons": ("custom_json", "NotifyJSON", ""),
    "json": ("custom_json", "NotifyJSON", ""),
}
"""Scheme → apprise's module and class, and what staff call the service; a gateway is called after its host."""
_WECOM, _DINGTALK, _FEISHU = "qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"
_OF_GATEWAYS = ("-", ":", "+")
"""How apprise marks what a gateway gets: in the address, in the body, in the head. Any other key would set apprise."""


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A webhook as apprise writes it, with what staff call it."""

    url: str = field(repr=False)
    name: str


def checked_url(settings: NoticeSettings, url: str) -> Hook:
    """An address as WeCom, DingTalk, Feishu or a gateway shows it. Raises Refused for any other."""
    own = _as_apprise(url)
    scheme = own.partition("://")[0].lower()
    if scheme not in _SERVICES or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("这个网址不能用：请粘贴企业微信、钉钉或飞书机器人的网址，或短信网关的 https 网址")
    if scheme == "json" and not settings.networks:
        raise Refused("网址须以 https 开头")
    if _plugin(own) is None:
        raise Refused("这个网址不完整；请重新复制粘贴")
    return Hook(url=own, name=_SERVICES[scheme][2] or str(urlsplit(own).hostname))


def post(settings: NoticeSettings, url: str, text: str) -> Delivery:
    """Try once to say something there; what is known of it. Never raises for what a server or network does."""
    from workers.telling.guarded import Call, calling  # noqa: PLC0415 - with apprise, slow to import and seldom wanted

    call = Call(networks=settings.networks, ca_file=settings.ca_file)
    plugin = _plugin(url)
    if plugin is not None:
        with calling(call):
            plugin.notify(body=text)
    return call.delivery


def _as_apprise(url: str) -> str:
    """The address as apprise knows it, with nothing that would set apprise itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    asked = parse_qsl(parts.query)
    if parts.scheme not in ("https", "http"):
        kept = urlencode([(name, value) for name, value in asked if name.startswith(_OF_GATEWAYS)], safe=":+")
        return f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?{kept}" if kept else "")
    if host == _WECOM:
        return f"wecombot://{quote(dict(asked).get('key', ''))}"
    if host == _DINGTALK:
        return f"dingtalk://{quote(dict(asked).get('access_token', ''))}"
    if host == _FEISHU:
        return f"feishu://{quote(parts.path.rpartition('/')[2])}"
    kept = urlencode([(f"-{name}", value) for name, value in asked])
    return f"json{'s' if parts.scheme == 'https' else ''}://{parts.netloc}{parts.path}" + (f"?{kept}" if kept else "")


def _plugin(url: str) -> "NotifyBase | None":
    """What speaks to that service, given the guarded client in place of its own; None for an address that lacks
    something. The one module is imported, not apprise's hundred."""
    from apprise.exception import AppriseImproperlyConfigured  # noqa: PLC0415 - slow to import and seldom wanted

    from workers.telling.guarded import GuardedRequests  # noqa: PLC0415 - as above

    module, name, _ = _SERVICES[url.partition("://")[0].lower()]
    service = getattr(import_module(f"apprise.plugins.{module}"), name)
    told = service.parse_url(url)
    try:
        plugin: NotifyBase | None = service(**told) if told else None
    except AppriseImproperlyConfigured:
        return None
    sys.modules[service.__module__].requests = GuardedRequests()  # type: ignore[attr-defined]  # its client
    return plugin
