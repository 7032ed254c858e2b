"""The settings: what a good file gives, and that every mistake of a bad one is named at once.

Covers domain.settings.
"""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import make_url

from domain.codes import LetterKind
from domain.settings import Security
from huihan.front import find_instance
from huihan.settings import SettingsError, read_settings

MAILBOX = """
[[mailbox]]
name = "投诉邮箱"
host = "imap.example.com"
user = "tousu@example.com"
password_env = "MAIL_PASSWORD"
"""


def instance(folder: Path, text: str) -> Path:
    (folder / "huihan.toml").write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(instance(folder, text), environment)
    return [f"{problem.where.removeprefix(str(folder) + '/')}: {problem.what}" for problem in caught.value.problems]


def test_an_empty_file_is_a_working_instance_on_sqlite(tmp_path: Path) -> None:
    settings = read_settings(instance(tmp_path, ""), {})
    assert settings.zone == "Asia/Shanghai"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/huihan.db"
    assert settings.mailboxes == ()
    assert settings.smtp is None


def test_a_mailbox_has_the_defaults_of_the_design_and_its_password_from_the_environment(tmp_path: Path) -> None:
    (box,) = read_settings(instance(tmp_path, MAILBOX), {"MAIL_PASSWORD": "geheim"}).mailboxes
    assert (box.port, box.security, box.folder, box.after) == (993, Security.TLS, "INBOX", "move:Huihan")
    assert box.no_letter_after == timedelta(days=7)
    assert box.password == "geheim"
    assert "geheim" not in repr(box)


