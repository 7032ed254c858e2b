"""The forms within the house: the case at a glance; what is unknown stays blank for the pen."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from domain.codes import ClockName, LetterKind
from domain.decision import Deadline
from domain.reading_codes import Script
from letters.context import Matter, Planned, Record
from letters.kinds import department_notice, progress_report, record_form
from letters.kinds.forms import FORM_VARIABLES, form
from letters.templating.sample import RECORD, samples
from letters.text.wording import Wording

WORDING = Wording(Script.HANS)
CONTEXT = samples(LetterKind.RECORD_FORM)["one matter"]
BLANK = samples(LetterKind.RECORD_FORM)["needs a person"]
SHANGHAI = timezone(timedelta(hours=8))


def deadline(clock: ClockName, due: datetime) -> Deadline:
    return Deadline(clock=clock, start=due - timedelta(days=1), due=due)


def test_a_form_has_exactly_its_variables() -> None:
    assert set(form(CONTEXT, WORDING)) == set(FORM_VARIABLES)


def test_the_writer_with_their_title() -> None:
    assert form(CONTEXT, WORDING)["投诉人"] == "王建国先生"
    assert form(BLANK, WORDING)["投诉人"] == ""


def test_the_facts_that_staff_wrote_stand_before_the_resident_s_words() -> None:
    assert form(CONTEXT, WORDING)["投诉内容"] == (RECORD.facts,)
    raw = replace(CONTEXT, record=Record())
    (said,) = form(raw, WORDING)["投诉内容"]
    assert said.startswith("电梯停运：3栋2单元的电梯")


def test_without_a_matter_the_letter_s_own_words_stand_there() -> None:
    bare = replace(BLANK, quote="", subject="电梯停了三天没人管")
    assert form(bare, WORDING)["投诉内容"] == ("电梯停了三天没人管",)


def test_very_long_words_are_cut() -> None:
    long = replace(CONTEXT, record=replace(RECORD, facts="字" * 400))
    (said,) = form(long, WORDING)["投诉内容"]
    assert said == "字" * 300 + "……"


def test_the_category_that_nobody_chose_is_that_of_the_matters_each_once() -> None:
    matters = (Matter(name="电梯", category_name="设备管理类"),) * 2 + (
        Matter(name="停车", category_name="综合服务类"),
    )
    assert form(replace(CONTEXT, record=Record(), matters=matters), WORDING)["投诉分类"] == "设备管理类、综合服务类"


def test_the_plan_stands_in_rows_with_dates_or_blanks() -> None:
    measures = (
        Planned(
            what="更换\n曳引绳", department="工程部", owner="赵志强", start=date(2026, 12, 31), due=date(2027, 1, 4)
        ),
        Planned(what="张贴告示"),
    )
    first, second = form(replace(CONTEXT, measures=measures), WORDING)["各措施"]
    assert (first["序号"], first["内容"], first["开始"], first["完成"]) == (
        "1",
        "更换 曳引绳",
        "2026年12月31日",
        "2027年1月4日",
    )
    assert (second["序号"], second["部门"], second["开始"], second["完成"]) == ("2", "", "", "")


def test_a_notice_names_its_own_department_and_the_days_that_it_promised() -> None:
    clocks = {
        ClockName.HANDLE: datetime(2026, 12, 31, 18, tzinfo=SHANGHAI),
        ClockName.DEPARTMENT_START: datetime(2026, 12, 1, 9, tzinfo=SHANGHAI),
        ClockName.DEPARTMENT_FINISH: datetime(2027, 1, 4, 18, tzinfo=SHANGHAI),
    }
    context = replace(
        CONTEXT, department="环境部", deadlines=tuple(deadline(name, due) for name, due in clocks.items())
    )
    values = department_notice.build(context, WORDING)
    assert values["通知部门"] == "环境部"
    assert (values["要求完成"], values["承诺开始"], values["承诺完成"]) == (
        "2026年12月31日",
        "2026年12月1日",
        "2027年1月4日",
    )


def test_a_notice_for_nobody_in_particular_is_for_the_case_s_departments() -> None:
    values = department_notice.build(replace(CONTEXT, department="", deadlines=()), WORDING)
    assert values["通知部门"] == "工程部"
    assert (values["要求完成"], values["承诺开始"], values["承诺完成"]) == ("", "", "")


def test_a_progress_report_counts_its_day() -> None:
    values = progress_report.build(CONTEXT, WORDING)
    assert values["第几天"] == "3"
    assert values["今日进展"] == RECORD.progress
    assert progress_report.build(BLANK, WORDING)["第几天"] == ""
    assert progress_report.build(BLANK, WORDING)["今日进展"] == ()


def test_the_record_form_takes_the_findings_of_a_letter_where_none_were_written_for_it() -> None:
    own = record_form.build(CONTEXT, WORDING)
    assert own["调查情况"] == RECORD.investigation
    bare = record_form.build(replace(CONTEXT, record=Record()), WORDING)
    assert bare["调查情况"] == CONTEXT.findings
    assert (bare["有效性"], bare["证据"], bare["登记人"]) == ("", (), "")


def test_forms_stay_in_the_house() -> None:
    specs = (record_form.SPEC, department_notice.SPEC, progress_report.SPEC)
    assert all(spec.inside for spec in specs)
    for spec in specs:
        assert spec.subject(CONTEXT, WORDING).startswith(f"[TS-2026-000123] {spec.title}")


def test_a_matter_that_only_the_subject_names_stands_once_with_the_letter_s_own_words() -> None:
    matters = (Matter(name="停车收费", category_name="综合服务类", resident_words="停车收费"),)
    said = form(
        replace(CONTEXT, record=Record(), matters=matters, subject="停车收费", quote="月卡涨到450元，没有公示。"),
        WORDING,
    )
    assert said["投诉内容"] == ("停车收费", "月卡涨到450元，没有公示。")


def test_each_line_that_staff_wrote_is_a_line_of_the_form_and_stands_whole() -> None:
    long = "楼道灯坏了，" * 80
    said = form(replace(CONTEXT, record=replace(RECORD, facts=f"投诉对象：灯\n{long}", demand=long)), WORDING)
    assert said["投诉内容"] == ("投诉对象：灯", long)
    assert said["诉求"] == long


def test_matters_of_which_the_letter_says_no_more_than_their_names_stand_in_one_line() -> None:
    known = CONTEXT.matters[0]
    others = tuple(replace(known, name=name, resident_words="") for name in ("物业费", "物业不作为、推诿"))
    said = form(replace(CONTEXT, matters=(known, *others), record=Record()), WORDING)["投诉内容"]
    assert said == (f"{known.name}：{known.resident_words}", "同时提到：物业费；物业不作为、推诿")
