"""A mailbox that signs in by an authorisation: led to the provider and back, renewed, refused, authorised again; a real
IMAP server takes the tokens. Covers workers.mailboxes.authorising, workers.mailboxes.sign_in_fields,
workers.instance.mailbox_tokens, workers.instance.grants and store.mail_authorisations.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from servers.desk import Desk, made_desk
from servers.dovecot import Dovecot
from servers.house import House
from servers.token_server import CLIENT, SCOPE, SECRET, TokenServer, running_token_server
from sqlalchemy import text

from domain.codes import Role
from domain.oauth import OAuthSettings
from domain.settings import MailboxSettings
from domain.staff import Person
from huihan.mailbox_file import MailboxFile
from ingest.sources.receiver import SourceError
from store import house_log, serialization
from workers.instance import grants
from workers.instance.grants import Grant
from workers.instance.mailbox_file import LiveMailboxes
from workers.instance.oauth_tokens import Lack, TokenError, access_token
from workers.instance.refusals import Refused
from workers.instance.services import utc_now
from workers.intake import poll
from workers.mailboxes import authorising, keeping
from workers.mailboxes.authorising import Return
from workers.mailboxes.entry import MailboxEntry
from workers.mailboxes.sign_in_fields import SignIn

MAIL = b"Subject: =?utf-8?B?55S15qKv?=\r\nFrom: a@example.com\r\n\r\nA letter\r\n"


@dataclass
class Admin:
    """An admin with a new mailbox at a provider."""

    house: House
    desk: Desk
    person: Person
    provider: TokenServer
    dovecot: Dovecot
    entry: MailboxEntry

    @property
    def root(self) -> Path:
        return self.house.services.settings.root

    @property
    def box(self) -> MailboxSettings:
        (found,) = self.house.services.mailboxes
        return found

    @property
    def grant(self) -> Grant | None:
        assert self.box.oauth is not None
        return grants.read(self.box.oauth.grant)

    def save(self, **change: str) -> None:
        sign_in = replace(self.entry.sign_in, **change)
        keeping.save(self.house.services, replace(self.entry, sign_in=sign_in), actor=self.person)

    def leave(self) -> Return:
        """To the provider, and with what the browser is sent back."""
        url = authorising.begin(self.house.services, self.entry.name, actor=self.person)
        return self.back(url)

    def back(self, url: str) -> Return:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        came = parse_qs(urlsplit(self.provider.authorize(query)).query)
        said = {name: came.get(name, [""])[0] for name in ("state", "code", "error")}
        return Return(**said)

    def authorise(self) -> str:
        return authorising.finish(self.house.services, self.leave(), actor=self.person)

    def poll(self) -> int:
        """How many came in."""
        return poll.mailbox_of(self.house.services, self.box).poll().received

    def later(self, **span: float) -> None:
        self.house.time[0] += timedelta(**span)


@pytest.fixture
def admin(house: House, dovecot: Dovecot) -> Iterator[Admin]:
    root, user = house.services.settings.root, dovecot.new_user()
    (root / "huihan.toml").write_text('zone = "Asia/Shanghai"\n', encoding="utf-8")
    (root / "ca.pem").write_bytes(dovecot.ca_file.read_bytes())
    boxes = LiveMailboxes(root, MailboxFile(root), (), look_seconds=0)
    house.services = replace(house.services, boxes=boxes, settings=replace(house.services.settings, mailboxes=()))
    desk = made_desk(house)
    with running_token_server(lambda: dovecot.token(user)) as provider:
        sign_in = SignIn(
            client_id=CLIENT,
            client_secret=SECRET,
            authorize_url=f"{provider.url}/authorize?tenant=1",
            token_url=f"{provider.url}/token",
            scope=SCOPE,
        )
        entry = MailboxEntry(
            name="翠湖 kefu",
            host="localhost",
            port=str(dovecot.tls_port),
            user=user,
            ca_file="ca.pem",
            start_from="2026-01-01",
            sign_in=sign_in,
        )
        yield Admin(house, desk, desk.person("guan", Role.ADMIN), provider, dovecot, entry)


def test_an_admin_is_led_there_and_back_and_letters_come_in(admin: Admin) -> None:
    admin.save()
    admin.dovecot.append(admin.entry.user, [MAIL])
    with pytest.raises(SourceError, match="还没有授权"):
        admin.poll()
    assert admin.authorise() == admin.entry.name
    (question,) = admin.provider.questions
    assert (question["tenant"], question["scope"], question["login_hint"]) == ("1", SCOPE, admin.entry.user)
    assert question["redirect_uri"] == authorising.redirect_uri(admin.house.services)
    assert admin.poll() == 1
    assert len(admin.provider.asked) == 1, "the token that came with the code is used"


def test_an_access_token_that_ends_is_renewed_and_a_rotated_refresh_token_kept(admin: Admin) -> None:
    admin.provider.rotates = True
    admin.save()
    admin.authorise()
    for _ in range(3):
        admin.later(hours=2)
        admin.dovecot.append(admin.entry.user, [MAIL])
        assert admin.poll() == 1
    assert [form["grant_type"] for form in admin.provider.asked] == ["authorization_code", *["refresh_token"] * 3]
    assert admin.grant is not None
    assert admin.provider.refresh == {admin.grant.refresh}


def test_a_grant_that_is_withdrawn_is_told_once_nothing_is_lost_and_it_is_authorised_again(admin: Admin) -> None:
    admin.save()
    admin.authorise()
    admin.provider.refresh.clear()
    admin.later(hours=2)
    admin.dovecot.append(admin.entry.user, [MAIL])
    for _ in range(3):
        with pytest.raises(SourceError, match=r"授权已失效（invalid_grant）") as caught:
            admin.poll()
        assert caught.value.lasting
        assert "重新授权" in caught.value.problem.mend
    assert len(admin.provider.asked) == 2, "it is asked once"
    before = admin.box
    admin.authorise()
    assert admin.box != before, "its poller starts again"
    assert admin.poll() == 1
    assert len(list((admin.root / "data" / "secrets").glob("*.grant"))) == 1


def test_a_provider_that_is_away_is_no_refusal(admin: Admin) -> None:
    admin.save()
    admin.authorise()
    admin.later(hours=2)
    admin.provider.status = 503
    with pytest.raises(SourceError, match="暂时没有应答") as caught:
        admin.poll()
    assert not caught.value.lasting
    admin.provider.status = None
    assert admin.poll() == 0


def test_a_token_that_the_mail_server_does_not_take_is_asked_for_again(admin: Admin) -> None:
    admin.save()
    good, admin.provider.access = admin.provider.access, lambda: "not-a-token"
    admin.authorise()
    admin.provider.access = good
    admin.later(minutes=5)
    assert admin.poll() == 0
    assert len(admin.provider.asked) == 2


def test_only_the_admin_who_left_comes_back_once_and_soon(admin: Admin) -> None:
    services = admin.house.services
    admin.save()
    back = admin.leave()
    other = admin.desk.person("other", Role.ADMIN)
    for actor in (other, admin.person):  # whoever tries it uses it up
        with pytest.raises(Refused, match="已过期，或不是您"):
            authorising.finish(services, back, actor=actor)
    back = admin.leave()
    admin.later(minutes=11)
    with pytest.raises(Refused, match="已过期"):
        authorising.finish(services, back, actor=admin.person)
    back = admin.leave()
    authorising.finish(services, back, actor=admin.person)
    with pytest.raises(Refused, match="已过期"):
        authorising.finish(services, back, actor=admin.person)
    with pytest.raises(Refused, match="管理员"):
        authorising.begin(services, admin.entry.name, actor=admin.desk.person("chen", Role.CLERK))


def test_a_code_of_another_question_and_a_refusal_there_are_told_in_words(admin: Admin) -> None:
    services = admin.house.services
    admin.save()
    stolen = admin.leave().code
    with pytest.raises(Refused, match="invalid_grant"):
        authorising.finish(services, replace(admin.leave(), code=stolen), actor=admin.person)
    admin.provider.denies = True
    with pytest.raises(Refused, match="取消了授权"):
        admin.authorise()
    admin.provider.denies, admin.provider.status = False, 500
    with pytest.raises(Refused, match="没有应答（500）"):
        admin.authorise()
    assert admin.grant is None


def test_what_is_typed_is_checked_and_another_application_needs_another_authorisation(admin: Admin) -> None:
    for change, said in (
        ({"password": "x"}, "只填一个"),
        ({"client_id": ""}, "请填写应用 ID"),
        ({"token_url": "http://provider.example/token"}, "https"),
        ({"scope": ""}, "三个都写"),
        ({"authorize_url": "", "token_url": "", "scope": ""}, "不认识这家邮箱"),
        ({"tenant": "a b"}, "格式不对"),
    ):
        with pytest.raises(Refused, match=said):
            admin.save(**change)
    admin.save()
    admin.authorise()
    kept = admin.box.oauth
    assert kept is not None
    services, name = admin.house.services, admin.entry.name
    same = replace(admin.entry, folder="Tousu", sign_in=replace(admin.entry.sign_in, client_secret=""))
    keeping.save(services, same, actor=admin.person, before=name)
    assert admin.box.oauth == kept
    keeping.save(services, replace(same, user="another"), actor=admin.person, before=name)
    assert (admin.grant, kept.grant.exists()) == (None, False)
    by_password = replace(same, sign_in=SignIn(password="x"))
    keeping.save(services, by_password, actor=admin.person, before=name)
    assert (admin.box.oauth, admin.box.password) == (None, "x")
    assert [one.suffix for one in (admin.root / "data" / "secrets").iterdir()] == [".password"]


def test_it_is_tried_before_and_after_it_is_authorised(admin: Admin) -> None:
    services, person = admin.house.services, admin.person
    trial = keeping.try_entry(services, admin.entry, actor=person)
    assert trial.problem is not None
    assert (len(trial.done), "还没有授权" in trial.problem.what) == (2, True)
    admin.save()
    admin.authorise()
    tried = replace(admin.entry, sign_in=replace(admin.entry.sign_in, client_secret=""))
    assert keeping.try_entry(services, tried, actor=person, before=admin.entry.name).works


def test_one_of_huihan_toml_is_authorised_in_its_own_file(admin: Admin) -> None:
    admin.save()
    box = replace(admin.box, kept_by_desk=False)
    assert box.oauth is not None
    settings = replace(admin.house.services.settings, mailboxes=(box,))
    admin.house.services = replace(admin.house.services, settings=settings, boxes=None)
    admin.authorise()
    assert box.oauth.grant.exists()
    assert admin.poll() == 0


def test_no_secret_stands_in_the_database_the_log_or_the_settings(
    admin: Admin, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    admin.save()
    admin.authorise()
    admin.later(hours=2)
    admin.poll()
    assert admin.grant is not None
    secrets = {SECRET, admin.grant.refresh, str(admin.grant.access)}
    admin.provider.refresh.clear()
    admin.later(hours=2)
    with pytest.raises(SourceError) as caught:
        admin.poll()
    entries = admin.house.ask(lambda session: house_log.page(session, house_log.Wanted(), limit=100))
    said = [str(caught.value), str(entries), caplog.text, *capfd.readouterr(), repr(admin.house.services.mailboxes)]
    said += [path.read_text("utf-8") for path in admin.root.glob("*.toml")]
    with admin.house.services.database.reading() as session:
        said.append(str(session.execute(text("SELECT * FROM mail_authorisation")).all()))
    assert not [one for one in secrets if any(one in each for each in said)]
    assert "mailbox_authorised" in [one.what for one in entries]


_ASK = """
import sys
from datetime import UTC, datetime
from domain.oauth import OAuthSettings
from store import serialization
from workers.instance.crash_points import CrashPoints
from workers.instance.oauth_tokens import access_token
oauth = serialization.load(OAuthSettings, sys.stdin.read())
access_token(oauth, lambda: datetime.now(UTC), point=CrashPoints.from_environment().point)
"""


@pytest.mark.parametrize("rotates", [False, True])
@pytest.mark.parametrize("point", ["oauth.answered", "oauth.written"])
def test_a_kill_between_answer_and_writing_is_got_over_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, *, rotates: bool
) -> None:
    with running_token_server() as provider:
        provider.rotates = rotates
        oauth = provider.settings(tmp_path / "one.grant")
        grants.write(oauth.grant, Grant(refresh=provider.new_refresh()))
        monkeypatch.setenv("HUIHAN_CRASH_AT", point)
        given = serialization.dump(OAuthSettings, oauth).encode()
        killed = subprocess.run([sys.executable, "-c", _ASK], input=given, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        _goes_on(oauth, told=rotates and point == "oauth.answered")


def _goes_on(oauth: OAuthSettings, *, told: bool) -> None:
    """Nobody holds the grant any more; a refresh token that was spent and lost cannot be had back, which is told."""
    if not told:
        assert access_token(oauth, utc_now)
        return
    with pytest.raises(TokenError) as caught:
        access_token(oauth, utc_now)
    assert caught.value.lack is Lack.REFUSED
