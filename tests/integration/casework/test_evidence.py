"""Photos and files are kept with a case as they came, each with its source and date; none is lost by mistake.

Covers store.evidence.
"""

from datetime import date
from hashlib import sha256

import pytest
from servers.letters_day import CLERK, OTHER_CLERK, one_case, person

from domain.codes import Department, Role
from domain.work_codes import EvidenceSource
from store import evidence as kept
from workers.casework import evidence
from workers.casework.evidence import About, Handed
from workers.instance.refusals import Refused

PHOTO = Handed(name="现场.jpg", data=b"\xff\xd8\xff\xe0 photo")
SHEET = Handed(name="../../检测 报告.pdf", data=b"%PDF-1.7 report")
ABOUT = About(source=EvidenceSource.VISIT, dated=date(2026, 3, 1), note=" 门机处 ")
ENGINEER = person("zhou", Role.DEPARTMENT, department=Department.ENGINEERING)
CLEANER = person("hua", Role.DEPARTMENT, department=Department.ENVIRONMENT)


@pytest.fixture
def case(house):
    return one_case(house)


def pieces(house, case):
    return house.ask(lambda session: kept.of_case(session, case.id))


def test_files_are_kept_with_source_and_date(house, case):
    evidence.add(house.services, case.number, (PHOTO, SHEET), ABOUT, actor=CLERK)
    photo, sheet = pieces(house, case)
    assert (photo.name, photo.media_type, photo.size) == ("现场.jpg", "image/jpeg", len(PHOTO.data))
    assert (photo.source, photo.dated, photo.note, photo.made_by) == (ABOUT.source, ABOUT.dated, "门机处", "li")
    assert sheet.name == "检测 报告.pdf"
    assert house.services.archive.get(photo.sha256) == PHOTO.data
    assert house.events(case)[-2:] == ["evidence_added", "evidence_added"]


def test_a_second_click_keeps_nothing_twice(house, case):
    first = evidence.add(house.services, case.number, (PHOTO, PHOTO), ABOUT, actor=CLERK)
    again = evidence.add(house.services, case.number, (PHOTO,), ABOUT, actor=OTHER_CLERK)
    assert first == again
    assert len(pieces(house, case)) == 1


def test_of_a_case_that_is_not_in_sight_nothing_reaches_the_archive(house, case):
    elsewhere = person("wu", Role.CLERK, project="翠湖花园")
    for actor in (elsewhere, CLEANER):
        with pytest.raises(Refused):
            evidence.add(house.services, case.number, (PHOTO,), ABOUT, actor=actor)
    assert not house.services.archive.exists(sha256(PHOTO.data).hexdigest())


def test_what_was_added_by_mistake_is_withdrawn_and_stays(house, case):
    (row,) = evidence.add(house.services, case.number, (PHOTO,), ABOUT, actor=CLERK)
    with pytest.raises(Refused):
        evidence.withdraw(house.services, case.number, row.id, " ", actor=CLERK)
    evidence.withdraw(house.services, case.number, row.id, "另一案件的照片", actor=CLERK)
    evidence.withdraw(house.services, case.number, row.id, "再按一次", actor=CLERK)
    (row,) = pieces(house, case)
    assert not row.stands
    assert house.services.archive.exists(row.sha256)
    assert house.events(case).count("evidence_withdrawn") == 1


def test_a_department_adds_to_its_own_cases_and_takes_back_its_own(house, case):
    (mine,) = evidence.add(house.services, case.number, (PHOTO,), ABOUT, actor=ENGINEER)
    (other,) = evidence.add(house.services, case.number, (SHEET,), ABOUT, actor=CLERK)
    evidence.withdraw(house.services, case.number, mine.id, "不清楚", actor=ENGINEER)
    with pytest.raises(Refused, match="自己添加的"):
        evidence.withdraw(house.services, case.number, other.id, "不要", actor=ENGINEER)
    with pytest.raises(Refused, match="没有编号"):
        evidence.add(house.services, case.number, (PHOTO,), ABOUT, actor=CLEANER)


@pytest.mark.parametrize(
    ("files", "about", "why"),
    [
        ((), ABOUT, "没有选择"),
        ((Handed(name="a.jpg", data=b""),), ABOUT, "空的"),
        (tuple(Handed(name=f"{at}.jpg", data=bytes([at + 1])) for at in range(21)), ABOUT, "最多添加 20"),
        ((PHOTO,), About(source=EvidenceSource.OTHER, dated=date(2027, 1, 1)), "今天之后"),
        ((Handed(name="big.bin", data=bytes(50_000_001)),), ABOUT, "不能超过 50 MB"),
    ],
)
def test_what_cannot_be_kept_is_refused(house, case, files, about, why):
    with pytest.raises(Refused) as refused:
        evidence.add(house.services, case.number, files, about, actor=CLERK)
    assert why in str(refused.value)
    assert pieces(house, case) == []
