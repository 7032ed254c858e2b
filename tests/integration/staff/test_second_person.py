"""No admin alone gains an approver's powers, by whatever way round: a second person confirms, or a day goes by.

Covers desk.routes.changes, desk.views.second_person and store.changes.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from servers.house import NOW
from servers.smtp import Stage, Step

from domain.codes import Role
from domain.staff import Grant, Person, operator
from domain.staff_codes import ChangeState, LinkPurpose
from store import changes as stored_changes
from store import house_log, people
from store.changes import ChangeRow
from store.house_log import Wanted
from store.people import NewPerson
from workers.instance.refusals import Refused
from workers.staff import changes, notices, sign_in_links
from workers.staff.people import (
    activate,
    add_person,
    change_person,
    deactivate,
    grant_role,
    person_of,
    revoke_role,
    set_deputy,
)

pytestmark = pytest.mark.usefixtures("light_passwords")

GOOD = "月亮在白莲花般的云朵里穿行"
SHELL = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
MANAGER, SUPERVISOR, CLERK, ADMIN = (
    Grant(role=role) for role in (Role.MANAGER, Role.SUPERVISOR, Role.CLERK, Role.ADMIN)
)
DAY = timedelta(days=1)


class Staff:
    """The people of a house, each of whom has come in before."""

    def __init__(self, house):
        self.house = house
        self.services = house.services

    def enter(self, login, *grants, password=True):
        with self.services.database.transaction() as session:
            address = f"{login}@wuye.example"
            new = NewPerson(login=login, name=login.upper(), email=address, made_at=NOW, made_by="huihan")
            row = people.create(session, new)
            for grant in grants:
                people.grant(session, row.id, grant)
            if password:
                people.set_password_hash(session, row.id, "$argon2id$")
        return self.now(login)

    def now(self, login):
        """The person with the roles held now."""
        row = self.row(login)
        return self.house.ask(lambda session: person_of(self.services, session, row.id))

    def row(self, login):
        return self.house.ask(lambda session: people.by_login(session, login))

    def invite(self, login, who):
        return sign_in_links.invite(self.services, login=login, actor=who)

    def grant(self, login, grant, who):
        return grant_role(self.services, login=login, grant=grant, actor=who)

    def confirm(self, change, person):
        return changes.confirm(self.services, change.id, actor=person)

    def state(self, change):
        return self.house.ask(lambda session: stored_changes.get(session, change.id)).state

    def log(self):
        return [one.what for one in self.house.ask(lambda session: house_log.page(session, Wanted()))]


@pytest.fixture
def staff(house):
    """An admin, a supervisor and a manager, all of whom can come in."""
    found = Staff(house)
    found.enter("guan", ADMIN)
    found.enter("li", SUPERVISOR)
    found.enter("wang", MANAGER)
    return found


@pytest.fixture
def guan(staff):
    return staff.now("guan")


@pytest.fixture
def li(staff):
    return staff.now("li")


@pytest.fixture
def alone(house):
    """A house with one admin and nobody else who could confirm."""
    found = Staff(house)
    found.enter("guan", ADMIN)
    found.enter("chen", CLERK)
    return found


def set_deputy_of(staff, person, deputy, who, *, days=7):
    values = {"from_at": staff.house.time[0], "until_at": staff.house.time[0] + days * DAY}
    return set_deputy(staff.services, person_login=person, deputy_login=deputy, actor=who, **values)


def test_the_password_of_an_approver_is_not_set_by_one_admin_alone(staff, guan, li):
    asked = staff.invite("li", guan)
    assert isinstance(asked, ChangeRow)
    assert staff.invite("li", guan) == asked, "asked twice it is entered once"
    for person in (guan, li):
        with pytest.raises(Refused, match="另一位管理员或负责人"):
            staff.confirm(asked, person)
    staff.confirm(asked, staff.now("wang"))
    token = staff.invite("li", guan)
    assert sign_in_links.use_invite(staff.services, token, GOOD).person.login == "li"
    assert isinstance(staff.invite("li", guan), ChangeRow), "confirmed for one link, and no second"


def test_whoever_confirmed_or_looks_on_gets_no_link(staff, guan):
    second = staff.enter("zhao", ADMIN)
    staff.confirm(staff.invite("li", guan), second)
    assert isinstance(staff.invite("li", second), ChangeRow)
    assert isinstance(staff.invite("li", guan), str)


def test_a_link_that_was_confirmed_lapses(staff, guan):
    staff.confirm(staff.invite("li", guan), staff.now("wang"))
    staff.house.time[0] += 8 * DAY
    assert isinstance(staff.invite("li", guan), ChangeRow)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER])
def test_nobody_gives_oneself_an_approving_role(staff, guan, li, role):
    asked = staff.grant("guan", Grant(role=role), guan)
    assert isinstance(asked, ChangeRow)
    with pytest.raises(Refused):
        staff.confirm(asked, guan)
    assert not staff.now("guan").holds(role)
    staff.confirm(asked, li)
    assert staff.now("guan").holds(role)


def test_an_account_of_ones_own_making_approves_nothing(staff, guan):
    add_person(staff.services, login="sock", name="孙立", actor=guan)
    assert isinstance(staff.grant("sock", SUPERVISOR, guan), ChangeRow)
    sign_in_links.use_invite(staff.services, staff.invite("sock", guan), GOOD)
    assert staff.now("sock").grants == ()


def test_a_link_from_before_the_role_lets_nobody_in_after_it(staff, guan, li):
    add_person(staff.services, login="sun", name="孙立", actor=guan)
    link = staff.invite("sun", guan)
    staff.confirm(staff.grant("sun", SUPERVISOR, guan), li)
    with pytest.raises(Refused, match="须经另一位"):
        sign_in_links.use_invite(staff.services, link, GOOD)
    confirmed = staff.invite("sun", guan)
    assert isinstance(confirmed, str), "the role was confirmed for somebody who has yet to come in"
    assert sign_in_links.use_invite(staff.services, confirmed, GOOD).person.holds(Role.SUPERVISOR)


def test_a_deputy_of_an_approver_is_chosen_by_the_approver_or_confirmed(staff, guan, li):
    staff.enter("sock", CLERK)
    asked = set_deputy_of(staff, "li", "sock", guan)
    assert isinstance(asked, ChangeRow)
    assert staff.now("sock").grants == (CLERK,)
    assert set_deputy_of(staff, "li", "sock", li) is None
    assert staff.now("sock").holds(Role.SUPERVISOR)


def test_a_deputy_set_before_the_promotion_does_not_rise_with_it(staff, guan, li):
    staff.enter("chen", CLERK)
    staff.enter("sock")
    assert set_deputy_of(staff, "chen", "sock", guan) is None
    staff.confirm(staff.grant("chen", SUPERVISOR, guan), li)
    assert staff.now("sock").grants == ()


def test_whoever_stands_in_for_an_approver_is_guarded_like_one(staff, guan, li):
    chen = staff.enter("chen", CLERK)
    before = staff.invite("chen", guan)
    set_deputy_of(staff, "li", "chen", li)
    assert isinstance(staff.invite("chen", guan), ChangeRow)
    with pytest.raises(Refused, match="须经另一位"):
        sign_in_links.use_invite(staff.services, before, GOOD)
    staff.house.time[0] += 8 * DAY
    assert isinstance(staff.invite("chen", guan), str), "the deputy's time is over"
    assert chen.grants == (CLERK,)


def test_the_mail_address_of_an_approver_is_confirmed_and_the_old_one_is_told(staff, guan, li):
    asked = change_person(staff.services, login="wang", email="sock@evil.example", phone="1", actor=guan)
    assert isinstance(asked, ChangeRow)
    assert (staff.row("wang").email, staff.row("wang").phone) == ("wang@wuye.example", "1")
    staff.confirm(asked, li)
    assert staff.row("wang").email == "sock@evil.example"
    assert {one.address for one in staff.house.ask(stored_changes.unsent)} == {
        f"{login}@wuye.example" for login in ("guan", "li", "wang")
    }


def test_an_admin_made_to_confirm_confirms_nothing(staff, guan, li):
    staff.enter("sock", CLERK)
    second = staff.grant("sock", ADMIN, guan)
    assert isinstance(second, ChangeRow)
    asked = staff.grant("guan", MANAGER, guan)
    with pytest.raises(Refused):
        staff.confirm(asked, staff.now("sock"))
    staff.confirm(second, li)
    staff.confirm(asked, staff.now("sock"))


def test_an_admins_deputy_neither_asks_nor_confirms(staff, guan):
    staff.enter("sock", CLERK)
    set_deputy_of(staff, "guan", "sock", guan)
    sock = staff.now("sock")
    assert sock.holds(Role.ADMIN)
    with pytest.raises(Refused, match="管理员的代理人"):
        staff.grant("guan", MANAGER, sock)
    with pytest.raises(Refused):
        staff.confirm(staff.grant("guan", MANAGER, guan), sock)


def test_an_approver_who_left_is_brought_back_by_two(staff, guan, li):
    deactivate(staff.services, login="wang", actor=guan)
    asked = activate(staff.services, login="wang", actor=guan)
    assert isinstance(asked, ChangeRow)
    assert not staff.row("wang").active
    staff.confirm(asked, li)
    assert isinstance(staff.invite("wang", guan), str)


def test_what_gives_nobody_power_is_done_at_once(staff, guan):
    chen = staff.enter("chen", CLERK)
    assert staff.grant("chen", Grant(role=Role.CLERK, project="阳光花园"), guan) is None
    assert isinstance(staff.invite("chen", guan), str)
    assert revoke_role(staff.services, login="li", grant=SUPERVISOR, actor=guan) is None
    assert deactivate(staff.services, login="chen", actor=guan) is None
    assert activate(staff.services, login="chen", actor=guan) is None
    assert change_person(staff.services, login="chen", email="chen@example.com", actor=guan) is None
    assert chen.grants == (CLERK,)


def test_the_last_one_who_could_confirm_is_not_sent_away_first(staff, guan, li):
    assert deactivate(staff.services, login="wang", actor=guan) is None
    asked = deactivate(staff.services, login="li", actor=guan)
    assert asked.due_at == NOW + DAY
    assert isinstance(revoke_role(staff.services, login="li", grant=SUPERVISOR, actor=guan), ChangeRow)
    assert staff.row("li").active
    with pytest.raises(Refused, match="不能拒绝"):
        changes.refuse(staff.services, asked.id, actor=li, reason="我不走")


def test_with_nobody_else_a_change_waits_a_day_and_is_announced(alone):
    guan, chen = alone.now("guan"), alone.now("chen")
    asked = alone.grant("chen", SUPERVISOR, guan)
    assert asked.due_at == NOW + DAY
    alone.house.time[0] += DAY - timedelta(seconds=1)
    assert changes.settle_due(alone.services) == 0
    assert not alone.now("chen").holds(Role.SUPERVISOR)
    alone.house.time[0] += timedelta(seconds=1)
    assert changes.settle_due(alone.services) == 1
    assert alone.now("chen").holds(Role.SUPERVISOR)
    assert changes.settle_due(alone.services) == 0
    assert alone.log()[:3] == ["change_waited", "role_granted", "change_requested"]
    assert chen.grants == (CLERK,)


def test_the_link_for_an_approver_waits_a_day_too(alone):
    guan = alone.now("guan")
    alone.enter("li", SUPERVISOR, password=False)
    asked = alone.invite("li", guan)
    assert asked.due_at == NOW + DAY
    alone.house.time[0] += DAY
    assert sign_in_links.use_invite(alone.services, alone.invite("li", guan), GOOD).person.login == "li"


def test_whoever_is_told_may_refuse_meanwhile(alone):
    guan, chen = alone.now("guan"), alone.now("chen")
    asked = alone.grant("chen", SUPERVISOR, guan)
    with pytest.raises(Refused, match="理由"):
        changes.refuse(alone.services, asked.id, actor=chen, reason=" ")
    with pytest.raises(Refused, match="不能拒绝"):
        changes.refuse(alone.services, asked.id, actor=guan, reason="撤回")
    changes.refuse(alone.services, asked.id, actor=chen, reason="没人问过我")
    alone.house.time[0] += DAY
    assert changes.settle_due(alone.services) == 0
    assert not alone.now("chen").holds(Role.SUPERVISOR)


def test_what_nobody_confirms_lapses(staff, guan, li):
    asked = staff.grant("guan", MANAGER, guan)
    staff.house.time[0] += 7 * DAY
    with pytest.raises(Refused, match="已经办完"):
        staff.confirm(asked, li)
    assert changes.settle_due(staff.services) == 1
    assert staff.state(asked) is ChangeState.EXPIRED


def test_what_somebody_asked_who_is_no_admin_any_more_is_not_confirmed(staff, guan, li):
    staff.enter("zhao", ADMIN)
    asked = staff.grant("guan", MANAGER, guan)
    revoke_role(staff.services, login="guan", grant=ADMIN, actor=staff.now("zhao"))
    with pytest.raises(Refused, match="已不是管理员"):
        staff.confirm(asked, li)


def test_one_takes_back_what_one_asked_for(staff, guan, li):
    asked = staff.grant("guan", MANAGER, guan)
    with pytest.raises(Refused, match="只有提出人"):
        changes.withdraw(staff.services, asked.id, actor=li)
    changes.withdraw(staff.services, asked.id, actor=guan)
    with pytest.raises(Refused, match="已经办完"):
        staff.confirm(asked, li)


def test_of_two_who_decide_at_once_one_does(staff, guan):
    asked = staff.grant("guan", MANAGER, guan)

    def decide(login):
        try:
            staff.confirm(asked, staff.now(login))
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(decide, ("li", "wang"))) == 1
    assert staff.log().count("role_granted") == 1
    assert staff.house.ask(house_log.verify) == []


def test_what_is_asked_at_the_machine_a_head_confirms_and_no_admin(staff, guan, li):
    asked = staff.grant("guan", MANAGER, SHELL)
    assert isinstance(asked, ChangeRow)
    with pytest.raises(Refused):
        staff.confirm(asked, staff.enter("zhao", ADMIN))
    staff.confirm(asked, li)
    assert isinstance(staff.invite("li", SHELL), ChangeRow)


def test_an_empty_house_is_set_up_at_the_machine_until_somebody_comes_in(house):
    staff = Staff(house)
    add_person(staff.services, login="wang", name="王强", actor=SHELL)
    assert staff.grant("wang", MANAGER, SHELL) is None
    link = staff.invite("wang", SHELL)
    assert isinstance(link, str)
    assert sign_in_links.use_invite(staff.services, link, GOOD).person.holds(Role.MANAGER)
    assert isinstance(staff.grant("wang", ADMIN, SHELL), ChangeRow)


def test_init_again_is_no_back_door(house):
    staff = Staff(house)
    token = sign_in_links.first_admin_link(house.services.database, now=NOW)
    assert token is not None
    wang = staff.enter("wang", MANAGER, password=False)
    link = sign_in_links.make_link(staff.services, wang.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    sign_in_links.use_sign_in(staff.services, link)
    assert sign_in_links.first_admin_link(house.services.database, now=NOW) is None


def test_those_concerned_and_all_managers_are_told_by_mail_once(staff, guan, li):
    with staff.services.database.transaction() as session:
        people.change(session, staff.row("wang").id, language="en")
    asked = staff.invite("li", guan)
    assert notices.send_due(staff.services) == 3
    assert notices.send_due(staff.services) == 0
    by_reader = {one.message["To"]: one.message for one in staff.house.smtp.accepted}
    assert set(by_reader) == {"guan@wuye.example", "li@wuye.example", "wang@wuye.example"}
    assert by_reader["li@wuye.example"]["Subject"] == "待确认：让 LI（li）凭一次性链接重设密码"
    english = by_reader["wang@wuye.example"]
    assert english["Subject"] == "To be confirmed: let LI (li) set a new password by a one-time link"
    assert english["Auto-Submitted"] == "auto-generated"
    assert "/changes" in english.get_content()
    staff.confirm(asked, staff.now("wang"))
    assert notices.send_due(staff.services) == 3


def test_a_mail_that_was_not_handed_over_is_tried_again_and_holds_nothing_up(staff, guan, li):
    asked = staff.grant("guan", MANAGER, guan)
    staff.house.smtp.plan(Step(stage=Stage.MAIL, reply="451 4.3.2 try again later"))
    assert notices.send_due(staff.services) == 0
    staff.confirm(asked, li)
    assert staff.now("guan").holds(Role.MANAGER)
    assert notices.send_due(staff.services) == 6


def test_a_mail_in_doubt_is_not_sent_again(staff, guan):
    staff.grant("guan", MANAGER, guan)
    staff.house.smtp.plan(Step(stage=Stage.ACCEPTED, drop=True))
    assert notices.send_due(staff.services) == 2
    assert notices.send_due(staff.services) == 0
