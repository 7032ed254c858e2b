"""The people of the desk as the admins keep them: who may change what, and that somebody can always grant a role."""

from datetime import timedelta

import pytest
from servers.house import NOW

from domain.codes import Department, Role
from domain.staff import Grant, Person, operator
from domain.staff_codes import LinkPurpose
from store import people as stored
from store.directory import NewHousehold
from workers.instance.refusals import Refused
from workers.staff import people, sign_in_links

pytestmark = pytest.mark.usefixtures("light_passwords")

GOOD = "月亮在白莲花般的云朵里穿行"
BOSS = Person(id=0, login="boss", name="老板", grants=(Grant(role=Role.ADMIN),))
CLERK = Grant(role=Role.CLERK)
ADMIN = Grant(role=Role.ADMIN)
DAY = timedelta(days=1)


@pytest.fixture
def enter(house):
    """Enter somebody with roles; the person."""

    def entering(login, *grants, password=False):
        found = people.add_person(house.services, login=login, name=login.upper(), actor=BOSS)
        with house.services.database.transaction() as session:
            for grant in grants:
                stored.grant(session, found.id, people.fitting(session, grant))
        if password:
            token = sign_in_links.make_link(house.services, found.id, LinkPurpose.INVITE, actor=operator("huihan"))
            sign_in_links.use_invite(house.services, token, GOOD)
        return person(house, login)

    return entering


def person(house, login):
    row = house.ask(lambda session: stored.by_login(session, login))
    return house.ask(lambda session: people.person_of(house.services, session, row.id))


def deputise(house, away="wang", deputy="li", *, start=0, end=7, who=BOSS):
    people.set_deputy(
        house.services,
        person_login=away,
        deputy_login=deputy,
        from_at=NOW + start * DAY,
        until_at=NOW + end * DAY,
        actor=who,
    )


def test_a_person_has_the_roles_held_now(house, enter):
    enter("wang", Grant(role=Role.SUPERVISOR, project="阳光花园"))
    enter("li", CLERK)
    deputise(house, start=1, end=2)
    assert person(house, "li").grants == (CLERK,)
    house.time[0] += DAY
    lent = Grant(role=Role.SUPERVISOR, project="阳光花园", deputy_of="wang")
    assert person(house, "li").grants == (CLERK, lent)
    house.time[0] += DAY
    assert person(house, "li").grants == (CLERK,)


def test_who_has_left_is_nobody(house, enter):
    enter("wang", CLERK)
    people.deactivate(house.services, login="wang", actor=BOSS)
    assert person(house, "wang") is None
    assert house.ask(lambda session: people.everybody(house.services, session)) == ()
    people.activate(house.services, login="wang", actor=BOSS)
    assert person(house, "wang").grants == (CLERK,)


def test_who_holds_a_role_for_a_project_deputies_among_them(house, enter):
    def holding(project):
        found = house.ask(lambda session: people.everybody(house.services, session))
        return [one.login for one in found if one.grant(Role.SUPERVISOR, project=project)]

    enter("wang", Grant(role=Role.SUPERVISOR, project="阳光花园"))
    enter("zhao", Grant(role=Role.SUPERVISOR))
    enter("li", CLERK)
    assert holding("阳光花园") == ["wang", "zhao"]
    assert holding("翠湖里") == ["zhao"]
    assert holding(None) == ["wang", "zhao"], "whose project nobody knows is everybody's"
    deputise(house)
    assert holding("阳光花园") == ["li", "wang", "zhao"]


@pytest.mark.parametrize(
    "act",
    [
        lambda services, who: people.add_person(services, login="new", name="新人", actor=who),
        lambda services, who: people.change_person(services, login="wang", name="别名", actor=who),
        lambda services, who: people.change_person(services, login="li", email="li@example.com", actor=who),
        lambda services, who: people.grant_role(services, login="li", grant=ADMIN, actor=who),
        lambda services, who: people.revoke_role(services, login="wang", grant=CLERK, actor=who),
        lambda services, who: people.deactivate(services, login="wang", actor=who),
        lambda services, who: people.activate(services, login="wang", actor=who),
        lambda services, who: sign_in_links.invite(services, login="wang", actor=who),
    ],
)
def test_only_admins_keep_the_people(house, enter, act):
    enter("wang", CLERK)
    li = enter("li", Grant(role=Role.MANAGER))
    before = house.ask(stored.list_people)
    with pytest.raises(Refused, match="只有管理员"):
        act(house.services, li)
    assert house.ask(stored.list_people) == before


