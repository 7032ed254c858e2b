"""The rates of an office's first weeks, worked by hand beside them.

Covers workers.figures.rates, workers.figures.rates_sheet and workers.figures.contract.
"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, approved, furnished, one_case, person

from domain.codes import ClockName, Role, Validity, VisitOutcome
from domain.course import Act
from domain.rates import Dimension, Length, RateCounts
from store import projects
from store.directory import NewHousehold
from store.projects import ProjectFacts
from store.tasks import Among
from workers.casework.case_work import measures_done, record_visit, result_told, set_validity, take
from workers.figures.contract import rates_view
from workers.figures.rates import Rates, RatesAsked, rates_for
from workers.figures.rates_sheet import as_sheet, line_name, period_name
from workers.instance.refusals import Refused

MARCH = date(2026, 3, 1)


def rates(house: House, actor=MANAGER, **asked) -> Rates:
    """The rates of March."""
    wanted = RatesAsked(**{"month": MARCH, **asked})
    return house.ask(lambda session: rates_for(house.services, session, actor, wanted))


@pytest.fixture
def town(house: House) -> House:
    """Three households in 阳光花园, one of them empty; two complaints there, the first answered and visited; one
    elsewhere."""
    house = furnished(house)
    with house.services.database.transaction() as session:
        projects.add(session, "阳光花园", ProjectFacts(area="城东"))
        projects.add(session, "月亮湾花园", ProjectFacts(area="城西"))
    rows = [NewHousehold(project="阳光花园", building="3栋", unit="2单元", room=room) for room in ("501", "502")]
    house.directory(*rows, NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="503", occupied=False))
    lift = one_case(house, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    one_case(
        house, subject="保安骂人", text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。", Message_ID="<b@x.example>"
    )
    one_case(house, subject="电梯停运", text="月亮湾花园1栋1单元201，电梯停运，请修。", Message_ID="<c@x.example>")
    services = house.services
    take(services, lift.number, Act.ACCEPT, actor=SUPERVISOR)
    set_validity(services, lift.number, Validity.VALID, "属实", actor=SUPERVISOR)
    take(services, lift.number, Act.INVESTIGATE, actor=SUPERVISOR)
    house.time[0] += timedelta(days=2)
    measures_done(services, lift.number, "门机已换", actor=SUPERVISOR)
    approved(house, lift)
    house.work()
    result_told(services, lift.number, "已回复", actor=CLERK)
    house.time[0] += timedelta(days=1)
    for outcome in (VisitOutcome.UNREACHABLE, VisitOutcome.SATISFIED):
        record_visit(services, lift.number, outcome, "电话回访", actor=CLERK)
    return house


def test_the_rates_worked_by_hand(town: House) -> None:
    made = rates(town)
    sun = RateCounts(
        received=2,
        valid=1,
        undecided=1,
        handled=1,
        due=2,
        in_time=1,
        visited=1,
        satisfied=1,
        households=2,
    )
    moon = RateCounts(received=1, undecided=1, due=1)
    assert [(line.key, line.counts) for line in made.lines] == [(("阳光花园",), sun), (("月亮湾花园",), moon)]
    assert made.total == RateCounts(
        received=3,
        valid=1,
        undecided=2,
        handled=1,
        due=3,
        in_time=1,
        visited=1,
        satisfied=1,
        households=2,
    )
    assert (made.total.in_time_rate, made.total.first_visit_rate) == (1 / 3, 1.0)
    assert (made.total.handled_rate, made.total.complaint_rate) == (1 / 3, 1 / 2)
    assert made.before == RateCounts(households=2)
    clocks = {one.clock: one for one in made.clocks}
    assert (clocks[ClockName.HANDLE].ended, clocks[ClockName.HANDLE].met) == (1, 1)
    assert clocks[ClockName.HANDLE].median == pytest.approx(2 * 86_400, abs=1)
    assert clocks[ClockName.VISIT].median == pytest.approx(86_400, abs=1)


def test_of_one_area_and_in_april_march_stands_before(town: House) -> None:
    assert rates(town, among=Among(area="城西")).total.received == 1
    april = rates(town, month=date(2026, 4, 15))
    assert (april.total.received, april.before.received) == (0, 3)
    assert rates(town, month=date(2026, 2, 1), length=Length.QUARTER).total.received == 3


def test_a_supervisor_has_the_rates_of_their_own_project(town: House) -> None:
    own = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert [line.key for line in rates(town, own).lines] == [("月亮湾花园",)]
    for among in (Among(project="阳光花园"), Among(area="城东")):
        with pytest.raises(Refused):
            rates(town, own, among=among)


def test_as_json_and_as_excel(town: House) -> None:
    made = rates(town, by=Dimension.DEPARTMENT)
    shown = rates_view(made)
    rows = {row["of"][0]: row for row in shown["rows"]}
    assert (rows["engineering"]["received"], rows["security"]["received"]) == (2, 1)
    assert shown["total"]["first_visit_rate"] == 1.0
    assert shown["before"]["in_time_rate"] is None
    (sheet,) = load_workbook(BytesIO(as_sheet(made, {}))).worksheets
    cells = list(sheet.iter_rows(values_only=True))
    head = dict(zip(cells[0], next(row for row in cells if row[0] == "合计"), strict=True))
    assert (head["收到"], head["完成及时率"], head["一次回访满意率"], head["入住户数"]) == (3, "33.3%", "100.0%", 2)
    assert next(row for row in cells if row[0] == "处理")[1:5] == (1, 1, "100.0%", 48.0)


def test_how_lines_and_periods_are_called() -> None:
    assert line_name(Dimension.OWNER, ("li",), {"li": "李敏"}) == "李敏"
    assert line_name(Dimension.BUILDING, ("阳光花园", None), {}) == "阳光花园 不详"
    assert line_name(Dimension.GRADE, ("A",), {}).startswith("A")
    asked = RatesAsked(month=date(2026, 11, 1))
    assert period_name(asked) == "2026年11月"
    assert period_name(RatesAsked(month=date(2026, 11, 1), length=Length.QUARTER)) == "2026年4季度"
    assert period_name(RatesAsked(month=date(2026, 11, 1), length=Length.YEAR)) == "2026年"
