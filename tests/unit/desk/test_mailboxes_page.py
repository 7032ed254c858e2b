"""The admin's page of the mailboxes. Covers desk.routes.mailboxes, desk.views.mailboxes, domain.mail_providers,
store.contacts and store.house_tables.
"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from servers.desk import Desk
from servers.house import NOW
from servers.smtp import Stage
from servers.smtp import Step as Misdeed
from servers.token_server import CLIENT, SCOPE, SECRET, running_token_server

from domain.codes import Role
from domain.health import Unentered
from domain.mail_providers import PROVIDERS, provider_of
from domain.reading import Problem
from domain.staff import Person
from huihan.mailbox_file import MailboxFile
from ingest.sources.receiver import PollReport, SourceError
from ingest.sources.trying import Step, Trial
from store import comparisons, contacts
from store.comparisons import Comparison
from workers.instance import grants
from workers.instance.grants import Refusal
from workers.instance.mailbox_file import LiveMailboxes
from workers.intake import poll
from workers.mailboxes import comparing, trying

WRONG = Problem(where="邮箱 office", what="登录被拒绝（no）", mend="请核对用户名与密码")


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN)


def _contact(desk: Desk, problem: Problem | None = None) -> None:
    with desk.house.services.database.transaction() as session:
        contacts.worked(session, "office", NOW - timedelta(minutes=5))
        if problem:
            contacts.failed(session, "office", NOW, problem)


def test_each_source_is_shown_with_how_it_was_last_found(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    page = client.get("/mailboxes").text
    assert page.count("没有程序在收") == 2
    _contact(desk)
    desk.house.mail()
    desk.house.work()
    page = client.get("/mailboxes").text
    assert "正常" in page
    assert "（5 分钟前）" in page
    assert "共 1 件：立案 1" in page
    _contact(desk, WRONG)
    page = client.get("/mailboxes").text
    assert "连不上" in page
    assert "登录被拒绝（no）" in page
    assert "请核对用户名与密码" in page


def test_a_trial_says_how_far_it_went(desk: Desk, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.client(admin)
    outcome = [Trial(done=(Step.FIND, Step.CONNECT), problem=WRONG), Trial(done=tuple(Step), messages=7)]
    monkeypatch.setattr(trying, "tried", lambda settings: outcome.pop(0))
    page = desk.post(client, "/mailboxes", "/mailboxes/try", {"name": "office"}).text
    assert "请核对用户名与密码" in page
    assert page.index("✓ 连上端口") < page.index("✗ 安全登录") < page.index("… 打开文件夹")
    page = desk.post(client, "/mailboxes", "/mailboxes/try", {"name": "office"}).text
    assert "可以收信：文件夹里有 7 封" in page
    assert "试连邮箱" in client.get("/log").text


def test_the_last_comparison_is_shown_with_what_has_no_row(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    assert client.get("/mailboxes").text.count("还没有与服务器核对过") == 2
    letter = Unentered(key="7:42", received=NOW, size=1234)
    for missing, named, said in ((0, (), "一致：9 件都已登记"), (3, (letter,), "9 件中有 3 件没有登记")):
        kept = Comparison(source="office", at=NOW, shown=9, missing=missing, named=named)
        with desk.house.services.database.transaction() as session:
            comparisons.keep(session, kept)
        page = client.get("/mailboxes").text
        assert said in page
        assert ("1234 字节（7:42）" in page, "只列出最早的几件" in page) == (bool(missing), bool(missing))


def test_an_admin_compares_and_what_came_of_it_is_said(
    desk: Desk, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.client(admin)
    monkeypatch.setattr(comparing, "LIMIT", timedelta(seconds=0.5))
    wrong = ((["sleep", "30"], "没有核对完，已停止"), (["true"], "核对没有完成"), (["/no/such"], "无法启动"))
    for command, said in wrong:
        monkeypatch.setattr(comparing, "ledger", lambda root, name, run=command: run)
        answer = desk.post(client, "/mailboxes", "/mailboxes/compare", {"name": "office"})
        assert (answer.status_code, said in answer.text) == (422, True)


def test_a_mailbox_is_set_up_changed_and_removed_on_the_page(desk: Desk, admin: Person) -> None:
    client, house = desk.client(admin), desk.house
    root = house.services.settings.root
    (root / "huihan.toml").write_text("", encoding="utf-8")
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    desk.app.state.services = replace(house.services, boxes=boxes)
    assert "腾讯企业邮箱：在" in client.get("/mailboxes/form").text
    typed = {"name": "翠湖", "host": "imap.exmail.qq.com", "user": "a@wuye.example", "port": "993", "security": "tls"}
    typed |= {"folder": "INBOX", "after": "move:Huihan", "password": "s3cret", "do": "save"}
    refused = desk.post(client, "/mailboxes/form", "/mailboxes/save", {**typed, "after": "burn"})
    assert refused.status_code == 422
    assert "应为 move:文件夹" in refused.text
    assert 'value="imap.exmail.qq.com"' in refused.text
    assert "s3cret" not in refused.text
    assert desk.post(client, "/mailboxes/form", "/mailboxes/save", typed).status_code == 303
    assert "已保存 翠湖" in client.get("/mailboxes").text
    form = client.get("/mailboxes/form?name=翠湖").text
    assert "s3cret" not in form
    changed = {**typed, "name": "翠湖二", "password": "", "before": "翠湖"}
    assert desk.post(client, "/mailboxes/form", "/mailboxes/save", changed).status_code == 303
    assert [(box.name, box.password) for box in boxes.current()] == [("翠湖二", "s3cret")]
    assert client.get("/mailboxes/form?name=翠湖").status_code == 404
    assert desk.post(client, "/mailboxes/form", "/mailboxes/remove", {"name": "翠湖二"}).status_code == 303
    assert boxes.current() == ()


def test_a_mailbox_is_authorised_at_its_provider_from_the_page(desk: Desk, admin: Person) -> None:
    client, house = desk.client(admin), desk.house
    root = house.services.settings.root
    (root / "huihan.toml").write_text("", encoding="utf-8")
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    desk.app.state.services = replace(house.services, boxes=boxes)
    with running_token_server() as provider:
        typed = {
            "name": "翠湖",
            "host": "imap.wuye.example",
            "user": "a@wuye.example",
            "port": "993",
            "security": "tls",
        }
        typed |= {"folder": "INBOX", "after": "move:Huihan", "do": "save", "client_id": CLIENT, "client_secret": SECRET}
        typed |= {"authorize_url": f"{provider.url}/authorize", "token_url": f"{provider.url}/token", "scope": SCOPE}
        refused = desk.post(client, "/mailboxes/form", "/mailboxes/save", {**typed, "scope": ""})
        assert "三个都写" in refused.text
        assert SECRET not in refused.text
        assert desk.post(client, "/mailboxes/form", "/mailboxes/save", typed).status_code == 303
        listed = client.get("/mailboxes").text
        assert "还没有授权的，请在下面按“去授权”" in listed
        assert 'href="/mailboxes/authorise?name=%E7%BF%A0%E6%B9%96">去授权' in listed
        left = client.get("/mailboxes/authorise?name=翠湖")
        assert left.status_code == 303
        query = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
        back = urlsplit(provider.authorize(query))
        wrong = client.get(f"{back.path}?state=another&code=x")
        assert (wrong.status_code, "已过期，或不是您" in wrong.text) == (422, True)
        arrived = client.get(f"{back.path}?{back.query}")
        assert (arrived.status_code, arrived.headers["location"]) == (303, "/mailboxes")
        listed = client.get("/mailboxes").text
        (box,) = boxes.current()
        assert box.oauth is not None
        grant = grants.read(box.oauth.grant)
        assert grant is not None
        assert "翠湖 已授权" in listed
        form = client.get("/mailboxes/form?name=翠湖").text
        assert not [one for one in (SECRET, grant.refresh, str(grant.access)) if one in listed + form]
        assert f'value="{CLIENT}"' in form
        grants.write(box.oauth.grant, replace(grant, refused=Refusal(error="invalid_grant", at=NOW, by="x")))
        assert "已失效" in client.get("/mailboxes").text
    assert "在邮箱服务商处授权 翠湖" in client.get("/log").text
    assert client.get("/mailboxes/authorise?name=gone").status_code == 422


def test_the_way_out_is_tried_set_up_and_removed_on_its_page(desk: Desk, admin: Person) -> None:
    client, house = desk.client(admin), desk.house
    root = house.services.settings.root
    (root / "huihan.toml").write_text("", encoding="utf-8")
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    settings = replace(house.services.settings, smtp=None)
    services = replace(house.services, boxes=boxes, settings=settings, post=None)
    desk.app.state.services = services
    assert "没有设置发信" in client.get("/mailboxes").text
    typed = {"host": "127.0.0.1", "port": str(house.smtp.port), "security": "none", "user": "", "ca_file": ""}
    typed |= {"from_address": "kefu@wuye.example", "do": "try"}
    house.smtp.plan(Misdeed(stage=Stage.MAIL, reply="550 not yours"))
    answer = desk.post(client, "/mailboxes/smtp", "/mailboxes/smtp", typed).text
    assert "不接受发件人 kefu@wuye.example（550 not yours）" in answer
    assert "可以发信" in desk.post(client, "/mailboxes/smtp", "/mailboxes/smtp", typed).text
    typed |= {"do": "save", "user": "kefu", "password": "s3cret"}
    refused = desk.post(client, "/mailboxes/smtp", "/mailboxes/smtp", {**typed, "port": "x"})
    assert (refused.status_code, "端口应为数字" in refused.text, "s3cret" in refused.text) == (422, True, False)
    assert desk.post(client, "/mailboxes/smtp", "/mailboxes/smtp", typed).status_code == 303
    assert services.smtp is not None
    page = client.get("/mailboxes/smtp").text
    assert ("现在用的是这里设置的发信服务器" in page, "s3cret" in page) == (True, False)
    assert f"经 127.0.0.1:{house.smtp.port} 发出" in client.get("/mailboxes").text
    assert desk.post(client, "/mailboxes/smtp", "/mailboxes/smtp/remove").status_code == 303
    assert services.smtp is None
    log = client.get("/log").text
    assert ("设置发信服务器" in log, "s3cret" in log) == (True, False)


def test_it_is_for_admins_alone(desk: Desk, clerk: Person, manager: Person) -> None:
    for person in (clerk, manager):
        assert desk.client(person).get("/mailboxes").status_code == 403


def test_it_is_read_in_english(desk: Desk) -> None:
    page = desk.client(desk.person("eve", Role.ADMIN, language="en")).get("/mailboxes").text
    assert "Mailboxes and folders" in page


def test_a_poller_notes_how_it_went(desk: Desk) -> None:
    class Source:
        name = "office"

        def __init__(self) -> None:
            self.fails = True

        def poll(self) -> PollReport:
            if self.fails:
                raise SourceError(WRONG)
            return PollReport(source="office")

    source = Source()
    for fails, problem in ((True, WRONG), (False, None)):
        source.fails = fails
        poll._poll(desk.house.services, source)  # type: ignore[arg-type]  # as much of a source as is used
        assert desk.house.ask(contacts.all_known)["office"].problem == problem


@pytest.mark.parametrize(
    ("host", "address", "name"),
    [
        ("imap.exmail.qq.com", "a@wuye.example", "腾讯企业邮箱"),
        ("imap.qq.com", "", "QQ 邮箱"),
        ("", "a@126.com", "网易邮箱"),
        ("imap.gmail.com", "a@wuye.example", "Gmail"),
        ("smtp.office365.com", "", "Microsoft 365"),
        ("partner.outlook.cn", "", "Microsoft 365（世纪互联）"),
        ("outlook.office365.com", "a@wuye.example", "Microsoft 365"),
        ("mail.wuye.example", "a@qq.com", None),
        ("evil-imap.qq.com.example", "", None),
    ],
)
def test_a_provider_is_known_by_its_server(host: str, address: str, name: str | None) -> None:
    found = provider_of(host, address)
    assert (found.name if found else None) == name


def test_every_provider_has_its_advice_and_is_found_by_its_own_server() -> None:
    for one in PROVIDERS:
        assert one.secret
        found = provider_of(one.imap)
        assert found is one, one.name
