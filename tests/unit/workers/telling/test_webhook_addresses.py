"""Addresses as the services show them. Covers workers.telling.webhook."""

from ipaddress import ip_network

import pytest

from domain.settings import NoticeSettings
from workers.instance.refusals import Refused
from workers.telling.webhook import checked_url

PUBLIC = NoticeSettings()


@pytest.mark.parametrize(
    ("url", "name", "own"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a-91f6", "企业微信", "wecombot://693a-91f6"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc123", "钉钉", "dingtalk://abc123"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/ab-12", "飞书", "feishu://ab-12"),
        ("https://sms.example.com/send?to=1&k=2", "sms.example.com", "jsons://sms.example.com/send?-to=1&-k=2"),
        ("dingtalk://secret@abc123", "钉钉", "dingtalk://secret@abc123"),
    ],
)
def test_an_address_is_known_as_it_is_pasted(url, name, own):
    hook = checked_url(PUBLIC, url)
    assert (hook.name, hook.url) == (name, own)
    assert own not in repr(hook)


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "ftp://example.com", "mailto://a:b@example.com", "file:///etc/passwd", "https://[", "javascript:1"),
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "https://oapi.dingtalk.com/robot/send?access_token=",
        "https://sms.example.com/a b",
        "https://例.example/x",
        "http://sms.example.com/x",
    ],
)
def test_any_other_is_refused(url):
    with pytest.raises(Refused):
        checked_url(PUBLIC, url)


def test_plain_http_is_for_networks_that_the_settings_name():
    settings = NoticeSettings(networks=(ip_network("10.0.0.0/8"),))
    assert checked_url(settings, "http://10.0.0.5/sms").url == "json://10.0.0.5/sms"
