"""Who wrote, from which household, and how sure that is: what a letter says met with the directory."""

from typing import Any  # clues are of several types

import pytest
from sqlalchemy.orm import Session

from domain.correction import Correction
from domain.decision import DirectoryMatch
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from ingest.fields import find_fields
from store import directory
from store.database import Database
from store.directory import NewHousehold
from workers.deciding.directory_match import Clues, clues, corrected, match, match_corrected

WANG = {
    "project": "阳光花园",
    "building": "3栋",
    "unit": "2单元",
    "room": "501",
    "name": "王芳",
    "phone": "13800138000",
}
LI = {**WANG, "room": "502", "name": "李明", "phone": "13900139000"}


def entered(session: Session, *rows: dict[str, str]) -> dict[str, int]:
    """Name → id of the households."""
    directory.import_households(session, [NewHousehold(**row) for row in rows])
    found = [row for one in rows for row in directory.find_by_phone(session, one["phone"])]
    return {row.name or "": row.id for row in found}


def field(name: FieldName, value: str, at: int) -> Field:
    return Field(name=name, value=value, text=value, source=Source.TEXT, start=at, end=at + len(value))


def test_the_first_of_each_is_the_writer_s():
    found = clues(
        [
            field(FieldName.RESIDENT, "王芳", 0),
            field(FieldName.PHONE, "13800138000", 3),
            field(FieldName.PHONE, "13800138000", 20),
            field(FieldName.BUILDING, "3", 40),
            field(FieldName.ROOM, "501", 43),
        ],
        "阳光花园",
    )
    assert found == Clues(name="王芳", phones=("13800138000",), project="阳光花园", building="3", room="501", rooms=1)


def test_of_several_flats_the_writer_s_stands_beside_a_name_or_a_number():
    found = clues(
        [
            field(FieldName.BUILDING, "5", 0),
            field(FieldName.ROOM, "302", 3),
            field(FieldName.BUILDING, "3", 60),
            field(FieldName.ROOM, "501", 63),
            field(FieldName.RESIDENT, "王芳", 68),
        ],
        None,
    )
    assert (found.building, found.room, found.rooms, found.stated) == ("3", "501", 1, True)


def test_a_building_far_before_the_room_is_not_its_own():
    found = clues([field(FieldName.BUILDING, "5", 0), field(FieldName.ROOM, "501", 40)], None)
    assert (found.building, found.room) == (None, "501")
    assert clues([field(FieldName.BUILDING, "5", 0)], None).building == "5"
    assert clues([], "阳光花园") == Clues(project="阳光花园")


def test_a_correction_stands_in_place_of_what_was_read():
    read = Clues(name="王方", phones=("1", "2"), building="3", room="501", rooms=2)
    assert corrected(read, Correction()) == read
    changed = corrected(read, Correction(name="王芳", phone="", building=""))
    assert (changed.name, changed.phones, changed.building, changed.room) == ("王芳", (), None, "501")


def test_a_phone_number_proves_nobody(database: Database) -> None:
    with database.transaction() as session:
        ids = entered(session, WANG, LI)
        phone = ("138-0013-8000",)
        for name in (None, "李明", "赵强"):
            found = match(session, Clues(name=name, phones=phone), None)
            assert (found.household, found.candidates, found.contradicted) == (None, 1, False), name
        both = match(session, Clues(name="王芳", phones=phone), None)
        assert both.household_id == ids["王芳"], "name and number agree"
        elsewhere = match(session, Clues(name="王芳", phones=phone, building="5", stated=True), None)
        assert (elsewhere.household, elsewhere.contradicted) == (None, True)


FLAT = {"project": "阳光花园", "building": "3", "unit": "2", "room": "501", "rooms": 1, "stated": True}


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ({"phones": ("13900139000",)}, None),  # of another household
        ({"name": "赵强"}, None),
        ({"name": "李明", "phones": ("13900139000",)}, None),
        ({"room": "601", "phones": ("13800138000",)}, None),  # of another flat than the one stated
        ({"building": "5", "name": "王芳", "phones": ("13800138000",)}, None),
        ({"room": "601", "quoted": ("13800138000",)}, None),  # the landlord's, and no flat to agree with
        ({}, "li@example.com"),
        ({"name": "王芳", "phones": ("13800138000",)}, "li@example.com"),
    ],
)
def test_what_contradicts_the_flat_that_is_stated_leaves_no_household(
    database: Database, said: dict[str, Any], sender: str | None
) -> None:
    with database.transaction() as session:
        entered(session, WANG, {**LI, "email": "li@example.com"})
        found = match(session, Clues(**{**FLAT, **said}), sender)
        assert (found.household, found.household_id, found.contradicted) == (None, None, True)


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ({"name": "王强"}, None),  # of the family
        ({"name": "赵强", "lent": True}, None),
        ({"name": "赵强", "phones": ("13800138000",)}, None),
        ({"quoted": ("13900139000",)}, None),
        ({"phones": ("13700137000",)}, None),  # nobody's
        ({"phones": ("13900139000",)}, "wang@example.com"),
        ({"building": None, "unit": None, "phones": ("13800138000",)}, None),
    ],
)
def test_what_agrees_or_says_nothing_leaves_the_flat_that_is_stated(
    database: Database, said: dict[str, Any], sender: str | None
) -> None:
    with database.transaction() as session:
        ids = entered(session, {**WANG, "email": "wang@example.com"}, LI)
        found = match(session, Clues(**{**FLAT, **said}), sender)
        assert (found.household_id, found.contradicted) == (ids["王芳"], False)


