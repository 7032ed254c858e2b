"""A survey from its plan to its results: who may, whose turn it is, what counts, what is told of it and what is kept.

Covers workers.surveys.rights, workers.surveys.sampling, workers.surveys.planning, workers.surveys.answering,
workers.surveys.results, workers.surveys.sheet and workers.surveys.contract.
"""

from datetime import timedelta
from functools import partial
from io import BytesIO
from random import Random

import pytest
from openpyxl import load_workbook
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR, person

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import operator
from domain.survey_codes import AnswerWay, SurveyState
from domain.survey_results import interval
from domain.surveys import QUESTIONS, Quarter
from store import house_log, projects, survey_answers, survey_households, surveys
from store.directory import NewHousehold
from store.house_log import Wanted
from store.projects import ProjectFacts
from store.survey_households import AskedRow
from store.tables import household
from workers.instance.refusals import Refused
from workers.privacy.data_requests import Asked, erase
from workers.privacy.finding import find
from workers.privacy.subjects import Wanted as Sought
from workers.surveys import answering, planning
from workers.surveys.answering import Given
from workers.surveys.contract import surveys_view
from workers.surveys.planning import Plan
from workers.surveys.results import Results, results_of
from workers.surveys.sampling import sample_of
from workers.surveys.sheet import as_sheet

OWN, OTHER = "阳光花园", "翠湖山庄"
FIRST = Quarter(year=2026, number=1)


@pytest.fixture
def estate(house: House) -> House:
    """Two projects: forty flats in four buildings, and ten."""
    flats = [
        NewHousehold(project=OWN, building=f"{1 + n % 4}栋", room=str(101 + n), name=f"住户{n}") for n in range(40)
    ]
    house.directory(*flats, *(NewHousehold(project=OTHER, building="1栋", room=str(n)) for n in range(1, 11)))
    return house


def ids(house: House, *names: str) -> tuple[int, ...]:
    return tuple(house.ask(partial(projects.named, name=name)).id for name in names)


def planned(house: House, quarter: Quarter = FIRST, *names: str, share: int = 20, actor=SERVICE) -> int:
    wished = Plan(quarter=quarter, project_ids=ids(house, *(names or (OWN,))), share=share, questions=("总体", "保洁"))
    return planning.plan(house.services, wished, actor=actor)


def running(house: House, quarter: Quarter = FIRST, *names: str, share: int = 20) -> int:
    made = planned(house, quarter, *names, share=share)
    planning.start(house.services, made, actor=MANAGER)
    return made


def asked(house: House, survey: int, name: str = OWN) -> list[AskedRow]:
    (project,) = ids(house, name)
    return house.ask(lambda session: survey_households.of_project(session, survey, project))


def results(house: House, survey: int, actor=MANAGER) -> Results:
    return house.ask(lambda session: results_of(session, surveys.get(session, survey), actor))


def answer(house: House, survey: int, row: AskedRow, *marks: int | None, actor=CLERK, **given):
    return answering.enter(house.services, survey, row.id, Given(marks=marks, **given), actor=actor)


def test_one_plans_and_another_starts(estate: House) -> None:
    made = planned(estate)
    with pytest.raises(Refused, match="另一个人"):
        planning.start(estate.services, made, actor=SERVICE)
    with pytest.raises(Refused, match="权限"):
        planning.start(estate.services, made, actor=SUPERVISOR)
    with pytest.raises(Refused, match="权限"):
        planned(estate, Quarter(year=2026, number=2), actor=CLERK)
    preview = estate.ask(
        lambda session: sample_of(session, surveys.get(session, made), surveys.projects_of(session, [made])[made][0])
    )
    planning.start(estate.services, made, actor=MANAGER)
    assert {one.household_id for one in asked(estate, made)} == {one.id for one in preview.drawn}
    assert len(asked(estate, made)) == preview.figures.wanted == 8
    assert (preview.again, preview.left_unasked, preview.short) == (0, 32, 0)
    assert sum(count for _, count in preview.by_building) == 8
    with pytest.raises(Refused, match="已经开始"):
        planning.start(estate.services, made, actor=MANAGER)
    with pytest.raises(Refused, match="已经开始"):
        planning.discard(estate.services, made, actor=SERVICE)
    log = estate.ask(lambda session: house_log.page(session, Wanted(what=[HouseEvent.SURVEY_STARTED])))
    assert [(one.who, one.payload["count"]) for one in log] == [("sun", 8)]


