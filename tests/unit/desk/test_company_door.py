"""Signing in by the company's identity provider, against a real one on loopback, and what is refused on the way.

Covers desk.sign_in_form, store.company_accounts, workers.instance.attempts, workers.staff.company_accounts,
workers.staff.company_sign_in, workers.staff.id_tokens, workers.staff.identity_provider and workers.staff.mapped_roles.
"""

import base64
import hmac
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey, RSAKey
from servers.desk import Desk, made_desk
from servers.identity_provider import (
    CLIENT,
    SECRET,
    IdentityProvider,
    coded,
    running_identity_provider,
    signed_by,
    unsigned,
)

from domain.codes import Department, Role
from domain.events import HouseEvent
from domain.settings import DeskSettings, LinkedBy, OidcSettings, TotpFor
from domain.staff import Grant
from store import changes, company_accounts, house_log, people
from store.company_accounts import AccountRow
from store.house_log import Wanted

MAIL = "chen@wuye.example"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def followed(url: str) -> str:
    """Where the provider sends the browser back to: path and question."""
    try:
        urllib.request.build_opener(_NoRedirect).open(url, timeout=5)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not send the browser back")


@dataclass
class Company:
    """A desk whose people sign in by a provider."""

    desk: Desk
    provider: IdentityProvider

    @property
    def house(self):
        return self.desk.house

    def leave(self, client: TestClient, target: str = "/queue") -> str:
        answer = client.get("/signin/company", params={"next": target})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def come_in(self, client: TestClient | None = None, target: str = "/queue"):
        """There and back; the desk's answer."""
        client = client or self.desk.visitor()
        return client.get(followed(self.leave(client, target)))

    def link(self, login: str, subject: str = "u-1") -> None:
        with self.house.services.database.transaction() as session:
            row = people.by_login(session, login)
            new = AccountRow(
                issuer=self.provider.issuer,
                subject=subject,
                person_id=row.id,
                made_at=self.house.time[0],
                made_by="admin",
            )
            assert company_accounts.link(session, new)

    def roles(self, login: str) -> set[Grant]:
        return set(self.house.ask(lambda session: people.grants_of(session, people.by_login(session, login).id)))

    def log(self, *what: HouseEvent):
        return self.house.ask(lambda session: house_log.page(session, Wanted(what=what), limit=20))


@pytest.fixture
def provider(house):
    def now() -> float:
        return house.time[0].timestamp()

    with running_identity_provider(now) as running:
        yield running


@pytest.fixture
def make(house, provider):
    """A desk with these settings of `[oidc]`."""

    def making(*, desk: DeskSettings | None = None, **more) -> Company:
        oidc = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, **more)
        settings = replace(house.services.settings, oidc=oidc, desk=desk or house.services.settings.desk)
        house.services = replace(house.services, settings=settings)
        return Company(desk=made_desk(house), provider=provider)

    return making


@pytest.fixture
def company(make) -> Company:
    made = make()
    made.desk.person("chen", Role.CLERK)
    made.link("chen")
    return made


def refused(answer) -> str:
    """The sentence of a sign-in that let nobody in."""
    assert answer.status_code == 422, answer.status_code
    assert "huihan" not in {name for name, value in answer.cookies.items() if value}
    text = answer.text.partition('role="alert">')[2]
    return text.partition("</p>")[0]


def test_an_account_that_is_linked_comes_in_where_it_wanted_to_go(company):
    client = company.desk.visitor()
    answer = company.come_in(client, "/queue?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?page=2")
    assert client.get("/queue").status_code == 200
    [entry] = company.log(HouseEvent.SIGNED_IN)
    assert (entry.whom, entry.payload["how"]) == ("chen", "company")


def test_what_the_provider_publishes_is_asked_for_once_an_hour(company):
    company.come_in()
    company.come_in()
    assert company.provider.asked.count("/.well-known/openid-configuration") == 1
    assert company.provider.asked.count("/keys") == 1
    company.house.time[0] += timedelta(minutes=61)
    company.come_in()
    assert company.provider.asked.count("/.well-known/openid-configuration") == 2


def test_a_new_key_is_fetched_when_a_token_names_it(company):
    company.come_in()
    company.provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    company.house.time[0] += timedelta(minutes=2)
    assert company.come_in().status_code == 303


def test_an_elliptic_key_signs_as_well(company):
    key = ECKey.generate_key("P-256", {"kid": "e"})
    company.provider.published, company.provider.sign = [company.provider.key, key], signed_by(key, "ES256", "e")
    assert company.come_in().status_code == 303


