"""Who lives in a household: told apart in a list, found as long as they live there, kept when they left.

Covers domain.directory_codes, store.contact_forms, store.directory_uploads, store.flats, store.homes, store.projects.
"""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from domain.directory_codes import OccupantRole, ProjectKind
from store import directory, homes, occupants, projects
from store.database import Database
from store.directory import NewHousehold
from store.flats import Flat, StoredFlat, as_new, differences, joined, moves
from store.homes import HomeFacts
from store.occupants import NewOccupant, people_of
from store.projects import Figures, ProjectFacts

WANG = NewHousehold(project="阳光花园", building="3栋", unit="2", room="1201", name="王芳", phone="138-0013-8000")
DAY = date(2026, 3, 1)


def entered(session: Session, *rows: NewHousehold) -> int:
    directory.import_households(session, rows or [WANG])
    return directory.find_by_place(session, room="1201")[0].id


@pytest.mark.parametrize(
    ("name", "phone", "people"),
    [
        ("王芳", "138 139", [("王芳", "138 139")]),
        ("王芳、李明", "138/139", [("王芳", "138"), ("李明", "139")]),
        ("王芳,李明", "138", [("王芳", None), ("李明", None), (None, "138")]),
        ("John Smith", None, [("John Smith", None)]),
        (None, "138", [(None, "138")]),
        (" ", "", []),
    ],
)
def test_a_row_is_told_apart_as_far_as_it_can_be(name, phone, people) -> None:
    assert [(one.name, one.phone) for one in people_of(name, phone, None)] == people


def test_who_moves_out_stays_on_record_and_is_matched_no_more(database: Database) -> None:
    with database.transaction() as session:
        home = entered(session, WANG, NewHousehold(**{**vars(WANG), "name": "周杰", "phone": "13700137000"}))
        wang, zhou = occupants.of_household(session, home)
        occupants.leave(session, [wang.id], DAY)
        occupants.sync(session, [home])
        found = directory.get(session, home)
        assert found is not None
        assert (found.name, found.phone) == ("周杰", "13700137000")
        assert directory.find_by_phone(session, "13800138000") == []
        assert [(one.name, one.moved_out) for one in occupants.of_household(session, home)] == [
            ("周杰", None),
            ("王芳", DAY),
        ]
        assert [one.id for one in directory.find_by_name(session, "王芳", limit=5)] == [home]
        assert [one.id for one in occupants.gone(session)] == [wang.id]
        occupants.come_back(session, wang.id)
        occupants.sync(session, [home])
        assert [one.id for one in directory.find_by_phone(session, "+86 13800138000")] == [home]
        assert zhou.present


def test_a_list_that_names_somebody_else_moves_the_former_out(database: Database) -> None:
    other = NewHousehold(**{**vars(WANG), "name": "赵敏", "phone": "13900139000"})
    with database.transaction() as session:
        home = entered(session)
        assert directory.import_households(session, [other], on=DAY).changed == 1
        people = occupants.of_household(session, home)
        assert [(one.name, one.present, one.moved_out) for one in people] == [
            ("赵敏", True, None),
            ("王芳", False, DAY),
        ]
        assert directory.import_households(session, [other], on=DAY).same == 1


def test_what_a_list_does_not_say_stays(database: Database) -> None:
    silent = NewHousehold(**{**vars(WANG), "name": None, "phone": None, "unit": None, "room": "1201"})
    with database.transaction() as session:
        home = entered(session)
        directory.import_households(session, [NewHousehold(**{**vars(silent), "unit": "2"})])
        found = directory.get(session, home)
        assert found is not None
        assert (found.name, found.unit) == ("王芳", "2")


def stored(*people: tuple[str | None, str | None]) -> StoredFlat:
    rows = tuple(
        occupants.OccupantRow(id=at, household_id=1, name=name, phone=phone, consent=True)
        for at, (name, phone) in enumerate(people, 1)
    )
    return StoredFlat(id=1, version=1, project="花园", room="101", occupied=True, people=rows, residents=rows)


