"""Mailboxes that admins keep in the browser: checked as huihan.toml is, their passwords in files of their own, taken up
by a running service. Covers workers.mailboxes.keeping, workers.mailboxes.entry, workers.mailboxes.kept,
workers.mailboxes.secret_files, workers.instance.mailbox_file, workers.intake.pollers and huihan.mailbox_file.
"""

import stat
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from servers.desk import made_desk
from servers.dovecot import PASSWORD, Dovecot
from servers.house import House

from domain.codes import Role
from domain.settings import MailboxSettings
from domain.staff import Person
from huihan.mailbox_file import MailboxFile
from huihan.settings import SettingsError, read_settings
from store import contacts, house_log
from workers.instance.mailbox_file import LiveMailboxes
from workers.instance.refusals import Refused
from workers.intake import pollers
from workers.mailboxes import keeping, kept
from workers.mailboxes.entry import MailboxEntry, entry_of
from workers.mailboxes.sign_in_fields import SignIn


@pytest.fixture
def root(house: House) -> Path:
    root = house.services.settings.root
    (root / "huihan.toml").write_text('zone = "Asia/Shanghai"\n', encoding="utf-8")
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    house.services = replace(house.services, boxes=boxes, settings=replace(house.services.settings, mailboxes=()))
    return root


@pytest.fixture
def admin(house: House) -> Person:
    return made_desk(house).person("guan", Role.ADMIN)


@pytest.fixture
def entry(dovecot: Dovecot, root: Path) -> MailboxEntry:
    (root / "ca.pem").write_bytes(dovecot.ca_file.read_bytes())
    return MailboxEntry(
        name="翠湖 kefu",
        host="localhost",
        port=str(dovecot.tls_port),
        user=dovecot.new_user(),
        sign_in=SignIn(password=PASSWORD),
        ca_file="ca.pem",
        start_from="2026-01-01",
        authserv_id="MX.wuye.example mx2",
    )


def _boxes(house: House) -> dict[str, MailboxSettings]:
    return {box.name: box for box in house.services.mailboxes}


def test_what_is_saved_stands_beside_huihan_toml_and_its_password_in_a_file_of_its_own(
    house: House, root: Path, admin: Person, entry: MailboxEntry
) -> None:
    keeping.save(house.services, entry, actor=admin)
    box = _boxes(house)["翠湖 kefu"]
    assert (box.password, box.kept_by_desk, box.start_from is not None) == (PASSWORD, True, True)
    assert box.authserv_ids == {"mx.wuye.example", "mx2"}
    assert PASSWORD not in (root / "mailboxes.toml").read_text("utf-8")
    (secret,) = (root / "data" / "secrets").iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (secret, root / "mailboxes.toml")] == [0o600, 0o600]
    assert read_settings(root).mailboxes == (box,)
    shown = entry_of(box, kept.read(root).box(box.name), root, house.services.zone)
    assert shown == replace(entry, sign_in=SignIn(), authserv_id="mx.wuye.example mx2")
    (logged,) = house.ask(lambda session: house_log.page(session, house_log.Wanted(what=("mailbox_saved",))))
    assert "password_file" in logged.payload["changed"]
    assert PASSWORD not in str(logged.payload)


