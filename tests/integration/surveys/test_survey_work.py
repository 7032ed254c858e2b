"""A bad mark is followed by a visit, a survey by measures, and its end by a notice.

Covers workers.surveys.following_up, workers.surveys.measures and workers.surveys.notice; store.survey_follow_ups;
letters.templates.survey_notice.
"""

import io
from datetime import date

import pytest
from docx import Document
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR, person

from domain.codes import Role
from domain.survey_codes import FollowUpOutcome
from domain.surveys import Quarter
from store import projects, survey_follow_ups, survey_households
from store.directory import NewHousehold
from store.survey_households import AskedRow
from workers.instance.refusals import Refused
from workers.surveys import answering, following_up, measures, planning
from workers.surveys.answering import Given
from workers.surveys.measures import Measure
from workers.surveys.notice import notice
from workers.surveys.planning import Plan

OWN = "阳光花园"


@pytest.fixture
def survey(office: House) -> int:
    rows = [NewHousehold(project=OWN, building="3栋", room=str(101 + n), name=f"住户{n}") for n in range(10)]
    office.directory(*rows)
    plan = Plan(
        quarter=Quarter(year=2026, number=1), project_ids=(estate(office),), share=50, questions=("总体", "保洁")
    )
    made = planning.plan(office.services, plan, actor=SERVICE)
    planning.start(office.services, made, actor=MANAGER)
    return made


def estate(house: House) -> int:
    return house.ask(lambda session: projects.named(session, OWN)).id


def asked(house: House, survey: int) -> list[AskedRow]:
    return house.ask(lambda session: survey_households.of_project(session, survey, estate(house)))


def visits(house: House, survey: int) -> list[survey_follow_ups.FollowUpRow]:
    return house.ask(lambda session: survey_follow_ups.of_survey(session, survey))


def test_a_bad_mark_opens_one_visit_with_a_term(office: House, survey: int) -> None:
    first, second, third = asked(office, survey)[:3]
    for row, marks in ((first, (3, None)), (second, (5, 2)), (third, (1, 1)), (third, (1, 2))):
        answering.enter(office.services, survey, row.id, Given(marks=marks), actor=CLERK)
    found = visits(office, survey)
    assert {one.household_id for one in found} == {second.household_id, third.household_id}
    assert {one.due for one in found} == {date(2026, 3, 9)}, "five working days after Monday the second"


def test_a_visit_is_recorded_once_and_before_the_end(office: House, survey: int) -> None:
    row = asked(office, survey)[0]
    answering.enter(office.services, survey, row.id, Given(marks=(1, 5)), actor=CLERK)
    (visit,) = visits(office, survey)
    with pytest.raises(Refused, match="没有回访"):
        planning.close(office.services, survey, actor=MANAGER)
    resolved = FollowUpOutcome.RESOLVED
    for note, actor, sentence in (
        (" ", CLERK, "请写下"),
        ("长" * 1001, CLERK, "1000"),
        ("已修", person("x", Role.CLERK, project="翠湖"), "权限"),
    ):
        with pytest.raises(Refused, match=sentence):
            following_up.record(office.services, survey, visit.id, resolved, note, actor=actor)
    following_up.record(office.services, survey, visit.id, resolved, "门禁已修好", actor=CLERK)
    with pytest.raises(Refused, match="已经登记"):
        following_up.record(office.services, survey, visit.id, resolved, "门禁已修好", actor=CLERK)
    with pytest.raises(Refused, match="没有这次回访"):
        following_up.record(office.services, survey, 999, resolved, "门禁已修好", actor=CLERK)
    planning.close(office.services, survey, actor=MANAGER)
    (kept,) = visits(office, survey)
    assert (kept.household_id, kept.note, kept.outcome) == (None, None, resolved)


def test_measures_have_an_owner_and_an_end(office: House, survey: int) -> None:
    wished = Measure(project_id=estate(office), text="每日巡查  楼道", responsible="环境部 周强", due=date(2026, 4, 1))
    with pytest.raises(Refused, match="权限"):
        measures.add(office.services, survey, wished, actor=CLERK)
    made = measures.add(office.services, survey, wished, actor=SUPERVISOR)
    (kept,) = office.ask(lambda session: survey_follow_ups.measures(session, survey))
    assert (kept.text, kept.responsible, kept.made_by, kept.done_at) == ("每日巡查 楼道", "环境部 周强", "wang", None)
    measures.done(office.services, survey, made, actor=SUPERVISOR)
    for act in (
        lambda: measures.done(office.services, survey, made, actor=SUPERVISOR),
        lambda: measures.done(office.services, survey, 999, actor=SUPERVISOR),
        lambda: measures.add(office.services, survey, Measure(**{**vars(wished), "text": " "}), actor=SUPERVISOR),
        lambda: measures.add(
            office.services, survey, Measure(**{**vars(wished), "text": "长" * 301}), actor=SUPERVISOR
        ),
        lambda: measures.add(office.services, survey, Measure(**{**vars(wished), "project_id": 9}), actor=SUPERVISOR),
        lambda: measures.add(office.services, 99, wished, actor=SUPERVISOR),
    ):
        with pytest.raises(Refused):
            act()


def test_the_notice_says_what_was_found_and_what_is_done(office: House, survey: int) -> None:
    with pytest.raises(Refused, match="结束以后"):
        notice(office.services, survey, estate(office), actor=SUPERVISOR)
    for row, mark in zip(asked(office, survey), (5, 4, 4, 1, 2), strict=True):
        answering.enter(office.services, survey, row.id, Given(marks=(mark, None)), actor=CLERK)
    for visit, outcome in zip(
        visits(office, survey), (FollowUpOutcome.EXPLAINED, FollowUpOutcome.UNREACHABLE), strict=True
    ):
        following_up.record(office.services, survey, visit.id, outcome, "已去过", actor=CLERK)
    wished = Measure(project_id=estate(office), text="每日巡查楼道。", responsible="周强", due=date(2026, 4, 1))
    measures.add(office.services, survey, wished, actor=SUPERVISOR)
    planning.close(office.services, survey, actor=MANAGER)
    name, docx = notice(office.services, survey, estate(office), actor=SUPERVISOR)
    assert name == "满意度调查结果公告-阳光花园-2026-Q1.docx"
    document = Document(io.BytesIO(docx))
    text = "\n".join(one.text for one in document.paragraphs)
    for words in (
        "2026年1季度满意度调查结果公告",
        "10户中抽取5户，收回有效答卷5份，回收率100.0%",
        "对评价不满意的2户，我们已回访1户，其余1户多次没有联系上",
        "“总体”的满意率为60.0%",
        "1. 每日巡查楼道。负责人：周强，2026年4月1日前完成。",
        "2026年3月2日",
    ):
        assert words in text
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[1:] == [["总体", "5", "60.0%", "3.20"], ["保洁", "0", "—", "—"]]
    with pytest.raises(Refused, match="权限"):
        notice(office.services, survey, estate(office), actor=CLERK)
    with pytest.raises(Refused, match="没有问这个项目"):
        notice(office.services, survey, 99, actor=SUPERVISOR)
