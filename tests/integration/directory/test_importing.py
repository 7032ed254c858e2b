"""A list is taken over as it was shown, or not at all; nothing of the directory is lost by it.

Covers workers.directory.planning, workers.directory.exporting, store.directory_uploads and ingest.table_file.
"""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from servers.desk import made_desk
from servers.house import House
from servers.sheets import HEAD, households, xlsx

from domain.codes import Role
from domain.directory_codes import Doubt
from domain.events import HouseEvent
from domain.settings import Limits
from domain.staff import HOUSE, Person, operator
from ingest.table_file import read_table
from store import directory, directory_uploads, house_log, occupants
from store.directory import ImportCounts, NewHousehold
from workers.directory import exporting, importing
from workers.directory.columns import Choices
from workers.directory.importing import Preview
from workers.directory.planning import ImportPlan
from workers.instance.refusals import Refused

PROJECT = "阳光花园"
WANG = NewHousehold(project=PROJECT, building="3栋", unit="2", room="501", name="王芳", phone="13800138000")
LI = NewHousehold(project=PROJECT, building="3栋", unit="2", room="502", name="李明", phone="13900139000")


@pytest.fixture
def admin(house: House) -> Person:
    house.directory(WANG, LI)
    return made_desk(house).person("guan", Role.ADMIN)


def sent(house: House, admin: Person, *rows: tuple[object, ...]) -> int:
    return importing.upload(house.services, xlsx([HEAD, *rows]), "C:\\名册.xlsx", actor=admin)


def shown(house: House, upload_id: int) -> Preview:
    found = house.ask(lambda session: importing.preview(session, upload_id))
    assert found is not None
    return found


def planned(house: House, upload_id: int) -> ImportPlan:
    made = shown(house, upload_id).plan
    assert made is not None
    return made


def chosen(house: House, admin: Person, upload_id: int, **choices: object) -> ImportPlan:
    importing.choose(house.services, upload_id, replace(shown(house, upload_id).choices, **choices), actor=admin)
    return planned(house, upload_id)


def row(room: str, name: str = "", phone: str = "", *, project: str = PROJECT, occupied: str = "是") -> tuple[str, ...]:
    return (project, "", "3栋", "2", room, name, phone, "", occupied)


def test_a_preview_says_what_is_new_changed_doubtful_and_gone(house: House, admin: Person) -> None:
    made = planned(
        house,
        sent(
            house,
            admin,
            row("501", "王芳", "13800138001"),
            row("601", "新人", "13700137000"),
            row("602", "甲", "13600136000"),
            row("603", "乙", "13600136000"),
            row("604", "丙"),
            row("604", "丁"),
            row("", "戊"),
            row("701", "己", project="未知小区"),
            row("702", "庚", occupied="也许"),
        ),
    )
    assert [dict(one.fields) for one in made.changed] == [{"phone": ("13800138000", "13800138001")}]
    assert [one.given.room for one in made.new] == ["601"]
    assert made.doubts == {
        Doubt.SHARED_PHONE: 2,
        Doubt.SEVERAL_ROWS: 2,
        Doubt.NO_ROOM: 1,
        Doubt.UNKNOWN_PROJECT: 1,
        Doubt.ODD_OCCUPIED: 1,
    }
    assert [one.number for one in made.doubtful] == [4, 5, 6, 7, 8, 9, 10]
    assert [one.room for one in made.gone] == ["502"]
    assert dict(made.unknown_projects) == {"未知小区": 1}


def test_a_family_with_two_flats_is_no_doubt(house: House, admin: Person) -> None:
    made = planned(house, sent(house, admin, row("601", "赵敏", "13700137000"), row("602", "赵敏", "13700137000")))
    assert made.doubtful == ()


def test_what_the_admin_says_is_taken_and_a_report_kept(house: House, admin: Person) -> None:
    upload = sent(house, admin, row("604", "丙"), row("604", "丁"), row("", "戊"), row("701", "己", project="翠湖"))
    made = chosen(house, admin, upload, take=(Doubt.SEVERAL_ROWS,), new_projects=("翠湖",), move_out=True)
    report = importing.apply(house.services, upload, made.digest, actor=admin)
    assert (report.counts, report.left_out, report.moved_out) == (ImportCounts(new=2), 1, 2)
    (both,) = house.ask(lambda session: directory.find_by_place(session, room="604"))
    assert both.name == "丙、丁"
    assert house.ask(lambda session: directory.find_by_phone(session, "13800138000")) == []
    assert house.ask(lambda session: directory.find_by_name(session, "王芳", limit=5)), "who moved out stays on record"
    kept = shown(house, upload)
    assert kept.plan is None
    assert importing.Report.unpacked(kept.upload.report or "") == report
    assert [one[:2] for one in kept.upload.content] == [["行", "问题"], ["4", "没有房间号"]]
    (entry,) = house.ask(lambda s: house_log.page(s, house_log.Wanted(what=[HouseEvent.DIRECTORY_IMPORTED])))
    assert entry.payload == {"new": 2, "changed": 0, "moved_out": 2}
    with pytest.raises(Refused, match="已经导入"):
        importing.apply(house.services, upload, made.digest, actor=admin)