def test_a_state_works_once(company):
    client = company.desk.visitor()
    back = followed(company.leave(client))
    assert client.get(back).status_code == 303
    client.cookies.delete("huihan")
    assert "已过期，或不是从这个浏览器开始的" in refused(client.get(back))


def test_another_browser_cannot_come_back_with_it(company):
    """A stranger who gives somebody else their own answer signs nobody in (login CSRF)."""
    back = followed(company.leave(company.desk.visitor()))
    assert "不是从这个浏览器开始的" in refused(company.desk.visitor().get(back))
    other = company.desk.visitor()
    company.leave(other)
    assert "不是从这个浏览器开始的" in refused(other.get(back))


def test_a_state_has_ten_minutes(company):
    client = company.desk.visitor()
    back = followed(company.leave(client))
    company.house.time[0] += timedelta(minutes=11)
    assert "已过期" in refused(client.get(back))


def test_a_state_that_nobody_was_given_is_refused(company):
    assert "已过期" in refused(company.desk.visitor().get("/signin/callback?state=guessed&code=x"))
    assert "已过期" in refused(company.desk.visitor().get("/signin/callback"))


STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


WRONG = [
    ({"more": {"nonce": "other"}}, "nonce"),
    ({"more": {"nonce": None}}, "nonce"),
    ({"more": {"aud": "another-client"}}, "aud"),
    ({"more": {"aud": [CLIENT, "another"]}}, "azp"),
    ({"more": {"azp": "another-client"}}, "azp"),
    ({"more": {"iss": "https://elsewhere.example"}}, "iss"),
    ({"more": {"exp": 1}}, "时钟"),
    ({"more": {"iat": 4_000_000_000}}, "时钟"),
    ({"more": {"nbf": 4_000_000_000}}, "时钟"),
    ({"more": {"exp": None}}, "exp"),
    ({"more": {"sub": None}}, "sub"),
    ({"more": {"sub": ""}}, "sub"),
    ({"more": {"sub": 7}}, "sub"),
    ({"sign": unsigned}, "凭证不对"),
    ({"sign": signed_by(STRANGER, "RS256", "one")}, "凭证不对"),
    ({"sign": lambda claims: "no.token.atall"}, "凭证不对"),
    ({"sign": lambda claims: "x" * 60_000}, "size"),
    ({"answer": {"iss": "https://elsewhere.example"}}, "不是公司登录服务给的"),
    ({"answer": {"iss": None}}, "不是公司登录服务给的"),
    ({"answer": {"error": "access_denied", "code": None}}, "取消了登录"),
    ({"answer": {"error": "<script>", "code": None}}, "（error）"),
    ({"answer": {"code": "guessed"}}, "invalid_grant"),
    ({"answer": {"code": None}}, "invalid_request"),
]


def test_a_wrong_answer_lets_nobody_in(company):
    for number, (wrong, said) in enumerate(WRONG):
        right = {name: getattr(company.provider, name) for name in wrong}
        for name, value in wrong.items():
            setattr(company.provider, name, value)
        assert said in refused(company.come_in()), f"{number}: {said}"
        vars(company.provider).update(right)
    failures = company.log(HouseEvent.SIGN_IN_FAILED)
    assert {(one.whom, one.payload["proof"]) for one in failures} == {("", "company")}
    assert company.come_in().status_code == 303, "the provider that is itself again lets in"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(company):
    """The classic confusion of RS256 and HS256."""
    public = company.provider.key.as_pem(private=False)

    def confused(claims):
        signed = f"{coded({'alg': 'HS256', 'kid': 'one'})}.{coded(claims)}"
        return (
            f"{signed}.{base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), 'sha256')).decode().rstrip('=')}"
        )

    company.provider.sign = confused
    assert "凭证不对" in refused(company.come_in())


def test_a_clock_that_differs_a_little_is_no_matter(company):
    company.provider.now = lambda: company.house.time[0].timestamp() + 50
    assert company.come_in().status_code == 303


def test_the_way_back_leads_to_us_alone(company):
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert company.come_in(target=target).headers["location"] == "/", target


