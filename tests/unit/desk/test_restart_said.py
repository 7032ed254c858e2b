"""Wherever a page shows a setting of huihan.toml, it says that a change there needs a restart of the service.

Covers desk.routes.company, desk.routes.system and desk.routes.setting_up.
"""

from dataclasses import replace

import pytest
from servers.desk import Desk, made_desk
from servers.house import House
from servers.smtp import Stage, Step

from desk.messages import known
from domain.codes import Role
from domain.settings import PublicSettings, Settings

SAID = "重启服务后才生效"


def page(desk: Desk, path: str) -> str:
    return desk.client(desk.person("guan", Role.ADMIN)).get(path).text


def with_settings(house: House, settings: Settings) -> Desk:
    return made_desk(replace(house, services=replace(house.services, settings=settings)))


def test_what_letters_say_of_the_company_where_nothing_was_entered(desk: Desk) -> None:
    assert SAID in page(desk, "/company")


@pytest.mark.parametrize("enabled", [True, False])
def test_the_address_of_the_page_for_residents_where_it_is_shown(house: House, enabled: bool) -> None:
    settings = replace(house.services.settings, public=PublicSettings(enabled=enabled))
    assert (SAID in page(with_settings(house, settings), "/system")) is enabled


def test_a_mailbox_that_stands_in_the_file(desk: Desk) -> None:
    assert "写在 huihan.toml 里；改动后重启服务" in page(desk, "/mailboxes")


def test_the_way_out_for_mail_where_there_is_none_or_it_does_not_work(desk: Desk) -> None:
    settings = desk.house.services.settings
    services = replace(desk.house.services, post=None)
    none = with_settings(replace(desk.house, services=services), replace(settings, smtp=None))
    admin = none.client(none.person("guan", Role.ADMIN))
    assert "先在“发信”页填写发信服务器" in admin.get("/setup").text
    assert "保存后服务和工作台立即使用，不必重启" in admin.get("/mailboxes/smtp").text
    client = desk.client(desk.person("luo", Role.ADMIN))
    desk.house.smtp.plan(Step(stage=Stage.RCPT, reply="550 no such user"))
    failed = desk.post(client, "/setup", "/setup/letter", {"address": "luo@example.com"}).text
    assert SAID in failed


NO_ADVICE = {
    "huihan.toml 中改动的项目：": "below the head that says it",
    "huihan.toml 有变：{keys}": "an entry of the log",
    "首次读取 huihan.toml": "an entry of the log",
    "写在每封信的信头、落款和联系方式里。留空则用 huihan.toml 里的写法。": "the next sentence says it",
    "现在用的是 huihan.toml 里的 [smtp]；在这里保存后，以这里的为准。": "what is saved there needs none",
    "删去后按 huihan.toml 里的 [smtp] 发信；那里没有写的，信件只生成、不发送。": "nor what is removed there",
}
"""Messages that name the file and leave the restart to others, and to whom."""


def test_who_is_sent_to_the_file_is_told_to_restart() -> None:
    named = {message for message in known() if "huihan.toml" in message}
    assert named >= NO_ADVICE.keys()
    assert sorted(message for message in named - NO_ADVICE.keys() if "重启" not in message) == []