def test_a_time_without_a_zone_is_the_instances(tmp_path: Path) -> None:
    (box,) = read_settings(
        instance(tmp_path, MAILBOX + "start_from = 2026-03-01T08:00:00\npoll_every = '30 s'"), {"MAIL_PASSWORD": "x"}
    ).mailboxes
    assert box.start_from == datetime(2026, 3, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert box.poll_every == timedelta(seconds=30)


def test_a_secret_may_stand_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("ya29\n")
    (box,) = read_settings(
        instance(tmp_path, MAILBOX.replace('password_env = "MAIL_PASSWORD"', 'oauth_token_file = "token"')), {}
    ).mailboxes
    assert box.oauth_token == "ya29"


def test_every_mistake_is_named_with_its_key(tmp_path: Path) -> None:
    text = (
        'zone = "Asia/Peking"\nwokers = 3\n[limits]\npages = 0\n[[mailbox]]\nname = "a"\nhost = "mail.example.com"\n'
        'port = "imap"\nsecurity = "ssl"\nuser = "u"\npassword_env = "P"\nno_letter_after = "a week"\n'
    )
    found = mistakes(tmp_path, text)
    assert [line.split(": ")[1] for line in found] == [
        "zone",
        "limits.pages",
        "mailbox[1].port",
        "mailbox[1].security",
        "mailbox[1].no_letter_after",
        "wokers",
    ]


def test_an_unknown_key_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(instance(tmp_path, MAILBOX + 'foldr = "INBOX"'), {"MAIL_PASSWORD": "x"})
    assert caught.value.problems[0].mend == "是不是 folder？"


@pytest.mark.parametrize("host", ["mail.example.com", "192.168.1.5", "fe80::1"])
def test_an_unprotected_connection_is_refused_off_this_machine(tmp_path: Path, host: str) -> None:
    text = f'[smtp]\nhost = "{host}"\nsecurity = "none"\nfrom = "a@example.com"'
    assert "none" in mistakes(tmp_path, text)[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_an_unprotected_connection_is_allowed_on_this_machine(tmp_path: Path, host: str) -> None:
    text = f'[smtp]\nhost = "{host}"\nport = 2525\nsecurity = "none"\nfrom = "a@example.com"'
    smtp = read_settings(instance(tmp_path, text), {}).smtp
    assert smtp is not None
    assert smtp.security is Security.NONE


def test_a_password_in_the_database_address_is_refused(tmp_path: Path) -> None:
    assert "密码" in mistakes(tmp_path, '[database]\nurl = "postgresql+psycopg://huihan:geheim@db/huihan"')[0]


def test_the_password_of_a_database_stands_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("p@ss/wörd\n", encoding="utf-8")
    text = '[database]\nurl = "postgresql://huihan@db/huihan"\npassword_file = "secret"'
    settings = read_settings(instance(tmp_path, text), {}, secrets=False)
    assert make_url(settings.database_url).password == "p@ss/wörd"
    assert "wörd" not in repr(settings)
    (tmp_path / "secret").unlink()
    assert "database.password_file: 无法读取" in mistakes(tmp_path, text)[0]


@pytest.mark.parametrize("other", ["", 'url = "sqlite:///data/huihan.db"\n', 'url_env = "DB"\n'])
def test_a_password_file_is_for_an_address_without_one(tmp_path: Path, other: str) -> None:
    assert "PostgreSQL" in mistakes(tmp_path, f'[database]\n{other}password_file = "secret"')[0]


def test_a_missing_environment_variable_is_named(tmp_path: Path) -> None:
    found = mistakes(tmp_path, MAILBOX + '[database]\nurl_env = "DB"')
    assert found == [
        "huihan.toml: database.url_env: 环境变量 DB 未设置",
        "huihan.toml: mailbox[1].password_env: 环境变量 MAIL_PASSWORD 未设置",
    ]


def test_what_needs_no_mailbox_needs_no_password(tmp_path: Path) -> None:
    (box,) = read_settings(instance(tmp_path, MAILBOX), {}, secrets=False).mailboxes
    assert box.password is None


def test_broken_toml_and_a_missing_file_are_sentences(tmp_path: Path) -> None:
    assert "语法" in mistakes(tmp_path, "zone = ")[0]
    with pytest.raises(SettingsError, match="huihan init"):
        read_settings(tmp_path / "nowhere", {})


def test_the_instance_is_the_named_one_then_the_environments_then_the_nearest_parent(tmp_path: Path) -> None:
    instance(tmp_path, "")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_instance(Path("/named"), {"HUIHAN_INSTANCE": "/env"}, below) == Path("/named")
    assert find_instance(None, {"HUIHAN_INSTANCE": "/env"}, below) == Path("/env")
    assert find_instance(None, {}, below) == tmp_path
    assert find_instance(None, {}, Path("/proc")) is None


def test_a_mailbox_may_not_bear_the_scan_folders_name(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, MAILBOX.replace("投诉邮箱", "inbox"), MAIL_PASSWORD="geheim")
    assert "扫描文件夹" in mistake


@pytest.mark.parametrize(
    ("desk", "link"),
    [
        ("", "http://127.0.0.1:8080/queue"),
        ('host = "0.0.0.0"\nport = 9000', "http://127.0.0.1:9000/queue"),
        ('host = "::1"', "http://[::1]:8080/queue"),
        ('host = "::"', "http://[::1]:8080/queue"),
        ('host = "desk.lan"', "http://127.0.0.1:8080/queue"),
        ('base_url = "HTTPS://Desk.example.com"', "https://desk.example.com/queue"),
        ('base_url = "https://desk.example.com"', "https://desk.example.com/queue"),
        ('base_url = "https://desk.example.com:8443"', "https://desk.example.com:8443/queue"),
    ],
)
def test_links_lead_to_where_browsers_reach_the_desk(tmp_path: Path, desk: str, link: str) -> None:
    assert read_settings(instance(tmp_path, f"[desk]\n{desk}"), {}).desk.link("/queue") == link


@pytest.mark.parametrize(
    "url",
    [
        *("desk.example.com", "ftp://desk.example.com", "https://example.com/desk", "https://"),
        *("https://desk@example.com", "https://[::1", "https://a\\\\b", "https://desk.example.com:x"),
    ],
)
def test_an_address_of_the_desk_that_makes_no_links_is_refused(tmp_path: Path, url: str) -> None:
    assert mistakes(tmp_path, f'[desk]\nbase_url = "{url}"') == ["huihan.toml: desk.base_url: 格式不对"]


def test_proxies_are_named_by_address_or_network(tmp_path: Path) -> None:
    desk = read_settings(instance(tmp_path, '[desk]\ntrusted_proxies = ["127.0.0.1", "10.1.0.0/16", "::1"]'), {}).desk
    assert [str(one) for one in desk.trusted_proxies] == ["127.0.0.1/32", "10.1.0.0/16", "::1/128"]
    assert read_settings(instance(tmp_path, ""), {}).desk.trusted_proxies == ()
    (mistake,) = mistakes(tmp_path, '[desk]\ntrusted_proxies = ["proxy.lan"]')
    assert mistake == "huihan.toml: desk.trusted_proxies[1]: 应为 IP 地址或网段，例如 127.0.0.1 或 10.0.0.0/24"


def test_a_session_lasts_as_the_settings_say(tmp_path: Path) -> None:
    desk = read_settings(instance(tmp_path, '[desk]\nidle = "30 min"'), {}).desk
    assert (desk.idle, desk.lasts) == (timedelta(minutes=30), timedelta(days=7))


OPINION = """
[opinion]
url = "https://llm.example.com/v1/"
model = "small-1"
"""


def test_no_language_model_is_asked_unless_it_is_set_up(tmp_path: Path) -> None:
    assert read_settings(instance(tmp_path, ""), {}).opinion is None


def test_a_language_model_has_its_key_from_the_environment_or_a_file(tmp_path: Path) -> None:
    held = read_settings(instance(tmp_path, OPINION), {}).opinion
    assert held is not None
    assert (held.url, held.model, held.key) == ("https://llm.example.com/v1", "small-1", None)
    assert held.timeout == timedelta(seconds=20)
    held = read_settings(instance(tmp_path, OPINION + 'key_env = "KEY"\n'), {"KEY": "geheim"}).opinion
    assert held is not None
    assert held.key == "geheim"
    assert "geheim" not in repr(held)
    (tmp_path / "key").write_text("aus der Datei\n", encoding="utf-8")
    held = read_settings(instance(tmp_path, OPINION + 'key_file = "key"\n'), {}).opinion
    assert held is not None
    assert held.key == "aus der Datei"
    assert mistakes(tmp_path, OPINION + 'key_env = "KEY"\n') == ["huihan.toml: opinion.key_env: 环境变量 KEY 未设置"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]:8000"])
def test_a_language_model_on_this_machine_needs_no_tls(tmp_path: Path, url: str) -> None:
    held = read_settings(instance(tmp_path, OPINION.replace("https://llm.example.com/v1/", url)), {}).opinion
    assert held is not None
    assert held.url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://llm.example.com/v1",
        "http://localhost.example.com/v1",
        "https://",
        "llm.example.com",
        "file:///etc/passwd",
        "https://user:pass@llm.example.com/v1",
        "https://llm.example.com/v1?key=1",
        "https://llm.example.com:99999/v1",
        "https://llm.example.com/a b",
    ],
)
def test_an_address_that_a_letter_must_not_go_to_is_a_mistake(tmp_path: Path, url: str) -> None:
    [mistake] = mistakes(tmp_path, OPINION.replace("https://llm.example.com/v1/", url))
    assert mistake.startswith("huihan.toml: opinion.url: ")


