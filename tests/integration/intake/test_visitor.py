"""A visitor's complaint on the road of any letter, and its state by number and phone; on both databases.

Covers workers.intake.visitor, visitor_form and taken_down, workers.public.visitors.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from servers.house import NOW

from domain.codes import Channel, ClockName, ClockState, IgnoredReason, IntakeState, LetterKind
from domain.settings import PUBLIC_PAGE, PublicSettings
from domain.staff import operator
from ingest.read import read_letters
from store import intake, unfiled
from store.directory import NewHousehold
from workers.intake.taken_down import Evidence
from workers.intake.triage import accept, take_up
from workers.intake.visitor import TooManyError, hand_in, handed_in
from workers.intake.visitor_form import VisitorForm, kind_of, mistakes
from workers.public.visitors import LOOKS_PER_NUMBER, Step, TooManyLooksError, look, today

HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
FORM = VisitorForm(
    key="0123456789abcdef" * 2,
    name="王芳",
    phone="138 0013 8000",
    project="阳光花园",
    building="3",
    unit="2",
    room="501",
    happened="昨晚八点",
    facts="电梯停运三天，没有人来修。楼上601也在抱怨，物业老张的电话13900001111打不通。",
    agreed=True,
)
AT = "203.0.113.7"
CHEN = operator("chen")


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(HOME)


def with_settings(house, **public):
    services = house.services
    settings = replace(services.settings, public=PublicSettings(enabled=True, **public))
    return replace(services, settings=settings)


def keyed(number: int, **more) -> VisitorForm:
    return replace(FORM, **{"key": f"{number:032x}", "facts": f"{FORM.facts}{number}", **more})


def test_it_is_a_case_with_its_clocks_and_an_acknowledgement(house):
    made = hand_in(house.services, FORM, address=AT)
    (case,) = house.cases()
    assert made.number == case.number
    assert made.acknowledged_by == house.clocks(case)[ClockName.ACKNOWLEDGE, 1].due_at
    assert (case.channel, case.topic, case.phone, case.resident_name) == (
        Channel.WEB,
        "lift_outage",
        "13800138000",
        "王芳",
    )
    house.work()
    assert [letter.kind for letter in house.letters(case)] == [LetterKind.ACKNOWLEDGEMENT]
    (row,) = house.rows()
    assert (row.source, row.state, row.case_id, row.project) == (PUBLIC_PAGE, IntakeState.CASE, case.id, "阳光花园")


def test_what_it_says_of_the_flat_is_the_writers_word_as_in_a_mail(house):
    hand_in(house.services, FORM, address=AT)
    (case,) = house.cases()
    assert (case.household_id, case.household_confirmed) == (1, None)
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET  # a unique match, TRADE 6
    stranger = keyed(2, name="李四", phone="13700137000", facts="楼道灯坏了，一直没人修。")
    hand_in(house.services, stranger, address=AT)
    other = house.cases()[-1]
    assert (other.household_id, other.phone, other.email) == (None, "13700137000", None)
    assert house.clocks(other)[ClockName.REGISTER, 1].state is ClockState.RUNNING


@pytest.mark.parametrize(
    ("project", "building", "unit", "room"),
    [
        ("阳光花园", "12号楼", "", "1201室"),
        ("陽光花園", "A座", "", "1203"),
        ("Sunny Court", "3", "2", "501"),
        ("", "", "", ""),
    ],
)
def test_any_way_of_writing_a_flat_leaves_name_and_phone_as_they_were_typed(house, project, building, unit, room):
    form = replace(
        FORM, project=project, building=building, unit=unit, room=room, phone="0571-8888 1234转8", name="Ann Lee"
    )
    hand_in(house.services, form, address=AT)
    (case,) = house.cases()
    assert case.phone == "057188881234"
    (read,) = house.ask(lambda session: intake.load_reading(session, 1))
    assert all(read.text[one.start : one.end] == one.text for one in read.fields if one.source == "text")
    assert look(house.services, number=case.number, phone="0571 88881234", address=AT) is not None


def test_the_archived_message_reads_as_it_was_typed(house):
    files = (Evidence(name="../照片?.jpg", data=b"\xff\xd8\xff"), Evidence(name="scan", data=b"%PDF-1.7"))
    hand_in(house.services, replace(FORM, files=files), address=AT)
    (row,) = house.rows()
    original = house.services.archive.get(row.sha256)
    (read,) = read_letters(original, name="投诉网页.eml", limits=house.services.settings.limits)
    (kept,) = house.ask(lambda session: intake.load_reading(session, row.id))
    assert read.text.startswith(kept.text)
    assert kept.text.startswith(
        "姓名：王芳\n电话：138 0013 8000\n住址：阳光花园3栋2单元501室\n发生时间：昨晚八点\n\n电梯停运"
    )
    assert [part.name for part in kept.parts] == ["正文", "照片_.jpg", "scan.pdf"]


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nBcc: evil@example.com",
        "".join(map(chr, range(1, 32))),
        "\u202e\u2066evil\u2069\u200f\ufeff",
        "=?utf-8?q?=0d=0aX-Evil:_1?=",
        "'\"><script>alert(1)</script>{{7*7}}%s{0.x}",
        "１３８００１３８０００",
        "的" * 29,
    ],
)
def test_no_text_breaks_the_message_or_the_road(house, text):
    lines = dict.fromkeys(("name", "project", "building", "unit", "room", "happened"), text)
    form = replace(FORM, **lines, facts=text + "电梯停运", files=(Evidence(name=text, data=b"\xff\xd8\xff"),))
    made = hand_in(house.services, form, address=AT)
    house.work()
    assert made.number == house.cases()[0].number
    (row,) = house.rows()
    head = house.services.archive.get(row.sha256).partition(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in head
    assert b"\nX-Evil:" not in head


def test_sent_twice_at_once_it_is_one_case(house):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: hand_in(house.services, FORM, address=AT), range(4)))
    assert len({one.number for one in made}) == len(house.cases()) == len(house.rows()) == 1
    changed = hand_in(house.services, replace(FORM, facts="楼道灯坏了。"), address=AT)
    assert (changed.number, changed.same) == (made[0].number, False)
    assert len(house.cases()) == 1


def test_its_number_is_told_by_its_key_for_a_day(house):
    made = hand_in(house.services, FORM, address=AT)
    assert handed_in(house.services, FORM.key).number == made.number
    assert handed_in(house.services, "f" * 32) is None
    assert handed_in(house.services, "no key") is None
    house.time[0] += timedelta(hours=24, seconds=1)
    assert handed_in(house.services, FORM.key) is None


def test_what_is_caught_is_ignored_found_by_its_words_and_may_become_a_case(house):
    made = hand_in(house.services, replace(FORM, caught="打开页面不到 3 秒就提交"), address=AT)
    assert made.number is None
    (row,) = house.rows()
    assert (row.state, row.ignored_reason, row.note) == (
        IntakeState.IGNORED,
        IgnoredReason.ROBOT,
        "打开页面不到 3 秒就提交",
    )
    asked = unfiled.IgnoredFilter(words="电梯停运")
    assert [one.id for one in house.ask(lambda s: unfiled.ignored(s, CHEN, ("clerk",), asked, limit=5))] == [row.id]
    assert hand_in(house.services, replace(FORM, caught="x"), address=AT).number is None
    take_up(house.services, row.id, actor=CHEN)
    case = accept(house.services, row.id, actor=CHEN)
    assert (case.phone, case.room) == ("13800138000", "501")
    assert hand_in(house.services, FORM, address=AT).number == case.number


def test_so_many_in_an_hour_from_one_network_and_from_all(house):
    services = with_settings(house, forms_per_address=2, forms_per_hour=3)
    for number in range(2):
        hand_in(services, keyed(number), address="2001:db8::1")
    with pytest.raises(TooManyError, match="提交的次数已满"):
        hand_in(services, keyed(2), address="2001:db8::ffff")
    assert hand_in(services, keyed(1), address="2001:db8::1").number  # what was taken is never refused
    hand_in(services, keyed(3), address=AT)
    with pytest.raises(TooManyError, match="提交的人太多"):
        hand_in(services, keyed(4), address="198.51.100.1")
    assert len(house.rows()) == 3
    house.time[0] += timedelta(hours=1, seconds=1)
    hand_in(services, keyed(4), address="198.51.100.1")


def test_the_state_is_told_in_steps_and_days(house):
    services = with_settings(house, departments=True)
    number = hand_in(services, FORM, address=AT).number
    told = look(services, number=f" {number.lower()}", phone="+86 13800138000", address=AT)
    assert (told.step, told.received, told.replied) == (Step.RECEIVED, NOW, None)
    assert told.department == "engineering"
    assert look(house.services, number=number, phone="13800138000", address=AT).department is None
    for phone in ("13800138001", "", "1380013800", "138"):
        assert look(services, number=number, phone=phone, address=AT) is None
    assert look(services, number="TS-2026-999999", phone="13800138000", address=AT) is None


def test_a_phone_is_not_found_out_by_trying_from_many_places(house):
    services = with_settings(house)
    number = hand_in(services, FORM, address=AT).number
    for at in range(LOOKS_PER_NUMBER):
        assert look(services, number=number, phone=f"1390013900{at}", address=f"198.51.100.{at}") is None
    with pytest.raises(TooManyLooksError, match="查询次数已满"):
        look(services, number=number, phone="13800138000", address="192.0.2.1")
    house.time[0] += timedelta(hours=1, seconds=1)
    assert look(services, number=number, phone="13800138000", address="192.0.2.1") is not None


def test_what_came_today_is_counted(house):
    services = with_settings(house)
    hand_in(services, FORM, address=AT)
    hand_in(services, keyed(2, caught="x"), address=AT)
    counted = house.ask(lambda session: today(services, session))
    assert (counted.came, counted.caught) == (2, 1)
    house.time[0] += timedelta(days=1)
    assert house.ask(lambda session: today(services, session)).came == 0


def test_files_are_what_their_bytes_say():
    assert kind_of(b"\x89PNG\r\n\x1a\n") == "image/png"
    assert kind_of(b"\0\0\0\x18ftypheic") == "image/heic"
    assert kind_of(b"%PDF-1.4") == "application/pdf"
    for other in (b"", b"MZ", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0"):
        assert kind_of(other) is None
    assert mistakes(FORM, PublicSettings()) == {}
