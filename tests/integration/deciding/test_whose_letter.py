"""No case and no letter is made out to the household that a letter complains about, or whose number it quotes."""

import pytest

from letters.word.document import plain_text
from store.directory import NewHousehold

HOUSEHOLDS = (
    NewHousehold(
        project="柳岸新居",
        building="4",
        unit="1",
        room="1702",
        name="钱卫东",
        phone="13700137001",
        email="qian@example.com",
    ),
    NewHousehold(project="柳岸新居", building="4", unit="1", room="1602", name="沈秋云", phone="13700137002"),
    NewHousehold(project="柳岸新居", building="8", unit="2", room="305", name="周海燕", phone="13700137003"),
)
ACCUSED = ("钱卫东", "13700137001")


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(*HOUSEHOLDS)


def opened(house, text, *, sender="writer@stranger.example"):
    """The case that a mail opened, and what our letters say."""
    house.mail("噪音扰民", text, sender=sender)
    house.work()
    case = house.cases()[-1]
    said = [plain_text(house.services.archive.get(one.docx_sha)) for one in house.letters(case) if one.docx_sha]
    return case, "\n".join(said)


@pytest.mark.parametrize(
    ("text", "room", "doubt"),
    [
        # the accused's number, beside the writer's flat or without it
        ("我是柳岸新居4栋1单元1602的业主，楼上钱卫东天天半夜装修，他的电话13700137001。", "1602", False),
        ("我住柳岸新居4栋1单元1602，楼上半夜装修，联系电话13700137001。", "1602", True),
        ("楼上天天半夜装修，业主手机13700137001，请管一管。", None, False),
        ("楼上4栋1单元1702室（13700137001）天天半夜装修，请管一管。", None, False),
        # a tenant's landlord, a relative's own number, a guard's
        ("我是柳岸新居9栋1单元101的租户林小满，楼上半夜装修，房东电话13700137001。", "101", True),
        ("我是柳岸新居4栋1单元1602沈秋云的女儿周海燕，楼上半夜装修。电话13700137003。", "1602", True),
        ("我住柳岸新居4栋1单元1602，我叫沈秋云，保安电话13700137001不接，楼上半夜装修。", "1602", False),
        # a name that another household has, and a building that is another
        ("我是柳岸新居4栋1单元1602的业主钱卫东，楼上半夜装修。", "1602", True),
        ("我是柳岸新居5栋1单元1602的业主沈秋云，楼上半夜装修。电话13700137002。", "1602", True),
    ],
)
def test_the_flat_is_the_one_that_the_writer_states(house, text, room, doubt):
    case, said = opened(house, text)
    assert case.room == room
    assert case.needs_person or not doubt
    assert (case.household_id is None) or room == "1602"
    assert not [one for one in ("1702", "13700137001") if one in said]
    if doubt:
        assert case.household_id is None
        assert not [one.name for one in HOUSEHOLDS if one.name in said]
        assert "1602" not in said
        assert "101" not in said


def test_a_known_address_that_states_another_flat_is_a_doubt(house):
    case, said = opened(house, "我住8栋2单元305，楼上半夜装修。", sender="qian@example.com")
    assert (case.room, case.household_id, case.needs_person) == ("305", None, True)
    assert "305" not in said
    assert "钱卫东" not in said


def test_what_agrees_is_the_household_s(house):
    case, _ = opened(house, "我是4栋1单元1602的沈秋云，楼上1702室半夜装修。电话13700137002。")
    assert (case.room, case.resident_name, case.project) == ("1602", "沈秋云", "柳岸新居")
    assert case.household_id is not None