def test_a_provider_that_is_away_or_another_one_is_said(company):
    company.provider.down = True
    answer = company.desk.visitor().get("/signin/company")
    assert "答非所问（503）" in refused(answer)
    company.provider.down, company.provider.described = False, {"issuer": "https://elsewhere.example"}
    assert "自称 https://elsewhere.example" in refused(company.desk.visitor().get("/signin/company"))
    company.provider.described = {"token_endpoint": "file:///etc/passwd"}
    assert "token_endpoint" in refused(company.desk.visitor().get("/signin/company"))


def test_nobody_listens(make, provider):
    company = make()
    settings = company.house.services.settings
    gone = replace(settings, oidc=replace(settings.oidc, issuer="http://127.0.0.1:9"))
    company.house.services = replace(company.house.services, settings=gone)
    desk = made_desk(company.house)
    assert "没有应答（unreachable" in refused(desk.visitor().get("/signin/company"))


def test_a_wrong_secret_is_said(make):
    company = make()
    settings = company.house.services.settings
    company.house.services = replace(
        company.house.services, settings=replace(settings, oidc=replace(settings.oidc, client_secret="other"))
    )
    company = Company(desk=made_desk(company.house), provider=company.provider)
    assert "不认本系统的凭据" in refused(company.come_in())


def test_too_many_on_the_way_from_one_address_wait(company, monkeypatch):
    monkeypatch.setattr("workers.staff.company_sign_in.PER_ADDRESS", 2)
    client = company.desk.visitor()
    company.leave(client)
    company.leave(client)
    assert "登录太多" in refused(client.get("/signin/company"))
    company.house.time[0] += timedelta(minutes=11)
    assert company.leave(client)


def test_an_account_of_nobody_is_told_its_own_mark(make):
    company = make()
    company.provider.claims = {"sub": "u-9", "email": MAIL, "email_verified": True}
    person = company.desk.person("chen", Role.CLERK)
    with company.house.services.database.transaction() as session:
        people.change(session, person.id, email=MAIL)
    assert "u-9" in refused(company.come_in()), "a mail address alone links nobody unless the settings say so"


def test_a_verified_address_links_once(make):
    company = make(link=LinkedBy.MAIL, domains=frozenset({"wuye.example"}))
    for login, mail in (("chen", MAIL), ("li", "li@elsewhere.example")):
        person = company.desk.person(login, Role.CLERK)
        with company.house.services.database.transaction() as session:
            people.change(session, person.id, email=mail)
    for claims in (
        {"email": MAIL, "email_verified": False},
        {"email": MAIL, "email_verified": "true"},
        {"email": MAIL},
        {"email": "somebody@wuye.example", "email_verified": True},
        {"email": "li@elsewhere.example", "email_verified": True},
    ):
        company.provider.claims = {"sub": "u-9", **claims}
        assert "u-9" in refused(company.come_in()), claims
    proved = {"email": MAIL.upper(), "email_verified": True}
    company.provider.claims = {"sub": "u-9", **proved}
    assert company.come_in().status_code == 303
    [entry] = company.log(HouseEvent.ACCOUNT_LINKED)
    assert (entry.whom, entry.payload["subject"]) == ("chen", "u-9")
    company.provider.claims = {"sub": "u-10", **proved}
    assert "u-10" in refused(company.come_in()), "another account with the same address is another's"


def test_a_person_is_known_by_the_subject_whatever_the_address(company):
    company.provider.claims = {"sub": "u-1", "email": "somebody@else.example", "email_verified": True}
    assert company.come_in().status_code == 303


def test_who_has_left_does_not_come_in(company):
    with company.house.services.database.transaction() as session:
        people.change(session, people.by_login(session, "chen").id, active=False)
    assert "已停用" in refused(company.come_in())


def test_a_session_lasts_as_long_as_the_settings_let_an_account(make):
    company = make(lasts=timedelta(hours=2))
    company.desk.person("chen", Role.CLERK)
    company.link("chen")
    client = company.desk.visitor()
    company.come_in(client)
    company.house.time[0] += timedelta(minutes=119)
    assert client.get("/queue").status_code == 200
    company.house.time[0] += timedelta(minutes=2)
    assert client.get("/queue").headers["location"].startswith("/signin")


def test_a_way_of_proving_oneself_can_be_asked_for(make):
    company = make(amr=frozenset({"mfa"}))
    company.desk.person("chen", Role.CLERK)
    company.link("chen")
    company.provider.claims = {"sub": "u-1", "amr": ["pwd"]}
    assert "两步验证" in refused(company.come_in())
    company.provider.claims = {"sub": "u-1", "amr": ["pwd", "mfa"]}
    assert company.come_in().status_code == 303


