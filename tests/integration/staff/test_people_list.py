"""A list of people taken over: seen first, one transaction, a second person where one is asked by hand, nobody removed.

Covers workers.staff.people_list and workers.staff.people_rows on both databases.
"""

import pytest
from servers.house import House
from servers.sheets import xlsx

from domain.codes import Department, Role
from domain.staff import Grant, Person
from store import changes as stored_changes
from store import directory, house_log, people
from store.directory import NewHousehold
from store.house_log import Wanted
from store.people import NewPerson
from workers.instance.refusals import Refused
from workers.staff import changes, people_list
from workers.staff.people import deactivate, person_of
from workers.staff.people_list import Plan

pytestmark = pytest.mark.usefixtures("light_passwords")

HEAD = ("姓名", "登录名", "邮箱", "电话", "角色", "项目", "部门")
PROJECT = "阳光花园"


@pytest.fixture
def admin(house: House) -> Person:
    """An admin, a manager who can confirm, and a project."""
    house.directory(NewHousehold(project=PROJECT, building="1栋", room="101", name="李"))
    enter(house, "wang", Grant(role=Role.MANAGER))
    return enter(house, "guan", Grant(role=Role.ADMIN))


def enter(house: House, login: str, *grants: Grant) -> Person:
    with house.services.database.transaction() as session:
        row = people.create(session, NewPerson(login=login, name=login, made_at=house.time[0], made_by="test"))
        for grant in grants:
            people.grant(session, row.id, grant)
        people.set_password_hash(session, row.id, "$argon2id$")
    return house.ask(lambda session: person_of(house.services, session, row.id))


def planned(house: House, admin: Person, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Plan:
    return house.ask(lambda session: people_list.plan(house.services, session, [head, *rows], actor=admin))


def grants(house: House, login: str) -> set[Grant]:
    row = house.ask(lambda session: people.by_login(session, login))
    return set(house.ask(lambda session: people.grants_of(session, row.id)))


LIN = ("林秀英", "lin", "lin@wuye.example", "13800000000", "客服", PROJECT, "")


def test_new_changed_same_missing_and_what_is_wrong(house, admin):
    enter(house, "mei", Grant(role=Role.CLERK))
    enter(house, "old", Grant(role=Role.CLERK))
    made = planned(
        house,
        admin,
        LIN,
        ("梅雨晴", "mei", "mei@wuye.example", "", "客服", "全部", "客户服务部"),
        ("wang", "WANG", "", "", "经理", "", ""),
        ("周工", "zhou", "", "", "责任部门", PROJECT, "工程部"),
        ("周工", "zhou", "", "", "责任部门", PROJECT, "环境部"),
    )
    assert [one.login for one in made.new] == ["lin", "zhou"]
    assert [(one.login, dict(one.facts)) for one in made.changed] == [
        ("mei", {"name": ("mei", "梅雨晴"), "email": ("", "mei@wuye.example")})
    ]
    assert [one.login for one in made.same] == ["wang"]
    assert [row.login for row in made.missing] == ["guan", "old"]
    assert made.doubtful == ()
    zhou = made.new[1]
    assert zhou.numbers == (5, 6)
    assert {one.department for one in zhou.grants} == {Department.ENGINEERING, Department.ENVIRONMENT}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("张三", "", "", "", "客服", "", ""), "没有写登录名"),
        (("张三", "a b", "", "", "客服", "", ""), "不能用"),
        (("张三", "huihan", "", "", "客服", "", ""), "不能用"),
        (("", "zhang", "", "", "客服", "", ""), "请写姓名"),
        (("张三", "zhang", "不是邮箱", "", "客服", "", ""), "邮箱地址"),
        (("张三", "zhang", "", "", "保洁", "", ""), "没有“保洁”这个角色"),
        (("张三", "zhang", "", "", "客服", "月亮湾", ""), "没有项目 月亮湾"),
        (("张三", "zhang", "", "", "责任部门", "", ""), "要写明部门"),
        (("张三", "zhang", "", "", "", PROJECT, ""), "没有写角色"),
        (("张三", "gone", "", "", "客服", "", ""), "已停用"),
        (("李四", "lin", "", "", "客服", "", ""), "与第 2 行是同一个登录名"),
    ],
)
def test_a_mistake_is_told_by_its_row_and_leaves_out_that_row(house, admin, row, said):
    enter(house, "gone", Grant(role=Role.CLERK))
    deactivate(house.services, login="gone", actor=admin)
    made = planned(house, admin, LIN, row)
    assert [(one.number, said in str(one.mistake)) for one in made.doubtful] == [(3, True)], made.doubtful
    assert [one.login for one in made.new] == ["lin"]


def test_a_list_without_its_columns_is_refused(house, admin):
    with pytest.raises(Refused, match="没有这些列：登录名"):
        planned(house, admin, ("林", "客服"), head=("姓名", "角色"))
    with pytest.raises(Refused, match="没有这些列"):
        house.ask(lambda session: people_list.plan(house.services, session, [], actor=admin))


