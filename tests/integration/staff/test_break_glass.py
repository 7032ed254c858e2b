"""Where people sign in by the company's accounts alone: the one admin who still may by password, and who hears of it.

Covers workers.staff.break_glass and, on both databases, workers.staff.company_accounts.
"""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from domain.codes import Role
from domain.events import HouseEvent
from domain.notices import NoticeKind
from domain.settings import OidcSettings
from domain.staff import Grant, Person, operator
from domain.staff_codes import LinkPurpose
from store import company_accounts as stored
from store import house_log, notices, people
from store.house_log import Wanted
from store.people import NewPerson
from workers.instance.refusals import Refused
from workers.staff import changes, company_accounts, desk_sessions, second_factor, sign_in_links, signing_in
from workers.staff.people import person_of
from workers.staff.sign_in_steps import NotYet

pytestmark = pytest.mark.usefixtures("light_passwords")

GOOD = "月亮在白莲花般的云朵里穿行"
HOME = "192.0.2.1"
ISSUER = "https://id.wuye.example"


@pytest.fixture
def enter(house):
    def entering(login, *roles, email=None):
        services = house.services
        with services.database.transaction() as session:
            new = NewPerson(login=login, name=login, email=email, made_at=services.now(), made_by="huihan")
            row = people.create(session, new)
            for role in roles:
                people.grant(session, row.id, Grant(role=role))
        token = sign_in_links.make_link(services, row.id, LinkPurpose.INVITE, actor=operator("huihan"))
        sign_in_links.use_invite(services, token, GOOD, address=HOME)
        return house.ask(lambda session: person_of(services, session, row.id))

    return entering


@pytest.fixture
def wang(enter) -> Person:
    return enter("wang", Role.MANAGER)


@pytest.fixture
def staff(house, enter) -> dict[str, Person]:
    """Two admins and a clerk with passwords of before; from now on the company's accounts alone."""
    found = {
        "root": enter("root", Role.ADMIN),
        "hu": enter("hu", Role.ADMIN, email="hu@wuye.example"),
        "chen": enter("chen", Role.CLERK),
    }
    oidc = OidcSettings(issuer=ISSUER, client_id="huihan", password=False, break_glass="root")
    house.services = replace(house.services, settings=replace(house.services.settings, oidc=oidc))
    return found


def sign_in(house, login):
    return signing_in.sign_in(house.services, login=login, password=GOOD, address=HOME)


def came_in_by_code(house, person):
    setup = second_factor.begin(house.services, actor=person, password=GOOD)
    totp = pyotp.parse_uri(setup.uri)
    second_factor.prove(house.services, actor=person, code=totp.at(house.time[0]))
    house.time[0] += timedelta(seconds=30)
    with pytest.raises(NotYet) as first:
        sign_in(house, person.login)
    return signing_in.second_step(house.services, step=first.value.step, code=totp.at(house.time[0]), address=HOME)