def test_what_has_changed_since_the_preview_is_not_entered(house: House, admin: Person) -> None:
    upload = sent(house, admin, row("501", "王芳", "13800138001"), row("601", "新人"))
    digest = planned(house, upload).digest
    house.directory(replace(WANG, phone="13800138009"))
    with pytest.raises(Refused, match="再看一遍"):
        importing.apply(house.services, upload, digest, actor=admin)
    assert house.ask(lambda session: directory.find_by_place(session, room="601")) == []
    importing.apply(house.services, upload, planned(house, upload).digest, actor=admin)
    assert house.ask(lambda session: directory.find_by_phone(session, "13800138001"))


def test_columns_that_were_guessed_wrong_are_mended(house: House, admin: Person) -> None:
    data = xlsx([("编号", "姓名", "住处"), ("1", "王芳", "3-2-501"), ("2", "新人", "3-2-601")])
    upload = importing.upload(house.services, data, "名册.xlsx", actor=admin)
    assert shown(house, upload).plan is None
    assert shown(house, upload).choices.missing == ("project", "room")
    made = chosen(house, admin, upload, header=0, columns={"name": 1, "room": 2}, project=PROJECT)
    assert (len(made.new), made.same) == (1, 1), "flats in one cell are told apart"


def test_only_an_admin_takes_lists_over(house: House, admin: Person) -> None:
    clerk = made_desk(house).person("chen", Role.CLERK)
    upload = sent(house, admin, row("601", "新人"))
    for act in (
        lambda: sent(house, clerk, row("601")),
        lambda: importing.choose(house.services, upload, Choices(), actor=clerk),
        lambda: importing.apply(house.services, upload, "", actor=clerk),
        lambda: importing.discard(house.services, upload, actor=clerk),
        lambda: exporting.table(house.services, None, actor=clerk),
    ):
        with pytest.raises(Refused, match="权限"):
            act()
    importing.discard(house.services, upload, actor=admin)
    with pytest.raises(Refused, match="重新上传"):
        importing.apply(house.services, upload, "", actor=admin)


def test_lists_that_nobody_takes_over_are_forgotten(house: House, admin: Person) -> None:
    upload = sent(house, admin, row("601", "新人"))
    assert importing.expire(house.services) == 0
    house.time[0] += importing.KEPT + timedelta(minutes=1)
    assert importing.expire(house.services) == 1
    assert house.ask(lambda session: directory_uploads.get(session, upload)) is None


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "没有内容"), (b"\xd0\xcf\x11\xe0", "旧版"), (b"x" * 30_000_001, "30 MB")]
)
def test_a_file_that_is_no_list_is_refused(house: House, admin: Person, data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        importing.upload(house.services, data, "a", actor=admin)


def test_a_command_takes_what_can_be_taken(house: House, admin: Person) -> None:
    rows = [
        HEAD,
        row("601", "新人", project="新城"),
        row("602", "甲", "13600136000"),
        row("603", "乙", "13600136000"),
        row(""),
    ]
    seen = importing.take(house.services, rows, "a.csv", actor=operator(HOUSE), preview=True)
    assert seen.report is None
    assert house.ask(directory.count) == 2
    done = importing.take(house.services, rows, "a.csv", actor=operator(HOUSE))
    assert done.report is not None
    assert (done.report.counts.new, done.report.left_out) == (3, 1)
    with pytest.raises(Refused, match="表头缺少项目"):
        importing.take(house.services, [("房号",), ("1",)], "a.csv", actor=operator(HOUSE))


def test_what_is_handed_out_can_be_taken_over_again_and_runs_nothing(house: House, admin: Person) -> None:
    house.directory(NewHousehold(project=PROJECT, room="9", name="=1+1", phone="+8613600136000"))
    table = exporting.table(house.services, None, actor=admin)
    for data in (exporting.excel(table), exporting.as_csv(table)):
        read = read_table(data, "a", Limits())
        made = house.ask(lambda session, rows=read: importing.plan(session, rows, importing.guessed(rows)))
        assert (made.same, made.new, made.changed, made.doubtful) == (3, (), (), ())
    assert "'=1+1" in exporting.as_csv(table).decode("utf-8-sig")
    (entry,) = house.ask(lambda s: house_log.page(s, house_log.Wanted(what=[HouseEvent.DIRECTORY_EXPORTED])))
    assert entry.payload == {"count": 3}


def test_nine_thousand_households_take_seconds(house: House, admin: Person) -> None:
    rows = [HEAD, *households(9_000)]
    upload = importing.upload(house.services, xlsx(rows), "名册.xlsx", actor=admin)
    started = time.process_time()
    made = planned(house, upload)
    importing.apply(house.services, upload, made.digest, actor=admin)
    assert time.process_time() - started < 20
    assert house.ask(directory.count) == 9_000, "two of them were there already"
    again = importing.upload(house.services, xlsx(rows), "名册.xlsx", actor=admin)
    assert planned(house, again).same == 9_000
    people = house.ask(
        lambda session: occupants.of_household(session, directory.find_by_phone(session, "13900000007")[0].id)
    )
    assert [one.name for one in people] == ["住户7"]