def test_a_plan_below_the_trade_is_refused(estate: House) -> None:
    for wrong, sentence in (({"share": 19}, "不能低于"), ({"share": 101}, "100")):
        with pytest.raises(Refused, match=sentence):
            planned(estate, **wrong)
    for wrong, sentence in (
        ({"project_ids": ()}, "项目"),
        ({"questions": (" ", "")}, "问题"),
        ({"questions": ("问" * 41,)}, "40"),
        ({"quarter": Quarter(year=2030, number=1)}, "季度"),
        ({"project_ids": (999,)}, "没有这个项目"),
    ):
        wished = {"quarter": FIRST, "project_ids": ids(estate, OWN), "share": 20, "questions": QUESTIONS, **wrong}
        with pytest.raises(Refused, match=sentence):
            planning.plan(estate.services, Plan(**wished), actor=SERVICE)


def test_a_project_is_asked_once_a_quarter_and_a_plan_may_be_taken_back(estate: House) -> None:
    made = planned(estate)
    with pytest.raises(Refused, match="已有一次调查"):
        planned(estate)
    planning.discard(estate.services, made, actor=MANAGER)
    planned(estate)
    assert len(estate.ask(surveys.newest)) == 1
    empty = planned(estate, FIRST, OTHER)
    with estate.services.database.transaction() as session:
        session.execute(household.update().values(occupied=False).where(household.c.project == OTHER))
    with pytest.raises(Refused, match="没有可以调查"):
        planning.start(estate.services, empty, actor=MANAGER)