ROLES = {
    "clerks": (Grant(role=Role.CLERK, project="阳光花园"),),
    "engineers": (Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),),
    "heads": (Grant(role=Role.SUPERVISOR),),
}


@pytest.fixture
def mapping(make) -> Company:
    made = make(role_claim="realm_access.roles", roles=ROLES)
    made.desk.person("chen")
    made.link("chen")
    made.desk.client(made.desk.person("wang", Role.MANAGER))
    return made


def says(company: Company, *values: str) -> None:
    company.provider.claims = {"sub": "u-1", "realm_access": {"roles": list(values)}}


def test_roles_come_and_go_with_the_claim_and_stand_in_the_house_log(mapping):
    says(mapping, "clerks", "unknown")
    mapping.come_in()
    assert mapping.roles("chen") == set(ROLES["clerks"])
    says(mapping, "engineers")
    mapping.come_in()
    assert mapping.roles("chen") == set(ROLES["engineers"])
    told = [(one.what, one.payload["role"]) for one in mapping.log(HouseEvent.ROLE_GRANTED, HouseEvent.ROLE_REVOKED)]
    assert told == [
        (HouseEvent.ROLE_GRANTED, "department"),
        (HouseEvent.ROLE_REVOKED, "clerk"),
        (HouseEvent.ROLE_GRANTED, "clerk"),
    ]


def test_a_role_that_an_admin_gave_stays(mapping):
    with mapping.house.services.database.transaction() as session:
        people.grant(session, people.by_login(session, "chen").id, ROLES["engineers"][0])
    says(mapping, "engineers", "clerks")
    mapping.come_in()
    says(mapping)
    mapping.come_in()
    assert mapping.roles("chen") == set(ROLES["engineers"])


def test_an_approvers_role_waits_for_a_second_person(mapping):
    says(mapping, "heads")
    mapping.come_in()
    assert mapping.roles("chen") == set()
    [change] = mapping.house.ask(changes.waiting)
    manager = mapping.desk.client(mapping.desk.person("hu", Role.MANAGER))
    mapping.desk.post(manager, "/changes", f"/changes/{change.id}/confirm")
    assert mapping.roles("chen") == set(ROLES["heads"])
    mapping.come_in()
    assert mapping.house.ask(changes.waiting) == []
    says(mapping)
    mapping.come_in()
    assert mapping.roles("chen") == set(), "what the provider no longer says is taken at once"


def test_an_approvers_role_that_is_no_longer_said_is_asked_no_longer(mapping):
    says(mapping, "heads")
    mapping.come_in()
    says(mapping)
    mapping.come_in()
    assert mapping.house.ask(changes.waiting) == []


def test_what_a_second_person_refused_is_not_asked_again_at_once(mapping):
    says(mapping, "heads")
    mapping.come_in()
    [change] = mapping.house.ask(changes.waiting)
    manager = mapping.desk.client(mapping.desk.person("hu", Role.MANAGER))
    mapping.desk.post(manager, "/changes", f"/changes/{change.id}/refuse", {"reason": "不是主管"})
    mapping.come_in()
    assert mapping.house.ask(changes.waiting) == []


def test_signing_out_here_offers_to_sign_out_there(company):
    client = company.desk.visitor()
    company.come_in(client)
    answer = company.desk.post(client, "/me", "/signout")
    assert answer.headers["location"] == "/signin?left=1"
    assert "/signin/company/out" in client.get("/signin?left=1").text
    out = client.get("/signin/company/out").headers["location"]
    assert out.startswith(f"{company.provider.issuer}/out?")
    assert parse_qs(urlsplit(out).query) == {
        "client_id": [CLIENT],
        "post_logout_redirect_uri": ["http://desk.test/signin"],
    }


def test_who_came_by_the_company_is_not_asked_for_a_code_here(make):
    company = make(desk=DeskSettings(base_url="http://desk.test", require_totp=TotpFor.EVERYBODY))
    company.desk.person("chen", Role.CLERK)
    company.link("chen")
    client = company.desk.visitor()
    company.come_in(client)
    assert client.get("/queue").status_code == 200


def test_without_a_provider_there_is_no_such_way(desk):
    client = desk.visitor()
    assert "/signin/company" not in client.get("/signin").text
    assert "没有设置公司登录服务" in refused(client.get("/signin/company"))
    assert client.get("/signin/company/out").headers["location"] == "/signin"
