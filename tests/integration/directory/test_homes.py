"""Households and projects as the staff keep them: who may, what another changed meanwhile, what the house log says.

Covers workers.directory.homes, workers.directory.projects and workers.directory.rights; one who moved out is found by
privacy, and goes with an erasure.
"""

import json
from datetime import date

import pytest
from servers.desk import made_desk
from servers.house import House

from domain.codes import Role
from domain.directory_codes import OccupantRole, ProjectKind
from domain.events import HouseEvent
from domain.staff import Grant, Person, operator
from store import directory, directory_uploads, homes, house_log, occupants, projects
from store.directory import NewHousehold
from store.homes import HomeFacts
from store.house_log import Wanted as Entries
from store.occupants import NewOccupant, OccupantRow
from store.projects import ProjectFacts
from workers.directory import homes as keeping
from workers.directory import projects as kept
from workers.directory.rights import sees
from workers.instance.refusals import Refused
from workers.privacy.data_requests import Asked, erase
from workers.privacy.finding import find
from workers.privacy.subjects import Wanted

OWN, OTHER = "阳光花园", "翠湖山庄"
WANG = NewHousehold(project=OWN, building="3栋", unit="2", room="501", name="王芳", phone="13800138000")
ZHOU = NewHousehold(project=OTHER, building="1栋", room="101", name="周杰", phone="13700137000")


@pytest.fixture
def people(house: House) -> dict[str, Person]:
    desk = made_desk(house)
    house.directory(WANG, ZHOU)
    return {
        "clerk": desk.person("chen", Grant(role=Role.CLERK, project=OWN)),
        "admin": desk.person("guan", Role.ADMIN),
        "department": desk.person("gong", Role.DEPARTMENT),
    }


def home(house: House, name: str = "王芳") -> homes.HomeRow:
    found = house.ask(lambda session: directory.find_by_name(session, name, limit=1))[0]
    return house.ask(lambda session: homes.get(session, found.id))


def living(house: House, home_id: int) -> list[OccupantRow]:
    return house.ask(lambda session: occupants.of_household(session, home_id))


def entries(house: House, what: HouseEvent) -> list[dict]:
    return [dict(one.payload) for one in house.ask(lambda session: house_log.page(session, Entries(what=[what])))]


def test_who_sees_what(people: dict[str, Person]) -> None:
    assert sees(people["clerk"], OWN)
    assert not sees(people["clerk"], OTHER)
    assert sees(people["admin"], OTHER)
    assert not sees(people["department"], OWN)


def test_a_household_is_edited_once_and_the_log_names_fields_alone(house: House, people: dict[str, Person]) -> None:
    clerk, seen = people["clerk"], home(house)
    facts = HomeFacts(languages="粤语", wishes="晚上七点后联系", area="南区")
    keeping.change(house.services, seen.id, facts, seen=seen.version, actor=clerk)
    with pytest.raises(Refused, match="别人刚改过"):
        keeping.change(house.services, seen.id, HomeFacts(), seen=seen.version, actor=clerk)
    keeping.change(house.services, seen.id, facts, seen=seen.version + 1, actor=clerk)
    keeping.add_note(house.services, seen.id, "门铃坏了", actor=clerk)
    said = entries(house, HouseEvent.HOUSEHOLD_CHANGED)
    assert [one["changed"] for one in said] == [["note"], ["area", "languages", "wishes"]]
    assert not any(word in json.dumps(said, ensure_ascii=False) for word in ("粤语", "晚上", "门铃"))


def test_of_another_project_nothing_is_edited(house: House, people: dict[str, Person]) -> None:
    theirs = home(house, "周杰")
    (zhou,) = living(house, theirs.id)
    for act in (
        lambda who: keeping.change(house.services, theirs.id, HomeFacts(), seen=1, actor=who),
        lambda who: keeping.add_note(house.services, theirs.id, "x", actor=who),
        lambda who: keeping.move_out(house.services, zhou.id, date(2026, 3, 1), seen=1, actor=who),
        lambda who: keeping.add_occupant(house.services, theirs.id, NewOccupant(name="王"), seen=1, actor=who),
    ):
        for who in (people["clerk"], people["department"]):
            with pytest.raises(Refused, match="权限"):
                act(who)