def test_a_tenant_is_not_called_by_the_owner_s_name(database: Database) -> None:
    with database.transaction() as session:
        entered(session, WANG)
        found = match(session, Clues(**{**FLAT, "lent": True}), None)
        assert found.household is not None
        assert (found.household.name, found.household.room) == (None, "501")


def test_the_sender_s_address_stands_before_a_flat_that_is_only_named(database: Database) -> None:
    with database.transaction() as session:
        ids = entered(session, {**WANG, "email": "wang@example.com"}, LI)
        named = match(session, Clues(**{**FLAT, "room": "502", "stated": False}), "wang@example.com")
        assert named.household_id == ids["王芳"]
        other = match(session, Clues(building="5", stated=True), "wang@example.com")
        assert (other.household, other.contradicted) == (None, True)


def test_the_flat_of_others_is_never_the_writer_s(database: Database) -> None:
    text = "楼上3栋2单元502张三（电话13900139000）天天半夜装修。"
    with database.transaction() as session:
        entered(session, WANG, LI)
        found = clues(find_fields("", text, reference=None), "阳光花园", text=text)
        assert (found.room, found.phones, found.others) == (None, (), (("3", "502"),))
        assert match(session, found, None) == DirectoryMatch()


def test_the_one_flat_named_proves_it_unless_the_directory_names_somebody_else(database: Database) -> None:
    place = {"project": "阳光花园", "building": "3", "unit": "2", "room": "501", "rooms": 1}
    with database.transaction() as session:
        ids = entered(session, WANG, LI)
        for name in (None, "王芳", "王女士", "王"):
            assert match(session, Clues(name=name, **place), None).household_id == ids["王芳"], name
        for name in ("赵强", "王强"):  # a family's name is no proof where the flat may be anybody's
            found = match(session, Clues(name=name, **place), None)
            assert (found.household_id, found.contradicted) == (None, True)


def test_of_two_flats_named_neither_proves_anything(database: Database) -> None:
    with database.transaction() as session:
        entered(session, WANG, LI)
        found = match(session, Clues(building="3", unit="2", room="501", rooms=2), None)
        assert (found.household, found.candidates) == (None, 1)


def test_a_phone_that_two_households_have_is_settled_by_the_flat(database: Database) -> None:
    with database.transaction() as session:
        directory.import_households(session, [NewHousehold(**WANG), NewHousehold(**{**LI, "phone": WANG["phone"]})])
        both = match(session, Clues(phones=(WANG["phone"],)), None)
        assert (both.household, both.candidates) == (None, 2)
        one = match(session, Clues(phones=(WANG["phone"],), building="3", unit="2", room="502", rooms=1), None)
        assert one.household is not None
        assert one.household.room == "502"


def test_a_project_that_the_directory_does_not_know_is_not_compared(database: Database) -> None:
    with database.transaction() as session:
        ids = entered(session, WANG)
        place = {"building": "3", "unit": "2", "room": "501"}
        assert match(session, Clues(project="月光花园", rooms=1, **place), None).household_id == ids["王芳"]
        named = match_corrected(session, Clues(project="月光花园", **place), None, Correction(project="月光花园"))
        assert (named.household_id, named.candidates) == (None, 0), "a person's word is compared"


def test_a_household_that_a_person_named_stands(database: Database) -> None:
    with database.transaction() as session:
        ids = entered(session, WANG, LI)
        found = match_corrected(session, Clues(phones=(WANG["phone"],)), None, Correction(household_id=ids["李明"]))
        assert found.household_id == ids["李明"]
        gone = match_corrected(session, Clues(), None, Correction(household_id=9_999))
        assert (gone.household_id, gone.candidates) == (None, 0)


def test_the_traditional_writing_of_a_place_is_the_same_place(database: Database) -> None:
    with database.transaction() as session:
        ids = entered(session, WANG)
        found = match(session, Clues(project="陽光花園", building="三棟", unit="二單元", room="五〇一", rooms=1), None)
        assert found.household_id == ids["王芳"]


@pytest.mark.parametrize("sender", [None, "stranger@example.com"])
def test_an_empty_directory_knows_no_one(database: Database, sender: str | None) -> None:
    with database.reading() as session:
        found = match(session, Clues(name="王芳", phones=("13800138000",), room="501", rooms=1), sender)
        assert (found.household, found.candidates, found.sender_known) == (None, 0, False)