def test_oneself_chooses_language_and_digest(house, enter):
    wang = enter("wang", CLERK)
    people.change_person(house.services, login="wang", language="en", digest=False, actor=wang)
    row = house.ask(lambda session: stored.by_login(session, "wang"))
    assert (row.language, row.digest) == ("en", False)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"login": "a b"}, "不能用"),
        ({"login": "w"}, "不能用"),
        ({"login": "huihan"}, "不能用"),
        ({"login": "wang"}, "已有人用过"),
        ({"login": "li", "name": " "}, "请写姓名"),
        ({"login": "li", "email": "nowhere"}, "邮箱地址 nowhere 不对"),
        ({"login": "li", "email": "a@b.cn\r\nBcc: c@d.cn"}, "不对"),
        ({"login": "li", "language": "fr"}, "zh 或 en"),
        ({"login": "li", "phone": "1" * 101}, "太长"),
    ],
)
def test_values_that_are_not_right_are_refused(house, enter, values, sentence):
    enter("wang")
    with pytest.raises(Refused, match=sentence):
        people.add_person(house.services, **{"name": "李明", **values}, actor=BOSS)
    assert [row.login for row in house.ask(stored.list_people)] == ["wang"]


def test_what_is_emptied_is_unknown(house, enter):
    enter("wang")
    people.change_person(house.services, login="wang", email="wang@example.com", phone="13800138000", actor=BOSS)
    people.change_person(house.services, login="wang", email="", phone=" ", actor=BOSS)
    row = house.ask(lambda session: stored.by_login(session, "wang"))
    assert (row.email, row.phone) == (None, None)


@pytest.mark.parametrize(
    ("grant", "sentence"),
    [
        (Grant(role=Role.DEPARTMENT), "要写明部门"),
        (Grant(role=Role.CLERK, department=Department.FINANCE), "不写部门"),
        (Grant(role=Role.ADMIN, project="阳光花园"), "不分项目"),
        (CLERK, "已有这个角色"),
        (Grant(role=Role.CLERK, project="阳光花圆"), "名册中没有项目 阳光花圆"),
    ],
)
def test_roles_that_make_no_sense_are_refused(house, enter, grant, sentence):
    house.directory(NewHousehold(project="阳光花园", room="501"))
    enter("wang", CLERK)
    with pytest.raises(Refused, match=sentence):
        people.grant_role(house.services, login="wang", grant=grant, actor=BOSS)


def test_a_project_is_spelled_as_in_the_directory(house, enter):
    house.directory(NewHousehold(project="阳光花园", room="501"))
    wang = enter("wang", Grant(role=Role.CLERK, project=" 陽光花園"))
    assert wang.grant(Role.CLERK, project="阳光花园")


def test_the_last_admin_who_can_sign_in_stays(house, enter):
    enter("wang", ADMIN, password=True)
    enter("li", ADMIN)  # invited, and no password yet
    for act in (
        lambda: people.deactivate(house.services, login="wang", actor=BOSS),
        lambda: people.revoke_role(house.services, login="wang", grant=ADMIN, actor=BOSS),
    ):
        with pytest.raises(Refused, match="最后一位"):
            act()
    people.deactivate(house.services, login="li", actor=BOSS)
    enter("zhao", ADMIN, password=True)
    people.revoke_role(house.services, login="wang", grant=ADMIN, actor=BOSS)
    assert not person(house, "wang").holds(Role.ADMIN)


def test_one_arranges_ones_own_deputy_and_ends_it(house, enter):
    wang = enter("wang", CLERK)
    li = enter("li")
    deputise(house, who=wang)
    (row,) = house.ask(lambda session: stored.deputies_of(session, wang.id, NOW))
    assert (row.deputy_id, row.made_by) == (li.id, "wang")
    with pytest.raises(Refused, match="只有本人或管理员"):
        people.end_deputy(house.services, deputy_row=row.id, actor=li)
    people.end_deputy(house.services, deputy_row=row.id, actor=wang)
    assert person(house, "li").grants == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"deputy": "wang"}, "不能由本人代理本人"),
        ({"start": 2, "end": 2}, "要晚于开始时间"),
        ({"start": -2, "end": -1}, "和现在"),
        ({"deputy": "zhao"}, "已停用"),
        ({"deputy": "nobody"}, "没有用户名为 nobody 的人员"),
    ],
)
def test_deputies_that_make_no_sense_are_refused(house, enter, values, sentence):
    enter("wang", CLERK)
    enter("zhao")
    people.deactivate(house.services, login="zhao", actor=BOSS)
    with pytest.raises(Refused, match=sentence):
        deputise(house, **values)


def test_nobody_makes_oneself_a_deputy(house, enter):
    enter("wang", Grant(role=Role.MANAGER))
    li = enter("li", CLERK)
    with pytest.raises(Refused, match="只有本人或管理员"):
        deputise(house, who=li)
    assert person(house, "li").grants == (CLERK,)