def test_a_change_keeps_the_password_unless_another_is_typed(
    house: House, root: Path, admin: Person, entry: MailboxEntry
) -> None:
    keeping.save(house.services, entry, actor=admin)
    keeping.save(house.services, replace(entry, folder="Tousu", sign_in=SignIn()), actor=admin, before=entry.name)
    assert (_boxes(house)[entry.name].folder, _boxes(house)[entry.name].password) == ("Tousu", PASSWORD)
    keeping.save(house.services, replace(entry, sign_in=SignIn(password="another")), actor=admin, before=entry.name)
    assert _boxes(house)[entry.name].password == "another"
    assert len(list((root / "data" / "secrets").iterdir())) == 1
    keeping.remove(house.services, entry.name, actor=admin)
    assert _boxes(house) == {}
    assert not list((root / "data" / "secrets").iterdir())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"security": "none", "host": "mail.wuye.example"}, "只允许用于本机"),
        ({"port": "70000"}, "不大于 65535"),
        ({"port": "993 "}, ""),
        ({"port": "imap"}, "端口应为数字"),
        ({"after": "delete"}, "应为 move:文件夹"),
        ({"host": ""}, "host"),
        ({"name": "inbox"}, "扫描文件夹"),
        ({"ca_file": "nowhere.pem"}, "找不到证书文件"),
        ({"start_from": "yesterday"}, "2026-03-01"),
        ({"name": 'a"\n[smtp]\nhost = "evil'}, "看不见的字符"),
        ({"sign_in": SignIn()}, "缺少登录凭据"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_nothing_is_written(
    house: House, root: Path, admin: Person, entry: MailboxEntry, change: dict[str, object], said: str
) -> None:
    if not said:
        keeping.save(house.services, replace(entry, **change), actor=admin)  # type: ignore[arg-type]  # as each case has it
        return
    with pytest.raises(Refused, match=said):
        keeping.save(house.services, replace(entry, **change), actor=admin)  # type: ignore[arg-type]  # as each case has it
    assert not (root / "mailboxes.toml").exists()
    assert not (root / "data" / "secrets").exists()


def test_a_name_twice_one_of_huihan_toml_and_one_that_is_gone_are_refused(
    house: House, root: Path, admin: Person, entry: MailboxEntry
) -> None:
    keeping.save(house.services, entry, actor=admin)
    with pytest.raises(Refused, match="邮箱名重复"):
        keeping.save(house.services, entry, actor=admin)
    for act in (keeping.remove, lambda services, name, actor: keeping.save(services, entry, actor=actor, before=name)):
        with pytest.raises(Refused, match="不是在网页上设置的邮箱"):
            act(house.services, "office", actor=admin)
    with pytest.raises(Refused, match="管理员"):
        keeping.save(house.services, entry, actor=made_desk(house).person("chen", Role.CLERK))


def test_odd_texts_come_back_as_they_were_typed(house: House, root: Path, admin: Person, entry: MailboxEntry) -> None:
    odd = replace(entry, name='a"b\\c # 邮箱', folder="INBOX/“投诉”'", project="翠湖\\园")
    keeping.save(house.services, odd, actor=admin)
    box = _boxes(house)[odd.name]
    assert (box.folder, box.project) == (odd.folder, odd.project)


def test_a_mistake_in_the_file_is_named_with_the_file_and_what_ran_goes_on(
    house: House, root: Path, admin: Person, entry: MailboxEntry
) -> None:
    keeping.save(house.services, entry, actor=admin)
    (root / "mailboxes.toml").write_text("[[mailbox]]\nnamme = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mailboxes\.toml: mailbox\[1\]"):
        read_settings(root)
    assert set(_boxes(house)) == {entry.name}


def test_what_is_typed_is_tried_before_it_is_kept(house: House, root: Path, admin: Person, entry: MailboxEntry) -> None:
    assert keeping.try_entry(house.services, entry, actor=admin).works
    wrong = keeping.try_entry(house.services, replace(entry, sign_in=SignIn(password="wrong")), actor=admin)
    assert wrong.problem is not None
    assert "登录被拒绝" in wrong.problem.what
    without = keeping.try_entry(house.services, replace(entry, sign_in=SignIn()), actor=admin)
    assert without.problem is not None
    assert not (root / "mailboxes.toml").exists()
    keeping.save(house.services, entry, actor=admin)
    assert keeping.try_entry(house.services, replace(entry, sign_in=SignIn()), actor=admin, before=entry.name).works


def _until(done: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_running_service_takes_up_what_is_added_changed_and_removed(
    house: House, root: Path, admin: Person, entry: MailboxEntry, dovecot: Dovecot
) -> None:
    (root / "inbox").mkdir()
    stop = threading.Event()
    keeper = threading.Thread(target=pollers.keep, args=(house.services, stop))
    keeper.start()
    names = lambda: {thread.name for thread in threading.enumerate()}  # noqa: E731 - asked again and again
    try:
        _until(lambda: "inbox" in names())
        keeping.save(house.services, entry, actor=admin)
        dovecot.append(entry.user, [b"Subject: =?utf-8?B?55S15qKv?=\r\nFrom: a@example.com\r\n\r\nA letter\r\n"])
        _until(lambda: [row.source for row in house.rows()] == [entry.name])
        _until(lambda: entry.name in house.ask(contacts.all_known))
        keeping.save(house.services, replace(entry, sign_in=SignIn(password="wrong")), actor=admin, before=entry.name)
        _until(lambda: house.ask(contacts.all_known)[entry.name].problem)
        keeping.remove(house.services, entry.name, actor=admin)
        _until(lambda: entry.name not in names())
    finally:
        stop.set()
        keeper.join(timeout=20)
    assert not keeper.is_alive()
    assert "inbox" not in names()
