"""The house log tells which settings changed between two starts, by key and without their values."""

import pytest

from store import house_log
from store.house_log import Wanted
from workers.instance import house_settings


@pytest.fixture
def write(house):
    """Write huihan.toml and start; the keys that are told."""

    def writing(text):
        (house.services.settings.root / "huihan.toml").write_text(text, encoding="utf-8")
        return house_settings.note(house.services)

    return writing


OFFICE = '[[mailbox]]\nname = "office"\nhost = "imap.example.com"\nuser = "kefu"\npassword_env = "SECRET_NAME"\n'


def test_changed_keys_are_named_and_no_value(house, write):
    assert write(f'zone = "Asia/Shanghai"\n{OFFICE}') == ()
    assert write(f'# a comment\nzone = "Asia/Shanghai"\n{OFFICE}') == ()
    assert write(OFFICE.replace("imap.", "evil.") + '[smtp]\nhost = "mail.evil.example"\n') == (
        "mailbox[office].host",
        "smtp.host",
        "zone",
    )
    entries = house.ask(lambda session: house_log.page(session, Wanted()))
    assert [one.what for one in entries] == ["settings_changed", "settings_read"]
    for value in ("imap.example.com", "evil", "SECRET_NAME", "kefu"):
        assert value not in str(entries)
    assert house.ask(house_log.verify) == []


def test_a_file_that_cannot_be_read_stops_nothing(write):
    assert write('zone = "Asia/Shanghai"\n') == ()
    assert write("zone = ") == ("zone",)
