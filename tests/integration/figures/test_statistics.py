"""The statistics form of an office's first weeks, in every scheme, through the eyes of whoever asks.

Covers workers.figures.statistics and workers.figures.contract.
"""

from datetime import date, timedelta

import pytest
from servers.house import House
from servers.letters_day import MANAGER, SUPERVISOR, one_case, person

from domain.codes import Category, Role
from domain.course import Act
from domain.tasks import NOTHING, Counts, Period
from store import projects
from store.projects import ProjectFacts
from store.tasks import Among
from workers.casework.case_work import measures_done, take
from workers.figures.contract import statistics_view
from workers.figures.statistics import UNCLASSED, StatisticsAsked, classes_of, schemes_of, statistics_for
from workers.instance.refusals import Refused

MARCH = date(2026, 3, 1)


def form(house: House, actor=MANAGER, **asked):
    """The form of March."""
    wanted = StatisticsAsked(**{"month": MARCH, **asked})
    return house.ask(lambda session: statistics_for(house.services, session, actor, wanted))


def of(house: House, name: str, period: Period = Period.MONTH, actor=MANAGER, **asked) -> Counts:
    """A block of one class."""
    return next(row.blocks[period] for row in form(house, actor, **asked).rows if row.name == name)


def done(house: House, case) -> None:
    """Accepted, looked into and handled."""
    for act in (Act.ACCEPT, Act.INVESTIGATE):
        take(house.services, case.number, act, actor=SUPERVISOR)
    measures_done(house.services, case.number, "门机已换", actor=SUPERVISOR)


@pytest.fixture
def town(house: House) -> House:
    """Two projects, one of them in an area."""
    with house.services.database.transaction() as session:
        projects.add(session, "阳光花园", ProjectFacts(area="城东"))
        projects.add(session, "月亮湾花园", ProjectFacts(area="城西"))
    return house


def test_what_came_is_done_and_is_late(town: House) -> None:
    lift = one_case(town, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    assert of(town, Category.EQUIPMENT) == Counts(new=1, tasks=1)
    done(town, lift)
    assert of(town, Category.EQUIPMENT) == Counts(new=1, tasks=1, on_time=1)
    late = one_case(town, subject="电梯停运", text="月亮湾花园1栋1单元201，电梯停运，请修。")
    town.time[0] += timedelta(days=20)
    done(town, late)
    found = of(town, Category.EQUIPMENT)
    assert found == Counts(new=2, tasks=2, on_time=1, overdue_done=1)
    assert form(town).total[Period.LIFE] == found
    assert of(town, Category.EQUIPMENT, among=Among(project="月亮湾花园")) == Counts(new=1, tasks=1, overdue_done=1)
    assert of(town, Category.EQUIPMENT, among=Among(area="城东")) == Counts(new=1, tasks=1, on_time=1)


def test_every_scheme_adds_up_to_the_same_total(town: House) -> None:
    one_case(town, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    one_case(town, subject="保安态度恶劣", text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。")
    one_case(town, subject="公交车站太远", text="小区外公交车站太远，希望公交公司加站。")
    book = town.services.compiled.rulebook
    assert len(schemes_of(book)) >= 5
    totals = []
    for scheme in schemes_of(book):
        made = form(town, scheme=scheme)
        names = [row.name for row in made.rows]
        assert names[: len(classes_of(book, scheme))] == list(classes_of(book, scheme))
        assert set(names[len(classes_of(book, scheme)) :]) <= {UNCLASSED}
        totals.append(made.total)
    assert totals[0][Period.MONTH].new == 3
    assert all(one == totals[0] for one in totals)


def test_praise_is_no_task(town: House) -> None:
    town.mail(subject="感谢", text="感谢阳光花园的保洁张阿姨，楼道干净，特此表扬。")
    town.work()
    assert form(town).total[Period.LIFE] == NOTHING


def test_a_supervisor_counts_their_own_project_and_learns_of_no_other(town: House) -> None:
    one_case(town, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    own = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert form(town, own).total[Period.LIFE] == NOTHING
    told = []
    for among in (Among(project="阳光花园"), Among(project="没有的"), Among(area="城东"), Among(area="没有的")):
        with pytest.raises(Refused) as refused:
            form(town, own, among=among)
        told.append(refused.value.message)
    assert told == ["没有叫“{name}”的项目"] * 2 + ["没有叫“{name}”的区域"] * 2
    assert form(town, person("li", Role.CLERK)).total[Period.LIFE] == NOTHING


def test_a_scheme_that_there_is_not_is_told_with_those_that_there_are(town: House) -> None:
    with pytest.raises(Refused) as refused:
        form(town, scheme="wanke")
    assert str(refused.value).startswith("没有叫“wanke”的统计口径；可选：category、")


def test_the_json_has_every_key_and_null_for_a_rate_that_there_is_not(town: House) -> None:
    view = statistics_view(form(town, scheme="desk", among=Among(project="月亮湾花园")))
    assert (view["scheme"], view["month"], view["project"], view["area"]) == ("desk", "2026-03", "月亮湾花园", None)
    assert [row["class"] for row in view["rows"]] == ["报修", "投诉建议", "邻里纠纷", "安全"]
    empty = {
        "new": 0,
        "tasks": 0,
        "on_time": 0,
        "overdue_done": 0,
        "on_time_rate": None,
        "overdue_rate": None,
        "done_rate": None,
    }
    assert view["total"] == {"month": empty, "year": empty, "life": empty}
    assert all(row[block] == empty for row in view["rows"] for block in ("month", "year", "life"))