NOTICES = """
[notices]
quiet = "{quiet}"
events = ["alarm", "approve"]
networks = ["10.0.0.0/8"]
reply_to = "tousu+{{token}}@example.com"
departments = {{engineering = "gongcheng@example.com"}}
"""


def test_notices_know_their_hours_their_networks_and_the_departments(tmp_path: Path) -> None:
    held = read_settings(instance(tmp_path, NOTICES.format(quiet="21:30-06:00")), {}).notices
    assert (held.quiet_from, held.quiet_until) == (time(21, 30), time(6))
    assert held.events == {"alarm", "approve"}
    assert [str(one) for one in held.networks] == ["10.0.0.0/8"]
    assert held.departments == {"engineering": "gongcheng@example.com"}
    assert held.reply_to == "tousu+{token}@example.com"


def test_without_a_word_on_notices_nights_are_quiet_and_everything_is_told(tmp_path: Path) -> None:
    held = read_settings(instance(tmp_path, ""), {}).notices
    assert (held.quiet_from, held.quiet_until) == (time(22), time(7))
    assert "due_soon" in held.events
    assert read_settings(instance(tmp_path, '[notices]\nquiet = ""\n'), {}).notices.quiet_from is None


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('quiet = "late"', "notices.quiet"),
        ('events = ["gossip"]', "notices.events[1]"),
        ('networks = ["home"]', "notices.networks[1]"),
        ('reply_to = "tousu@example.com"', "notices.reply_to"),
        ('departments = {engineering = "nowhere"}', "notices.departments.engineering"),
    ],
)
def test_a_mistake_in_notices_is_named(tmp_path: Path, line: str, key: str) -> None:
    (mistake,) = mistakes(tmp_path, f"[notices]\n{line}\n")
    assert mistake.startswith(f"huihan.toml: {key}: ")


def test_series_of_numbers_never_share_a_prefix(tmp_path: Path) -> None:
    company = read_settings(instance(tmp_path, '[company.form_prefixes]\nrecord_form = "记录"'), {}).company
    kinds = (LetterKind.REPLY, LetterKind.RECORD_FORM, LetterKind.DEPARTMENT_NOTICE, LetterKind.PROGRESS_REPORT)
    assert [company.prefix_of(kind) for kind in kinds] == ["物函", "记录", "物通", "物报"]
    (same,) = mistakes(tmp_path, '[company]\nletter_prefix = "物记"')
    assert "字头不能相同" in same
    (stranger,) = mistakes(tmp_path, '[company.form_prefixes]\nreply = "复函"')
    assert "只有内部表单有自己的字头" in stranger
