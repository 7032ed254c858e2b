"""The directory finds a household however its flat, phone or address is written."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from language.folding import comparing
from language.places import comparing_place
from store import directory
from store.database import Database
from store.directory import ImportCounts, NewHousehold, normal_phone

WANG = NewHousehold(
    project="阳光花园",
    area="南区",
    building="3号楼",
    unit="2单元",
    room="1201",
    name="王芳",
    phone="138-0013-8000",
    email="wang@x.cn",
)
LI = NewHousehold(project="阳光花园", building="12栋", unit=None, room="301", name="李强", phone="010-6512 3456")


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        *(
            (text, "3")
            for text in ("3", "3栋", "3号楼", "3號樓", "三栋", "三棟", "第3幢", "3座", "３＃", "#3", "03", " 3 栋 ")
        ),
        *((text, "2") for text in ("2单元", "二單元", "2门", "两单元")),
        *((text, "1201") for text in ("1201", "1201室", "1201房", "一二〇一", "01201号")),
        *((text, "12") for text in ("十二栋", "12#")),
        ("二十号楼", "20"),
        ("一百零三栋", "103"),
        ("A座", "a"),
        ("B1栋", "b1"),
        ("", ""),
        (None, ""),
    ],
)
def test_places_compare_equal_however_written(written: str | None, normal: str) -> None:
    assert comparing_place(written) == normal


@pytest.mark.parametrize("room", ["1011", "1101", "101", "2010"])
def test_different_rooms_stay_different(room: str) -> None:
    assert comparing_place(room) == room


@settings(max_examples=100, deadline=None, database=None)
@example("单#元")
@given(st.text(alphabet="0123一二十百零栋号楼单元室AＢ３ 座#", max_size=8))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert comparing_place(comparing_place(text)) == comparing_place(text)


def test_names_and_phones_compare_equal_however_written() -> None:
    assert comparing("陽光 花園Ａ") == comparing("阳光花园a")
    assert normal_phone("+86 138-0013-8000") == normal_phone("１３８００１３８０００") == "13800138000"
    assert normal_phone("010-86012345") == "01086012345"
    assert normal_phone(None) == ""


def test_importing_again_changes_only_what_differs(database: Database) -> None:
    with database.transaction() as session:
        assert directory.import_households(session, [WANG, LI]) == ImportCounts(new=2)
        assert directory.import_households(session, [WANG, LI]) == ImportCounts(same=2)
        moved = NewHousehold(**{**vars(LI), "name": "赵敏", "phone": "13900139000"})
        assert directory.import_households(session, [moved, WANG]) == ImportCounts(changed=1, same=1)
        assert directory.count(session) == 2
        assert directory.find_by_phone(session, "010 65123456") == []
        assert [row.name for row in directory.find_by_phone(session, "139 0013 9000")] == ["赵敏"]
        assert [(one.name, one.area) for one in directory.all_projects(session)] == [("阳光花园", "南区")]


def test_a_flat_written_another_way_is_the_same_household(database: Database) -> None:
    with database.transaction() as session:
        directory.import_households(session, [WANG])
        again = NewHousehold(**{**vars(WANG), "building": "三栋", "unit": "二单元", "room": "1201室"})
        assert directory.import_households(session, [again]) == ImportCounts(changed=1)
        assert directory.count(session) == 1


def test_owner_and_tenant_of_one_flat_are_one_household_with_both_their_addresses(database: Database) -> None:
    tenant = NewHousehold(**{**vars(WANG), "name": "周杰", "phone": "13700137000", "email": "Zhou@X.cn; z2@x.cn"})
    with database.transaction() as session:
        assert directory.import_households(session, [WANG, tenant]) == ImportCounts(new=1)
        assert directory.import_households(session, [WANG, tenant]) == ImportCounts(same=1)
        household = directory.find_by_email(session, "zhou@x.cn")[0]
        assert household.name == "王芳、周杰"
        assert directory.same_household_addresses(session, household.id) == {"wang@x.cn", "zhou@x.cn", "z2@x.cn"}
        assert directory.find_by_phone(session, "13800138000") == directory.find_by_phone(session, "13700137000")


def test_a_household_is_found_by_its_place(database: Database) -> None:
    other = NewHousehold(project="翠湖", building="3", unit="2", room="1201", name="孙丽")

    def names(**place: str) -> list[str | None]:
        return [row.name for row in directory.find_by_place(session, **place)]

    with database.transaction() as session:
        directory.import_households(session, [WANG, LI, other])
        assert names(room="1201室") == ["王芳", "孙丽"]
        assert names(project="陽光花園", building="三栋", unit="2", room="1201") == ["王芳"]
        assert names(building="12", room="301") == ["李强"]
        assert names(building="3") == [], "a building alone is no household"
        assert directory.find_by_email(session, "") == directory.find_by_phone(session, "无") == []


def test_a_large_directory_is_imported_in_one_go(database: Database) -> None:
    rows = [
        NewHousehold(project=f"项目{n % 3}", building=str(n % 7), unit="1", room=str(n), email=f"r{n}@x.cn")
        for n in range(1500)
    ]
    with database.transaction() as session:
        assert directory.import_households(session, rows) == ImportCounts(new=1500)
        assert directory.import_households(session, rows[:900]) == ImportCounts(same=900)
        assert [row.room for row in directory.find_by_email(session, "R1234@x.cn")] == ["1234"]
