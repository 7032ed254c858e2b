"""The way out that admins keep in the browser: tried on a real server, taken up at once, its password in a file.

Covers workers.mailboxes.way_out, workers.mailboxes.smtp_trial_process and workers.instance.services.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from servers.desk import made_desk
from servers.house import House
from servers.smtp import PASSWORD, SmtpServer, Stage, Step, running_smtp
from servers.token_server import CLIENT, SCOPE, SECRET, running_token_server

from domain.codes import Role
from domain.staff import Person
from huihan.mailbox_file import MailboxFile
from huihan.settings import read_settings
from store import house_log
from workers.instance.mailbox_file import LiveMailboxes
from workers.instance.refusals import Refused
from workers.instance.smtp import Outcome
from workers.mailboxes import authorising, way_out
from workers.mailboxes.authorising import Return
from workers.mailboxes.sign_in_fields import SignIn
from workers.mailboxes.way_out import SmtpEntry

MAIL = b"Subject: hello\r\n\r\nA letter\r\n"


@dataclass
class Admin:
    """An admin with a server for mail that wants STARTTLS and a login."""

    house: House
    person: Person
    smtp: SmtpServer
    entry: SmtpEntry

    @property
    def root(self) -> Path:
        return self.house.services.settings.root

    def save(self, **change: str) -> None:
        way_out.save(self.house.services, replace(self.entry, **change), actor=self.person)  # type: ignore[arg-type]

    def tried(self, **change: object) -> str:
        """What stands in the way, in words; empty for nothing."""
        entry = replace(self.entry, **change)  # type: ignore[arg-type]  # as each case has it
        found = way_out.try_entry(self.house.services, entry, actor=self.person)
        return f"{found.what}。{found.mend}" if found else ""

    def send(self) -> Outcome:
        transport = self.house.services.transport
        assert transport is not None
        return transport.send(to_address="wang@example.com", message=MAIL).outcome


@pytest.fixture
def admin(house: House, tmp_path: Path) -> Iterator[Admin]:
    root = house.services.settings.root
    (root / "huihan.toml").write_text("", encoding="utf-8")
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    settings = replace(house.services.settings, smtp=None)
    house.services = replace(house.services, boxes=boxes, settings=settings, post=None)
    (tmp_path / "out").mkdir()
    with running_smtp(tmp_path / "out", starttls=True, auth=True) as smtp:
        (root / "smtp-ca.pem").write_bytes(smtp.ca_file.read_bytes())
        entry = SmtpEntry(
            host="localhost",
            port=str(smtp.port),
            security="starttls",
            user="kefu",
            from_address="kefu@wuye.example",
            ca_file="smtp-ca.pem",
            sign_in=SignIn(password=PASSWORD),
        )
        yield Admin(house, made_desk(house).person("guan", Role.ADMIN), smtp, entry)


def test_what_is_typed_is_tried_and_each_fault_is_a_sentence(admin: Admin) -> None:
    assert admin.tried() == ""
    assert "不让登录" in admin.tried(sign_in=SignIn(password="wrong"))
    assert "安全连接" in admin.tried(ca_file="")
    assert "安全连接" in admin.tried(security="tls")
    assert "找不到发信服务器" in admin.tried(host="no-such-host.invalid")
    admin.smtp.plan(Step(stage=Stage.MAIL, reply="550 not yours"))
    assert "不接受发件人 kefu@wuye.example（550 not yours）" in admin.tried()
    assert admin.smtp.accepted == []
    assert not (admin.root / "mailboxes.toml").exists()


def test_it_is_taken_up_at_once_and_goes_before_huihan_toml(admin: Admin) -> None:
    assert admin.house.services.transport is None
    admin.save()
    assert admin.send() is Outcome.ACCEPTED
    assert "kefu@wuye.example" in admin.house.services.own_addresses
    (secret,) = (admin.root / "data" / "secrets").iterdir()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert PASSWORD not in (admin.root / "mailboxes.toml").read_text("utf-8")
    table = '[smtp]\nhost = "other.example"\nfrom = "a@b.example"\n'
    (admin.root / "huihan.toml").write_text(table, encoding="utf-8")
    read = read_settings(admin.root).smtp
    assert read == admin.house.services.smtp
    assert way_out.entry_of(admin.house.services) == replace(admin.entry, sign_in=SignIn())
    admin.save(from_address="tousu@wuye.example", sign_in=SignIn())  # type: ignore[arg-type]
    assert admin.send() is Outcome.ACCEPTED
    assert admin.tried(sign_in=SignIn()) == ""
    way_out.remove(admin.house.services, actor=admin.person)
    now = admin.house.services.smtp
    assert now is not None
    assert (now.host, list((admin.root / "data" / "secrets").iterdir())) == ("other.example", [])
    entries = admin.house.ask(lambda session: house_log.page(session, house_log.Wanted(), limit=50))
    assert {"way_out_saved", "way_out_removed"} <= {one.what for one in entries}
    assert PASSWORD not in str(entries)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"port": "smtp"}, "端口应为数字"),
        ({"host": ""}, "host"),
        ({"from_address": "kefu"}, "from"),
        ({"security": "none", "host": "mail.wuye.example"}, "只允许用于本机"),
        ({"user": ""}, "也要填登录名"),
        ({"host": 'a"\nfrom'}, "看不见的字符"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_nothing_is_written(
    admin: Admin, change: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        admin.save(**change)
    assert not (admin.root / "mailboxes.toml").exists()
    with pytest.raises(Refused, match="不是在网页上设置的"):
        way_out.remove(admin.house.services, actor=admin.person)
    clerk = made_desk(admin.house).person("chen", Role.CLERK)
    with pytest.raises(Refused, match="管理员"):
        way_out.save(admin.house.services, admin.entry, actor=clerk)


def test_it_is_authorised_as_a_mailbox_is(admin: Admin) -> None:
    services = admin.house.services
    with running_token_server(lambda: "token-kefu") as provider:
        sign_in = SignIn(
            client_id=CLIENT,
            client_secret=SECRET,
            authorize_url=f"{provider.url}/authorize",
            token_url=f"{provider.url}/token",
            scope=SCOPE,
        )
        way_out.save(services, replace(admin.entry, sign_in=sign_in), actor=admin.person)
        assert admin.send() is Outcome.NOT_SENT
        url = authorising.begin(services, "", actor=admin.person)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        came = parse_qs(urlsplit(provider.authorize(query)).query)
        back = Return(state=came["state"][0], code=came["code"][0])
        assert authorising.finish(services, back, actor=admin.person) == ""
        assert admin.send() is Outcome.ACCEPTED