def test_people_move_in_and_out(house: House, people: dict[str, Person]) -> None:
    clerk, seen = people["clerk"], home(house)
    tenant = NewOccupant(name="李明", phone="13900139000", role=OccupantRole.TENANT)
    keeping.add_occupant(house.services, seen.id, tenant, seen=1, actor=clerk)
    wang, li = living(house, seen.id)
    agreed = NewOccupant(name="李明", phone="13900139000", role=OccupantRole.TENANT, consent=True)
    keeping.change_occupant(house.services, li.id, agreed, seen=2, actor=clerk)
    assert living(house, seen.id)[1].consent_on == date(2026, 3, 2), "an answer without a day is today's"
    with pytest.raises(Refused, match="晚于今天"):
        keeping.move_out(house.services, wang.id, date(2026, 3, 3), seen=3, actor=clerk)
    with pytest.raises(Refused, match="别人刚改过"):
        keeping.move_out(house.services, wang.id, date(2026, 3, 1), seen=2, actor=clerk)
    keeping.move_out(house.services, wang.id, date(2026, 3, 1), seen=3, actor=clerk)
    assert house.ask(lambda session: directory.find_by_phone(session, "13800138000")) == []
    assert home(house, "李明").name == "李明"
    with pytest.raises(Refused, match="已登记迁出"):
        keeping.move_out(house.services, wang.id, date(2026, 3, 1), seen=4, actor=clerk)
    keeping.move_back(house.services, wang.id, seen=4, actor=clerk)
    with pytest.raises(Refused, match="没有登记迁出"):
        keeping.move_back(house.services, wang.id, seen=5, actor=clerk)
    assert len(house.ask(lambda session: directory.find_by_phone(session, "13800138000"))) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (NewOccupant(), "至少填写"),
        (NewOccupant(name="王" * 201), "最多"),
        (NewOccupant(phone="123"), "不足 7 位"),
        (NewOccupant(email="nobody"), "不是邮件地址"),
        (NewOccupant(name="王", moved_in=date(2027, 1, 1)), "晚于今天"),
    ],
)
def test_what_is_no_person_is_refused(house: House, people: dict[str, Person], given: NewOccupant, said: str) -> None:
    with pytest.raises(Refused, match=said):
        keeping.add_occupant(house.services, home(house).id, given, seen=1, actor=people["clerk"])


def test_projects_are_the_admins(house: House, people: dict[str, Person]) -> None:
    admin = people["admin"]
    with pytest.raises(Refused, match="权限"):
        kept.add(house.services, "新城", ProjectFacts(), actor=people["clerk"])
    made = kept.add(house.services, " 新 城 ", ProjectFacts(kind=ProjectKind.TOWER), actor=admin)
    for name, said in (("新 城", "已有"), ("", "名称"), ("长" * 61, "最多")):
        with pytest.raises(Refused, match=said):
            kept.add(house.services, name, ProjectFacts(), actor=admin)
    facts = ProjectFacts(kind=ProjectKind.TOWER, area_m2=120_000, phones="010-12345678")
    kept.save(house.services, made, facts, seen=1, actor=admin)
    with pytest.raises(Refused, match="别人刚改过"):
        kept.save(house.services, made, ProjectFacts(), seen=1, actor=admin)
    with pytest.raises(Refused, match="整数"):
        kept.save(house.services, made, ProjectFacts(area_m2=-1), seen=2, actor=admin)
    assert house.ask(lambda session: projects.get(session, made)).area_m2 == 120_000
    assert [one["changed"] for one in entries(house, HouseEvent.PROJECT_CHANGED)] == [["area_m2", "phones"], ["added"]]


def test_who_moved_out_is_found_and_erased_and_those_after_them_stay(house: House, people: dict[str, Person]) -> None:
    clerk, seen = people["clerk"], home(house)
    (wang,) = living(house, seen.id)
    keeping.move_out(house.services, wang.id, date(2026, 3, 1), seen=1, actor=clerk)
    keeping.add_occupant(house.services, seen.id, NewOccupant(name="李明", phone="13900139000"), seen=2, actor=clerk)
    keeping.add_note(house.services, seen.id, "王芳搬走时留下了门禁卡", actor=clerk)
    with house.services.database.transaction() as session:
        waiting = directory_uploads.add(
            session,
            fingerprint="f",
            name="名册.xlsx",
            rows=[["阳光花园", "王芳", "13800138000"]],
            choices="{}",
            at=house.time[0],
            who="guan",
        )
    who = Wanted(name="王芳", phone="13800138000")
    found = find(house.services, who)
    assert {place.kind for place in found.own} >= {"occupant", "directory_upload"}
    erase(house.services, Asked(wanted=who, mentions=True), actor=operator("huihan"), reason="住户要求删除")
    assert [one.name for one in living(house, seen.id)] == ["李明"]
    assert home(house, "李明").phone == "13900139000"
    (note,) = house.ask(lambda session: homes.notes(session, seen.id))
    assert "王芳" not in note.text
    assert house.ask(lambda session: directory_uploads.get(session, waiting)) is None
    assert find(house.services, who).own == ()


def test_one_of_several_is_erased_and_the_others_stay(house: House, people: dict[str, Person]) -> None:
    seen = home(house)
    shared = NewOccupant(name="李明", phone="13900139000、13800138000")
    keeping.add_occupant(house.services, seen.id, shared, seen=1, actor=people["clerk"])
    who = Wanted(name="王芳", phone="13800138000")
    erase(house.services, Asked(wanted=who), actor=operator("huihan"), reason="住户要求删除")
    assert [(one.name, one.phone) for one in living(house, seen.id)] == [("李明", "13900139000")]