def test_nobody_else_comes_in_by_password_or_link(house, staff):
    for login in ("chen", "hu", "nobody"):
        with pytest.raises(Refused, match="只有应急账号"):
            sign_in(house, login)
    token = sign_in_links.make_link(house.services, staff["chen"].id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    with pytest.raises(Refused, match="只有应急账号"):
        sign_in_links.use_sign_in(house.services, token, address=HOME)
    with pytest.raises(Refused, match="只有应急账号"):
        sign_in_links.invite(house.services, login="chen", actor=staff["root"])


def test_a_password_alone_is_not_enough_for_the_emergency_account(house, staff):
    with pytest.raises(Refused, match="先开启两步验证"):
        sign_in(house, "root")


def test_by_a_link_it_gets_to_where_the_second_factor_is_set_up_and_no_further(house, staff):
    token = sign_in_links.make_link(house.services, staff["root"].id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    signed = sign_in_links.use_sign_in(house.services, token, address=HOME)
    assert desk_sessions.session_of(house.services, signed.token).must_enrol


def test_each_use_is_noted_and_the_other_admins_are_told(house, staff):
    assert came_in_by_code(house, staff["root"]).person.login == "root"
    [entry] = house.ask(lambda s: house_log.page(s, Wanted(what=(HouseEvent.BREAK_GLASS_USED,)), limit=9))
    assert (entry.whom, entry.payload["address"]) == ("root", HOME)
    [notice] = house.ask(lambda s: notices.of_person(s, staff["hu"].id, limit=9))
    assert (notice.kind, notice.subject, notice.presses) == (NoticeKind.BREAK_GLASS, "root", True)
    assert house.ask(lambda s: notices.of_person(s, staff["root"].id, limit=9)) == []
    house.work()
    assert any("应急账号登录了" in str(one.message["Subject"]) for one in house.smtp.accepted)


def test_an_emergency_account_that_is_no_admin_any_more_is_none(house, staff, enter):
    with house.services.database.transaction() as session:
        people.revoke(session, staff["root"].id, Grant(role=Role.ADMIN))
    with pytest.raises(Refused, match="不是管理员"):
        sign_in(house, "root")


def test_where_passwords_are_let_the_account_is_like_any_other(house, staff):
    oidc = replace(house.services.settings.oidc, password=True)
    house.services = replace(house.services, settings=replace(house.services.settings, oidc=oidc))
    assert sign_in(house, "chen")
    assert sign_in(house, "root")
    assert house.ask(lambda s: notices.of_person(s, staff["hu"].id, limit=9)) == []


def test_an_admin_links_a_clerk_and_not_alone_an_approver(house, wang, staff):
    services, admin = house.services, staff["root"]
    assert company_accounts.link(services, login="chen", subject="u-1", actor=admin) is None
    assert house.ask(lambda s: stored.of_subject(s, ISSUER, "u-1")).person_id == staff["chen"].id
    with pytest.raises(Refused, match="已经关联"):
        company_accounts.link(services, login="chen", subject="u-2", actor=admin)
    with pytest.raises(Refused, match="已经关联"):
        company_accounts.link(services, login="wang", subject="u-1", actor=admin)
    with pytest.raises(Refused, match="标识"):
        company_accounts.link(services, login="wang", subject=" ", actor=admin)
    change = company_accounts.link(services, login="wang", subject="u-3", actor=admin)
    assert house.ask(lambda s: stored.of_subject(s, ISSUER, "u-3")) is None
    changes.confirm(services, change.id, actor=staff["hu"])
    assert house.ask(lambda s: stored.of_subject(s, ISSUER, "u-3")) is not None


def test_only_an_admin_links_and_unlinks(house, staff):
    with pytest.raises(Refused, match="只有管理员"):
        company_accounts.link(house.services, login="chen", subject="u-1", actor=staff["chen"])
    with pytest.raises(Refused, match="只有管理员"):
        company_accounts.unlink(house.services, login="chen", actor=staff["chen"])


def test_an_account_that_is_removed_takes_its_roles_and_sessions_along(house, staff):
    services, chen = house.services, staff["chen"]
    company_accounts.link(services, login="chen", subject="u-1", actor=staff["root"])
    mapped = Grant(role=Role.CLERK, project="阳光花园")
    with services.database.transaction() as session:
        people.grant(session, chen.id, mapped, mapped=True)
        row = people.get(session, chen.id)
        signed = desk_sessions.begin(services, session, row, address=HOME, how="company", issuer=ISSUER)
    company_accounts.unlink(services, login="chen", actor=staff["root"])
    assert desk_sessions.session_of(services, signed.token) is None
    assert house.ask(lambda s: people.grants_of(s, chen.id)) == (Grant(role=Role.CLERK),)
    with pytest.raises(Refused, match="没有关联"):
        company_accounts.unlink(services, login="chen", actor=staff["root"])
