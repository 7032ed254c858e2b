"""What forms bring back: overrides, plans, letters and records, each field as it was typed or refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from starlette.datastructures import FormData
from view_samples import a_case

from desk.formed import text, whole
from desk.views.decided import Names
from desk.views.overriding import override_form, typed_override
from desk.views.plan import typed_plan
from desk.views.registering import CHANNELS, RegisterForm, empty_form, record_of, typed_register
from desk.views.typed import day_of, typed_of
from domain.codes import Category, Channel, Department, Grade, Way
from domain.correction import Correction
from domain.override import Override
from domain.plan import Measure
from workers.instance.refusals import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_TOPICS = Names(topics={})


# formed


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, int("9" * 18))])
def test_a_whole_number(typed, number):
    assert whole(typed) == number


@pytest.mark.parametrize("typed", ["", "-1", "+1", "1.0", "1e3", " 1", "１", "一", "x", "9" * 19])
def test_what_no_row_can_have_as_its_number(typed):
    assert whole(typed) is None


def test_a_field_that_is_not_there_is_empty():
    assert text(FormData([("a", "x"), ("a", "y")]), "a") == "y"
    assert text(FormData([]), "a") == ""


# overriding


def view(**values):
    return SimpleNamespace(case=a_case(**values), version=2, heard=())


def test_an_untouched_form_decides_nothing():
    page = view(also=(Category.SERVICE,), households=12, is_group=True)
    assert typed_override(page, override_form(page, NO_TOPICS)).chosen == {}


def test_only_what_was_changed_is_decided():
    page = view()
    form = replace(override_form(page, NO_TOPICS), grade="B", fee=True, because=" 涉及多户 ")
    assert typed_override(page, form) == Override(grade=Grade.B, fee=True, because="涉及多户")


def test_the_main_department_stands_first_and_each_once():
    sent = FormData([("department", "security"), ("departments", "engineering"), ("departments", "security")])
    form = override_form(view(), NO_TOPICS, sent)
    assert form.departments == ("security", "engineering")


def test_a_box_that_was_not_ticked_is_not_sent():
    form = override_form(view(is_group=True, fee=True), NO_TOPICS, FormData([("group", "on"), ("seen", "2")]))
    assert (form.group, form.fee, form.seen) == (True, False, 2)


def test_further_categories_are_compared_as_a_set():
    page = view(also=(Category.SERVICE, Category.SECURITY))
    form = replace(override_form(page, NO_TOPICS), also=("security", "service"))
    assert typed_override(page, form).also is None
    assert typed_override(page, replace(form, also=())).also == ()


@pytest.mark.parametrize(
    "values", [{"grade": "Z"}, {"category": ""}, {"departments": ("landlord",)}, {"also": ("x",)}, {"urgency": "now"}]
)
def test_a_choice_that_there_is_not(values):
    page = view()
    with pytest.raises(Refused, match="没有这个选项"):
        typed_override(page, replace(override_form(page, NO_TOPICS), **values))


@pytest.mark.parametrize(("typed", "households"), [("", None), (" 15 ", 15), ("12", None)])
def test_the_number_of_households(typed, households):
    page = view(households=12)
    assert typed_override(page, replace(override_form(page, NO_TOPICS), households=typed)).households == households


@pytest.mark.parametrize("typed", ["many", "-3", "1.5"])
def test_what_is_no_number_of_households(typed):
    page = view()
    with pytest.raises(Refused, match="户数"):
        typed_override(page, replace(override_form(page, NO_TOPICS), households=typed))


# plans


def test_a_plan_is_read_row_by_row():
    typed = typed_plan(
        seen="3",
        opinion="同意\r\n尽快 ",
        what=["更换曳引绳", ""],
        owner=["赵工"],
        department=["engineering", "landlord"],
        due=["2027-01-04", "soon"],
    )
    first, second = typed.rows
    assert first == Measure(what="更换曳引绳", owner="赵工", department=Department.ENGINEERING, due=date(2027, 1, 4))
    assert second == Measure(what="")
    assert typed.measures == (first,)
    assert (typed.seen, typed.opinion, typed.what) == (3, "同意\n尽快", "save")


def test_an_empty_form_of_a_plan_has_no_rows():
    typed = typed_plan()
    assert (typed.rows, typed.measures, typed.seen) == ((), (), None)


def test_rows_are_added_and_removed_before_anything_is_kept():
    typed = typed_plan(do="add", what=["甲", "乙"])
    assert [row.what for row in typed.acted().rows] == ["甲", "乙", ""]
    removed = typed_plan(do="remove:0", what=["甲", "乙"])
    assert (removed.what, removed.about) == ("remove", "0")
    assert [row.what for row in removed.acted().rows] == ["乙"]
    assert typed_plan(do="remove:x", what=["甲"]).acted().rows == typed_plan(what=["甲"]).rows
    assert len(typed_plan(do="remove:9", what=["甲"]).acted().rows) == 1


def test_whether_a_form_says_what_the_plan_says():
    plan = SimpleNamespace(opinion="同意", measures=(Measure(what="甲"),), version=3)
    assert typed_plan(seen="3", opinion="同意", what=["甲", ""]).says(plan)
    assert not typed_plan(seen="2", opinion="同意", what=["甲"]).says(plan)
    assert not typed_plan(seen="3", opinion="同意", what=["乙"]).says(plan)


# letters


def test_a_letter_s_form_is_read_with_its_act_and_place():
    typed = typed_of(base="d1", do="add:3", row=["0", "+0"], text=["甲", "乙"], finding=["f"], reason=["经理同意"])
    assert (typed.base, typed.what, typed.place) == ("d1", "add", 3)
    assert (typed.keys, typed.texts, typed.reasons) == (("0", "+0"), ("甲", "乙"), {"f": "经理同意"})


@pytest.mark.parametrize("do", ["save", "add:", "add:-1", "add:x"])
def test_an_act_without_a_row_has_no_place(do):
    assert typed_of(do=do).place == -1


@pytest.mark.parametrize(("confirm", "confirmed"), [("yes", True), ("", False), ("no", False), ("YES", False)])
def test_an_address_is_confirmed_by_one_word_alone(confirm, confirmed):
    assert typed_of(confirm_address=confirm, to_address=" a@example.com ").confirmed is confirmed
    assert typed_of(to_address=" a@example.com ").to_address == "a@example.com"


def test_choices_that_a_draft_does_not_keep_go_into_the_address():
    assert typed_of().chosen == ""
    assert typed_of(way=Way.PRINT, promised="2027-01-04").chosen == "?way=print&promised=2027-01-04"


@pytest.mark.parametrize(
    ("typed", "day"),
    [(" 2027-01-04 ", date(2027, 1, 4)), ("", None), ("2027-02-30", None), ("4.1.2027", None), ("2027-1-4", None)],
)
def test_the_day_of_a_date_field(typed, day):
    assert day_of(typed) == day


# registering

NEW_YEAR = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
FORM = RegisterForm(
    key="k", name=" 王芳 ", phone="13800138000", room="501", day="2027-01-01", hour="00:05", facts="漏水"
)


def recorded(form, typed=FormData()):  # noqa: B008 - never changed
    return record_of(form, typed, SHANGHAI)


def test_a_fresh_form_is_received_now_and_has_a_key_of_its_own():
    one, other = (empty_form(NEW_YEAR, SHANGHAI) for _ in range(2))
    assert (one.day, one.hour, one.channel) == ("2027-01-01", "00:05", "phone")
    assert one.key != other.key


def test_what_was_typed_stands_in_the_form_and_boxes_by_being_there():
    typed = typed_register(FormData([("name", "李明"), ("answered", "on")]), FORM)
    assert (typed.name, typed.phone, typed.answered, typed.by_mail) == ("李明", "13800138000", True, False)


def test_a_record_says_who_when_and_what():
    record = recorded(FORM)
    assert (record.key, record.channel, record.received, record.facts) == ("k", Channel.PHONE, NEW_YEAR, "漏水")
    assert record.who == Correction(name="王芳", phone="13800138000", room="501")
    assert record.evidence == ()


def test_a_household_of_the_directory_stands_for_the_place():
    assert recorded(replace(FORM, household="4")).who == Correction(name="王芳", phone="13800138000", household_id=4)


def test_an_address_becomes_that_of_letters_only_when_that_was_asked_for():
    assert recorded(replace(FORM, email="a@example.com")).who.reply_to is None
    assert recorded(replace(FORM, email="a@example.com", by_mail=True)).who.reply_to == "a@example.com"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"answered": True, "answer": " "}, "当场怎样答复"),
        ({"by_mail": True}, "请填写邮箱"),
        ({"channel": "pigeon"}, "没有这个选项"),
        ({"household": "x"}, "没有这个选项"),
        ({"day": "yesterday"}, "收到时间"),
    ],
)
def test_a_record_that_cannot_be_is_refused(values, why):
    with pytest.raises(Refused, match=why):
        recorded(replace(FORM, **values))


def test_mail_is_not_registered_by_hand():
    assert Channel.EMAIL not in CHANNELS
    assert set(CHANNELS) | {Channel.EMAIL} == set(Channel)
