"""The form of a correction: what stands, what was typed, and nothing but what was changed."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from starlette.datastructures import FormData
from view_samples import a_case, an_intake

from desk.views.correcting import CorrectingForm, correction_of, form_of_case, form_of_intake, received_at, typed_form
from desk.views.marks import Segment
from desk.views.originals import OriginalLetter
from domain.codes import Channel
from domain.correction import Correction
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from workers.instance.refusals import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
STANDS = CorrectingForm(
    name="王芳", phone="13800138000", room="501", text="电梯\n坏了", channel="email", day="2026-12-31", hour="23:30"
)


def letter(**values):
    given = {
        "row": an_intake(),
        "place": 1,
        "name": "mail.eml",
        "sender": "",
        "subject": (Segment(text="电梯"), Segment(text="坏了", mark="s3-2")),
        "text": (),
        "whole": "电梯坏了三天",
        "quoted": "",
        "signature": "",
        "as_read": None,
        "mail": True,
        "downloadable": True,
        "pages": (),
        "files": (),
        "problems": (),
        "percent": 100,
        "version": 2,
        "corrected": None,
    }
    return OriginalLetter(**{**given, **values})


def test_the_form_of_a_case_shows_what_stands_in_the_instance_s_own_time():
    form = form_of_case(a_case(resident_name="王芳", household_id=4), letter(), SHANGHAI)
    assert (form.name, form.household, form.text, form.seen) == ("王芳", "4", "电梯坏了三天", 2)
    assert (form.day, form.hour) == ("2026-12-31", "23:30")
    assert (form.phone, form.room) == ("", "")


def test_a_letter_of_which_only_the_date_is_known_has_no_hour():
    form = form_of_case(a_case(), letter(row=an_intake(received_date_only=True)), SHANGHAI)
    assert (form.day, form.hour) == ("2026-12-31", "")


def test_the_form_of_what_waits_shows_what_was_read_of_the_writer():
    def field(name, value):
        return Field(name=name, value=value, text=value, source=Source.TEXT, start=0, end=len(value))

    fields = (field(FieldName.RESIDENT, "王芳"), field(FieldName.PHONE, "13800138000"), field(FieldName.ROOM, "501"))
    form = form_of_intake(letter(row=an_intake(sender="wang@example.com")), fields, SHANGHAI)
    assert (form.name, form.phone, form.room, form.email) == ("王芳", "13800138000", "501", "wang@example.com")
    assert form.subject == "电梯坏了"
    assert form.seen == 0


def test_a_form_of_fewer_fields_leaves_the_others_as_they_stand():
    typed = typed_form(FormData([("room", "502"), ("seen", "2")]), STANDS)
    assert (typed.room, typed.name, typed.seen) == ("502", "王芳", 2)


@pytest.mark.parametrize("seen", ["", "x", "-1", "1.5"])
def test_a_form_that_does_not_say_what_it_was_filled_in_on_is_out_of_date(seen):
    assert typed_form(FormData([("seen", seen)]), STANDS).seen == -1


def test_an_untouched_form_corrects_nothing():
    assert correction_of(STANDS, STANDS, SHANGHAI) == Correction()
    sent = replace(STANDS, text="电梯\r\n坏了\r\n", name=" 王芳 ")
    assert correction_of(sent, STANDS, SHANGHAI) == Correction(), "a browser ends lines its own way"


def test_only_what_was_changed_is_corrected():
    changed = replace(STANDS, room="502", phone="", text="电梯停运")
    assert correction_of(changed, STANDS, SHANGHAI) == Correction(room="502", phone="", text="电梯停运")


def test_a_chosen_household_stands_for_the_place():
    changed = replace(STANDS, household="4", room="502", name="王方")
    assert correction_of(changed, STANDS, SHANGHAI) == Correction(household_id=4, name="王方")


def test_the_moment_of_receipt_is_the_instance_s():
    changed = replace(STANDS, day="2027-01-01", hour="00:15")
    found = correction_of(changed, STANDS, SHANGHAI)
    assert found.received == datetime(2026, 12, 31, 16, 15, tzinfo=UTC)
    assert not found.received_date_only


def test_without_an_hour_only_the_date_is_known():
    found = correction_of(replace(STANDS, hour=""), STANDS, SHANGHAI)
    assert found.received == datetime(2026, 12, 30, 16, tzinfo=UTC)
    assert found.received_date_only


def test_another_channel():
    assert correction_of(replace(STANDS, channel="phone"), STANDS, SHANGHAI) == Correction(channel=Channel.PHONE)


@pytest.mark.parametrize("values", [{"channel": "pigeon"}, {"household": "x"}, {"household": "-4"}])
def test_a_choice_that_there_is_not_is_refused(values):
    with pytest.raises(Refused, match="没有这个选项"):
        correction_of(replace(STANDS, **values), STANDS, SHANGHAI)


@pytest.mark.parametrize(("day", "hour"), [("", ""), ("2026-02-30", ""), ("31.12.2026", ""), ("2026-12-31", "25:00")])
def test_what_is_no_date_is_refused(day, hour):
    with pytest.raises(Refused, match="收到时间"):
        received_at(day, hour, SHANGHAI)