def test_rotation_over_quarters(estate: House) -> None:
    """Five surveys of a fifth ask everybody once; the sixth those of the first again."""
    rounds = []
    for number in range(6):
        quarter = Quarter(year=2026 + number // 4, number=1 + number % 4)
        made = running(estate, quarter)
        rounds.append({one.household_id for one in asked(estate, made)})
        estate.time[0] += timedelta(days=91)
    assert len(set.union(*rounds[:5])) == 40
    assert sum(map(len, rounds[:5])) == 40
    assert rounds[5] == rounds[0]


def test_the_share_is_of_what_the_company_states(estate: House) -> None:
    (project,) = ids(estate, OTHER)
    with estate.services.database.transaction() as session:
        projects.save(session, project, ProjectFacts(occupied_households=60), seen=1)
    made = planned(estate, FIRST, OTHER)
    sample = estate.ask(
        lambda session: sample_of(session, surveys.get(session, made), surveys.projects_of(session, [made])[made][0])
    )
    assert (sample.figures.population, sample.figures.wanted, len(sample.drawn), sample.short) == (60, 12, 10, 2)


def test_an_answer_counts_once(estate: House) -> None:
    made = running(estate)
    row = asked(estate, made)[0]
    with pytest.raises(Refused, match="至少"):
        answer(estate, made, row, None, None)
    with pytest.raises(Refused, match="权限"):
        answer(estate, made, row, 5, 5, actor=person("x", Role.CLERK, project=OTHER))
    assert answer(estate, made, row, 5, None, remark=" 保洁很好 ").remark == "保洁很好"
    second = answer(estate, made, row, 1, 1, way=AnswerWay.PHONE)
    assert not second.counted
    assert results(estate, made).total.answered == 1
    with pytest.raises(Refused, match="重复"):
        planning.close(estate.services, made, actor=MANAGER)
    with pytest.raises(Refused, match="权限"):
        answering.count_instead(estate.services, made, second.id, actor=CLERK)
    answering.count_instead(estate.services, made, second.id, actor=SUPERVISOR)
    assert results(estate, made).total.questions[0].counts == (0, 0, 0, 0, 1)
    with pytest.raises(Refused, match="没有这份"):
        answering.count_instead(estate.services, made, 999, actor=SUPERVISOR)
    with pytest.raises(Refused, match="没有问这一户"):
        answering.enter(estate.services, made, 999, Given(marks=(1, 1)), actor=CLERK)
    with pytest.raises(Refused, match="2000"):
        answer(estate, made, row, 1, 1, remark="长" * 2001)


def test_results_are_as_plain_python_reckons_them(estate: House) -> None:
    made = running(estate, FIRST, OWN, OTHER, share=100)
    chance = Random(7)  # noqa: S311 - examples, no secret
    given: dict[str, list[tuple[int, int | None]]] = {OWN: [], OTHER: []}
    buildings: dict[str, list[int]] = {}
    for name in (OWN, OTHER):
        for row in asked(estate, made, name):
            if chance.random() < 0.6:
                marks = chance.randint(1, 5), chance.choice([1, 2, 3, 4, 5, None])
                answer(estate, made, row, *marks)
                given[name].append(marks)
                if name == OWN:
                    buildings.setdefault(row.building, []).append(marks[0])
    found = results(estate, made)
    for line in found.lines:
        assert (line.asked, line.answered) == ({OWN: 40, OTHER: 10}[line.name], len(given[line.name]))
        assert line.response == line.answered / line.asked
        for at in range(2):
            marks = [one[at] for one in given[line.name] if one[at] is not None]
            happy = sum(mark >= 4 for mark in marks)
            assert line.questions[at].share == happy / len(marks)
            assert line.interval(at) == interval(happy, len(marks), line.asked)
    assert found.total.answered == sum(map(len, given.values()))
    for line in found.buildings:
        if line.project == OWN and (tally := line.questions[0]) is not None:
            marks = buildings[line.name]
            assert len(marks) >= 5
            assert tally.counts == tuple(marks.count(mark) for mark in (5, 4, 3, 2, 1))
    assert {line.name for line in results(estate, made, person("w", Role.SUPERVISOR, project=OWN)).lines} == {OWN}
    assert results(estate, made, CLERK).lines == ()


def test_few_answers_of_a_building_are_not_told(estate: House) -> None:
    made = running(estate, FIRST, OWN, share=100)
    counts = {"1栋": 10, "2栋": 7, "3栋": 6, "4栋": 2}
    for row in asked(estate, made):
        if counts[row.building]:
            counts[row.building] -= 1
            answer(estate, made, row, 4, 4)
    shown = {one.name: one.questions[0] is not None for one in results(estate, made).buildings}
    assert shown == {"1栋": True, "2栋": True, "3栋": False, "4栋": False}, "two alone would follow from the total"
    planning.close(estate.services, made, actor=MANAGER)
    after = {one.name: one.questions[0] is not None for one in results(estate, made).buildings if one.answered}
    assert after == {"1栋": True, "2栋": True, None: True}


def test_closed_it_names_nobody_and_takes_no_more(estate: House) -> None:
    made = running(estate)
    first, second = asked(estate, made)[:2]
    answer(estate, made, first, 3, 4, remark="王芳家的狗整天叫")
    who = Sought(name="王芳", phone="13800138000")
    assert "survey_answer" in {place.kind for place in find(estate.services, who).places}
    erase(estate.services, Asked(wanted=who, mentions=True), actor=operator("huihan"), reason="住户要求删除")
    (covered,) = estate.ask(lambda session: survey_answers.counting(session, made))
    assert (covered.marks, "王芳" in covered.remark) == ((3, 4), False)
    before = results(estate, made).total
    planning.close(estate.services, made, actor=SERVICE)
    assert results(estate, made).total == before
    (kept,) = estate.ask(lambda session: survey_answers.counting(session, made))
    assert (kept.household_id, kept.remark) == (None, None)
    assert estate.ask(lambda session: surveys.get(session, made)).state is SurveyState.CLOSED
    with pytest.raises(Refused, match="已经结束"):
        answer(estate, made, second, 5, 5)
    with pytest.raises(Refused, match="已经结束"):
        planning.close(estate.services, made, actor=SERVICE)


def test_as_excel_and_for_programs(estate: House) -> None:
    made = running(estate)
    answer(estate, made, asked(estate, made)[0], 5, None)
    found = results(estate, made)
    rows = list(load_workbook(BytesIO(as_sheet([found]))).worksheets[0].iter_rows(values_only=True))
    assert rows[1][:7] == (OWN, None, "总体", 40, 8, 1, "12.5%")
    assert rows[1][7:13] == (1, 0, 0, 0, 0, "100.0%")
    assert any(row[0].startswith("95% 区间") for row in rows if row[0])
    assert any(row[7] == "不足五户" for row in rows)
    view = surveys_view(FIRST, [found])
    (survey,) = view["surveys"]
    assert survey.keys() == {"survey", "state", "share", "seed", "projects", "total", "buildings"}
    (project,) = survey["projects"]
    assert (project["project"], project["asked"], project["answered"], project["response_rate"]) == (OWN, 8, 1, 0.125)
    assert project["questions"][0]["counts"] == [1, 0, 0, 0, 0]
    assert project["questions"][1]["interval"] is None
    assert survey["buildings"][0]["questions"][0]["counts"] is None
