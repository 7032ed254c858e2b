"""Two-step sign-in: what it takes to come in, that nobody is told more than that, and how it is lost and reset."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from domain.codes import Role
from domain.settings import DeskSettings, TotpFor
from domain.staff import Grant, Person, operator
from domain.staff_codes import LinkPurpose
from store import house_log, people, second_factors
from store.changes import ChangeRow
from store.house_log import Wanted
from store.people import NewPerson
from store.staff_tables import recovery_code
from store.staff_tables import second_factor as table
from workers.instance.refusals import Refused
from workers.staff import desk_sessions, second_factor, sign_in_links, signing_in
from workers.staff.people import person_of
from workers.staff.sign_in_steps import NotYet

pytestmark = pytest.mark.usefixtures("light_passwords")

GOOD = "月亮在白莲花般的云朵里穿行"
HOME = "192.0.2.1"
HALF_MINUTE = timedelta(seconds=30)
ADMIN = Grant(role=Role.ADMIN)


@pytest.fixture
def enter(house):
    """Enter somebody who has set a password; the person."""

    def entering(login, *grants):
        services = house.services
        with services.database.transaction() as session:
            new = NewPerson(login=login, name=login.upper(), made_at=services.now(), made_by="huihan")
            row = people.create(session, new)
            for grant in grants:
                people.grant(session, row.id, grant)
        token = sign_in_links.make_link(services, row.id, LinkPurpose.INVITE, actor=operator("huihan"))
        sign_in_links.use_invite(services, token, GOOD, address=HOME)
        return house.ask(lambda session: person_of(services, session, row.id))

    return entering


@pytest.fixture
def wang(enter):
    return enter("wang", Grant(role=Role.CLERK))


class Phone:
    """An authenticator app, and the recovery codes on paper."""

    def __init__(self, house, person):
        setup = second_factor.begin(house.services, actor=person, password=GOOD)
        self.house, self.totp = house, pyotp.parse_uri(setup.uri)
        self.codes = second_factor.prove(house.services, actor=person, code=self.code())

    def code(self, steps=0):
        """What it shows now, or so many steps later."""
        return self.totp.at(self.house.time[0], counter_offset=steps)


@pytest.fixture
def phone(house, wang):
    """Wang's, of half a minute ago: its first code has been used."""
    found = Phone(house, wang)
    house.time[0] += HALF_MINUTE
    return found


def first(house, password=GOOD, login="wang", address=HOME):
    """The first step, which lets nobody in; the second's."""
    with pytest.raises(NotYet) as refused:
        signing_in.sign_in(house.services, login=login, password=password, address=address)
    return refused.value


def finish(house, step, code, address=HOME):
    return signing_in.second_step(house.services, step=step, code=code, address=address)


def test_a_password_and_a_code_let_in(house, phone):
    signed = finish(house, first(house).step, phone.code())
    assert signed.person.login == "wang"
    assert desk_sessions.session_of(house.services, signed.token)


def test_the_first_step_does_not_tell_whether_the_password_was_right(house, phone):
    right, wrong, nobody = first(house), first(house, "wrong"), first(house, login="nope")
    assert str(right) == str(wrong) == str(nobody)
    assert len(right.step) == len(wrong.step) == len(nobody.step)
    for step in (wrong.step, nobody.step):
        with pytest.raises(Refused, match="用户名、密码或验证码不对"):
            finish(house, step, phone.code())
    assert finish(house, right.step, phone.code()), "a code is not used up by a guess of the password"


def test_whoever_has_no_second_factor_comes_in_as_before(house, phone, enter):
    enter("li", Grant(role=Role.CLERK))
    assert signing_in.sign_in(house.services, login="li", password=GOOD, address=HOME)


def test_a_code_works_once_and_one_step_either_way(house, phone):
    code = phone.code()
    finish(house, first(house).step, code)
    step = first(house).step
    for used_or_far in (code, phone.code(2)):
        with pytest.raises(Refused, match="已经用过"):
            finish(house, step, used_or_far)
    assert finish(house, step, f" {phone.code(1)[:3]} {phone.code(1)[3:]}")
    with pytest.raises(Refused, match="已经用过"):
        finish(house, first(house).step, code)


def test_a_recovery_code_works_once(house, phone):
    assert finish(house, first(house).step, phone.codes[3].upper().replace("-", " "))
    with pytest.raises(Refused, match="验证码不对"):
        finish(house, first(house).step, phone.codes[3])
    assert house.ask(lambda session: second_factors.codes_left(session, 1)) == 9
    assert "recovery_code_used" in [one.what for one in house.ask(lambda s: house_log.page(s, Wanted()))]


def test_codes_are_held_up_like_passwords(house, phone):
    step = first(house).step
    for _ in range(4):
        with pytest.raises(Refused, match="验证码不对"):
            finish(house, step, "000000")
    with pytest.raises(Refused, match="次数过多"):
        finish(house, step, phone.code())