def given(*people: NewOccupant) -> Flat:
    return Flat(project="花园", room="101", people=people)


def test_somebody_is_known_again_by_name_or_number_and_keeps_what_was_known() -> None:
    before = stored(("王芳", "13800138000"), ("李明", None))
    renamed = given(NewOccupant(name="王方", phone="138-0013-8000"), NewOccupant(name="李明", role=OccupantRole.TENANT))
    moving = moves(before, renamed)
    assert {(row.name, new.name, new.consent) for row, new in moving.stay} == {
        ("王芳", "王方", True),
        ("李明", "李明", True),
    }
    assert moving.come == moving.leave == ()
    assert differences(before, renamed)["name"] == ("王芳、李明", "李明、王方")
    assert differences(before, given(*map(as_new, before.residents))) == {}


def test_only_what_differs_is_told() -> None:
    before = stored(("王芳", "13800138000"))
    tenant = given(NewOccupant(name="王芳", phone="13800138000", role=OccupantRole.TENANT))
    assert differences(before, tenant) == {"role": ("", "tenant")}
    empty = Flat(project="花园", room="101", occupied=False, area="东区")
    assert differences(before, empty) == {"area": ("", "东区"), "occupied": ("是", "否")}


def test_rows_of_one_flat_are_one_flat() -> None:
    one = Flat(project="花园", building="3栋", room="101室", people=(NewOccupant(name="王芳"),))
    other = Flat(project="花園", building="三号楼", room="101", people=(NewOccupant(name="李明"),))
    (flat,) = joined([one, other, one]).values()
    assert [person.name for person in flat.people] == ["王芳", "李明"]


def test_an_edit_of_what_was_changed_meanwhile_is_not_made(database: Database) -> None:
    with database.transaction() as session:
        home = entered(session)
        assert homes.change(session, home, HomeFacts(languages="粤语", wishes="晚上联系"), seen=1)
        assert not homes.change(session, home, HomeFacts(), seen=1)
        assert not homes.hold(session, home, seen=1)
        assert homes.hold(session, home, seen=2)
        found = homes.get(session, home)
        assert found is not None
        assert (found.facts.languages, found.version) == ("粤语", 3)


def test_buildings_and_flats_stand_as_people_count(database: Database) -> None:
    rows = [NewHousehold(project="花园", building=f"{n}栋", room=room) for n in (10, 2) for room in ("1001", "201")]
    with database.transaction() as session:
        directory.import_households(session, [*rows, NewHousehold(project="花园", room="9", occupied=False)])
        found = homes.buildings(session, "花園")
        assert [(one.name, one.households, one.occupied) for one in found] == [
            ("", 1, 0),
            ("2栋", 2, 2),
            ("10栋", 2, 2),
        ]
        assert [one.room for one in homes.of_building(session, "花园", "10")] == ["201", "1001"]
        assert projects.figures(session) == {"花园": Figures(households=5, occupied=4)}


def test_notes_stay_in_order(database: Database) -> None:
    with database.transaction() as session:
        home = entered(session)
        for hour in (1, 2):
            at = datetime(2026, 3, 1, hour, tzinfo=UTC)
            homes.add_note(session, home, at=at, who="chen", text=f"第 {hour} 次")
        assert [one.text for one in homes.notes(session, home)] == ["第 2 次", "第 1 次"]
        assert homes.looks(session, home, limit=5) == []


def test_a_project_is_saved_as_it_was_seen(database: Database) -> None:
    with database.transaction() as session:
        made = projects.add(session, "翠湖", ProjectFacts(kind=ProjectKind.VILLAS))
        assert made is not None
        assert projects.add(session, "翠湖", ProjectFacts()) is None
        assert projects.save(session, made, ProjectFacts(area_m2=120_000), seen=1)
        assert not projects.save(session, made, ProjectFacts(), seen=1)
        found = projects.named(session, "翠湖")
        assert found == projects.get(session, made)
        assert found is not None
        assert (found.area_m2, found.kind, found.version) == (120_000, None, 2)
        assert [one.name for one in projects.every(session)] == ["翠湖"]