def test_taken_over_and_again_there_is_nothing_to_do(house, admin):
    table = [("某公司人员名册",), HEAD, LIN, ("", "", "", "", "", "", "")]
    made = house.ask(lambda session: people_list.plan(house.services, session, table, actor=admin))
    done = people_list.apply(house.services, table, made.digest, actor=admin)
    assert (done.added, done.granted, done.waits) == (("lin",), 1, 0)
    assert grants(house, "lin") == {Grant(role=Role.CLERK, project=PROJECT)}
    row = house.ask(lambda session: people.by_login(session, "lin"))
    assert (row.name, row.email, row.phone, row.password) == ("林秀英", "lin@wuye.example", "13800000000", None)
    again = people_list.apply(house.services, table, None, actor=admin)
    assert (again.added, again.changed, again.granted) == ((), 0, 0)
    said = [one.what for one in house.ask(lambda session: house_log.page(session, Wanted()))]
    assert said[:4] == ["people_imported", "people_imported", "role_granted", "person_added"]
    assert house.ask(house_log.verify) == []


def test_who_may_approve_waits_for_a_second_person_as_by_hand(house, admin):
    rows = (LIN, ("赵主任", "zhao", "", "", "主任、客服", PROJECT, ""), ("管二", "guan2", "", "", "管理员", "", ""))
    made = planned(house, admin, *rows)
    assert [[one.role for one in listed.confirmed] for listed in made.new] == [[], [Role.SUPERVISOR], [Role.ADMIN]]
    done = people_list.apply(house.services, [HEAD, *rows], made.digest, actor=admin)
    assert done.waits == 2
    assert grants(house, "zhao") == {Grant(role=Role.CLERK, project=PROJECT)}
    assert grants(house, "guan2") == set()
    again = planned(house, admin, *rows)
    assert not again.changed, "what was asked for is not asked for again"
    waiting = house.ask(stored_changes.waiting)
    assert len(waiting) == 2
    wang = house.ask(lambda session: person_of(house.services, session, people.by_login(session, "wang").id))
    for one in waiting:
        with pytest.raises(Refused):
            changes.confirm(house.services, one.id, actor=admin)
        changes.confirm(house.services, one.id, actor=wang)
    assert Grant(role=Role.SUPERVISOR, project=PROJECT) in grants(house, "zhao")


def test_an_approvers_address_waits_too_and_roles_are_never_taken(house, admin):
    rows = (("王强", "wang", "evil@elsewhere.example", "", "客服", "", ""),)
    made = planned(house, admin, *rows)
    assert made.changed[0].kept == (Grant(role=Role.MANAGER),)
    people_list.apply(house.services, [HEAD, *rows], made.digest, actor=admin)
    row = house.ask(lambda session: people.by_login(session, "wang"))
    assert (row.name, row.email) == ("王强", None)
    assert grants(house, "wang") == {Grant(role=Role.MANAGER), Grant(role=Role.CLERK)}


def test_all_or_nothing_and_only_what_was_shown(house, admin):
    made = planned(house, admin, LIN)
    enter(house, "lin", Grant(role=Role.CLERK))
    with pytest.raises(Refused, match="预览之后"):
        people_list.apply(house.services, [HEAD, LIN], made.digest, actor=admin)
    assert grants(house, "lin") == {Grant(role=Role.CLERK)}


def test_only_an_admin(house, admin):
    clerk = enter(house, "lin", Grant(role=Role.CLERK))
    with pytest.raises(Refused, match="管理员"):
        planned(house, clerk, LIN)
    with pytest.raises(Refused, match="管理员"):
        people_list.apply(house.services, [HEAD, LIN], None, actor=clerk)


def test_excel_and_csv_are_read_and_what_is_neither_is_refused(house, admin):
    read = people_list.read_people(house.services, xlsx([HEAD, LIN]), "人员.xlsx")
    assert [tuple(row) for row in read] == [HEAD, LIN]
    listed = "\n".join(",".join(row) for row in (HEAD, LIN)).encode("gb18030")
    assert [tuple(row) for row in people_list.read_people(house.services, listed, "a.csv")] == [HEAD, LIN]
    with pytest.raises(Refused):
        people_list.read_people(house.services, b"PK\x03\x04broken", "a.xlsx")
    with pytest.raises(Refused, match="3 MB"):
        people_list.read_people(house.services, b"a" * 3_000_001, "a.csv")
    with pytest.raises(Refused, match="2000 行"):
        people_list.read_people(house.services, b"a\n" * 2_001, "a.csv")


def test_no_project_is_known_where_there_is_no_directory(house):
    guan = enter(house, "guan", Grant(role=Role.ADMIN))
    assert house.ask(directory.all_projects) == []
    assert planned(house, guan, LIN).new[0].grants == (Grant(role=Role.CLERK, project=PROJECT),)