def test_a_first_step_is_good_for_five_minutes_and_for_that_password(house, wang, phone):
    step = first(house).step
    house.time[0] += timedelta(minutes=6)
    with pytest.raises(Refused, match="登录已超时"):
        finish(house, step, phone.code())
    step = first(house).step
    with house.services.database.transaction() as session:
        people.set_password_hash(session, wang.id, "$argon2id$another")
    with pytest.raises(Refused, match="用户名、密码或验证码不对"):
        finish(house, step, phone.code())


@pytest.mark.parametrize("step", ["", "x", "\udc00", "gAAAAA" * 20])
def test_a_made_up_first_step_is_none(house, phone, step):
    with pytest.raises(Refused, match="登录已超时"):
        finish(house, step, phone.code())


def test_a_link_takes_the_code_too(house, wang, phone):
    for purpose, use in (
        (LinkPurpose.SIGN_IN, lambda token, code: sign_in_links.use_sign_in(house.services, token, code=code)),
        (
            LinkPurpose.INVITE,
            lambda token, code: sign_in_links.use_invite(house.services, token, GOOD + "！", code=code),
        ),
    ):
        token = sign_in_links.make_link(house.services, wang.id, purpose, actor=operator("huihan"))
        assert sign_in_links.look_at_link(house.services, token).needs_code
        for wrong in ("", "000000"):
            with pytest.raises(Refused, match="验证码不对"):
                use(token, wrong)
        assert use(token, phone.code()).person.login == "wang"
        house.time[0] += HALF_MINUTE


def test_nothing_in_the_store_makes_a_code(house, phone):
    def column(which):
        return house.ask(lambda session: list(session.execute(select(which)).scalars()))

    (sealed,) = column(table.c.secret)
    assert phone.totp.secret not in sealed
    assert len(column(recovery_code.c.code_hash)) == 10
    assert not set(phone.codes) & set(column(recovery_code.c.code_hash))


def test_it_is_switched_on_by_password_and_code_and_off_by_a_code(house, wang):
    with pytest.raises(Refused, match="密码不对"):
        second_factor.begin(house.services, actor=wang, password="wrong")
    setup = second_factor.begin(house.services, actor=wang, password=GOOD)
    with pytest.raises(Refused, match="验证码不对"):
        second_factor.prove(house.services, actor=wang, code="12345x")
    assert signing_in.sign_in(house.services, login="wang", password=GOOD, address=HOME), "not on before it is proved"
    second_factor.prove(house.services, actor=wang, code=pyotp.TOTP(setup.secret).at(house.time[0]))
    with pytest.raises(Refused, match="已经开启"):
        second_factor.begin(house.services, actor=wang, password=GOOD)
    with pytest.raises(Refused, match="已经用过"):
        second_factor.switch_off(house.services, actor=wang, code=pyotp.TOTP(setup.secret).at(house.time[0]))
    house.time[0] += HALF_MINUTE
    second_factor.switch_off(house.services, actor=wang, code=pyotp.TOTP(setup.secret).at(house.time[0]))
    assert signing_in.sign_in(house.services, login="wang", password=GOOD, address=HOME)


@pytest.mark.parametrize(
    ("wanted", "role", "must"),
    [
        (TotpFor.NOBODY, Role.MANAGER, False),
        (TotpFor.APPROVERS, Role.SUPERVISOR, True),
        (TotpFor.APPROVERS, Role.ADMIN, True),
        (TotpFor.APPROVERS, Role.CLERK, False),
        (TotpFor.EVERYBODY, Role.CLERK, True),
    ],
)
def test_it_can_be_required(house, enter, wanted, role, must):
    person = enter("li", Grant(role=role))
    object.__setattr__(house.services.settings, "desk", DeskSettings(require_totp=wanted))
    signed = signing_in.sign_in(house.services, login="li", password=GOOD, address=HOME)
    assert desk_sessions.session_of(house.services, signed.token).must_enrol is must
    phone = Phone(house, person)
    assert desk_sessions.session_of(house.services, signed.token).must_enrol is False
    house.time[0] += HALF_MINUTE
    if must:
        with pytest.raises(Refused, match="不能关闭"):
            second_factor.switch_off(house.services, actor=person, code=phone.code())


def test_an_admin_resets_a_clerks_and_not_alone_an_approvers(house, wang, phone, enter):
    guan = enter("guan", ADMIN)
    li = enter("li", Grant(role=Role.SUPERVISOR))
    Phone(house, li)
    assert second_factor.reset(house.services, login="wang", actor=guan) is None
    assert signing_in.sign_in(house.services, login="wang", password=GOOD, address=HOME)
    assert isinstance(second_factor.reset(house.services, login="li", actor=guan), ChangeRow)
    assert house.ask(lambda session: second_factors.is_set(session, li.id))
    with pytest.raises(Refused, match="只有管理员"):
        second_factor.reset(house.services, login="li", actor=wang)
    with pytest.raises(Refused, match="没有开启"):
        second_factor.reset(
            house.services, login="nope", actor=Person(id=0, login="shell:x", name="x", grants=(ADMIN,))
        )
